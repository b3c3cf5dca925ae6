from datetime import date

from django.db import models
from django.db.models import F, Q

from plans.models.plan import Level
from plans.stages import STAGES


class PlanTimetable(models.Model):
    """By when the plans of a level that start in a year pass each stage, set by the performance team."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="timetables")
    starts_on = models.DateField("for plans that start from")
    challenge_on = models.DateField("priorities challenged by", null=True, blank=True)
    draft_on = models.DateField("draft ready for members by")
    comments_on = models.DateField("members’ comments until")
    submit_on = models.DateField("submitted for review by")
    review_on = models.DateField("reviewed by")
    approve_on = models.DateField("approved by")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "starts_on"], name="plan_timetable_once"),
            models.CheckConstraint(
                condition=Q(comments_on__gte=F("draft_on"))
                & Q(submit_on__gte=F("comments_on"))
                & Q(review_on__gte=F("submit_on"))
                & Q(approve_on__gte=F("review_on")),
                name="plan_timetable_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"Planning timetable of {self.level} from {self.starts_on:%Y}"

    @property
    def dates(self) -> dict[str, date]:
        """The day of each stage."""
        return {stage: getattr(self, stage) for stage in STAGES}
