from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Unit, User
from accounts.roles import Permission
from foundation.narrowing import within
from plans.fields import PeriodField
from plans.models import Objective


class StaffExtract(models.Model):
    """A month of the establishment as it was read in, whole. A corrected month is another extract: the one before
    stays, with its figures, and stands no longer.
    """

    month = PeriodField()
    filename = models.CharField(max_length=200)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    teams = models.PositiveIntegerField()
    established = models.DecimalField("posts established", max_digits=10, decimal_places=2)
    in_post = models.DecimalField("posts filled", max_digits=10, decimal_places=2)
    is_standing = models.BooleanField("stands", default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month"], condition=Q(is_standing=True), name="staff_extract_one_stands")
        ]

    def __str__(self) -> str:
        return f"Staff extract of {self.month}"

    def get_absolute_url(self) -> str:
        return reverse("money:team-list")


class StaffFigureQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the units that a person may read."""
        return within(self, actor.reaches(Permission.COUNCIL_READ), "unit")


class StaffFigure(models.Model):
    """The posts of a unit in an extract, as full-time equivalents: established and filled. ``sickness_days`` are lost
    since April; None where the extract does not say. Of people nothing is kept.
    """

    extract = models.ForeignKey(StaffExtract, on_delete=models.CASCADE, related_name="figures")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    established = models.DecimalField("posts established", max_digits=9, decimal_places=2)
    in_post = models.DecimalField("posts filled", max_digits=9, decimal_places=2)
    sickness_days = models.DecimalField("days lost to sickness", max_digits=10, decimal_places=2, null=True)

    objects = StaffFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["extract", "unit"], name="staff_once_an_extract"),
            models.CheckConstraint(condition=Q(established__gte=0, in_post__gte=0), name="staff_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} in {self.extract.month}"


class StaffShare(models.Model):
    """How many per cent of a unit's posts work on an objective. What is in no share is linked to none."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "objective"], name="staff_share_once"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="staff_share_percent_range"),
        ]

    def __str__(self) -> str:
        return f"{self.percent.normalize():f}% of {self.unit} for {self.objective}"
