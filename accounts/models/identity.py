from django.db import models
from django.db.models import Q


class Identity(models.Model):
    """How the council looks: its colour and its crest. One row at most; without one, what the installation says."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    colour = models.CharField(max_length=7)
    crest = models.BinaryField(default=b"", blank=True)  # a PNG that was written here
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="identity_once")]

    def __str__(self) -> str:
        return "The council’s look"
