from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from foundation.dates import day_words
from indicators.rules.rule import Rule
from indicators.rules.vocabulary import Basis, Comparison, Edge, Status

GREEN_EDGES = [(Edge.BETTER.value, "green"), (Edge.WORSE.value, "not green")]
RED_EDGES = [(Edge.BETTER.value, "amber"), (Edge.WORSE.value, "red")]


class Scheme(models.Model):
    """A council's words, shapes and colours for each status. Labels belong here, never to the code.

    ``bands`` is ``{status: {"word", "shape", "colour", "meaning"}}`` for each status that the council prints.
    """

    name = models.CharField(max_length=80, unique=True)
    bands = models.JSONField()

    def __str__(self) -> str:
        return self.name


class RatingRule(models.Model):
    """How figures become red, amber or green, from a day on. The most specific rule in force applies:
    a target's own, then the indicator's, then one of its sets', then the default (all three empty).
    """

    indicator_set = models.ForeignKey(
        "indicators.IndicatorSet", on_delete=models.CASCADE, null=True, blank=True, related_name="rules"
    )
    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.CASCADE, null=True, blank=True, related_name="rules"
    )
    target = models.ForeignKey(
        "indicators.AnnualTarget", on_delete=models.CASCADE, null=True, blank=True, related_name="rules"
    )
    starts_on = models.DateField("applies to periods that start on or after")
    basis = models.CharField(
        max_length=10,
        choices=[
            (Basis.PERCENT.value, "Per cent of target"),
            (Basis.POINTS.value, "Points, in the indicator's own units"),
            (Basis.VALUES.value, "Explicit values beside each target"),
            (Basis.JUDGEMENT.value, "A person's judgement"),
        ],
    )
    green_cut = models.DecimalField("green up to", max_digits=24, decimal_places=10, default=0)
    amber_cut = models.DecimalField("amber up to", max_digits=24, decimal_places=10, default=10)
    exceeding_cut = models.DecimalField("exceeding beyond", max_digits=24, decimal_places=10, null=True, blank=True)
    green_edge = models.CharField(
        "a figure exactly on the green cut is", max_length=6, choices=GREEN_EDGES, default=Edge.BETTER.value
    )
    red_edge = models.CharField(
        "a figure exactly on the amber cut is", max_length=6, choices=RED_EDGES, default=Edge.BETTER.value
    )
    comparison = models.CharField(
        "past amber is amber, not red, when",
        max_length=8,
        choices=[
            (Comparison.NONE.value, "never"),
            (Comparison.NO_WORSE.value, "no worse than the same period last year"),
            (Comparison.BETTER.value, "better than the same period last year"),
        ],
        default=Comparison.NONE.value,
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="rules")
    reason = models.TextField("why this rule", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(green_cut__gte=0) & Q(green_cut__lte=F("amber_cut")), name="rule_cuts_in_order"
            ),
            models.CheckConstraint(
                condition=Q(indicator_set=None, indicator=None)
                | Q(indicator_set=None, target=None)
                | Q(indicator=None, target=None),
                name="rule_one_scope",
            ),
            # Nought for "none", so that SQLite too sees two rules of the same scope and day as the same.
            models.UniqueConstraint(
                Coalesce("indicator_set", 0),
                Coalesce("indicator", 0),
                Coalesce("target", 0),
                "starts_on",
                name="rule_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        scope = self.target or self.indicator or self.indicator_set or "the council"
        return f"Rating rule of {scope} from {day_words(self.starts_on)}"

    @property
    def measure(self) -> models.Model | None:
        """The one measure it is for, None where it is for a set or the whole council."""
        return self.target.indicator if self.target else self.indicator

    def as_rule(self) -> Rule:
        """The same rule as the rules engine reads it."""
        return Rule(
            basis=Basis(self.basis),
            green_cut=self.green_cut,
            amber_cut=self.amber_cut,
            exceeding_cut=self.exceeding_cut,
            green_edge=Edge(self.green_edge),
            red_edge=Edge(self.red_edge),
            comparison=Comparison(self.comparison),
            is_two_band=self.basis == Basis.VALUES and Status.AMBER not in self.scheme.bands,
        )
