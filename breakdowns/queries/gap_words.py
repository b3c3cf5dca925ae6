"""The gap between groups in words, now and over time."""

from decimal import Decimal

from breakdowns.queries.reading import BreakdownRead, PeriodRead
from breakdowns.rules.gap import Gap, gap_moved
from foundation.words import counted, together
from indicators.rules.values import format_value, round_to
from indicators.rules.vocabulary import Direction, ValueKind

_MOVED = {
    Direction.BETTER: "It has narrowed since {before}, when it was {was}.",
    Direction.WORSE: "It has widened since {before}, when it was {was}.",
    Direction.SAME: "It is as it was in {before}.",
}


def apart(size: Decimal, read: BreakdownRead) -> str:
    """A difference between two groups as printed: between two percentages lie points, not per cent."""
    shown = read.shown
    if shown.kind is ValueKind.PERCENTAGE:
        return format_value(size, ValueKind.NUMBER, shown.decimals, "points")
    return format_value(size, *shown)


def gap_sentence(read: BreakdownRead, told: PeriodRead) -> str:
    """ "31.0 points between Castle (92.0%, best) and Abbey (61.0%, worst), of the 5 wards shown; …"."""
    gap, dimension = told.gap, read.breakdown.dimension
    if gap is None:
        return f"Fewer than two {dimension.nouns} are shown, so that no gap can be told."
    names, values = _names(read), {row.group.pk: row.value for row in told.rows}
    best, worst = ("best", "worst") if gap.is_judged else ("highest", "lowest")
    of = f", of the {gap.groups} {dimension.nouns} shown" if told.hidden else ""
    ratio = f"; the larger is {round_to(gap.ratio, 1)} times the smaller" if gap.ratio is not None else ""
    return (
        f"{apart(gap.spread if not gap.is_judged else abs_gap(gap, told), read)} between {names[gap.first]} "
        f"({values[gap.first]}, {best}) and {names[gap.last]} ({values[gap.last]}, {worst}){of}{ratio}."
    )


def abs_gap(gap: Gap, told: PeriodRead) -> Decimal:
    """How far apart the numbers of best and worst are."""
    raw = {row.group.pk: row.raw for row in told.rows if row.raw is not None}
    return abs(raw[gap.first] - raw[gap.last])


def moved_sentence(read: BreakdownRead, told: PeriodRead) -> str:
    """How the gap has moved since a year before, or since the period before where that is not told; "" for neither."""
    by_period = {each.period: each for each in read.periods}
    before = by_period.get(told.period.last_year()) or by_period.get(told.period.previous())
    if told.gap is None or not told.gap.is_judged or before is None or before.gap is None:
        return ""
    return _MOVED[gap_moved(told.gap, before.gap)].format(
        before=before.period.label, was=apart(before.gap.difference, read)
    )


def behind_sentence(read: BreakdownRead, told: PeriodRead) -> str:
    """The call-out: the whole is on target, and these are not; "" where none is."""
    if not told.behind:
        return ""
    dimension, names = read.breakdown.dimension, together([group.name for group in told.behind])
    verb = "is" if len(told.behind) == 1 else "are"
    count = (
        counted(len(told.behind), dimension.noun) if len(told.behind) == 1 else f"{len(told.behind)} {dimension.nouns}"
    )
    return f"The whole is {told.status['word'].lower()}, and {count} {verb} not: {names}."


def hidden_sentence(read: BreakdownRead, told: PeriodRead) -> str:
    """Why numbers are missing; "" where none is."""
    if not told.hidden:
        return ""
    dimension = read.breakdown.dimension
    what = f"One {dimension.noun} is" if told.hidden == 1 else f"{told.hidden} {dimension.nouns} are"
    return (
        f"{what} not shown: a figure of fewer than {read.breakdown.hidden_below} people or cases could point to "
        "somebody, and others are left out with it so that it cannot be worked out."
    )


def _names(read: BreakdownRead) -> dict[int, str]:
    return {group.pk: group.name for group in read.groups}
