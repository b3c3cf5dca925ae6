from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Post, Unit
from indicators.rules.vocabulary import Combining, Counting, Polarity, ValueKind, lacks_polarity
from plans.fields import PeriodField
from plans.models import Objective, Tag
from plans.periods import Frequency, YearBasis


class IndicatorSet(models.Model):
    """A named collection: national indicators, statutory returns, corporate key measures. C1."""

    name = models.CharField(max_length=80, unique=True)
    description = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator-list") + f"?set={self.pk}"


class Indicator(models.Model):
    """The definition sheet of one measure (C2). Its targets, figures and words are rows of their own."""

    class Tells(models.TextChoices):
        OUTCOME = "outcome", "Outcome: what changed for people"
        OUTPUT = "output", "Output: what was produced"
        INPUT = "input", "Input: what was spent or used"
        PROCESS = "process", "Process: how well work was done"
        CONTEXTUAL = "contextual", "Contextual: mostly not in the council's control"
        PERCEPTION = "perception", "Perception: what people think"

    class Dimension(models.TextChoices):
        COST = "cost", "Cost"
        PERFORMANCE = "performance", "Performance"
        SATISFACTION = "satisfaction", "Satisfaction"

    ref = models.CharField("reference", max_length=20, unique=True)
    name = models.CharField("name in plain words", max_length=250)
    purpose = models.TextField("why it matters", blank=True)
    definition = models.TextField(blank=True)
    formula = models.TextField("how it is worked out", blank=True)
    has_parts = models.BooleanField("entered as numerator and denominator", default=False)
    numerator = models.CharField("what the numerator counts", max_length=200, blank=True)
    denominator = models.CharField("what the denominator counts", max_length=200, blank=True)
    kind = models.CharField(
        "type of value", max_length=10, choices=[(k.value, k.value.replace("_", " ")) for k in ValueKind]
    )
    unit = models.CharField("unit shown after the number", max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(default=1)
    # One a line: read with the rest of the row, where JSON would be decoded for every measure of a page.
    grades = models.TextField("grades from lowest to highest, one a line", blank=True)
    polarity = models.CharField(
        "good is",
        max_length=5,
        choices=[
            (Polarity.HIGH.value, "high"),
            (Polarity.LOW.value, "low"),
            (Polarity.RANGE.value, "within a range"),
            (Polarity.PLAN.value, "exactly as planned"),
            (Polarity.NONE.value, "neither: higher or lower only"),
        ],
    )
    frequency = models.CharField(
        max_length=1,
        choices=[
            (Frequency.MONTH.value, "Monthly"),
            (Frequency.QUARTER.value, "Quarterly"),
            (Frequency.TERM.value, "Termly"),
            (Frequency.HALF.value, "Half-yearly"),
            (Frequency.YEAR.value, "Yearly"),
        ],
    )
    # Where figures are entered oftener than they are reported: see rules.aggregation. Both are set, or neither is.
    collected = models.CharField(
        "entered",
        max_length=1,
        blank=True,
        default="",
        choices=[
            (Frequency.WEEK.value, "Weekly"),
            (Frequency.MONTH.value, "Monthly"),
            (Frequency.QUARTER.value, "Quarterly"),
            (Frequency.TERM.value, "Termly"),
            (Frequency.HALF.value, "Half-yearly"),
        ],
    )
    combining = models.CharField(
        "put together",
        max_length=8,
        blank=True,
        default="",
        choices=[
            (Combining.SUM.value, "All added up"),
            (Combining.LAST.value, "As the last of them"),
            (Combining.PARTS.value, "Numerators added up, over denominators added up"),
            (Combining.ENTERED.value, "Not at all: the longer period is entered itself"),
        ],
    )
    year_basis = models.CharField(
        "year",
        max_length=1,
        choices=[
            (YearBasis.FINANCIAL.value, "Financial (from April)"),
            (YearBasis.CALENDAR.value, "Calendar"),
            (YearBasis.ACADEMIC.value, "Academic (from September)"),
        ],
        default=YearBasis.FINANCIAL.value,
    )
    counting = models.CharField(
        max_length=10,
        choices=[
            (Counting.FLOW.value, "Counted in each period"),
            (Counting.CUMULATIVE.value, "Running total over the year"),
            (Counting.SNAPSHOT.value, "As it stands at the period's end"),
            (Counting.RATE.value, "Rate, percentage or average over the period"),
        ],
    )
    is_seasonal = models.BooleanField("compare with the same period last year only", default=False)
    lag = models.PositiveSmallIntegerField("periods in arrears", default=0)
    tells = models.CharField("what it tells", max_length=10, choices=Tells, default=Tells.OUTPUT)
    dimension = models.CharField(max_length=12, choices=Dimension, blank=True)
    is_data_only = models.BooleanField("no target, by design", default=False)
    is_key = models.BooleanField("corporate key measure", default=False)
    no_change_within = models.DecimalField(
        "changes up to this much count as the same", max_digits=24, decimal_places=10, default=0
    )
    data_source = models.CharField(max_length=250, blank=True)
    service = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="indicators")
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    data_provider = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    sets = models.ManyToManyField(IndicatorSet, blank=True, related_name="indicators")
    tags = models.ManyToManyField(Tag, blank=True, related_name="indicators")
    objectives = models.ManyToManyField(Objective, through="Contribution", related_name="indicators")
    starts_on = models.DateField("collected from", null=True, blank=True)
    ends_on = models.DateField("collected until", null=True, blank=True)
    # Where nobody says from when: see rules.collection.
    expected_from = models.DateField(null=True, blank=True, editable=False)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["service", "ref"], name="indicator_of_service")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="indicator_ends_after_start"),
            models.CheckConstraint(
                condition=Q(collected="", combining="") | (~Q(collected="") & ~Q(combining="")),
                name="indicator_combining_if_collected",
            ),
            models.CheckConstraint(condition=Q(decimals__lte=6), name="indicator_decimals_range"),
            models.CheckConstraint(
                condition=Q(has_parts=False) | (~Q(numerator="") & ~Q(denominator="")), name="indicator_parts_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:measure", args=[self.ref])

    @property
    def lacks_polarity(self) -> bool:
        """Whether it may have targets while nobody has said which way is good: an import can leave it so."""
        return not self.is_data_only and lacks_polarity(self.polarity, self.kind)


class Contribution(models.Model):
    """Which objective a measure serves, and since when: a link made after approval is shown as such."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="contributions")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="contributions")
    made_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "objective"], name="contribution_once")]

    def __str__(self) -> str:
        return f"{self.indicator} serves {self.objective}"


class SeriesBreak(models.Model):
    """A dated change of definition: no comparison crosses it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="breaks")
    period = PeriodField("first period under the new definition")
    note = models.CharField("what changed", max_length=250)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "period"], name="break_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: break from {self.period.label}"
