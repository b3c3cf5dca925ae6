"""The chart of the measure page as Plotly reads it."""

import math
from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap
from typing import Any, TypedDict

from foundation.measure_words import known, points
from reporting.charts.cone import Place, all_labels, cone, edge
from reporting.charts.paint import BAND, CHARCOAL, CONE, FONT, GRID, INK, NAVY, ORANGE, PLUM, SOFT_INK
from reporting.charts.scale import Axis, axis, figure_text, figures, spread, tick_text
from reporting.charts.words import CONCERN, IMPROVEMENT, figure, signal, standing
from reporting.document import Series

PLOT_HEIGHT, LINE = 280, 18  # pixels
MARGIN = {"l": 60, "r": 130, "b": 50}
LETTER, WIDEST = 8, 220
USUAL = "Usual range"
Json = dict[str, Any]
SIGNAL_WORDS = {CONCERN: "special-cause concern", IMPROVEMENT: "special-cause improvement"}


class Threshold(TypedDict):
    """A cut point drawn as a thin line: "Amber from" with a figure for each period, None where there is none."""

    name: str
    values: list[float | None]


def line_figure(series: Series, *, title: str, thresholds: Sequence[Threshold] = ()) -> Json:
    """``{"data": [...], "layout": {...}}`` for Plotly's basic bundle, plain JSON values only.

    Periods stand at 0, 1, 2 ... with their labels as tick texts, so that a definition change can lie between two.
    Plotly reads tags, links and entities in any text it draws: every text from data is escaped here, and hover
    texts are given whole, because a hover template would read "%{...}" in them.
    """
    data = [_level(each["values"], _shown(each["name"]), PLUM, 1, "dot") for each in thresholds]
    data += [_level(series["targets"], "Target", SOFT_INK, 2, "dash"), *_expected(series), _actuals(series)]
    drawn = {
        "shapes": [*_limits(series), *(_break_line(i) for i in series["breaks"])],
        "annotations": [*_revisions(series), *map(_break_words, series["breaks"]), *_names(series, thresholds)],
    }
    return {
        "data": [each for each in data if known(each["y"])],
        "layout": {name: found for name, found in drawn.items() if found} | _layout(series, title, thresholds),
    }


def _shown(text: str) -> str:
    """Text that Plotly draws as it stands."""
    return escape(text, quote=False)


def _limits(series: Series) -> Iterator[Json]:
    if series["lower"] is None or series["upper"] is None:
        return
    span = {"x0": -0.5, "x1": len(all_labels(series)) - 0.5, "layer": "below"}
    look = {"fillcolor": BAND, "line": {"width": 0}, "name": USUAL, "showlegend": True}
    yield {"type": "rect", "y0": series["lower"], "y1": series["upper"], **look, **span}
    if series["mean"] is not None:
        line = {"color": NAVY, "width": 1, "dash": "dot"}
        yield {"type": "line", "y0": series["mean"], "y1": series["mean"], "line": line, **span}


def _level(values: Sequence[float | None], name: str, colour: str, width: int, dash: str) -> Json:
    """A target or cut point: a level in each period, stepping half-way to the next."""
    line = {"color": colour, "width": width, "dash": dash, "shape": "hvh"}
    return _line(list(range(len(values))), values, name=name, mode="lines", line=line, hoverinfo="skip")


def _line(xs: Sequence[float], ys: Sequence[float | None], **look: Any) -> Json:
    """What is no number is a gap."""
    finite = [None if y is None or not math.isfinite(y) else y for y in ys]
    return {"type": "scatter", "x": xs, "y": finite, **look}


def _expected(series: Series) -> Iterator[Json]:
    """The cone of what is expected: the interval, and within it the way."""
    places = cone(series)
    if outline := edge(places):
        xs, ys = zip(*outline, strict=True)
        look: Json = {"mode": "lines", "fill": "toself", "fillcolor": CONE, "line": {"width": 0}, "hoverinfo": "skip"}
        yield _line(list(xs), list(ys), name="Expected four times out of five", **look)
    if places:
        line = {"color": NAVY, "width": 2, "dash": "dot"}
        texts = ["", *(_expected_words(series, each) for each in places[1:])]
        xs, ys = [each.index for each in places], [each.value for each in places]
        yield _line(xs, ys, name="Expected", mode="lines", line=line, hovertext=texts, hoverinfo="text")


def _expected_words(series: Series, place: Place) -> str:
    within = ""
    if place.low is not None and place.high is not None:
        within = f"<br>{_shown(figure(series, place.low))} to {_shown(figure(series, place.high))}"
    return f"{_shown(all_labels(series)[place.index])}: {_shown(figure(series, place.value))} expected{within}"


def _actuals(series: Series) -> Json:
    """One trace. A point without a figure at each break keeps the line from being drawn across it."""
    dots: list[tuple[float, float | None, str, str, str, str]] = []
    for i, value in enumerate(series["values"]):
        if i in series["breaks"] and i:
            dots.append((i - 0.5, None, "", "circle", NAVY, NAVY))
        kind = signal(series, i)
        colour = ORANGE if kind == CONCERN else NAVY
        symbol = {CONCERN: "diamond", IMPROVEMENT: "square"}.get(kind, "circle")
        dots.append((i, value, _hover(series, i), symbol, "#FFFFFF" if series["provisional"][i] else colour, colour))
    xs, ys, texts, symbols, fills, colours = map(list, zip(*dots, strict=True))
    marker = {"size": 9, "symbol": symbols, "color": fills, "line": {"color": colours, "width": 2}}
    return _line(
        xs,
        ys,
        name="Actual",
        mode="lines+markers",
        line={"color": NAVY, "width": 3},
        marker=marker,
        hovertext=texts,
        hoverinfo="text",
        connectgaps=False,
    )


def _revisions(series: Series) -> Iterator[Json]:
    for i, value in points(series):
        if series["revised"][i]:
            yield _words(i, value, "[r]", NAVY, **_beside(series, i))


def _words(x: float, y: float, text: str, colour: str, **place: Any) -> Json:
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"color": colour}, **place}


def _beside(series: Series, index: int) -> dict[str, int]:
    """Where a mark stands clear of the line through its point, in pixels: above it, beneath it in a dip, and where
    the line rises or falls through it, on the outer side.
    """
    value, values = series["values"][index], series["values"]
    before, after = ((values[i] if 0 <= i < len(values) else None) for i in (index - 1, index + 1))
    rises, fell = (value is not None and each is not None and each > value for each in (after, before))
    if rises and fell:
        return {"yshift": -16}
    aside = 15 if fell else -15 if rises else 0
    return {"yshift": 14, "xshift": aside}


def _hover(series: Series, index: int) -> str:
    value, target = series["values"][index], series["targets"][index]
    if value is None:
        return ""
    lines = [f"{series['labels'][index]}: {figure(series, value)} {standing(series, index)}".strip()]
    if target is not None:
        lines.append(f"Target {figure(series, target)}")
    if (kind := signal(series, index)) in SIGNAL_WORDS:
        lines.append(SIGNAL_WORDS[kind].capitalize())
    return "<br>".join(_shown(line) for line in lines)


def _break_line(i: int) -> Json:
    line = {"color": CHARCOAL, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": i - 0.5, "x1": i - 0.5, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _break_words(i: int) -> Json:
    return _words(i - 0.5, 1, "new definition", SOFT_INK, yref="paper", yanchor="bottom")


def _names(series: Series, thresholds: Sequence[Threshold]) -> Iterator[Json]:
    """Each line named at its right end, in its own colour; there is no legend."""
    places: list[tuple[float, str, str]] = []
    if targets := known(series["targets"]):
        text = figure_text(targets[-1], series["unit"], series["decimals"])
        places.append((targets[-1], f"Target {text}", SOFT_INK))
    cuts = [(each["name"], known(each["values"])) for each in thresholds]
    places.extend((levels[-1], name, PLUM) for name, levels in cuts if levels)
    if way := cone(series):
        end = figure_text(way[-1].value, series["unit"], series["decimals"])
        places.append((way[-1].value, f"Expected {end}", NAVY))
    if series["lower"] is not None and series["upper"] is not None:
        places.append(((series["lower"] + series["upper"]) / 2, USUAL, NAVY))
    if shown := points(series):
        index, value = shown[-1]
        text = figure_text(value, series["unit"], series["decimals"])
        places.append((value, f"{text} {standing(series, index)}".strip(), NAVY))
    scale = _scale(series, thresholds)
    natural = [scale.y(y) for y, _, _ in places]
    at_end = {"xref": "paper", "xanchor": "left", "xshift": 6, "align": "left"}
    moved = spread(natural, gap=LINE, top=scale.top, bottom=scale.bottom)
    for (y, words, colour), level, to in zip(places, natural, moved, strict=True):
        yield _words(1, y, _shown(words), colour, yshift=level - to, **at_end)


def _room(thresholds: Sequence[Threshold]) -> int:
    """Pixels for the names at the lines' right ends: a scheme's own words may be long."""
    longest = max((len(each["name"]) for each in thresholds), default=0)
    return min(max(MARGIN["r"], LETTER * longest + 12), WIDEST)


def _scale(series: Series, thresholds: Sequence[Threshold]) -> Axis:
    levels = [v for each in thresholds for v in known(each["values"])]
    return axis([*figures(series), *levels], top=0, bottom=PLOT_HEIGHT, unit=series["unit"])


def _layout(series: Series, title: str, thresholds: Sequence[Threshold]) -> Json:
    scale = _scale(series, thresholds)
    labels = all_labels(series)
    heading = [_shown(line) for line in wrap(title, 80)]
    above = 48 + LINE * max(len(heading), 1)
    every = max(1, -(-len(labels) // 12))
    ticks = list(range(len(labels) - 1, -1, -every))[::-1]
    return {
        "title": {"text": "<br>".join(heading), "font": {"size": 16}, "x": 0, "xanchor": "left"},
        "height": PLOT_HEIGHT + above + MARGIN["b"],
        "margin": {**MARGIN, "r": _room(thresholds), "t": above},
        "font": {"family": FONT, "size": 14, "color": INK},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": {
            "range": [-0.5, len(labels) - 0.5],
            "tickvals": ticks,
            "ticktext": [_shown(labels[i]) for i in ticks],
            "ticks": "outside",
            "ticklen": 8,
            "tickcolor": GRID,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
        "yaxis": {
            "range": [scale.low, scale.high],
            "tickvals": scale.ticks,
            "ticktext": [_shown(tick_text(v, series["unit"], scale.step)) for v in scale.ticks],
            "gridcolor": GRID,
            "zeroline": False,
            "automargin": True,
        },
    }
