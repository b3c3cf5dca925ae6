"""Reading rating rules and schemes: what is in force for whom, in words, and what another rule would change."""

import copy
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from foundation.measure_words import Bands, Mark
from indicators.judging.judged import Measured
from indicators.judging.measure_row import status_words
from indicators.judging.rules_in_force import DEFAULT_BANDS, RulesInForce, members_of
from indicators.judging.scorecard import measured
from indicators.models import Indicator, Observation, RatingRule, Scheme
from indicators.queries.quarters import latest_quarter
from indicators.rules.assessment import assess
from indicators.rules.rule import Rule, rule_words
from indicators.rules.vocabulary import RATED, Status
from indicators.workflow import FigureState
from plans.periods import Period

COLUMNS = ("Applies to", "From", "State", "How it rates", "Scheme", "Why")
SCOPES = ("target", "indicator", "set", "council")
_COUNCIL = Q(indicator=None, target=None, indicator_set=None)
_PREVIEW_PK = -1


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One version of a rule. ``state`` is "in force", "from later on" or "earlier version"."""

    rule: RatingRule
    scope: str
    applies_to: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class RuleOfMeasure:
    """A version that concerns one measure; ``applies`` marks the one that rates its figures now."""

    row: RuleRow
    applies: bool


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A measure whose status would be another: both as ``components/status.html`` takes them."""

    ref: str
    name: str
    period: str
    now: Mark
    then: Mark


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a rule would change for the latest quarter: how many measures it would rate, and whose status differs."""

    rated: int
    changes: tuple[StatusChange, ...]


def all_rules(*, reach: frozenset[int] | None) -> QuerySet[RatingRule]:
    """Rules with what they apply to, one statement. ``reach`` leaves out those of other units' measures."""
    rules = RatingRule.objects.select_related("scheme", "indicator", "indicator_set", "target__indicator")
    if reach is None:
        return rules
    seen = (
        _COUNCIL
        | Q(indicator__service__in=reach)
        | Q(target__indicator__service__in=reach)
        | Q(indicator_set__indicators__service__in=reach)
    )
    return rules.filter(seen).distinct()


def rule_rows(rules: Iterable[RatingRule], *, today: date) -> list[RuleRow]:
    """Versions grouped by what they apply to, the council's first, the latest version of each on top."""
    groups: dict[tuple[int, str], list[RatingRule]] = defaultdict(list)
    for rule in rules:
        scope, applies_to = scope_of(rule)
        groups[-SCOPES.index(scope), applies_to].append(rule)
    rows = []
    for _, versions in sorted(groups.items()):
        versions.sort(key=lambda rule: rule.starts_on, reverse=True)
        in_force = next((rule for rule in versions if rule.starts_on <= today), None)
        rows += [_row(rule, in_force, today) for rule in versions]
    return rows


def download_rows(rows: Iterable[RuleRow]) -> list[list[object]]:
    """Rules as rows of a download, under ``COLUMNS``."""
    return [
        [row.applies_to, row.rule.starts_on, row.state, row.words, row.rule.scheme.name, row.rule.reason]
        for row in rows
    ]


def rules_of_measure(indicator: Indicator, period: Period) -> list[RuleOfMeasure]:
    """Every rule that can rate the measure, the most specific first; one of them applies in that period. Two
    statements. Where none does, the shipped default rates it.
    """
    rules = all_rules(reach=None).filter(
        Q(indicator=indicator) | Q(target__indicator=indicator) | Q(indicator_set__indicators=indicator) | _COUNCIL
    )
    rows = sorted(rule_rows(rules.distinct(), today=period.start), key=lambda row: SCOPES.index(row.scope))
    candidates = [
        row for row in rows
        if row.state == "in force" and (row.scope != "target" or row.rule.target.year == period.year)
    ]  # fmt: skip
    applying = candidates[0].rule.pk if candidates else None
    return [RuleOfMeasure(row, row.rule.pk == applying) for row in rows]


def scope_of(rule: RatingRule) -> tuple[str, str]:
    """Which of ``SCOPES`` a rule has, and what it applies to in words."""
    if rule.target:
        return "target", f"{rule.target.indicator} in {rule.target.year.label}"
    if rule.indicator:
        return "indicator", str(rule.indicator)
    return ("set", f"The set {rule.indicator_set}") if rule.indicator_set else ("council", "The whole council")


def _row(rule: RatingRule, in_force: RatingRule | None, today: date) -> RuleRow:
    state = "from later on" if rule.starts_on > today else "in force" if rule is in_force else "earlier version"
    return RuleRow(rule, *scope_of(rule), state, rule_words(rule.as_rule()))


def concerned(rule: RatingRule) -> QuerySet[Indicator]:
    """The measures that a rule is made for, whether or not a more specific one rates them."""
    if rule.target_id or rule.target:
        return Indicator.objects.filter(pk=rule.target.indicator_id)
    if rule.indicator_id:
        return Indicator.objects.filter(pk=rule.indicator_id)
    return Indicator.objects.filter(sets=rule.indicator_set_id) if rule.indicator_set_id else Indicator.objects.all()


def rated_figures(rule: RatingRule) -> int:
    """How many approved figures lie in the days of a version, so that changing it would change what was reported."""
    figures = _signed_off_since(rule.starts_on).filter(indicator__in=concerned(rule))
    if rule.target:
        first, last = rule.target.year.start.isoformat(), f"{rule.target.year.end.isoformat()}~"
        figures = figures.filter(period__gte=first, period__lte=last)
    later = versions_of(rule).filter(starts_on__gt=rule.starts_on).order_by("starts_on").first()
    if later is not None:
        figures = figures.filter(period__lt=later.starts_on.isoformat())
    return figures.count()


def versions_of(rule: RatingRule) -> QuerySet[RatingRule]:
    """Every stored rule of the same scope; a set that is not stored yet has none."""
    if rule.indicator_set is not None and rule.indicator_set.pk is None:
        return RatingRule.objects.none()
    return RatingRule.objects.filter(
        indicator_set=rule.indicator_set_id, indicator=rule.indicator_id, target=rule.target_id
    )


def what_would_change(rule: RatingRule, *, today: date) -> RulePreview:
    """Whose status another rule would change, measured on the latest quarter's approved figures. Nothing is saved.

    ``rule`` need not be stored. Its own version of that day, if there is one, counts as replaced.
    """
    proposed = copy.copy(rule)
    proposed.pk = _PREVIEW_PK
    replaced = versions_of(rule).filter(starts_on=rule.starts_on)
    versions = [*RatingRule.objects.exclude(pk__in=replaced).select_related("scheme", "target"), proposed]
    versions.sort(key=lambda each: each.starts_on, reverse=True)
    rules = RulesInForce(versions, members_of({each.indicator_set_id for each in versions if each.indicator_set_id}))
    found = measured(
        concerned(rule).select_related(None).order_by("ref"),
        report_period=latest_quarter(today),
        drafts_of=frozenset(),
    )
    applied = [(each, *rules.applying(each.definition.pk, each.period)) for each in found]
    rated = sum(applying == proposed.as_rule() for _, applying, _ in applied)
    changes = (_change(each, applying, bands) for each, applying, bands in applied)
    return RulePreview(rated, tuple(change for change in changes if change is not None))


def _change(each: Measured, rule: Rule, bands: Bands) -> StatusChange | None:
    # An earlier figure keeps the rule that was in force then; only this period's is judged anew.
    then = assess(replace(each.facts, rule=rule), with_signal=False)
    if then.computed is each.assessment.computed:
        return None
    return StatusChange(
        ref=each.definition.ref,
        name=each.definition.name,
        period=each.period.label,
        now=status_words(each.assessment.computed, each.bands),
        then=status_words(then.computed, bands),
    )


def schemes_with_counts() -> QuerySet[Scheme]:
    """Schemes by name, each with ``rule_count``."""
    return Scheme.objects.annotate(rule_count=Count("rules")).order_by("name")


def scheme_bands(scheme: Scheme | None) -> list[dict[str, Any]]:
    """The statuses of a scheme as ``components/status.html`` takes them, each with its meaning."""
    bands = scheme.bands if scheme else DEFAULT_BANDS
    order = [*RATED, Status.NOT_RATED, Status.DATA_ONLY]
    return [{"key": str(status), "meaning": "", **bands[status]} for status in order if status in bands]


def rule_in_force(indicator: Indicator, period: Period) -> tuple[Rule, Bands]:
    """The rule that rates a measure in a period and its scheme's bands; the shipped default where none is."""
    return RulesInForce.load().applying(indicator.pk, period)


def is_scheme_used(scheme: Scheme) -> bool:
    """Whether figures that count were rated in its words, so that other words would change what was reported."""
    first = scheme.rules.order_by("starts_on").values_list("starts_on", flat=True).first()
    if first is None:
        return False
    return _signed_off_since(first).exists()


def _signed_off_since(first: date) -> QuerySet[Observation]:
    """Figures that were signed off at any time, of periods from a day on."""
    signed_off = (FigureState.APPROVED, FigureState.SUPERSEDED)
    return Observation.objects.filter(state__in=signed_off, period__gte=first.isoformat())
