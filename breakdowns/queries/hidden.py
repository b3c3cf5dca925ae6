"""Which groups of a breakdown are hidden, by ``rules.suppression``, from everything that was ever told of it.

Every page, file and picture reads breakdowns through ``queries.tables``, which asks here. Besides it only that does
which the set-up workbook takes out (``queries.taken_out``), for those who may read all numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from breakdowns.models import Breakdown, Group, GroupFigure, Sheet
from breakdowns.queries.standing import breakdowns_read, groups_of, is_counted, stood, why_not_told
from breakdowns.rules.suppression import Cell, Layer, hidden_over_time, hidden_within, since
from indicators.models import Indicator
from indicators.rules.vocabulary import Absence, Counting, ValueKind
from plans.periods import Period

Hidden = Mapping[Period, frozenset[int]]
"""The hidden groups of each year, by the year."""


def hidden_in(
    breakdown: Breakdown, groups: Sequence[Group], sheets: Sequence[Sheet], larger: Hidden | None = None
) -> Hidden:
    """The groups that are hidden in every period of each year: of that year's sheets, in the order in which they came
    to stand. ``larger``: likewise of the larger groups, where the measure is broken down by them too.
    """
    told: dict[Period, list[list[Layer]]] = defaultdict(list)
    latest: dict[Period, Layer] = {}
    for sheet in sheets:
        if why_not_told(sheet, breakdown, groups):
            continue
        period, layer = sheet.observation.period, _layer(breakdown.indicator, sheet)
        told[period.year].append([layer, *_came_since(breakdown.indicator, period, layer, latest)])
        latest[period] = layer
    # In the order in which they were made: another order on the page must not show what was hidden before.
    order, threshold = sorted(group.pk for group in groups), breakdown.hidden_below
    if not breakdown.dimension.within_id:
        return {year: hidden_over_time(order, tables, threshold) for year, tables in told.items()}
    # By families also where the larger groups are not told: they may be told later in the year.
    families, above = _families(groups), larger or {}
    return {year: hidden_within(families, above.get(year), tables, threshold) for year, tables in told.items()}


def larger_hidden(breakdowns: Sequence[Breakdown], since: date) -> dict[int, Hidden]:
    """By breakdown (id) the hidden groups of the dimension that its own lies within, where the measure is broken down
    by that too; the others are not there. At most five statements.
    """
    above = {each.dimension.within_id for each in breakdowns} - {None}
    if not above:
        return {}
    measures = [each.indicator_id for each in breakdowns]
    wholes = list(breakdowns_read().filter(dimension__in=above, indicator__in=measures))
    sheets = stood(wholes, since)
    gone = {
        (each.indicator_id, each.dimension_id): hidden_in(each, groups_of(each), sheets[each.pk]) for each in wholes
    }
    pairs = {each.pk: (each.indicator_id, each.dimension.within_id) for each in breakdowns}
    return {pk: gone[pair] for pk, pair in pairs.items() if pair in gone}


def _families(groups: Sequence[Group]) -> dict[int, list[int]]:
    """The groups by the larger one that they lie in; those of none together, under 0."""
    found: dict[int, list[int]] = defaultdict(list)
    for group in sorted(groups, key=lambda group: group.pk):
        found[group.part_of_id or 0].append(group.pk)
    return found


def _layer(indicator: Indicator, sheet: Sheet) -> Layer:
    return {figure.group_id: _cell(indicator, figure) for figure in sheet.read if not _is_nothing(figure)}


def _is_nothing(figure: GroupFigure) -> bool:
    """Whether the group has no such thing at all, which is told as it is."""
    return figure.absence == Absence.NOT_APPLICABLE and figure.denominator is None


def _cell(indicator: Indicator, figure: GroupFigure) -> Cell:
    base = figure.value if is_counted(indicator) else figure.denominator
    part = figure.numerator if indicator.has_parts else None
    return Cell(base, part, is_within=indicator.kind == ValueKind.PERCENTAGE)


def _came_since(indicator: Indicator, period: Period, layer: Layer, latest: Mapping[Period, Layer]) -> list[Layer]:
    """Of a running total: what came in since the period before of the same year, as far as that was told."""
    before = latest.get(period.previous())
    is_running = indicator.counting == Counting.CUMULATIVE and period.previous().year == period.year
    return [since(layer, before)] if is_running and before else []
