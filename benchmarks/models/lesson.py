from django.db import models
from django.urls import reverse

from accounts.models import User
from benchmarks.models.council import Council
from benchmarks.models.figure import ComparedMeasure


class Lesson(models.Model):
    """What a comparison led to: what was asked of whom, and what changed here."""

    measure = models.ForeignKey(ComparedMeasure, on_delete=models.PROTECT, related_name="lessons")
    council = models.ForeignKey(
        Council, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="council asked"
    )
    asked_on = models.DateField("date")
    asked = models.TextField("what was asked, and what was learnt")
    changed = models.TextField("what changed here", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["measure", "-asked_on"], name="lesson_of_measure")]

    def __str__(self) -> str:
        return f"What comparing {self.measure.code} led to"

    def get_absolute_url(self) -> str:
        return reverse("benchmarks:measure", args=[self.measure_id]) + "#led-to"
