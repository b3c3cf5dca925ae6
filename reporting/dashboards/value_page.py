"""Value for money of one service: its measures of cost, performance and satisfaction, and what they say together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from foundation.downloads.cells import Cell
from indicators.judging.judged import Measured
from indicators.judging.scorecard import definitions_in
from indicators.models import Indicator
from indicators.rules.value_for_money import Group, is_cost_per_unit, read_together
from reporting.dashboards.group_page import read_narrowed
from reporting.dashboards.rows import PageRow
from reporting.queries.filter_choices import Narrowings
from reporting.queries.value import GroupCell, ServiceValue, Values, group_cell

COLUMNS = (
    "Group", "Reference", "Measure", "Data period", "Result", "Target", "Status", "Direction", "Cost of each unit",
)  # fmt: skip
_SHEETS = "on the definition sheets of those that"
REMEDIES = {
    Group.COST: "Add a measure of what it costs, such as the cost per household, with Cost as its kind of measure.",
    Group.PERFORMANCE: f"Choose Performance as the kind of measure {_SHEETS} tell how well it works.",
    Group.SATISFACTION: f"Choose Satisfaction as the kind of measure {_SHEETS} ask people what they think.",
}


class GroupTable(NamedTuple):
    """A group of a service on its page: its measures as rows, or what to do where it has none."""

    cell: GroupCell
    rows: Sequence[PageRow]
    remedy: str


class Ratio(NamedTuple):
    """A measure that is the cost of each of something: an ordinary one, with its figure and its target in words."""

    ref: str
    name: str
    url: str
    value: str
    target: str


@dataclass(frozen=True, slots=True)
class ValuePage:
    """One service: its reading (None: no measure of any group), a table for each group, and its ratios."""

    service: ServiceValue | None
    tables: Sequence[GroupTable]
    ratios: Sequence[Ratio]


class _Kind(NamedTuple):
    group: Group
    is_ratio: bool


def value_page(
    pk: int, values: Values, *, at: datetime, drafts_of: frozenset[int] | None, names: Narrowings
) -> ValuePage:
    """The page of a service, in a number of statements that does not grow with its measures. ``drafts_of`` as for
    ``read_narrowed``.
    """
    kinds = _kinds()
    here = [each for each in definitions_in(pk, values.period) if each.pk in kinds]
    read = read_narrowed(here, period=values.period, at=at, drafts_of=drafts_of, names=names)
    grouped: dict[Group, list[Measured]] = {group: [] for group in Group}
    for each in read.measures:
        grouped[kinds[each.definition.pk].group].append(each)
    service = values.one(pk)
    reading = service.reading if service else read_together({})
    tables = [
        GroupTable(group_cell(group, reading.of(group), values.bands), [*map(read.row, found)], REMEDIES[group])
        for group, found in grouped.items()
    ]
    ratios = [_ratio(read.row(each)) for each in grouped[Group.COST] if kinds[each.definition.pk].is_ratio]
    return ValuePage(service, tables, ratios)


def _kinds() -> Mapping[int, _Kind]:
    """The group of each measure that has one, and whether it is the cost of each of something. One statement."""
    rows = Indicator.objects.exclude(dimension="").values_list("pk", "dimension", "kind", "unit", "has_parts")
    return {
        pk: _Kind(Group(group), is_cost_per_unit(group, kind, unit, has_parts=has_parts))
        for pk, group, kind, unit, has_parts in rows
    }


def _ratio(row: PageRow) -> Ratio:
    return Ratio(row.ref, row.name, row.url, row.value, row.target)


def file_rows(page: ValuePage) -> list[list[Cell]]:
    """The measures of a service under ``COLUMNS``."""
    ratios = {each.ref for each in page.ratios}
    return [
        [
            table.cell.name, row.ref, row.name, row.period, row.value, row.target, row.status["word"],
            row.direction["word"], "Yes" if row.ref in ratios else "",
        ]
        for table in page.tables
        for row in table.rows
    ]  # fmt: skip
