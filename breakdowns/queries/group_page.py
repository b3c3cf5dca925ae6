"""How one group is doing: every measure that is told by its dimension, and that the reader may read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.actors import Actor
from breakdowns.models import Breakdown, Group
from breakdowns.queries.reading import GroupRow, PeriodRead, read_breakdowns
from breakdowns.queries.standing import breakdowns_read
from foundation.downloads.cells import Cell
from foundation.measure_words import Mark
from indicators.rules.vocabulary import Status

COLUMNS = (
    "Reference",
    "Measure",
    "Service",
    "Period",
    "Result",
    "Of how many",
    "Target",
    "Status",
    "The whole",
    "Its status",
)
_RANKS = {Status.RED: 0, Status.AMBER: 1, Status.GREEN: 2, Status.EXCEEDING: 3}


@dataclass(frozen=True, slots=True)
class MeasureOfGroup:
    """A measure as it stands in one group, beside the whole."""

    breakdown: Breakdown
    period: PeriodRead
    row: GroupRow

    @property
    def name(self) -> str:
        return self.breakdown.indicator.name

    @property
    def service(self) -> str:
        return self.breakdown.indicator.service.name

    @property
    def rank(self) -> tuple[int, str]:
        """The worst first; what is not rated last."""
        return _RANKS.get(Status(self.row.status["key"]), 8) if _is_status(self.row.status) else 9, self.name


def _is_status(mark: Mark) -> bool:
    return mark["key"] in [status.value for status in Status]


def measures_of_group(group: Group, *, actor: Actor, today: date) -> list[MeasureOfGroup]:
    """Each measure in its last period that is told."""
    found = breakdowns_read().filter(dimension=group.dimension_id, is_ended=False)
    mine = found.filter(pk__in=Breakdown.objects.visible_to(actor).values("pk"))
    rows = []
    for read in read_breakdowns(list(mine), today=today):
        told = read.periods[-1] if read.periods else None
        row = told and next((row for row in told.rows if row.group.pk == group.pk), None)
        if told and row:
            rows.append(MeasureOfGroup(read.breakdown, told, row))
    return rows


def group_finding(group: Group, rows: Sequence[MeasureOfGroup]) -> str:
    """The sentence that the page opens with."""
    rated = [row for row in rows if _is_status(row.row.status) and Status(row.row.status["key"]).is_rated]
    if not rated:
        return ""
    met = sum(Status(row.row.status["key"]).is_met for row in rated)
    verb = "is" if met == 1 else "are"
    hidden = sum(row.row.status["key"] == "hidden" for row in rows)
    also = f" {hidden} are not shown, as too few people stand behind them." if hidden > 1 else ""
    also = " One is not shown, as too few people stand behind it." if hidden == 1 else also
    return f"{met} of {len(rated)} measures that are rated for {group.name} {verb} on target.{also}"


def group_cells(rows: Iterable[MeasureOfGroup]) -> Iterator[list[Cell]]:
    """The measures as cells under ``COLUMNS``."""
    for each in rows:
        indicator, row = each.breakdown.indicator, each.row
        yield [
            indicator.ref, indicator.name, each.service, each.period.period.label, row.value, row.parts, row.target,
            row.status["word"], each.period.value, each.period.status["word"],
        ]  # fmt: skip


def place_of(group: Group) -> int:
    """Its place in the order, from 1."""
    return list(group.dimension.groups.values_list("pk", flat=True)).index(group.pk) + 1
