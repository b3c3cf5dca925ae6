"""The chart of the indicator page as a Plotly specification."""

import json
from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Any, TypedDict

from reporting.charts.paint import BAND, CHARCOAL, FONT, GRID, INK, NAVY, ORANGE, PLUM, SOFT_INK
from reporting.charts.scale import Axis, axis, figure_text, figures, known, spread, tick_text
from reporting.charts.words import CONCERN, IMPROVEMENT, figure, points, signal, standing
from reporting.document import Series

PLOT_HEIGHT, LINE = 280, 18  # pixels
MARGIN = {"l": 60, "r": 130, "b": 50}
LETTER, WIDEST = 8, 220
USUAL = "Usual range"
SIGNAL_WORDS = {CONCERN: "special-cause concern", IMPROVEMENT: "special-cause improvement"}


class Threshold(TypedDict):
    """A cut point drawn as a thin line: "Amber from" with a figure for each period, None where there is none."""

    name: str
    values: list[float | None]


def line_figure(series: Series, *, title: str, thresholds: Sequence[Threshold] = ()) -> dict[str, Any]:
    """``{"data": [...], "layout": {...}}`` for Plotly's basic bundle, plain JSON values only.

    Periods stand at 0, 1, 2 ... with their labels as tick texts, so that a definition change can lie between two.
    Plotly reads tags, links and entities in any text it draws: every text from data is escaped here, and hover
    texts are given whole, because a hover template would read "%{...}" in them.
    """
    import plotly.graph_objects as go

    chart = go.Figure()
    _add_limits(chart, series)
    for each in thresholds:
        _add_level(chart, each["values"], _shown(each["name"]), {"color": PLUM, "width": 1, "dash": "dot"})
    _add_level(chart, series["targets"], "Target", {"color": SOFT_INK, "width": 2, "dash": "dash"})
    _add_actuals(chart, series)
    _add_breaks(chart, series)
    _name_lines(chart, series, thresholds)
    chart.update_layout(_layout(series, title, thresholds))
    return json.loads(chart.to_json())


def _shown(text: str) -> str:
    """Text that Plotly draws as it stands."""
    return escape(text, quote=False)


def _add_limits(chart: Any, series: Series) -> None:
    if series["lower"] is None or series["upper"] is None:
        return
    span = {"x0": -0.5, "x1": len(series["labels"]) - 0.5, "layer": "below"}
    named = {"name": USUAL, "showlegend": True}
    chart.add_shape(type="rect", y0=series["lower"], y1=series["upper"], fillcolor=BAND, line_width=0, **named, **span)
    if series["mean"] is not None:
        line = {"color": NAVY, "width": 1, "dash": "dot"}
        chart.add_shape(type="line", y0=series["mean"], y1=series["mean"], line=line, **span)


def _add_level(chart: Any, values: Sequence[float | None], name: str, line: dict[str, Any]) -> None:
    """A target or cut point: a level in each period, stepping half-way to the next."""
    if any(v is not None for v in values):
        xs, stepped = list(range(len(values))), {**line, "shape": "hvh"}
        chart.add_scatter(x=xs, y=list(values), name=name, mode="lines", line=stepped, hoverinfo="skip")


def _add_actuals(chart: Any, series: Series) -> None:
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
    chart.add_scatter(
        x=xs,
        y=ys,
        name="Actual",
        mode="lines+markers",
        line={"color": NAVY, "width": 3},
        marker=marker,
        hovertext=texts,
        hoverinfo="text",
        connectgaps=False,
    )
    for i, value in points(series):
        if series["revised"][i]:
            chart.add_annotation(x=i, y=value, text="[r]", showarrow=False, font={"color": NAVY}, **_beside(series, i))


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


def _add_breaks(chart: Any, series: Series) -> None:
    for i in series["breaks"]:
        line = {"color": CHARCOAL, "width": 1, "dash": "dot"}
        chart.add_shape(type="line", x0=i - 0.5, x1=i - 0.5, y0=0, y1=1, yref="paper", line=line)
        above = {"y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
        chart.add_annotation(x=i - 0.5, text="new definition", font={"color": SOFT_INK}, **above)


def _name_lines(chart: Any, series: Series, thresholds: Sequence[Threshold]) -> None:
    """Each line named at its right end, in its own colour; there is no legend."""
    places: list[tuple[float, str, str]] = []
    if targets := known(series["targets"]):
        text = figure_text(targets[-1], series["unit"], series["decimals"])
        places.append((targets[-1], f"Target {text}", SOFT_INK))
    cuts = [(each["name"], known(each["values"])) for each in thresholds]
    places.extend((levels[-1], name, PLUM) for name, levels in cuts if levels)
    if series["lower"] is not None and series["upper"] is not None:
        places.append(((series["lower"] + series["upper"]) / 2, USUAL, NAVY))
    if shown := points(series):
        index, value = shown[-1]
        text = figure_text(value, series["unit"], series["decimals"])
        places.append((value, f"{text} {standing(series, index)}".strip(), NAVY))
    scale = _scale(series, thresholds)
    natural = [scale.y(y) for y, _, _ in places]
    for (y, words, colour), level, moved in zip(
        places, natural, spread(natural, gap=LINE, top=scale.top, bottom=scale.bottom), strict=True
    ):
        chart.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=y,
            yshift=level - moved,
            showarrow=False,
            align="left",
            text=_shown(words),
            font={"color": colour},
        )


def _room(thresholds: Sequence[Threshold]) -> int:
    """Pixels for the names at the lines' right ends: a scheme's own words may be long."""
    longest = max((len(each["name"]) for each in thresholds), default=0)
    return min(max(MARGIN["r"], LETTER * longest + 12), WIDEST)


def _scale(series: Series, thresholds: Sequence[Threshold]) -> Axis:
    levels = [v for each in thresholds for v in known(each["values"])]
    return axis([*figures(series), *levels], top=0, bottom=PLOT_HEIGHT, unit=series["unit"])


def _layout(series: Series, title: str, thresholds: Sequence[Threshold]) -> dict[str, Any]:
    scale = _scale(series, thresholds)
    labels = series["labels"]
    heading = [_shown(line) for line in wrap(title, 80)]
    above = 48 + LINE * max(len(heading), 1)
    every = max(1, -(-len(labels) // 12))
    ticks = list(range(len(labels) - 1, -1, -every))[::-1]
    return {
        "template": "none",
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
            "ticklen": 6,
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
