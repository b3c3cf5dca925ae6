"""Milestones, a row each."""

from collections.abc import Iterator, Sequence

from foundation.downloads.cells import Cell as BookCell
from reporting.document import Milestone
from reporting.sections.blocks import Cell, Grid, Holds
from reporting.sections.kind import SectionKind, Sheet, status_cell

_COLUMNS = ("Ref", "Milestone", "Section", "Owner", "Due", "Slipped", "Done", "Status", "Narrative", "Waits for")


def _drawn(section: Holds) -> Iterator[Grid]:
    milestones: list[Milestone] = section["milestones"]
    yield Grid(
        ("Milestone", "Status", "Done", "Due", "Owner"),
        [
            [
                Cell(each["title"], each["ref"], "\n".join(filter(None, [each["narrative"], *each.get("waits", [])]))),
                Cell(mark=each["status"]),
                Cell(each["percent"]),
                Cell(each["due"], detail=each["slipped"]),
                Cell(each["owner"]),
            ]
            for each in milestones
        ],
    )


def _sheets(sections: Sequence[Holds]) -> Iterator[Sheet]:
    rows = [_row(each, part["heading"]) for part in sections for each in part["milestones"]]
    yield Sheet("Milestones", "Milestones", _COLUMNS, rows)


def _row(each: Milestone, heading: str) -> list[BookCell]:
    first: list[BookCell] = [each["ref"], each["title"], heading, each["owner"], each["due"], each["slipped"]]
    return [*first, each["percent"], status_cell(each["status"]), each["narrative"], "\n".join(each.get("waits", []))]


MILESTONES = SectionKind("milestones", list[Milestone], _drawn, _sheets)
