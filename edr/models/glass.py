from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.models import User


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def standing(self, at: datetime) -> "BreakGlassQuerySet":
        """Those that open a review at that moment."""
        return self.filter(from_at__lte=at, until_at__gt=at)


class BreakGlass(models.Model):
    """Somebody opened a private review for a while with a reason, which its person is told."""

    review = models.ForeignKey("edr.Review", on_delete=models.CASCADE, related_name="glasses")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="break_glass_has_reason"),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="break_glass_ends_after_start"),
        ]

    def __str__(self) -> str:
        return "a private review opened"
