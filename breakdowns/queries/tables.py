"""What may be told of a breakdown: the figures of each period with the hidden ones taken out. Nobody who reads these
tables can show a hidden number, as none is in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from breakdowns.models import Breakdown, Group, GroupFigure, Sheet
from breakdowns.queries.hidden import hidden_in, larger_hidden
from breakdowns.queries.standing import stood, why_not_told
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


def tables_of(breakdown: Breakdown, years: Sequence[Period]) -> Tables:
    """The tables of the periods of those years. At most seven statements, however many groups, periods and revisions.
    ``breakdown`` is read with its measure and dimension.
    """
    groups = list(breakdown.dimension.groups.all())
    sheets = stood(breakdown, years)
    gone = hidden_in(breakdown, groups, sheets, larger_hidden(breakdown, years) if sheets else None)
    found = {}
    for sheet in sheets:  # a later revision takes the place of the one before
        observation = sheet.observation
        if observation.is_current and observation.state == FigureState.APPROVED:
            period = observation.period
            found[period] = _table(sheet, breakdown, groups, gone.get(period.year, frozenset()))
    return Tables(breakdown, groups, found)


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
