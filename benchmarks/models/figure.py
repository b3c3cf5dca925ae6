from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Permission
from benchmarks.models.council import Council, Group
from benchmarks.rules.ranking import Aim
from benchmarks.rules.spans import Span
from foundation.narrowing import within
from indicators.models import Indicator
from indicators.rules.vocabulary import Polarity, Standing
from plans.fields import PeriodField

STANDINGS = [(each.value, each.value.capitalize()) for each in Standing]
POLARITIES = [
    (Polarity.HIGH.value, "high"),
    (Polarity.LOW.value, "low"),
    (Polarity.RANGE.value, "within a range"),
    (Polarity.NONE.value, "neither: higher or lower only"),
]


class ComparedMeasureQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of our measures that a person may read; who reads the whole council reads also those that are none."""
        return within(self, actor.reaches(Permission.COUNCIL_READ), "indicator__service")


class ComparedMeasure(models.Model):
    """A measure that a publisher compares councils by, and which of ours it is. Figures are stored as published; times
    ``scale`` they are in the unit that is shown, which is that of our own measure.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=250)
    category = models.CharField(max_length=80, blank=True)
    polarity = models.CharField("good is", max_length=5, choices=POLARITIES, default=Polarity.NONE.value)
    low = models.DecimalField("range from", max_digits=24, decimal_places=10, null=True, blank=True)
    high = models.DecimalField("range to", max_digits=24, decimal_places=10, null=True, blank=True)
    unit = models.CharField("unit shown after the number", max_length=40, blank=True)
    scale = models.DecimalField("published figures times", max_digits=10, decimal_places=4, default=Decimal(1))
    decimals = models.PositiveSmallIntegerField(default=1)
    may_span = models.BooleanField("a figure may cover several years", default=False)
    grouping = models.CharField("family groups that hold for it", max_length=160, blank=True)
    source = models.CharField(max_length=250, blank=True)
    licence = models.CharField("licence, or what may be done with it", max_length=250, blank=True)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.SET_NULL, null=True, blank=True, related_name="compared", verbose_name="our measure"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ComparedMeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(polarity="range", low__lte=F("high"))
                | (~Q(polarity="range") & Q(low__isnull=True, high__isnull=True)),
                name="compared_range_where_range",
            ),
            models.CheckConstraint(condition=Q(scale__gt=0), name="compared_scale_positive"),
            models.CheckConstraint(condition=Q(decimals__lte=6), name="compared_decimals_range"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("benchmarks:measure", args=[self.pk])

    @property
    def aim(self) -> Aim:
        """Which figures are good, in the unit as published."""
        return Aim(Polarity(self.polarity), self.low or Decimal(0), self.high or Decimal(0))


class Round(models.Model):
    """What was published of a measure for one period. ``years``: how many years its figures cover, until the end of
    the period.
    """

    measure = models.ForeignKey(ComparedMeasure, on_delete=models.CASCADE, related_name="rounds", db_index=False)
    period = PeriodField()
    years = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=250, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "period"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.measure.code}, {self.span.label}"

    @property
    def span(self) -> Span:
        return Span(self.period, self.years)


class CouncilFigure(models.Model):
    """The figure of a council in a round, as published. There are millions: a narrow row, and one index that holds all
    that a ranking reads.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="figures", db_index=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.DecimalField(max_digits=24, decimal_places=10)
    numerator = models.DecimalField(max_digits=24, decimal_places=10, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=10, null=True)
    standing = models.CharField(max_length=11, choices=STANDINGS, default=Standing.FINAL.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "council"], include=["value"], name="figure_of_council")
        ]

    def __str__(self) -> str:
        return f"{self.council} in {self.round}"


class KeptSummary(models.Model):
    """The figures of a group in a round, kept: how many councils report, the median, and the last figures of the
    first, second and third quarter, the best first (``rules.ranking.Summary``). It is made anew after each load.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="summaries", db_index=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    reporting = models.PositiveIntegerField()
    median = models.DecimalField(max_digits=25, decimal_places=11)
    lowest = models.DecimalField(max_digits=24, decimal_places=10)
    highest = models.DecimalField(max_digits=24, decimal_places=10)
    first = models.DecimalField("last figure of the best quarter", max_digits=24, decimal_places=10, null=True)
    second = models.DecimalField("last figure of the better half", max_digits=24, decimal_places=10, null=True)
    third = models.DecimalField("last figure before the worst quarter", max_digits=24, decimal_places=10, null=True)

    worked_out = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "group"], name="summary_of_group")]

    def __str__(self) -> str:
        return f"{self.group} in {self.round}"
