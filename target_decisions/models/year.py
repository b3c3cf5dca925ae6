from django.conf import settings
from django.db import models
from django.db.models import F, Q

from indicators.models import AnnualTarget
from indicators.models.target import figure
from indicators.rules.vocabulary import Profile
from plans.fields import PeriodField
from target_decisions.models.proposal import Proposal
from target_decisions.workflow import Verdict

VERDICTS = [
    (Verdict.KEEP.value, "Keep it as it is"),
    (Verdict.RAISE.value, "Ask for more"),
    (Verdict.LOWER.value, "Ask for less"),
]


class ProposedYear(models.Model):
    """One year's target of a proposal, as ``indicators.AnnualTarget`` will have it, and its review."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="years")
    year = PeriodField()
    value = figure()
    low = figure(verbose_name="lowest good value")
    high = figure(verbose_name="highest good value")
    text = models.CharField("target in words", max_length=200, blank=True)
    profile = models.CharField(
        max_length=13, choices=AnnualTarget._meta.get_field("profile").choices, default=Profile.LEVEL.value
    )
    baseline = figure(verbose_name="where the line starts")
    green_limit = figure(verbose_name="green to")
    red_limit = figure(verbose_name="red beyond")
    # What the review found: kept in words, since figures may be restated after it.
    came = models.CharField("what came", max_length=200, blank=True)
    verdict = models.CharField("from now on", max_length=5, choices=VERDICTS, blank=True)
    review_why = models.TextField("why", blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "year"], name="proposed_year_once"),
            models.CheckConstraint(condition=Q(high__gte=F("low")), name="proposed_year_range"),
            models.CheckConstraint(
                condition=Q(reviewed_on=None, verdict="") | (Q(reviewed_on__isnull=False) & ~Q(verdict="")),
                name="proposed_year_reviewed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal.indicator.ref} {self.year.label}"


class ProposedPeriod(models.Model):
    """One period of a proposed year where the periods were typed; of a ratio with parts, its parts."""

    year = models.ForeignKey(ProposedYear, on_delete=models.CASCADE, related_name="periods")
    period = PeriodField()
    value = figure()
    numerator = figure()
    denominator = figure()

    class Meta:
        ordering = ["period"]
        constraints = [models.UniqueConstraint(fields=["year", "period"], name="proposed_period_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.period.label}"
