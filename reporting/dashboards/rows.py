"""Measures as lines of a page: the row of every figure with its small chart, and why it is an exception."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from foundation.sparkline import Sparkline, sparkline
from indicators.judging.council_statuses import Glance
from indicators.judging.judged import Measured
from indicators.judging.measure_row import MeasureRow, Move, measure_address, measure_row, series, stands, status_words
from indicators.judging.outlook import Expected
from indicators.judging.outlook_words import end_mark, end_value
from indicators.judging.scorecard import KEPT
from indicators.rules.exceptions import NOT_FORESEEN, Foreseen, Past, exception_reasons
from indicators.rules.values import NO_FIGURE
from indicators.rules.vocabulary import Direction, Status
from reporting.document import Mark, Reason
from reporting.queries.exceptions import reasons_of

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class FirstOf(Generic[Row]):
    """The first few of some rows, and how many there are."""

    rows: list[Row]
    count: int


class PageRow(NamedTuple):
    """What ``components/measure_row.html`` and downloads show of a measure."""

    url: str
    ref: str
    name: str
    service: str
    is_key: bool
    period: str
    lag: str
    value: str
    marks: str
    target: str
    status: Mark
    outcome: Mark | None
    forecast: Mark | None
    forecast_value: str
    previous_status: Mark | None
    direction: Move
    against: str
    year_ago: Move
    spark: Sparkline
    owner: str
    sentence: str
    reasons: Sequence[Reason]


@lru_cache(maxsize=KEPT)
def page_row(measured: Measured, query: str, *, is_late: bool, foreseen: Foreseen = NOT_FORESEEN) -> PageRow:
    """A measure's row on a page, without how its year is expected to end. ``query`` is put behind its address to keep
    the quarter; ``is_late`` and ``foreseen`` as for ``reasons_for_row``. The row is shared by all who ask, so nobody
    may change it.
    """
    row: Mapping[str, Any] = told_row(measured, reasons=reasons_for_row(measured, is_late=is_late, foreseen=foreseen))
    fits = row["direction"]["key"] != Direction.NO_COMPARISON
    shown = {name: row[name] for name in PageRow._fields if name in row}
    shown |= {
        "url": row["url"] + query,
        "direction": row["direction"] if fits else row["year_ago"],
        "against": "" if fits or row["year_ago"]["key"] == Direction.NO_COMPARISON else "than a year before",
        "spark": sparkline(series(measured)),
        "forecast": None,
        "forecast_value": "",
    }
    return PageRow(**shown)


def with_forecast(measured: Measured, query: str, *, is_late: bool, expected: Expected | None) -> PageRow:
    """The same with how its year is expected to end, None where that cannot be told."""
    if expected is None:
        return page_row(measured, query, is_late=is_late)
    row = page_row(measured, query, is_late=is_late, foreseen=expected.foreseen)
    return row._replace(forecast=end_mark(expected), forecast_value=end_value(expected))


def told_row(measured: Measured, *, reasons: Sequence[Reason] = ()) -> MeasureRow:
    """``measure_row`` without its series, and without the status to come where the reader may not see the figure."""
    row = measure_row(replace(measured, series=()), reasons=reasons)
    now = measured.facts.now
    if now.value is None and now.absence is None:
        row["outcome"] = None
    return row


class GlanceLine(NamedTuple):
    """One measure in a line of a page that sums up: its figure against target, and its status now and before.

    ``marks`` is the shorthand of the figure's standing; ``reasons`` says why the line is there, where that is told.
    """

    ref: str
    name: str
    url: str
    service: str
    value: str
    marks: str
    target: str
    stands: str
    period: str
    status: Mark
    was: Mark | None
    is_key: bool
    reasons: str = ""


@lru_cache(maxsize=KEPT)
def glance_line(glance: Glance, *, query: str, service: str = "", mark: str = "") -> GlanceLine:
    """The line of a measure. ``mark`` is that of its figure, if it has one."""
    value, target = glance.value_and_target()
    mark = "" if value == NO_FIGURE else mark
    return GlanceLine(
        ref=glance.ref,
        name=glance.name,
        url=measure_address(glance.ref) + query,
        service=service,
        value=value,
        marks=mark,
        target=target,
        stands=stands(value, target, mark),
        period=glance.period.label,
        status=status_words(glance.status, glance.bands),
        was=status_words(glance.was, glance.bands) if glance.was else None,
        is_key=glance.is_key,
    )


@lru_cache(maxsize=KEPT)
def reasons_for_row(measured: Measured, *, is_late: bool, foreseen: Foreseen = NOT_FORESEEN) -> Sequence[Reason]:
    """What ``reasons_of`` gives, without reading the history where that cannot matter."""
    assessment = measured.assessment
    travel = assessment.short if measured.facts.runs_over_periods else assessment.long
    if travel.direction is Direction.WORSE:
        return reasons_of(measured, is_late=is_late, foreseen=foreseen)
    before = Past(assessment.previous_status or Status.NOT_RATED, Direction.NO_COMPARISON)
    history = [before, Past(assessment.status, travel.direction)]
    return exception_reasons(
        history, assessment.signal, is_late=is_late, has_recovery=measured.has_recovery, foreseen=foreseen
    )
