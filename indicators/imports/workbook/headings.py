"""Finds the row of headings in a sheet, and which column each heading has."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.imports.limits import MAX_HEADING_ROW, FileRefused, HeadingsRefused, shown
from indicators.imports.places import letters


@dataclass(frozen=True)
class Matched:
    """Where a person has said that a table stands: its sheet (None: a CSV file), the last row of its headings, and the
    name of each column that is read.
    """

    sheet: str | None
    line: int
    columns: dict[int, str]


@dataclass(frozen=True)
class Wanted:
    """What the caller expects: every heading it knows, those that must be there, and how many rows at most. Where the
    table stands, if a person has said so; without it the headings are looked for. Whether there may be no row beneath.
    """

    expected: Sequence[str]
    required: Sequence[str]
    max_rows: int
    matched: Matched | None = None
    may_be_empty: bool = False


@dataclass(frozen=True)
class Headings:
    """A row taken as headings. `columns`: expected heading by column; `others`: other texts by column; `doubled`:
    (heading, its columns) for headings that occur more than once.
    """

    sheet: str | None
    line: int
    columns: dict[int, str]
    others: dict[int, str]
    missing: list[str]
    doubled: list[tuple[str, list[int]]]


def key(text: str) -> str:
    """A heading in small letters, with single spaces for underlines, for comparing."""
    return " ".join(text.replace("_", " ").split()).casefold()


def match(sheet: str | None, line: int, texts: dict[int, str], wanted: Wanted) -> Headings:
    """A row taken as headings. `texts`: its cells by column."""
    known = {key(heading): heading for heading in wanted.expected}
    places: dict[str, list[int]] = {}
    others: dict[int, str] = {}
    for column, text in sorted(texts.items()):
        heading = known.get(key(text))
        if heading is not None:
            places.setdefault(heading, []).append(column)
        elif text:
            others[column] = text
    return Headings(
        sheet,
        line,
        {columns[0]: heading for heading, columns in sorted(places.items(), key=lambda item: item[1][0])},
        others,
        [heading for heading in wanted.required if heading not in places],
        [(heading, columns) for heading, columns in places.items() if len(columns) > 1],
    )


def misspelt(headings: Headings, wanted: Wanted) -> dict[int, str]:
    """Columns whose heading is nearly that of a missing column, as {column: the heading probably meant}."""
    absent = {key(heading): heading for heading in wanted.expected if heading not in headings.columns.values()}
    found = {}
    for column, text in headings.others.items():
        close = difflib.get_close_matches(key(text)[:100], absent, n=1, cutoff=0.8)
        if close:
            found[column] = absent[close[0]]
    return found


def listed(names: Sequence[str]) -> str:
    """Names for a message: “a”, “b” and “c”."""
    quoted = [f"“{shown(name)}”" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def refuse_missing(best: Headings | None, hidden: Sequence[str], wanted: Wanted) -> FileRefused:
    """The refusal of a file in which no row has all required headings. `best`: the row with most of them."""
    aside = f" Hidden sheets ({listed(hidden)}) are not read: unhide the one that holds the figures." if hidden else ""
    if best is None or not best.columns:
        return HeadingsRefused(
            f"No row of headings was found in the first {MAX_HEADING_ROW} rows. "
            f"One row must have the headings {listed(wanted.required)}.{aside}"
        )
    place = f"Row {best.line}" + (f" of sheet “{shown(best.sheet)}”" if best.sheet else "")
    meant = misspelt(best, wanted)
    hints = "".join(
        f" Column {letters(column)}, “{shown(best.others[column])}”, may be meant as “{heading}”."
        for column, heading in meant.items()
        if heading in best.missing
    )
    plural = "s" if len(best.missing) > 1 else ""
    return HeadingsRefused(
        f"{place} has headings, but not the required heading{plural} {listed(best.missing)}.{hints} "
        f"Put the heading{plural} right and choose the file again.{aside}"
    )


def refuse_doubled(headings: Headings) -> FileRefused:
    """The refusal of a file that has one heading over two columns."""
    heading, columns = headings.doubled[0]
    return HeadingsRefused(
        f"The heading “{heading}” is there {len(columns)} times in row {headings.line}, over columns "
        f"{', '.join(letters(column) for column in columns)}. Keep one of them."
    )
