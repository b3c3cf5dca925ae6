"""How good a figure is, from 0 to 10, so that a weighted basket can add figures of any unit (rules.md 9.5).

Red cut, green cut and the same distance beyond it are 3⅓, 6⅔ and 10; everything between lies on a straight line. Exact
fractions throughout.
"""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from indicators.rules.rating import gap_to
from indicators.rules.rule import TWO_SIDED, UNSCALED_KINDS, Rule, Target, percent_base
from indicators.rules.vocabulary import Basis, Polarity, Status, ValueKind

TOP, GREEN_FROM, AMBER_FROM = Fraction(10), Fraction(20, 3), Fraction(10, 3)

_BANDS = {
    Status.EXCEEDING: (GREEN_FROM, TOP),
    Status.GREEN: (GREEN_FROM, TOP),
    Status.AMBER: (AMBER_FROM, GREEN_FROM),
    Status.RED: (Fraction(0), AMBER_FROM),
}
_ENDS = {Status.EXCEEDING: TOP, Status.GREEN: TOP, Status.AMBER: Fraction(5), Status.RED: Fraction(0)}


class _Line(NamedTuple):
    """Where a figure lies: how far it is on the wrong side of its target, how far it may be to be green and amber, and
    the gap of the best figure there can be (None: there is always a better one).
    """

    gap: Fraction
    green: Fraction
    amber: Fraction
    best: Fraction | None


def score_of(
    status: Status, value: Decimal | None, target: Target | None, rule: Rule, polarity: Polarity, kind: ValueKind
) -> Fraction | None:
    """The score of a figure that has this status, from 0 to 10; None where the status is not rated.

    A score never leaves the band of the status that is shown: a person's judgement and the clause about last year hold
    it at the edge. Where nothing lies between green and red (yes or no, equal cuts, per cent of nought) it is 10 or 0.
    Where there is no figure to hold against a target (a judgement, a target in words) it is the middle of the band.
    """
    if not status.is_rated:
        return None
    if kind is ValueKind.YES_NO and value is not None:
        return _ENDS[status]
    line = _line(value, target, rule, Polarity.LOW if kind is ValueKind.DATE else polarity, kind)
    if line is None:
        return middle_of(status)
    if line.green == line.amber:
        return _ENDS[status]
    worst, best = _BANDS[status]
    return min(max(_on_the_line(line), worst), best)


def middle_of(status: Status) -> Fraction | None:
    """What counts for a status of which nothing more is known; None where it is not rated."""
    if not status.is_rated:
        return None
    return TOP if status is Status.EXCEEDING else sum(_BANDS[status]) / Fraction(2)


def status_of(score: Fraction) -> Status:
    """The status of a score: exactly on a cut belongs to the better side."""
    if score >= GREEN_FROM:
        return Status.GREEN
    return Status.AMBER if score >= AMBER_FROM else Status.RED


def _on_the_line(line: _Line) -> Fraction:
    width = line.amber - line.green
    if line.gap > line.green:
        return AMBER_FROM * (1 + (line.amber - line.gap) / width)
    # In a narrow range the middle, and what is exactly as planned, is as good as it gets: that is 10.
    room = width if line.best is None else min(width, line.green - line.best)
    return GREEN_FROM + AMBER_FROM * (line.green - line.gap) / room if room else TOP


def _line(
    value: Decimal | None, target: Target | None, rule: Rule, polarity: Polarity, kind: ValueKind
) -> _Line | None:
    if value is None or target is None or rule.basis is Basis.JUDGEMENT or polarity is Polarity.NONE:
        return None
    if rule.basis is Basis.VALUES:
        return _by_limits(value, rule.limits(target), polarity)
    gap = gap_to(value, target, polarity)
    if gap is None:
        return None
    unit = Fraction(1)
    if rule.basis is Basis.PERCENT:
        # Per cent of nothing is no measure of distance: then green and red touch.
        unit = Fraction(0) if kind in UNSCALED_KINDS else Fraction(percent_base(target, polarity)) / 100
    return _Line(
        Fraction(gap), Fraction(rule.green_cut) * unit, Fraction(rule.amber_cut) * unit, _best(target, polarity)
    )


def _by_limits(value: Decimal, limits: tuple[Decimal | None, Decimal | None], polarity: Polarity) -> _Line | None:
    if polarity in TWO_SIDED or limits[0] is None or limits[1] is None:
        return None
    way = 1 if polarity is Polarity.HIGH else -1
    green, red = Fraction(limits[0]), Fraction(limits[1])
    return _Line(way * (green - Fraction(value)), Fraction(0), way * (green - red), None)


def _best(target: Target, polarity: Polarity) -> Fraction | None:
    if polarity is Polarity.PLAN:
        return Fraction(0)
    if polarity is Polarity.RANGE and target.low is not None and target.high is not None:
        return (Fraction(target.low) - Fraction(target.high)) / 2
    return None
