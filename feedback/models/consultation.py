from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from indicators.models import Indicator
from plans.fields import PeriodField
from plans.models import Objective
from target_decisions.models import Consulted


class Consultation(models.Model):
    """Who took part in setting an objective, a measure or, where a ``year`` is named, the measure's target for it
    (C18), and whether they stood for all whom it concerns (C20). What was said of a proposed target before it was
    decided stands with the proposal, in the same words (``target_decisions.Consulted``).
    """

    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    measure = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    year = PeriodField("target for", null=True, blank=True)
    group = models.CharField("who", max_length=9, choices=Consulted.Group)
    how = models.CharField("how, and what they said", max_length=500)
    held_on = models.DateField("when")
    how_many = models.PositiveIntegerField("how many took part", null=True, blank=True)
    representative = models.CharField(
        "were they representative?", max_length=7, choices=Consulted.Representative,
        default=Consulted.Representative.UNKNOWN,
    )  # fmt: skip
    how_known = models.CharField("how that is known", max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(objective=None, measure__isnull=False)
                | Q(objective__isnull=False, measure=None, year=None),
                name="consultation_on_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} on {self.about}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:consultation-edit", args=[self.pk])

    @property
    def about(self) -> Objective | Indicator:
        """What they took part in setting."""
        return self.objective or self.measure

    @property
    def unit_id(self) -> int:
        """The unit whose it is."""
        return self.objective.plan.unit_id if self.objective else self.measure.service_id
