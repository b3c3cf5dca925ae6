from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from indicators.models import Indicator
from indicators.rules.new_year import How
from plans.fields import PeriodField

HOW_WORDS = {
    How.CARRY: "Carry this year’s target",
    How.PERCENT: "More demanding by a percentage",
    How.AMOUNT: "More demanding by an amount",
    How.TYPED: "Type the target",
    How.LEAVE: "Leave it to be set later",
}


class RollOverState(models.TextChoices):
    PREPARED = "prepared", "Being prepared"
    DONE = "done", "Done"
    TAKEN_BACK = "taken_back", "Taken back"


class RollOver(models.Model):
    """The start of one financial year from the last: targets, timetable and plans. What is chosen is kept until it is
    written, all at once; ``written`` holds the keys of all that was, so that it can be taken back as one.
    """

    year = PeriodField()
    state = models.CharField(max_length=10, choices=RollOverState, default=RollOverState.PREPARED)
    how = models.CharField(
        "for every measure", max_length=7, choices=[(how.value, HOW_WORDS[how]) for how in How], default=How.CARRY.value
    )
    by = models.DecimalField("by", max_digits=24, decimal_places=10, null=True, blank=True)
    quarters = models.JSONField(null=True)  # keys of the quarters that get a timetable; None: all
    plans = models.JSONField(null=True)  # keys of the plans that are started again; None: those of a year
    written = models.JSONField(default=dict)
    told = models.JSONField(default=dict)  # what was written, in numbers and words
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=~Q(state="taken_back"), name="roll_over_once"),
            models.CheckConstraint(condition=~Q(how="percent") | Q(by__isnull=False), name="roll_over_by_how_much"),
        ]

    def __str__(self) -> str:
        return f"New year {self.year.label}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:year-detail", args=[self.pk])


class RollOverChoice(models.Model):
    """What is to become of one measure's target, where that differs from what was chosen for every measure."""

    roll_over = models.ForeignKey(RollOver, on_delete=models.CASCADE, related_name="choices")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=7, choices=[(how.value, HOW_WORDS[how]) for how in How])
    by = models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll_over", "indicator"], name="roll_over_choice_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.how}"
