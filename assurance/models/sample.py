from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from assurance.rules.draw import MOST_SEED
from indicators.models import Indicator
from plans.fields import PeriodField


class Sample(models.Model):
    """Measures that internal audit drew to look at: by their risk, from a seed with which anybody can draw the same."""

    year = PeriodField("figures of the year")
    seed = models.PositiveIntegerField(validators=[MaxValueValidator(MOST_SEED)])
    size = models.PositiveSmallIntegerField("how many", validators=[MinValueValidator(1), MaxValueValidator(200)])
    among = models.PositiveIntegerField("measures that it was drawn from")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gte=1, size__lte=200), name="sample_size_range")]

    def __str__(self) -> str:
        return f"Audit sample of {self.year}, seed {self.seed}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:sample", args=[self.pk])


class Finding(models.TextChoices):
    OPEN = "", "Not looked at yet"
    RIGHT = "right", "Right"
    SLIGHT = "slight", "Wrong, and the status stays"
    WRONG = "wrong", "Wrong, and the status changes"
    UNKNOWN = "unknown", "Cannot be told from what was kept"


class Sampled(models.Model):
    """A measure in a sample: why it was likely to be drawn, and what was found."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="measures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField("place in the draw")
    points = models.PositiveSmallIntegerField("points of risk")
    reasons = models.CharField("why", max_length=300)
    finding = models.CharField(max_length=7, choices=Finding, blank=True)
    words = models.CharField("what was found", max_length=500, blank=True)
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "indicator"], name="sampled_once"),
            models.CheckConstraint(condition=Q(finding="") | ~Q(words=""), name="sampled_finding_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} in {self.sample}"

    def get_absolute_url(self) -> str:
        return self.sample.get_absolute_url()
