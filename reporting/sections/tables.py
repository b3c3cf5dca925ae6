"""Any table of words."""

from collections.abc import Iterator

from reporting.document import Table
from reporting.sections.blocks import Cell, Grid, Holds
from reporting.sections.kind import SectionKind


def _drawn(section: Holds) -> Iterator[Grid]:
    table: Table = section["table"]
    yield Grid(table["columns"], [[Cell(text) for text in row] for row in table["rows"]], table["caption"])


def _faults(section: Holds) -> Iterator[str]:
    table: Table = section["table"]
    if any(len(row) != len(table["columns"]) for row in table["rows"]):
        yield "table has a row that is not as long as its columns"


TABLE = SectionKind("table", Table | None, _drawn, faults=_faults)
