"""How objectives and measures cover one another: by unit now, and over the quarters (A3)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from foundation.downloads import Cell
from plans.models import ObjectiveKind
from plans.periods import Period
from plans.thread import Health
from reporting.charts.shares import Line, shares_svg
from reporting.dashboards.thread import ThreadRead
from reporting.queries.coverage_kept import Counts

_COUNTED = {str(ObjectiveKind.OBJECTIVE): "objectives", str(ObjectiveKind.OUTCOME): "outcomes"}
_LACKING = {
    Health.NO_MEASURE: "objectives_without",
    Health.OUTCOME_NO_MEASURE: "outcomes_without",
    Health.OUTCOME_PART_MEASURED: "outcomes_without",
}
HEADS = ("Objectives without a measure", "Outcomes without a full set of measures", "Measures that serve no objective")
LINES = ("Objectives with a measure", "Outcomes with a full set of measures", "Measures that serve an objective")


def counts_by_unit(read: ThreadRead) -> dict[int, Counts]:
    """The counts of each unit: its plans' objectives and outcomes, and its own measures."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for node in read.thread.nodes.values():
        if node.is_live and node.kind in _COUNTED:
            found[node.unit_id][_COUNTED[node.kind]] += 1
    services = {each.ref: each.service_id for each in read.glances.values()}
    for service in services.values():
        found[service]["measures"] += 1
    for each in read.findings:
        if each.node is not None and each.health in _LACKING:
            found[each.node.unit_id][_LACKING[each.health]] += 1
        elif each.health is Health.MEASURE_NO_OBJECTIVE:
            found[services[each.ref]]["measures_without"] += 1
    return {unit: Counts(**numbers) for unit, numbers in found.items()}


class CoverageRow(NamedTuple):
    """A unit or a quarter: what it is called, and under each of ``HEADS`` how many of how many."""

    name: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The units now, the quarters with what is now at the end, and the same as a picture ("" for a single point)."""

    units: list[CoverageRow]
    quarters: list[CoverageRow]
    picture: str
    lead: str


def coverage_page(
    now: Mapping[int, Counts], names: Mapping[int, str], kept: Mapping[Period, Counts], chosen: int | None
) -> CoveragePage:
    """``names`` are the units' by their keys; ``chosen`` is the one unit that the quarters tell of, None for all."""
    units = sorted(((names[pk], counts) for pk, counts in now.items()), key=lambda each: each[0].casefold())
    points = [*((period.label, counts) for period, counts in kept.items()), ("Now", whole_of(now, chosen))]
    return CoveragePage(
        units=[_row(name, counts) for name, counts in units],
        quarters=[_row(label, counts) for label, counts in points],
        picture=_picture(points) if len(points) > 1 else "",
        lead=_lead(whole_of(now, None)),
    )


COVERAGE_COLUMNS = (
    "Quarter", "Objectives", "Objectives without a measure", "Outcomes", "Outcomes without a full set of measures",
    "Measures", "Measures that serve no objective",
)  # fmt: skip


def coverage_file(kept: Mapping[Period, Counts], now: Counts) -> Iterator[list[Cell]]:
    """The quarters as a list."""
    for label, counts in (*((period.long_label, counts) for period, counts in kept.items()), ("Now", now)):
        yield [label, *counts]


def whole_of(now: Mapping[int, Counts], chosen: int | None) -> Counts:
    """The counts that the quarters end with."""
    return now.get(chosen, Counts()) if chosen else _together(list(now.values()))


def _together(counts: Sequence[Counts]) -> Counts:
    return Counts(*map(sum, zip(*counts, strict=True))) if counts else Counts()


def _row(name: str, counts: Counts) -> CoverageRow:
    return CoverageRow(name, [f"{part} of {whole}" if whole else "none there" for part, whole in _pairs(counts)])


def _pairs(counts: Counts) -> list[tuple[int, int]]:
    return [
        (counts.objectives_without, counts.objectives),
        (counts.outcomes_without, counts.outcomes),
        (counts.measures_without, counts.measures),
    ]


def _picture(points: Sequence[tuple[str, Counts]]) -> str:
    shares = [[100 * (whole - part) / whole if whole else None for part, whole in _pairs(each)] for _, each in points]
    lines = [Line(name, [each[place] for each in shares]) for place, name in enumerate(LINES)]
    return shares_svg([label for label, _ in points], lines)


def _lead(counts: Counts) -> str:
    if counts.is_nothing:
        return "No plan has objectives yet, and no measure is collected."
    said = [f"{part} of {whole} {words}" for (part, whole), words in zip(_pairs(counts), _SAID, strict=True) if whole]
    return f"{', '.join(said)}."


_SAID = ("objectives have no measure", "outcomes lack part of their measures", "measures serve no objective")
