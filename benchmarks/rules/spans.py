"""The periods of published figures: those of plans, and spans of several years ("2019-22"). Pure."""

import re
from typing import NamedTuple

from plans.periods import Frequency, Period, parse_label, split_year

LONGEST = 5
_SPAN = re.compile(r"(\d{4})\s*[-/–—]\s*(\d{4}|\d\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)\d{4}(?:\s*[-/–—]\s*(?:\d{4}|\d\d))?(?!\d)", re.ASCII)
ONE = "Write one year in a cell, like 2022/23, with a line for each year."


class Span(NamedTuple):
    """A period, and how many years its figures cover: those that end with it."""

    period: Period
    years: int = 1

    @property
    def label(self) -> str:
        """As printed: "2022/23"; "2019/20 to 2021/22"."""
        return span_label(self.period, self.years)


def span_label(period: Period, years: int) -> str:
    """The words of ``Span.label``."""
    if years == 1:
        return period.label
    return f"{period.previous(years - 1).label} to {period.label}"


def read_span(text: str, *, may_span: bool = False) -> Span:
    """The period that a cell names, as councils and publishers write it. ``may_span``: figures of the measure may
    cover several years, so that "2019-22" is the three that end in March 2022. Raises ValueError, with what to write
    instead, for anything else; so it does for two years in one cell.
    """
    shown = text.strip()
    found = _SPAN.fullmatch(shown)
    years = _years(found) if found else 1
    if years > 1:
        if may_span:
            return Span(parse_label(split_year(int(shown[:4])), frequency=Frequency.YEAR).next(years - 1), years)
        until = split_year(int(shown[:4]) + years - 1)
        raise ValueError(
            f"“{shown}” names more than one year, and figures of this measure are of one. {ONE} Where each figure "
            f"covers the years until {until}, say so on the measure."
        )
    if len(_YEAR.findall(shown)) > 1:
        try:
            return Span(parse_label(shown))  # "July to September 2026 (2026/27 Q2)" says the same twice
        except ValueError:
            raise ValueError(f"“{shown[:40]}” names more than one year. {ONE}") from None
    return Span(parse_label(shown))


def _years(found: re.Match[str]) -> int:
    """How many financial years "2019-22" covers: three; 1 where it is no span of several."""
    first, second = found.groups()
    years = int(second) - int(first)
    if len(second) == 2:
        years %= 100  # "1999-02" goes into the next century
    return years if years in range(2, LONGEST + 1) else 1
