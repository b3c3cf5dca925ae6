"""What may be told of a breakdown: the figures of each period with the hidden ones taken out. Nobody who reads these
tables can show a hidden number, as none is in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from breakdowns.models import Breakdown, Group, GroupFigure, Sheet
from breakdowns.queries.hidden import Hidden, hidden_in, larger_hidden
from breakdowns.queries.standing import groups_of, stood, why_not_told
from indicators.workflow import FigureState
from plans.periods import Period


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of one group: its figure, or that it has none (``absence``), or that it is hidden."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    absence: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The groups of one period by id, in order; empty with the reason in ``why_not`` where none is told."""

    period: Period
    cells: Mapping[int, Told]
    why_not: str = ""

    @property
    def values(self) -> dict[int, Decimal]:
        """The figures that are shown."""
        return {key: cell.value for key, cell in self.cells.items() if cell.value is not None}


@dataclass(frozen=True, slots=True)
class Tables:
    """A breakdown as everybody may read it: its groups in order, and its tables by period."""

    breakdown: Breakdown
    groups: Sequence[Group]
    by_period: Mapping[Period, Table]


def tables_of(breakdowns: Sequence[Breakdown], since: date) -> dict[int, Tables]:
    """By breakdown (id) its tables of all years that began on that day or later. At most seven statements, however many
    breakdowns, groups, periods and revisions. They are given as ``standing.breakdowns_read`` reads them.
    """
    sheets = stood(breakdowns, since)
    larger = larger_hidden([each for each in breakdowns if sheets[each.pk]], since)
    return {each.pk: _tables(each, sheets[each.pk], larger.get(each.pk)) for each in breakdowns}


def _tables(breakdown: Breakdown, sheets: Sequence[Sheet], larger: Hidden | None) -> Tables:
    groups = groups_of(breakdown)
    gone = hidden_in(breakdown, groups, sheets, larger)
    found = {}
    for sheet in sheets:  # a later revision takes the place of the one before
        observation = sheet.observation
        if observation.is_current and observation.state == FigureState.APPROVED:
            period = observation.period
            found[period] = _table(sheet, breakdown, groups, gone.get(period.year, frozenset()))
    return Tables(breakdown, groups, dict(sorted(found.items())))


def _table(sheet: Sheet, breakdown: Breakdown, groups: Sequence[Group], gone: frozenset[int]) -> Table:
    period = sheet.observation.period
    if why := why_not_told(sheet, breakdown, groups):
        return Table(period, {}, why)
    filled = {figure.group_id: figure for figure in sheet.read}
    cells = {group.pk: _told(filled[group.pk], group.pk in gone) for group in groups if group.pk in filled}
    return Table(period, cells)


def _told(figure: GroupFigure, is_hidden: bool) -> Told:
    if figure.absence and not (is_hidden and figure.denominator is not None):
        return Told(absence=figure.absence)  # that there is no figure is said; how many stand behind it is not
    if is_hidden:
        return Told(is_hidden=True)
    return Told(figure.value, figure.numerator, figure.denominator)
