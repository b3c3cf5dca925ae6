"""A measure by its groups, a row each: the whole first."""

from collections.abc import Iterator
from typing import TypedDict

from reporting.document import Mark
from reporting.sections.blocks import Cell, Grid, Holds
from reporting.sections.kind import SectionKind


class BreakdownRow(TypedDict):
    """A group of a measure, or the whole. ``parts`` is "12 of 40", or "". No hidden number is in a document."""

    name: str
    value: str
    parts: str
    target: str
    status: Mark


class Breakdown(TypedDict):
    """A measure by its groups, as everybody might read it when the document was built."""

    caption: str
    noun: str
    rows: list[BreakdownRow]


def _drawn(section: Holds) -> Iterator[Grid]:
    held: Breakdown = section["breakdown"]
    parts = any(each["parts"] for each in held["rows"])
    rows = [
        [
            Cell(each["name"]),
            Cell(each["value"]),
            *([Cell(each["parts"])] if parts else []),
            Cell(each["target"]),
            Cell(mark=each["status"]),
        ]
        for each in held["rows"]
    ]
    columns = [held["noun"], "Result", *(["Counted"] if parts else []), "Target", "Status"]
    yield Grid(columns, rows, held["caption"])


BREAKDOWN = SectionKind("breakdown", Breakdown, _drawn)
