"""Reads the file that explains why a council printed another answer than its rule gives.

An empty cell fits anything, but each row has to name a figure (by file and line, or by indicator and period), a kind
(rating or direction) and the explanation. If ``published`` and ``computed`` are given, too, the explanation stops
fitting when the figure, the rule or the engine changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from indicators.imports.council_rules import TableRefused
from indicators.published.published_rows import missing_headings, same_word

if TYPE_CHECKING:
    from indicators.published.ratings_check import Result

KINDS = ("rating", "direction")
COLUMNS = ("file", "line", "indicator_ref", "indicator", "period", "kind", "published", "computed", "explanation")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One row of the file; ``at`` is its line."""

    at: int
    cells: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.cells["explanation"]

    def fits(self, answer: "Result") -> bool:
        """Whether every filled cell agrees with this answer."""
        if self.cells["kind"].casefold() != answer.kind or not self.is_about(PurePath(answer.file).name):
            return False
        known = {
            "line": str(answer.line),
            "indicator_ref": answer.indicator_ref,
            "indicator": answer.indicator,
            "period": answer.period,
            "published": answer.published,
            "computed": answer.computed or "",
        }
        return all(not self.cells[column] or same_word(self.cells[column], text) for column, text in known.items())

    def is_about(self, file_name: str) -> bool:
        """Whether it could explain anything in this file."""
        return self.cells["file"] in ("", file_name)


def explanations(rows: Iterable[tuple[int, Mapping[str, str]]], headings: Iterable[str]) -> list[Explanation]:
    """The explanations of a file. Raises TableRefused when a column is missing or a row does not say enough."""
    missing = missing_headings(headings, COLUMNS)
    if missing:
        raise TableRefused(f"These columns are missing from the explanations: {', '.join(missing)}.")
    found = []
    for line, cells in rows:
        is_placed = (cells["file"] and cells["line"]) or (
            cells["period"] and (cells["indicator_ref"] or cells["indicator"])
        )
        if not is_placed or not cells["explanation"] or cells["kind"].casefold() not in KINDS:
            raise TableRefused(
                f"Line {line} of the explanations does not say enough. Give the file and line (or the indicator and "
                "period), whether it explains a rating or a direction, and the explanation."
            )
        found.append(Explanation(line, cells))
    return found
