from django.db import models

from accounts.models import User


class ImportState(models.TextChoices):
    PREVIEWED = "previewed", "Previewed"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"


class ImportBatch(models.Model):
    """An uploaded file between preview and decision. ``plan_digest`` ties the decision to what was previewed."""

    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PREVIEWED)
    summary = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.filename
