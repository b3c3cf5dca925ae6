"""Councils' published tables as rows of text, exactly as printed (``docs/published-tables.md``). Pure:
no files, no database. ``printed_row`` reads the figures.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from indicators.imports.council_rules import Cells
from indicators.imports.rows import FigureRow

REQUIRED = ("rule_id", "actual", "target", "published_rag")


@dataclass(slots=True, kw_only=True, eq=False)
class PublishedRow(FigureRow):
    """One figure as a council printed it."""

    rule_id: str = ""
    threshold: str = ""
    prev_period_actual: str = ""
    prev_year_actual: str = ""
    published_rag: str = ""
    published_dot: str = ""
    polarity_basis: str = ""


COLUMNS = tuple(each.name for each in fields(PublishedRow) if each.name != "line")


def published_row(line: int, cells: Cells) -> PublishedRow:
    """A row from its cells by heading. Unknown columns are left out; missing ones are ""."""
    return PublishedRow(line=line, **{column: (cells.get(column) or "").strip() for column in COLUMNS})


def missing_headings(headings: Iterable[str], required: Iterable[str] = REQUIRED) -> list[str]:
    """The required headings that are not there."""
    present = set(headings)
    return [heading for heading in required if heading not in present]


def repeated_headings(headings: Iterable[str], known: Iterable[str]) -> list[str]:
    """A problem for each known heading that occurs more than once."""
    found = Counter(headings)
    return [
        f"the column “{heading}” is there {found[heading]} times"
        for heading in dict.fromkeys(known)
        if heading and found[heading] > 1
    ]


_DRAWN_AS = re.compile("[\ufe0e\ufe0f]")  # characters after an arrow that say how it is drawn


def same_word(one: str, other: str) -> bool:
    """Whether two printed words are the same but for capitals, spaces, hyphens, full stops and the drawing of signs."""
    return _bare(one) == _bare(other)


def _bare(word: str) -> str:
    tidy = re.sub(r"[\s_‐‑–—-]+", " ", _DRAWN_AS.sub("", word.casefold()))
    return tidy.strip(" .,;:'\"“”‘’()[]")
