"""Our own outturns, where nobody published a figure for us, and where each would stand among those of others."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from benchmarks.models import CouncilFigure, Membership
from benchmarks.rules.outturn import outturn_of
from benchmarks.rules.ranking import Aim, Place, place_among
from benchmarks.rules.spans import Span
from indicators.models import Indicator, Observation
from indicators.rules.vocabulary import Counting
from indicators.workflow import FigureState
from plans.periods import Frequency, Period


class Wanted(NamedTuple):
    """A round without a figure of ours. ``group`` is whom it is placed among (None: nobody)."""

    measure: int
    indicator: int
    span: Span
    round: int
    group: int | None
    scale: Decimal
    aim: Aim


class Outturn(NamedTuple):
    """What it came to by our own figures, in the unit as published, and its place."""

    value: Decimal
    place: Place | None


def outturns(wanted: Collection[Wanted]) -> dict[int, Outturn]:
    """The outturn of each round that has one, by measure. Four statements."""
    counted = Indicator.objects.filter(pk__in={each.indicator for each in wanted})
    ways = {pk: told for pk, *told in counted.values_list("pk", "frequency", "year_basis", "counting")}
    parts = {each.measure: _parts(each.span, *ways[each.indicator][:2]) for each in wanted}
    periods = {period for each in parts.values() for period in each} | {each.span.period for each in wanted}
    approved = Observation.objects.filter(
        indicator__in=ways, period__in=periods, is_current=True, state=FigureState.APPROVED, value__isnull=False
    )
    figures = {(pk, period): value for pk, period, value in approved.values_list("indicator", "period", "value")}
    found: dict[int, tuple[Wanted, Decimal]] = {}
    for each in wanted:
        told = [figures.get((each.indicator, period)) for period in parts[each.measure]]
        own = figures.get((each.indicator, each.span.period))
        value = outturn_of(told, Counting(ways[each.indicator][2]), own) if told else None
        if value is not None:
            found[each.measure] = each, value / each.scale
    others = _figures_of(each for each, _ in found.values())
    return {
        measure: Outturn(value, place_among(value, others.get((each.round, each.group), ()), each.aim))
        for measure, (each, value) in found.items()
    }


def _parts(span: Span, frequency: str, basis: str) -> tuple[Period, ...]:
    """The periods of our measure that make up one of theirs; () where they are no part of it."""
    if span.years > 1 or span.period.basis != basis:
        return ()
    try:
        return span.period.parts(Frequency(frequency))
    except ValueError:
        return ()  # ours is counted less often than theirs


def _figures_of(wanted: Iterable[Wanted]) -> dict[tuple[int, int | None], list[Decimal]]:
    """What the councils of its group published in each round. Two statements."""
    pairs = {(each.round, each.group) for each in wanted}
    members: dict[int, set[int]] = {}
    groups = {group for _, group in pairs if group is not None}
    for group, council in Membership.objects.filter(group__in=groups).values_list("group", "council"):
        members.setdefault(group, set()).add(council)
    told: dict[int, list[tuple[int, Decimal]]] = {}
    rows = CouncilFigure.objects.filter(round__in={pk for pk, _ in pairs})
    for pk, council, value in rows.values_list("round", "council", "value"):
        told.setdefault(pk, []).append((council, value))
    return {
        (pk, group): [value for council, value in told.get(pk, ()) if council in members.get(group or 0, ())]
        for pk, group in pairs
    }
