"""Measures as lines of a page: the row of every figure with its small chart, and why it is an exception."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from indicators.judging.council_statuses import Glance
from indicators.judging.measure_row import measure_address, measure_row, status_words
from indicators.judging.scorecard import KEPT, Measured
from indicators.rules.exceptions import Past, exception_reasons
from indicators.rules.rule import Target
from indicators.rules.values import NO_FIGURE
from indicators.rules.vocabulary import Direction, Standing, Status
from indicators.workflow import FigureState
from reporting.queries.exceptions import reasons_of

Json = dict[str, Any]

_APPROVED = FigureState.APPROVED.value


@lru_cache(maxsize=KEPT)
def page_row(measured: Measured, query: str, *, is_late: bool) -> Json:
    """``components/measure_row.html``, for who asks to read: nobody may change it. ``query`` is put behind the
    measure's address, so that the quarter is kept; ``is_late`` as for ``reasons_for_row``.
    """
    row = told_row(measured, reasons=reasons_for_row(measured, is_late=is_late))
    fits = row["direction"]["key"] != Direction.NO_COMPARISON
    return {
        **row,
        "url": row["url"] + query,
        "direction": row["direction"] if fits else row["year_ago"],
        "against": "" if fits or row["year_ago"]["key"] == Direction.NO_COMPARISON else "than a year before",
        "spark": spark(measured),
        "detail": " · ".join(filter(None, (row["ref"], row["period"], row["lag"]))),
    }


def told_row(measured: Measured, *, reasons: Sequence[Json] = ()) -> Json:
    """``measure_row`` without its series; the status to come is left out where the reader may not see the figure."""
    row = measure_row(replace(measured, series=()), reasons=reasons)
    now = measured.facts.now
    if now.value is None and now.absence is None:
        row["outcome"] = None
    return row


def stands(value: str, target: str, mark: str = "") -> str:
    """A figure beside its target in running text: "57.1% [p] against 70.0%", "2.0, no target", "No figure yet"."""
    if value == NO_FIGURE:
        return "No figure yet" if target == "no target" else f"No figure yet against {target}"
    figure = f"{value} {mark}".rstrip()
    return f"{figure}, no target" if target == "no target" else f"{figure} against {target}"


@lru_cache(maxsize=KEPT)
def glance_line(glance: Glance, *, query: str, service: str = "", mark: str = "") -> Json:
    """One measure in a line of a page that sums up: its figure against target, and its status now and before.

    ``mark`` is the shorthand of the figure's standing. For who asks to read: nobody may change the line.
    """
    value, target = glance.value_and_target()
    mark = "" if value == NO_FIGURE else mark
    return {
        "ref": glance.ref,
        "name": glance.name,
        "url": measure_address(glance.ref) + query,
        "service": service,
        "value": value,
        "marks": mark,
        "target": target,
        "stands": stands(value, target, mark),
        "period": glance.period.label,
        "status": status_words(glance.status, glance.bands),
        "was": status_words(glance.was, glance.bands) if glance.was else None,
        "is_key": glance.is_key,
    }


WIDTH, HEIGHT, INSET = 120, 28, 3


def spark(measured: Measured) -> Json | None:
    """``reporting/_measures.html``'s small chart, as texts for its shapes: what ``charts.sparkline`` draws.

    ``line`` is the path of the figures, broken at gaps and at new definitions; ``target`` the height of the newest
    target, ``band`` those of the process limits, ``last`` the newest figure. None where there is no figure yet.
    """
    shown = _shown(measured)
    if not shown:
        return None
    target = next((aim for _, _, t in reversed(measured.series) if (aim := _aim(t)) is not None), None)
    process = measured.assessment.process
    # Figures that never move have no limits.
    limits = (process.lower, process.upper) if process and process.lower is not None else ()
    levels = [*(value for _, value in shown), *limits, *([] if target is None else [target])]
    low, high = min(levels), max(levels)
    rise = (HEIGHT - 2 * INSET) / (high - low) if high > low else 0
    step = (WIDTH - 2 * INSET) / max(len(measured.series) - 1, 1)

    def y(level: float) -> str:
        return f"{HEIGHT - INSET - (level - low) * rise:.1f}" if rise else f"{HEIGHT / 2:.1f}"

    last, value = shown[-1]
    figure = measured.series[last][1]
    return {
        "line": _path(measured, shown, step, y),
        "target": "" if target is None else y(target),
        "band": y(limits[1]) if limits else "",
        "band_height": f"{(limits[1] - limits[0]) * rise:.1f}" if limits else "",
        "x": f"{INSET + last * step:.1f}",
        "y": y(value),
        "hollow": figure.standing == Standing.PROVISIONAL,
    }


def _shown(measured: Measured) -> list[tuple[int, float]]:
    """The approved figures with their places in the series."""
    return [
        (place, float(figure.value))
        for place, (_, figure, _) in enumerate(measured.series)
        if figure is not None and figure.value is not None and figure.state == _APPROVED
    ]


def _path(measured: Measured, shown: Sequence[tuple[int, float]], step: float, y: Callable[[float], str]) -> str:
    begins_anew = {place for place, (period, _, _) in enumerate(measured.series) if period in measured.breaks}
    parts, before = [], -2
    for place, value in shown:
        pen = "L" if place == before + 1 and place not in begins_anew else "M"
        parts.append(f"{pen}{INSET + place * step:.1f} {y(value)}")
        before = place
    return "".join(parts)


@lru_cache(maxsize=KEPT)
def reasons_for_row(measured: Measured, *, is_late: bool) -> Sequence[Json]:
    """``reasons_of``, without looking back where nothing it could find by that is possible."""
    assessment = measured.assessment
    travel = assessment.short if measured.facts.runs_over_periods else assessment.long
    if travel.direction is Direction.WORSE:
        return reasons_of(measured, is_late=is_late)
    before = Past(assessment.previous_status or Status.NOT_RATED, Direction.NO_COMPARISON)
    found = exception_reasons([before, Past(assessment.status, travel.direction)], assessment.signal, is_late=is_late)
    return [{"code": each.code, "good": each.good, "sentence": each.sentence} for each in found]


def _aim(target: Target | None) -> float | None:
    if target is None:
        return None
    aim = target.low if target.value is None else target.value
    return None if aim is None else float(aim)
