from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from breakdowns.models.breakdown import Breakdown
from breakdowns.models.dimension import Group
from indicators.models import Observation
from indicators.models.target import figure
from indicators.rules.vocabulary import Absence


class Sheet(models.Model):
    """The figures of all groups for one figure of a measure, saved together.

    It is in step with that figure: what was entered before the figure was approved stands with it. What came later, or
    corrects what stood, is another revision and stands once somebody approves it (``approved_at``); the one before is
    kept as it was.
    """

    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="sheets")
    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="sheets")
    revision = models.PositiveSmallIntegerField(default=1)
    why = models.CharField("why it was corrected", max_length=250, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["observation", "breakdown", "revision"], name="sheet_revision_once"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(why=""), name="sheet_revision_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.observation} by {self.breakdown.dimension.noun}"

    def get_absolute_url(self) -> str:
        return reverse(
            "breakdowns:sheet-edit",
            args=[self.observation.indicator.ref, self.breakdown.dimension_id, self.observation.period.key],
        )


class GroupFigure(models.Model):
    """The figure of one group. ``denominator`` is how many people or cases stand behind it, also of a measure that is
    entered without parts.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="figures")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    value = figure()
    numerator = figure()
    denominator = figure()
    absence = models.CharField(
        "no figure because it is",
        max_length=14,
        blank=True,
        choices=[
            (Absence.NOT_AVAILABLE.value, "not available"),
            (Absence.NOT_APPLICABLE.value, "not applicable"),
            (Absence.WITHHELD.value, "withheld"),
        ],
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "group"], name="group_figure_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(absence=""), name="group_figure_value_or_absence"),
            models.CheckConstraint(condition=~Q(value=None) | ~Q(absence=""), name="group_figure_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.group} in {self.sheet}"
