"""Earlier figures that a file prints beside a row's own: each becomes the figure of its period, where that has none."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from foundation.words import listed
from indicators.imports.figures.lines import Line, read_line
from indicators.imports.limits import shown
from indicators.imports.matching.spans import with_year
from indicators.imports.places import in_place
from plans.periods import Period, parse_label

_MOST_NAMED = 8
_ASIDE = re.compile(r"(.*\S) ?\(([^()]*)\)")


class Earlier:
    """The earlier figures of a file's lines. ``lines`` are read like any other; ``notes`` say which could not be."""

    def __init__(self, lines: Iterable[Line], *, today: date) -> None:
        lines = list(lines)
        with_more = [line for line in lines if line.row.prev_period_actual or line.row.prev_year_actual]
        beside = [(line, each) for line in with_more for each in _beside(line)]
        own = {(line.ref, line.period) for line in lines} if beside else set()
        found: dict[tuple[str, Period], Line] = {}
        self._unread: list[str] = []
        self._other: list[str] = []
        for line, (column, text, period) in beside:
            earlier = _read(line, text, period, today=today)
            if earlier.problems:
                self._unread.append(f"{column}, {in_place(line.number)}: “{shown(text, 40)}”")
            elif earlier.has_figure and (line.ref, period) not in own:
                first = found.setdefault((line.ref, period), earlier)
                if first.value != earlier.value:
                    self._other.append(
                        f"{line.ref}, {period.label}: {in_place(first.number)} and {in_place(line.number)}"
                    )
        self.lines = list(found.values())

    @property
    def notes(self) -> list[str]:
        said = []
        if self._unread:
            said.append(
                f"Earlier figures that could not be read were left out: {listed(self._unread, _MOST_NAMED, '; ')}."
            )
        if self._other:
            said.append(f"Earlier figures differ, and the first was taken: {listed(self._other, _MOST_NAMED, '; ')}.")
        return said


def _beside(line: Line) -> Iterator[tuple[str, str, Period]]:
    """The earlier figures of a line, each with its column and its period."""
    if line.period is None or line.problems:
        return
    if line.row.prev_period_actual:
        yield "prev_period_actual", line.row.prev_period_actual, line.period.previous()
    if line.row.prev_year_actual:
        yield "prev_year_actual", line.row.prev_year_actual, line.period.last_year()


def _is_named(text: str, period: Period) -> bool:
    """Whether a remark such as “Q2” or “Oct 2025” names the period that a figure is taken to be of."""
    try:
        named = parse_label(with_year(text, period.year.label))
    except ValueError:
        return False
    return named == period


def _read(line: Line, text: str, period: Period, *, today: date) -> Line:
    row = line.row
    aside = _ASIDE.fullmatch(text)
    if aside and _is_named(aside[2], period):
        text = aside[1]
    bare = replace(
        row, actual=text, target="", threshold="", tolerance="", period=period.label, period_day=None, standing="",
        commentary="", why="", action="", outlook="", note="", prev_period_actual="", prev_year_actual="",
    )  # fmt: skip
    return read_line(bare, line.measure, today=today)
