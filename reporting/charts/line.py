"""A measure over time as inline SVG: the same picture on the page, in print and without JavaScript."""

import math
from collections.abc import Iterator

from foundation.measure_words import known, points
from reporting.charts import paint
from reporting.charts.cone import all_labels, cone, edge
from reporting.charts.scale import Axis, axis, figure_text, figures, spread, tick_text
from reporting.charts.words import CONCERN, IMPROVEMENT, begun, describe, signal, standing
from reporting.document import Series

LEFT, RIGHT, TOP, BOTTOM = 50, 104, 16, 24
LETTER = 5.9  # mean width of a character at 11 px, enough to keep labels apart
LABEL_ROOM = 24  # characters of a period's label
LINE = 13  # height of a line of text


def line_svg(series: Series, *, title: str, width: int = 520, height: int = 170) -> str:
    """The series as an SVG picture: actuals, stepped target profile, process limits, gaps as gaps.

    Provisional points are hollow, revised ones carry "[r]", special causes are a diamond (concern) or a square
    (improvement), a definition change is an upright line that parts the series. ``title`` and a description are the
    picture's accessible name. The axis begins with the first figure or target. Sizes are in pixels; a series without
    figures gives a picture that says so.
    """
    name, series = describe(series, name=title), begun(series)
    if not points(series):
        body = [paint.text(width / 2, height / 2, "No figures to show yet", anchor="middle", fill=paint.SOFT_INK)]
        return paint.svg(width, height, name, body)
    scale = axis(figures(series), top=TOP, bottom=height - BOTTOM, unit=series["unit"])
    labels = all_labels(series)
    slot = (width - RIGHT - LEFT) / len(labels)
    xs = [LEFT + slot * (i + 0.5) for i in range(len(labels))]
    body = [
        *_limits(series, scale, width),
        *_grid(series, scale, width),
        *_periods(series, xs, height),
        *_breaks(series, xs, scale),
        *_targets(series, xs, scale),
        *_expected(series, xs, scale),
        *_actuals(series, xs, scale),
        *_points(series, xs, scale),
        *_labels(series, scale, width),
    ]
    return paint.svg(width, height, name, body)


def _grid(series: Series, scale: Axis, width: int) -> Iterator[str]:
    for value in scale.ticks:
        y = scale.y(value)
        yield paint.rule(LEFT, y, width - RIGHT, y, stroke=paint.GRID, width=0.7)
        yield paint.text(LEFT - 6, y + 4, tick_text(value, series["unit"], scale.step), anchor="end")


def _periods(series: Series, xs: list[float], height: int) -> Iterator[str]:
    """Period labels, as many as fit, counted back from the newest so that it is always named."""
    slot = xs[1] - xs[0] if len(xs) > 1 else xs[0]
    labels = [paint.cut(label, LABEL_ROOM) for label in all_labels(series)]
    every = max(1, math.ceil((max(map(len, labels)) * LETTER + 10) / slot))
    for i in range(len(xs) - 1, -1, -every):
        label = labels[i]
        if xs[i] - len(label) * LETTER / 2 >= 0 or i == len(xs) - 1:
            yield paint.text(xs[i], height - 7, label, anchor="middle")


def _limits(series: Series, scale: Axis, width: int) -> Iterator[str]:
    if series["lower"] is None or series["upper"] is None:
        return
    top, bottom = scale.y(series["upper"]), scale.y(series["lower"])
    span = width - RIGHT - LEFT
    yield f'<rect x="{LEFT}" y="{top:.1f}" width="{span}" height="{bottom - top:.1f}" fill="{paint.BAND}"/>'
    if series["mean"] is not None:
        y = scale.y(series["mean"])
        yield paint.rule(LEFT, y, width - RIGHT, y, stroke=paint.NAVY, width=0.7, dash="1 3")


def _breaks(series: Series, xs: list[float], scale: Axis) -> Iterator[str]:
    for index in series["breaks"]:
        x = (xs[index - 1] + xs[index]) / 2 if index else xs[0] - 8
        yield paint.rule(x, scale.top - 4, x, scale.bottom, stroke=paint.CHARCOAL, dash="2 2")
        yield paint.text(x, scale.top - 6, "new definition", anchor="middle", fill=paint.SOFT_INK)


def _runs(values: list[float | None], breaks: list[int]) -> Iterator[list[tuple[int, float]]]:
    """Unbroken stretches of figures: a gap or a definition change ends one."""
    run: list[tuple[int, float]] = []
    for i, value in enumerate(values):
        if run and (value is None or not math.isfinite(value) or i in breaks):
            yield run
            run = []
        if value is not None and math.isfinite(value):
            run.append((i, value))
    if run:
        yield run


def _targets(series: Series, xs: list[float], scale: Axis) -> Iterator[str]:
    half = (xs[1] - xs[0]) / 2 if len(xs) > 1 else (xs[0] - LEFT)
    for run in _runs(series["targets"], []):
        steps: list[tuple[float, float]] = []
        for i, value in run:
            y = scale.y(value)
            if not steps or steps[-1][1] != y:
                steps.append((xs[i] - half, y))
            else:
                steps.pop()
            steps.append((xs[i] + half, y))
        yield paint.path(steps, stroke=paint.SOFT_INK, width=1.4, dash="5 3")


def _actuals(series: Series, xs: list[float], scale: Axis) -> Iterator[str]:
    for run in _runs(series["values"], series["breaks"]):
        if len(run) > 1:
            yield paint.path([(xs[i], scale.y(v)) for i, v in run], stroke=paint.NAVY, width=2)


def _expected(series: Series, xs: list[float], scale: Axis) -> Iterator[str]:
    """The cone of what is expected: the interval, and within it the way."""
    places = cone(series)
    if outline := edge(places):
        corners = " ".join(f"{xs[i]:.1f},{scale.y(value):.1f}" for i, value in outline)
        yield f'<polygon points="{corners}" fill="{paint.CONE}"/>'
    if places:
        way = [(xs[each.index], scale.y(each.value)) for each in places]
        yield paint.path(way, stroke=paint.NAVY, width=1.6, dash="2 4")


def _points(series: Series, xs: list[float], scale: Axis) -> Iterator[str]:
    radius = 3.0 if len(xs) <= 24 else 1.8
    for i, value in points(series):
        x, y = xs[i], scale.y(value)
        yield _dot(signal(series, i), x, y, radius, hollow=series["provisional"][i])
        if series["revised"][i]:
            yield paint.text(x, y - 7, "[r]", anchor="middle", fill=paint.NAVY)


def _dot(kind: str, x: float, y: float, radius: float, *, hollow: bool) -> str:
    colour = paint.ORANGE if kind == CONCERN else paint.NAVY
    look = f'fill="{"#FFFFFF" if hollow else colour}" stroke="{colour}" stroke-width="1.6"'
    if kind == CONCERN:
        corners = f"{x:.1f},{y - 5.5:.1f} {x + 5.5:.1f},{y:.1f} {x:.1f},{y + 5.5:.1f} {x - 5.5:.1f},{y:.1f}"
        return f'<polygon points="{corners}" {look}/>'
    if kind == IMPROVEMENT:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" {look}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" {look}/>'


def _labels(series: Series, scale: Axis, width: int) -> Iterator[str]:
    """Names beside the lines' ends, moved apart where they would touch."""
    index, value = points(series)[-1]
    latest = figure_text(value, series["unit"], series["decimals"])
    wanted = [(scale.y(value), f"{latest} {standing(series, index)}".strip(), paint.NAVY, True)]
    if targets := known(series["targets"]):
        last = figure_text(targets[-1], series["unit"], series["decimals"])
        wanted.append((scale.y(targets[-1]), f"Target {last}", paint.SOFT_INK, False))
    if places := cone(series):
        end = figure_text(places[-1].value, series["unit"], series["decimals"])
        wanted.append((scale.y(places[-1].value), f"Expected {end}", paint.NAVY, False))
    if series["lower"] is not None and series["upper"] is not None:
        wanted.append((scale.y((series["lower"] + series["upper"]) / 2), "Usual range", paint.NAVY, False))
    heights = spread([y for y, *_ in wanted], gap=LINE, top=scale.top, bottom=scale.bottom)
    for y, (_, words, fill, bold) in zip(heights, wanted, strict=True):
        yield paint.text(width - RIGHT + 6, y + 4, words, fill=fill, bold=bold)
