from django.db import models
from django.db.models import F, Q

from plans.models import Objective


class PairKind(models.TextChoices):
    OBJECTIVE = "objective", "Objective"
    MEASURE = "measure", "Measure"


class Distinct(models.Model):
    """That two things which look alike are not the same, and why: thread health asks no more. Both are named by their
    kind and number, the lower one first.
    """

    kind = models.CharField(max_length=9, choices=PairKind)
    one = models.PositiveBigIntegerField()
    other = models.PositiveBigIntegerField()
    why = models.TextField("why they are not the same")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "one", "other"], name="distinct_once"),
            models.CheckConstraint(condition=Q(other__gt=F("one")), name="distinct_lower_first"),
            models.CheckConstraint(condition=~Q(why=""), name="distinct_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}s {self.one} and {self.other} are not the same"


class Merge(models.Model):
    """An objective that became part of another: what went over, so that it can be taken back as one."""

    kept = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="merges")
    why = models.TextField("why they are the same")
    moved = models.JSONField(default=dict)
    on = models.DateField()
    taken_back_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(taken_back_on=None), name="merge_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} became part of {self.kept}"
