from django.db import models
from django.db.models import Q

from edr.models.review import Review
from edr.workflow import Side, Stage
from plans.models import Objective


class ReviewObjective(models.Model):
    """What a person sets out to do in the year, for which objective of a plan, and how it will be measured.

    ``serves_words`` remembers what was chosen, should it be taken out of its plan. ``is_well_set`` is what
    ``edr.rules.smart`` says: it is kept, so that the page of counts reads no word of anybody's.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="objectives")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    about = models.TextField(blank=True)
    measure = models.TextField("how it will be measured", blank=True)
    due_on = models.DateField(null=True, blank=True)
    serves = models.ForeignKey(Objective, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    serves_words = models.CharField(max_length=400, blank=True)
    is_well_set = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="review_objective_has_title")]

    def __str__(self) -> str:
        return "an objective"


class DevelopmentNeed(models.Model):
    """What a person needs to learn, how (training, shadowing, reading), by when, and that it was done."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="needs")
    need = models.CharField(max_length=300)
    how = models.TextField("how it will be met", blank=True)
    by_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(need=""), name="development_need_has_words")]

    def __str__(self) -> str:
        return "a development need"


class Statement(models.Model):
    """What one side wrote at mid-year or end-year: of one objective, or of the year as a whole (without one).

    One that is emptied stays, so that its version goes on.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="statements")
    objective = models.ForeignKey(ReviewObjective, on_delete=models.CASCADE, null=True, related_name="statements")
    stage = models.CharField(max_length=10, choices=[(each.value, each.name) for each in Stage])
    side = models.CharField(max_length=8, choices=[(each.value, each.name) for each in Side])
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "stage", "side"], condition=Q(objective=None), name="statement_once"
            ),
            models.UniqueConstraint(
                fields=["review", "objective", "stage", "side"], condition=Q(objective__isnull=False),
                name="statement_once_an_objective",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return "a statement"
