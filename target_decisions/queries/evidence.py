"""What one needs to judge a proposed target: results, expectation, rule, stretch, doubts, side effects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from foundation.measure_words import Mark
from foundation.statements import written_once
from indicators.judging.measure_row import status_words, value_words
from indicators.judging.outlook import HISTORY, year_ends
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import measured
from indicators.models import Contribution, Indicator
from indicators.queries.easy_targets import LOOKED_BACK, Aims, held_against
from indicators.queries.quarters import latest_quarter
from indicators.queries.ratings import rules_of_measure
from indicators.queries.targets import aim_words, figure_text
from indicators.queries.year_results import YearResult, periods_of, results_before
from indicators.rules.rule import DEFAULT_RULE, Target, rule_words
from indicators.rules.softening import Asked, Finding, doubts, stretch
from indicators.rules.trend import travel
from indicators.rules.vocabulary import Counting, Direction, Polarity, ValueKind
from plans.periods import Period
from target_decisions.models import Proposal, ProposedYear
from target_decisions.rules.perverse import Risk, Sheet, perverse_effects

_QUALITY = (Indicator.Tells.OUTCOME, Indicator.Tells.PERCEPTION)
_MOVES = {
    Direction.BETTER: "Better",
    Direction.WORSE: "Worse",
    Direction.SAME: "The same",
    Direction.HIGHER: "Higher",
    Direction.LOWER: "Lower",
}
_YEARS = 3


class YearLine(NamedTuple):
    """A year: its figure and target in words, how it is rated (None for not), and its move since the year before."""

    label: str
    result: str
    target: str
    status: Mark | None
    move: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that the page shows beside what is proposed. Words are "" where there is nothing to say."""

    years: Sequence[YearLine]
    stretch: str
    rule: str
    rule_why: str
    peers: str
    findings: Sequence[Finding]
    risks: Sequence[Risk]


def evidence_for(proposal: Proposal, years: Sequence[ProposedYear], *, today: date) -> Evidence:
    """What a proposal is judged by: its first year. Some twenty statements, however many figures the measure has."""
    rules = RulesInForce.load()
    indicator, first = proposal.indicator, years[0]
    start = first.year.start.year
    aim = Target(first.value, first.low, first.high, text=first.text)
    read = results_before([indicator], start, years=max(_YEARS + 2, LOOKED_BACK), rules=rules)
    asked = held_against([indicator], start, {indicator.pk: Aims(aim)}, read=read)[indicator.pk]
    results = read[indicator.pk]
    over = [each for each in results if each.year.is_over(today)][-_YEARS:]
    running = next((each for each in results if each.year.contains(today)), None)
    lines = [_line(indicator, each, results) for each in over]
    rule, why = _rule(indicator, first.year)
    return Evidence(
        years=[*lines, _running(indicator, running, today, rules)] if running else lines,
        stretch=_stretch(asked),
        rule=rule,
        rule_why=why,
        peers=_peers(asked),
        findings=doubts(asked),
        risks=risks_of(indicator),
    )


def risks_of(indicator: Indicator) -> tuple[Risk, ...]:
    """Side effects that the measure's definition points to. One statement, and only for an output."""
    is_output = indicator.tells == Indicator.Tells.OUTPUT
    return perverse_effects(
        Sheet(
            name=indicator.name, definition=indicator.definition, denominator=indicator.denominator,
            kind=ValueKind(indicator.kind), counting=Counting(indicator.counting), is_output=is_output,
            has_quality_beside=is_output and bool(_quality_beside(indicator.pk, indicator.service_id)),
        )
    )  # fmt: skip


@written_once
def _quality_beside(measure: int, service: int) -> QuerySet[Any]:
    """A measure of the same service or objectives that tells of quality, where there is one."""
    own = Contribution.objects.filter(indicator=measure).values("objective")
    near = Q(service=service) | Q(contributions__objective__in=own)
    tells = Q(tells__in=_QUALITY) | Q(dimension=Indicator.Dimension.SATISFACTION)
    return Indicator.objects.filter(near, tells).exclude(pk=measure).values_list("pk")[:1]


def _line(indicator: Indicator, result: YearResult, results: Sequence[YearResult]) -> YearLine:
    shown = "No figure for the whole year" if result.value is None else figure_text(indicator, result.value)
    if not result.is_comparable:
        shown = f"{shown} (by another definition)"
    status = status_words(result.status, result.bands) if result.value is not None else None
    return YearLine(result.year.label, shown, _aim(indicator, result.aim), status, _move(indicator, result, results))


def _running(indicator: Indicator, result: YearResult, today: date, rules: RulesInForce) -> YearLine:
    """The year in hand: what it is expected to end on, where that can be told."""
    label, aim = f"{result.year.label}, expected", _aim(indicator, result.aim)
    quarter = latest_quarter(today)
    mine = Indicator.objects.filter(pk=indicator.pk)
    read = measured(mine, report_period=quarter, history=HISTORY, rules=rules)
    expected = year_ends(read, report_period=quarter, rules=rules).get(indicator.pk)
    if expected is None or expected.year != result.year:
        return YearLine(label, "Cannot be told yet", aim, None)
    low, high = expected.end.low, expected.end.high
    within = ""
    if low is not None and high is not None:
        within = f" ({value_words(low, expected.measured)} to {value_words(high, expected.measured)})"
    mark = expected.mark if expected.outlook.status.is_rated else None
    return YearLine(label, f"About {expected.value}{within}", aim, mark)


def _move(indicator: Indicator, result: YearResult, results: Sequence[YearResult]) -> str:
    """Better or worse than the year before, where both are by today's definition and are no days."""
    before = next((each for each in results if each.year == result.year.previous()), None)
    is_day = ValueKind(indicator.kind) is ValueKind.DATE
    if is_day or before is None or not (before.is_comparable and result.is_comparable):
        return ""
    polarity = Polarity(indicator.polarity)
    moved = travel(result.value, before.value, polarity, tolerance=indicator.no_change_within, aim=result.aim)
    return _MOVES.get(moved.direction, "")


def _aim(indicator: Indicator, aim: Target) -> str:
    if aim.is_empty:
        return "None"
    return aim_words(indicator, ProposedYear(value=aim.value, low=aim.low, high=aim.high, text=aim.text))


def _stretch(asked: Asked) -> str:
    """By how much more is asked than came last, in a sentence."""
    found = stretch(asked)
    if found is None:
        return ""
    last = asked.came[-1]
    against = f"the {asked.shown(last.value)} of {last.label}"
    if not found:
        return f"None: it asks for {against}."
    more = "more demanding than" if found > 0 else "less demanding than"
    return f"{abs(found).normalize():f}% {more} {against}."


def _rule(indicator: Indicator, year: Period) -> tuple[str, str]:
    """How the target will be rated, and why so. Two statements."""
    rules = rules_of_measure(indicator, periods_of(indicator, year)[0])
    applying = next((each.row for each in rules if each.applies), None)
    if applying is None:
        return rule_words(DEFAULT_RULE), ""
    return f"{applying.words} ({applying.applies_to})", applying.rule.reason


def _peers(asked: Asked) -> str:
    peers = asked.peers
    if peers is None:
        return ""
    where = f" We were in the {peers.standing}." if peers.standing else ""
    return f"The middle of {peers.group} was {asked.shown(peers.median)} in {peers.label}.{where}"
