"""The rating: one value against one target under one rule (rules.md 3).

Nothing is rounded: percentages are compared by multiplying both sides, and every sum is carried exactly.
"""

from decimal import Decimal

from indicators.rules.reading import EXACT
from indicators.rules.results import Because, Rating
from indicators.rules.rule import TWO_SIDED, UNSCALED_KINDS, Rule, Target, percent_base
from indicators.rules.vocabulary import Basis, Comparison, Edge, Polarity, Status, ValueKind

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


def rate(
    value: Decimal | None,
    target: Target | None,
    rule: Rule,
    polarity: Polarity,
    *,
    kind: ValueKind = ValueKind.NUMBER,
    last_year: Decimal | None = None,
) -> Rating:
    """Rate one value. ``last_year`` is the same period's value a year ago, for the comparison clause.

    Never raises for odd data. Without a value the status is unknown; where no rating is possible it is not rated, and
    ``because`` says why. Yes/no and dates have a polarity of their own: the wanted answer, the earlier.
    """
    status, gap, because = judge(value, target, rule, polarity, kind, last_year)
    return Rating(status, gap, because, value, target, rule, polarity, kind, last_year)


def gap_to(value: Decimal, target: Target, polarity: Polarity) -> Decimal | None:
    """How far a value is on the wrong side of its target, negative on the right side; None without a target.

    In a range it is the distance outside, negative inside; where the plan is best it is the distance either way.
    """
    if polarity is Polarity.RANGE:
        if target.low is None or target.high is None:
            return None
        return max(EXACT.subtract(target.low, value), EXACT.subtract(value, target.high))
    aim = target.value
    if aim is None:
        return None
    if polarity is Polarity.HIGH:
        return EXACT.subtract(aim, value)
    gap = EXACT.subtract(value, aim)
    return gap.copy_abs() if polarity is Polarity.PLAN else gap


Judged = tuple[Status, Decimal | None, Because]
"""A status, the gap as in ``Rating``, and which part of the rule decided."""


def judge(
    value: Decimal | None,
    target: Target | None,
    rule: Rule,
    polarity: Polarity,
    kind: ValueKind,
    last_year: Decimal | None,
) -> Judged:
    """``rate`` as a plain tuple: quicker, for callers that judge hundreds of values and explain none."""
    if value is None:
        return Status.UNKNOWN, None, Because.NO_FIGURE
    if rule.basis is Basis.JUDGEMENT:
        return Status.NOT_RATED, None, Because.JUDGEMENT
    if target is None or not target.has_figure:
        return _unaimed(target)
    if kind is ValueKind.YES_NO:
        if target.value is None:
            return _unaimed(target)
        return Status.GREEN if value == target.value else Status.RED, None, Because.ANSWER
    if kind is ValueKind.DATE:
        polarity, last_year = Polarity.LOW, None
    if polarity is Polarity.NONE:
        return Status.NOT_RATED, None, Because.NO_POLARITY
    if rule.basis is Basis.VALUES:
        return _judge_by_limits(value, target, rule, polarity, last_year)
    gap = gap_to(value, target, polarity)
    if gap is None:
        return _unaimed(target)
    status, because = _judge_gap(gap, target, rule, polarity, kind)
    if status is Status.RED and last_year is not None:
        was = gap_to(last_year, target, polarity)
        if _is_softened(gap, _outside(was, polarity), rule):
            status, because = Status.AMBER, Because.LAST_YEAR
    return status, _outside(gap, polarity), because


def _outside(gap: Decimal | None, polarity: Polarity) -> Decimal | None:
    """The gap as reported: 0 anywhere inside a range."""
    return max(gap, _ZERO) if gap is not None and polarity is Polarity.RANGE else gap


def _unaimed(target: Target | None) -> Judged:
    is_in_words = target is not None and target.text
    return Status.NOT_RATED, None, Because.TARGET_IN_WORDS if is_in_words else Because.NO_TARGET


def _judge_gap(gap: Decimal, target: Target, rule: Rule, polarity: Polarity, kind: ValueKind) -> tuple[Status, Because]:
    measured, base = gap, Decimal(1)
    if rule.basis is Basis.PERCENT:
        base = percent_base(target, polarity)
        if not base or kind in UNSCALED_KINDS:
            return Status.GREEN if gap <= 0 else Status.RED, Because.NO_PERCENT
        measured = EXACT.multiply(gap, _HUNDRED)
    exceeding = None if polarity in TWO_SIDED else rule.exceeding_cut
    # "Better by more than": exactly at the cut is not yet exceeding, whichever side the edges belong to.
    if exceeding is not None and measured < EXACT.multiply(exceeding.copy_negate(), base):
        return Status.EXCEEDING, Because.GAP
    if _is_within(measured, EXACT.multiply(rule.green_cut, base), rule.green_edge):
        return Status.GREEN, Because.GAP
    has_amber = rule.green_cut != rule.amber_cut
    if has_amber and _is_within(measured, EXACT.multiply(rule.amber_cut, base), rule.red_edge):
        return Status.AMBER, Because.GAP
    return Status.RED, Because.GAP


def _judge_by_limits(
    value: Decimal, target: Target, rule: Rule, polarity: Polarity, last_year: Decimal | None
) -> Judged:
    green, red = rule.limits(target)
    if polarity in TWO_SIDED:
        return Status.NOT_RATED, None, Because.MISFIT
    if green is None or red is None:
        return _unaimed(target)
    aim = green if target.value is None else target.value
    gap = _beyond(value, aim, polarity)
    if _is_within(_beyond(value, green, polarity), _ZERO, rule.green_edge):
        is_exceeding = rule.exceeding_cut is not None and gap < rule.exceeding_cut.copy_negate()
        return Status.EXCEEDING if is_exceeding else Status.GREEN, gap, Because.GAP
    if green != red and _is_within(_beyond(value, red, polarity), _ZERO, rule.red_edge):
        return Status.AMBER, gap, Because.GAP
    if last_year is not None and _is_softened(gap, _beyond(last_year, aim, polarity), rule):
        return Status.AMBER, gap, Because.LAST_YEAR
    return Status.RED, gap, Because.GAP


def _beyond(value: Decimal, limit: Decimal, polarity: Polarity) -> Decimal:
    return EXACT.subtract(limit, value) if polarity is Polarity.HIGH else EXACT.subtract(value, limit)


def _is_within(measured: Decimal, limit: Decimal, edge: Edge) -> bool:
    return measured <= limit if edge is Edge.BETTER else measured < limit


def _is_softened(gap: Decimal, last_year: Decimal | None, rule: Rule) -> bool:
    """Whether the comparison clause turns this red to amber, given the gap now and a year ago (rules.md 3)."""
    if last_year is None or rule.comparison is Comparison.NONE:
        return False
    return gap <= last_year if rule.comparison is Comparison.NO_WORSE else gap < last_year
