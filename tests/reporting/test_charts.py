"""Charts: the picture's marks, its words, its scale, and that nothing from data is ever markup (screens.md; D9, E1)."""

import itertools
import json
import math
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from foundation.contrast import contrast
from foundation.measure_words import Ahead
from foundation.sparkline import sparkline
from indicators.changes.ratings import SHAPES
from reporting.charts import (
    bars_svg,
    describe,
    flow_svg,
    flow_words,
    line_figure,
    line_svg,
    marks_shown,
    paint,
    stack_svg,
    stack_words,
    thread_map_svg,
    thread_svg,
)
from reporting.charts.flow import Stand
from reporting.charts.line import RIGHT
from reporting.charts.paint import CONE, CORNERS, PALETTE
from reporting.charts.scale import axis, figure_text, spread, tick_text
from reporting.charts.stack import Column as Quarter
from reporting.charts.thread import Column, Knot
from reporting.charts.thread_map import Twig
from tests.reporting.sample_document import ATTACKS, mark, series

SVG = "{http://www.w3.org/2000/svg}"
figures = st.one_of(st.none(), st.floats(-1e9, 1e9))


def drawn(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def texts(picture: str) -> list[str]:
    return [each.text or "" for each in drawn(picture).iter(f"{SVG}text")]


def bare(**changes):
    """A series without anything but figures and labels."""
    values = changes.get("values", [1.0, 2.0, 3.0])
    none = [None] * len(values)
    no = [False] * len(values)
    plain = {"labels": [f"P{i}" for i in range(len(values))], "values": values, "targets": none, "breaks": []}
    limits = {"lower": None, "upper": None, "mean": None, "provisional": no, "revised": no, "signals": []}
    return series(**{**plain, **limits, **changes})


# The line chart


def test_a_gap_and_a_definition_change_part_the_line():
    lines = drawn(line_svg(series(), title="Recycling")).findall(f"{SVG}polyline")
    actual = [line.get("points").split() for line in lines if line.get("stroke-dasharray") is None]
    assert [len(points) for points in actual] == [2, 5]  # quarters 1-2, a gap, then 4-8 under the new definition
    broken = list(drawn(line_svg(series(breaks=[6]), title="x")).iter(f"{SVG}polyline"))
    assert [len(p.get("points").split()) for p in broken if p.get("stroke-dasharray") is None] == [2, 3, 2]


def test_target_profile_is_a_dashed_step():
    (target,) = [p for p in drawn(line_svg(series(), title="x")).iter(f"{SVG}polyline") if p.get("stroke-dasharray")]
    points = [tuple(map(float, point.split(","))) for point in target.get("points").split()]
    assert len(points) == 4  # one level, a riser, another level
    assert points[0][1] == points[1][1] > points[2][1] == points[3][1]
    assert points[1][0] == points[2][0]


def test_provisional_is_hollow_revised_is_marked_and_signals_have_their_own_shapes():
    picture = drawn(line_svg(series(), title="x"))
    (concern,) = picture.findall(f"{SVG}polygon")
    assert concern.get("fill") == "#FFFFFF"  # the newest point is provisional and a concern
    squares = [each for each in picture.iter(f"{SVG}rect") if each.get("width") == "8"]
    assert len(squares) == 1
    assert len(picture.findall(f"{SVG}circle")) == 5
    assert "[r]" in texts(line_svg(series(), title="x"))


def test_lines_are_named_directly():
    words = texts(line_svg(series(), title="x"))
    assert {"95.1% [p]", "Target 92.0%", "Usual range", "new definition"} <= set(words)


def test_labels_beside_the_lines_never_touch():
    level = series(values=[92.0] * 8, targets=[92.0] * 8, lower=91.9, upper=92.1, mean=92.0)
    picture = drawn(line_svg(level, title="x"))
    named = [t for t in picture.iter(f"{SVG}text") if float(t.get("x")) > 520 - RIGHT]
    heights = sorted(float(t.get("y")) for t in named if t.get("text-anchor") == "start")
    assert len(heights) == 3
    assert min(b - a for a, b in itertools.pairwise(heights)) >= 12.9


def test_limits_are_a_shaded_range_with_its_mean():
    picture = drawn(line_svg(series(), title="x"))
    band = picture.find(f"{SVG}rect")
    assert float(band.get("height")) > 50
    assert any(line.get("stroke-dasharray") == "1 3" for line in picture.iter(f"{SVG}line"))
    assert drawn(line_svg(bare(), title="x")).find(f"{SVG}rect") is None


def test_period_labels_thin_out_and_the_newest_is_always_named():
    many = bare(values=[float(i) for i in range(60)], labels=[f"January {1960 + i}" for i in range(60)])
    shown = [t for t in drawn(line_svg(many, title="x")).iter(f"{SVG}text") if "January" in t.text]
    assert shown[0].text == "January 2019"
    xs = sorted(float(t.get("x")) for t in shown)
    assert 3 <= len(xs) <= 8
    assert min(b - a for a, b in itertools.pairwise(xs)) > len("January 1960") * 5.9


@pytest.mark.parametrize("values", [[], [None, None], [math.nan, math.inf]])
def test_without_figures_the_picture_says_so(values):
    empty = bare(values=values)
    assert texts(line_svg(empty, title="x")) == ["No figures to show yet"]
    assert describe(empty, name="Bins") == "Bins: no figures to show yet."
    assert sparkline(empty)["last"] is None


def test_accessible_name_is_the_title_and_the_description():
    picture = drawn(line_svg(series(), title="Recycling"))
    assert picture.get("role") == "img"
    assert picture.get("aria-label").startswith("Recycling: line chart of 8 periods, 2024/25 Q1 to 2025/26 Q4.")


@pytest.mark.parametrize("attack", ATTACKS)
def test_texts_are_escaped_and_nothing_needs_an_inline_style(attack):
    hostile = series(labels=[attack] * 8, unit=attack)
    counts = [{**mark("red"), "word": attack, "count": 3}]
    for picture in (line_svg(hostile, title=attack), bars_svg(counts, title=attack)):
        tags = {each.tag for each in drawn(picture).iter()}
        assert tags <= {SVG + name for name in ("svg", "text", "line", "polyline", "polygon", "rect", "circle")}
        attributes = {name for each in drawn(picture).iter() for name in each.attrib}
        assert not [name for name in attributes if name == "style" or name.startswith("on") or "href" in name]


@given(st.lists(figures, max_size=30), st.sampled_from(["%", "£", "days", ""]), st.data())
def test_any_figures_draw_inside_the_picture(values, unit, data):
    n = len(values)
    targets = data.draw(st.lists(figures, min_size=n, max_size=n))
    breaks = data.draw(st.lists(st.integers(0, n - 1), max_size=2)) if n else []
    whole = bare(values=values, targets=targets, breaks=breaks, unit=unit, revised=[True] * n)
    picture = drawn(line_svg(whole, title="x"))
    for each in picture.iter():
        for name in ("x", "y", "cx", "cy", "x1", "y1"):
            if each.get(name):
                assert -1 <= float(each.get(name)) <= 521
    assert describe(whole)
    spark = sparkline(whole)
    points = [float(n) for line in spark["lines"] for n in re.split("[ ,]", line)]
    assert all(0 <= n <= 120 for n in points)


# Scale and figures


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=20), st.sampled_from(["%", "£", ""]))
def test_an_axis_holds_its_numbers_with_few_round_ticks(numbers, unit):
    scale = axis(numbers, top=0, bottom=100, unit=unit)
    slack = scale.step * 1e-6
    assert scale.low - slack <= min(numbers)
    assert max(numbers) <= scale.high + slack
    assert 2 <= len(scale.ticks) <= 8
    assert all(-1e-6 <= scale.y(n) <= 100 + 1e-6 for n in numbers)


def test_a_percentage_never_gets_an_axis_beyond_its_bounds():
    scale = axis([0.0, 3.0, 99.5], top=0, bottom=100, unit="%")
    assert (scale.low, scale.high) == (0, 100)
    assert axis([120.0, 130.0], top=0, bottom=100, unit="%").high > 130


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "said"),
    [
        (95.05, "%", 1, "95.1%"),
        (2.675, "", 2, "2.68"),
        (-3.0, "", 0, "−3"),
        (1234567, "£", 0, "£1,234,567"),
        (-0.04, "%", 1, "0.0%"),
        (12.5, "days", 1, "12.5"),
    ],
)
def test_figures_round_halves_away_from_nought(value, unit, decimals, said):
    assert figure_text(value, unit, decimals) == said


@pytest.mark.parametrize(
    ("value", "unit", "step", "said"),
    [
        (1.5e6, "£", 2.5e5, "£1.50m"),
        (2e6, "£", 5e5, "£2.0m"),
        (20000, "", 5000, "20k"),
        (1500, "", 500, "1.5k"),
        (97.5, "%", 2.5, "97.5%"),
        (0, "£", 5e5, "£0"),
        (150, "", 50, "150"),
    ],
)
def test_ticks_are_short_and_tell_steps_apart(value, unit, step, said):
    assert tick_text(value, unit, step) == said


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_spread_keeps_order_and_distance(positions):
    moved = spread(positions, gap=10, top=0, bottom=100)
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    heights = [moved[i] for i in order]
    assert all(b - a >= 10 - 1e-9 for a, b in itertools.pairwise(heights))
    assert heights[0] >= 0
    assert heights[-1] <= 100 + 1e-9


# Words


def test_description_says_what_the_picture_shows():
    said = describe(series(), name="Recycling")
    for part in (
        "line chart of 8 periods, 2024/25 Q1 to 2025/26 Q4.",
        "Latest 95.1% (provisional) in 2025/26 Q4, target 92.0%.",
        "Lowest 88.2% in 2024/25 Q1, highest 95.1% in 2025/26 Q4.",
        "1 period has no figure.",
        "Range expected from normal variation 86.5% to 96.5%.",
        "Special-cause concern in 2025/26 Q4.",
        "Special-cause improvement in 2025/26 Q3.",
        "Revised since first reported: 2025/26 Q1.",
        "The definition changed before 2024/25 Q4; compare only within each part.",
    ):
        assert part in said


def test_the_axis_begins_with_the_first_figure_or_target():
    late = series(
        values=[None] * 5 + [92.3, None, 95.1],
        targets=[None] * 4 + [92.0] * 4,
        revised=[False] * 5 + [True, False, False],
        breaks=[3, 6],
    )
    picture = line_svg(late, title="x")
    assert "2024/25" not in picture
    assert picture.count("new definition") == 1
    assert "2025/26 Q1" in picture
    said = describe(late)
    assert said.startswith("Line chart of 4 periods, 2025/26 Q1 to 2025/26 Q4. Latest 95.1% (provisional)")
    assert "2 periods have no figure." in said
    assert "Revised since first reported: 2025/26 Q2." in said
    nothing = series(values=[None] * 8, targets=[None] * 8)
    assert describe(nothing, name="x") == "x: no figures to show yet."


def test_description_of_one_figure_without_a_target():
    assert describe(bare(values=[3.0], unit="days")) == "One figure, P0. Latest 3.0 days in P0, no target."


def test_key_names_only_the_marks_that_occur():
    assert marks_shown(bare()) == []
    assert len(marks_shown(series())) == 7


# Sparkline and bars


def test_sparkline_gives_numbers_for_a_component():
    spark = sparkline(series())
    assert spark["band"]["height"] > 0
    assert 0 < spark["target_y"] < 28
    assert spark["last"] == {"x": 117.0, "y": spark["last"]["y"], "hollow": True}
    assert [len(line.split()) for line in spark["lines"]] == [2, 5]
    assert json.dumps(spark)


def test_sparkline_of_a_flat_series_lies_in_the_middle():
    spark = sparkline(bare(values=[5.0, 5.0]))
    assert spark["lines"] == ["3.0,14.0 117.0,14.0"]
    assert spark["band"] is None
    assert spark["target_y"] is None


def test_bars_share_a_scale_from_nought_and_say_shape_word_and_figure():
    counts = [{**mark("green"), "count": 4}, {**mark("amber"), "count": 0}, {**mark("unknown"), "count": 2}]
    picture = bars_svg(counts, title="Status")
    lengths = [float(bar.get("width")) for bar in drawn(picture).iter(f"{SVG}rect")]
    assert lengths[0] == 2 * lengths[2] > lengths[1] == 0
    assert texts(picture) == ["On target", "4", "Near target", "0", "?", "No figure yet", "2"]
    assert drawn(picture).get("aria-label") == "Status: 4 On target, 0 Near target, 2 No figure yet."
    assert "nothing to count" in bars_svg([], title="Status")


def test_every_status_shape_can_be_drawn_and_differs_by_form():
    assert {*CORNERS, "circle", "question"} == {*SHAPES, "dots", "bars"}
    assert len({tuple(corners) for corners in CORNERS.values()}) == len(CORNERS)


@pytest.mark.parametrize("name", PALETTE)
def test_status_colours_keep_their_contrast(name):
    rim, fill, mark = PALETTE[name]
    assert contrast(mark, fill) >= 7
    assert rim == fill or contrast(rim, fill) >= 3
    assert contrast(rim, "#FFFFFF") >= 3


def test_the_worse_the_darker():
    on, near, off = (contrast(PALETTE[name][1], "#FFFFFF") for name in ("green", "amber", "red"))
    assert on * 1.3 < near < off / 2


def test_pages_and_papers_have_one_palette():
    tokens = (settings.BASE_DIR / "static" / "scss" / "_tokens.scss").read_text()
    assert {
        name: tuple(shades.upper().split(", ")) for name, shades in re.findall(r'"(\w+)": \(([^)]+)\)', tokens)
    } == PALETTE
    golds = re.findall(r"--app-gold[\w-]*: (#\w+);", tokens)
    assert [each.upper() for each in golds] == [paint.GOLD, paint.GOLD_DEEP, paint.GOLD_LIGHT]


# What is expected of the periods to come

AHEAD = (Ahead("2026/27 Q1", 95.5, 94.0, 97.0), Ahead("2026/27 Q2", 96.0, 93.0, 99.0))


def test_what_is_expected_is_a_cone_from_the_latest_figure_on_within_the_picture():
    picture = drawn(line_svg(series(ahead=AHEAD), title="x"))
    corners, way = (
        [tuple(map(float, point.split(","))) for point in each.get("points").split()]
        for each in (
            next(p for p in picture.iter(f"{SVG}polygon") if p.get("fill") == CONE),
            next(p for p in picture.iter(f"{SVG}polyline") if p.get("stroke-dasharray") == "2 4"),
        )
    )
    assert len(corners) == 6
    assert corners[0] == corners[-1] == way[0]
    assert [x for x, _ in way] == sorted(x for x, _ in way)
    assert max(x for x, _ in corners) < 520 - RIGHT
    assert corners[2][1] > way[2][1] > corners[3][1]
    assert "Expected 96.0%" in texts(line_svg(series(ahead=AHEAD), title="x"))
    assert describe(series(ahead=AHEAD)).endswith("Expected 96.0% in 2026/27 Q2.")


def test_without_an_interval_only_the_way_is_drawn_and_it_begins_before_a_draft():
    ahead = [Ahead("P2", 2.5, None, None), Ahead("P3", 2.5, None, None)]
    picture = drawn(line_svg(bare(ahead=ahead, draft=True), title="x"))
    assert not [p for p in picture.iter(f"{SVG}polygon") if p.get("fill") == CONE]
    (way,) = [p for p in picture.iter(f"{SVG}polyline") if p.get("stroke-dasharray") == "2 4"]
    xs = [float(point.split(",")[0]) for point in way.get("points").split()]
    dots = [float(each.get("cx")) for each in picture.iter(f"{SVG}circle")]
    assert xs[:2] == pytest.approx(dots[1:], abs=0.1)  # from the last that is signed off, through the draft's period
    names = [each["name"] for each in line_figure(bare(ahead=ahead), title="x")["data"]]
    assert names == ["Expected", "Actual"]
    assert line_svg(bare(values=[None], ahead=ahead), title="x").count("polyline") == 0


def test_the_interactive_chart_tells_what_is_expected():
    spec = line_figure(series(ahead=AHEAD), title="Recycling")
    way, held = trace(spec, "Expected"), trace(spec, "Expected four times out of five")
    assert way["x"] == [7, 8, 9]
    assert way["hovertext"] == [
        "",
        "2026/27 Q1: 95.5% expected<br>94.0% to 97.0%",
        "2026/27 Q2: 96.0% expected<br>93.0% to 99.0%",
    ]
    assert held["x"] == [7, 8, 9, 9, 8, 7]
    assert spec["layout"]["xaxis"]["range"] == [-0.5, 9.5]
    assert spec["layout"]["yaxis"]["range"][1] >= 99
    json.dumps(spec, allow_nan=False)


# The interactive chart


def trace(spec: dict, name: str) -> dict:
    return next(each for each in spec["data"] if each["name"] == name)


def test_interactive_chart_carries_values_targets_limits_breaks_and_marks():
    spec = line_figure(series(), title="Recycling")
    actual = trace(spec, "Actual")
    assert actual["x"] == [0, 1, 2, 2.5, 3, 4, 5, 6, 7]  # the half is the break, without a figure
    assert actual["y"] == [88.2, 89.5, None, None, 91.0, 90.4, 92.3, 94.1, 95.1]
    assert actual["marker"]["color"][-1] == "#FFFFFF"
    assert actual["marker"]["symbol"][-2:] == ["square", "diamond"]
    assert actual["connectgaps"] is False
    assert trace(spec, "Target")["line"]["shape"] == "hvh"
    notes = [each["text"] for each in spec["layout"]["annotations"]]
    assert {"[r]", "new definition", "Target 92.0%", "Usual range", "95.1% [p]"} == set(notes)
    kinds = [(each["type"], each["x0"]) for each in spec["layout"]["shapes"]]
    assert kinds == [("rect", -0.5), ("line", -0.5), ("line", 2.5)]
    assert actual["hovertext"][-1] == "2025/26 Q4: 95.1% [p]<br>Target 92.0%<br>Special-cause concern"
    assert actual["hovertext"][5] == "2025/26 Q1: 90.4% [r]<br>Target 92.0%"


def test_interactive_chart_is_small_plain_json_in_the_palette():
    spec = line_figure(series(), title="Recycling")
    text = json.dumps(spec, allow_nan=False)
    assert len(text) < 6000
    assert "plotly_white" not in text
    assert spec["layout"]["showlegend"] is False
    assert trace(spec, "Actual")["line"]["color"] == "#12305C"


def test_thresholds_are_drawn_and_named():
    cuts = [{"name": "Near target from", "values": [82.8] * 8}, {"name": "none", "values": [None] * 8}]
    spec = line_figure(series(), title="x", thresholds=cuts)
    assert trace(spec, "Near target from")["line"]["dash"] == "dot"
    assert "Near target from" in [each["text"] for each in spec["layout"]["annotations"]]
    assert spec["layout"]["yaxis"]["range"][0] <= 82.8
    assert "none" not in [each["name"] for each in spec["data"]]


@pytest.mark.parametrize(
    ("values", "xshift", "yshift"),
    [
        ([1.0, 5.0, 1.0], 0, 14),  # a peak: above
        ([5.0, 1.0, 5.0], None, -16),  # a dip: beneath
        ([9.0, 5.0, 1.0], 15, 14),  # falling through: above, to the right
        ([9.0, 5.0, 5.0], 15, 14),
        ([1.0, 5.0, 9.0], -15, 14),  # rising through: above, to the left
        ([None, 5.0, 9.0], -15, 14),
        ([None, 5.0, None], 0, 14),
    ],
)
def test_the_mark_of_a_revision_stands_clear_of_the_line(values, xshift, yshift):
    spec = line_figure(bare(values=values, revised=[False, True, False]), title="x")
    (mark,) = [each for each in spec["layout"]["annotations"] if each["text"] == "[r]"]
    assert (mark.get("xshift"), mark["yshift"]) == (xshift, yshift)


def test_labels_of_periods_stand_beneath_the_zero_of_the_other_axis():
    axis = line_figure(bare(), title="x")["layout"]["xaxis"]
    assert (axis["ticks"], axis["ticklen"]) == ("outside", 8)


def test_the_usual_range_can_stand_in_a_key_on_a_phone():
    band = line_figure(series(), title="x")["layout"]["shapes"][0]
    assert (band["name"], band["showlegend"]) == ("Usual range", True)


def test_a_bare_series_has_no_target_limits_or_marks():
    spec = line_figure(bare(), title="x")
    assert [each["name"] for each in spec["data"]] == ["Actual"]
    assert "shapes" not in spec["layout"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_plotly_is_given_no_markup_from_data(attack):
    hostile = series(labels=[attack] * 8, unit=attack)
    spec = line_figure(hostile, title=attack, thresholds=[{"name": attack, "values": [1.0] * 8}])
    found = [text for text in _strings(spec) if re.search(r"<(?!br>)|&(?!amp;|lt;|gt;)", text)]
    assert found == []
    assert "hovertemplate" not in json.dumps([list(each) for each in spec["data"]])


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def test_the_way_down_the_thread_is_one_golden_line_among_what_lies_beside_it():
    beside = [Knot(f"Beside {number}", "none rated") for number in range(9)]
    columns = [
        Column("Community strategy", Knot("A place to grow", "50% on target"), beside[:1]),
        Column("Corporate plan", Knot("Thriving places", "60% on target"), beside),
        Column("What contributes to it", None, [Knot("Decide in time", "no measures")]),
    ]
    picture = drawn(thread_svg(columns))
    assert picture.get("aria-label") == "The way down the golden thread: A place to grow, then Thriving places."
    assert {"A place to grow", "Thriving places", "Decide in time", "Beside 0", "5 more"} <= set(
        texts(thread_svg(columns))
    )
    gold = [each for each in picture.iter(f"{SVG}path") if each.get("stroke") == "#D9A520"]
    assert [each.get("d").count("h") for each in gold] == [2]
    assert len([each for each in picture.iter(f"{SVG}path") if each.get("stroke") == "#87919F"]) == 1 + 5 + 1


def test_what_moved_is_told_in_words_and_every_measure_is_counted_on_both_sides():
    told = {(0, 0): 20, (0, 2): 2, (3, 1): 5}
    stands = [Stand("on target", "green"), Stand("near target", "amber"), Stand("off target", "red"),
              Stand("not rated", "missing")]  # fmt: skip
    picture = drawn(flow_svg(told, stands, "Q1", "Q2"))
    assert picture.get("aria-label") == flow_words(told, stands, "Q1", "Q2")
    assert flow_words(told, stands, "Q1", "Q2") == (
        "Measures by status, Q1 and Q2: 20 stayed on target; 2 from on target to off target; "
        "5 from not rated to near target."
    )
    numbers = [text for text in texts(flow_svg(told, stands, "Q1", "Q2")) if text.split()[0].isdigit()]
    assert sum(int(text.split()[0]) for text in numbers) == 2 * 27
    assert flow_words({}, stands, "Q1", "Q2").endswith(": none to count.")


STANDS = [Stand("on target", "green"), Stand("near target", "amber"), Stand("off target", "red"),
          Stand("not rated", "missing")]  # fmt: skip


def test_quarters_are_columns_on_one_base_line_and_the_last_is_told_in_words():
    columns = [Quarter("2025/26", "Q4", (30, 10, 10, 11), "60%"), Quarter("2026/27", "Q1", (40, 11, 9, 1), "67%")]
    picture = drawn(stack_svg(columns, STANDS))
    assert picture.get("aria-label") == stack_words(columns, STANDS)
    assert stack_words(columns, STANDS) == (
        "Measures by status, quarter by quarter: 2025/26 Q4 30 on target, 10 near target, 10 off target, 11 not rated; "
        "2026/27 Q1 40 on target, 11 near target, 9 off target, 1 not rated."
    )
    parts = [(float(each.get("y")) + float(each.get("height"))) for each in picture.iter(f"{SVG}rect")]
    assert parts[0] == parts[4], "what is on target stands on the same line"
    assert {"40 on target", "11 near target", "9 off target", "1 not rated", "60", "67"} <= set(
        texts(stack_svg(columns, STANDS))
    )
    assert stack_words([], STANDS).endswith(": none to count.")


def test_no_year_is_written_over_another_and_no_words_over_others():
    narrow = [
        Quarter("2024/25", "Q4", (1, 0, 0, 0), "100%"),
        *[Quarter("2025/26", f"Q{n}", (1, 1, 1, 1), "33%") for n in range(1, 5)],
    ]
    picture = drawn(
        stack_svg([*narrow, *[Quarter("2026/27", f"Q{n}", (3, 0, 0, 0), "100%") for n in range(1, 8)]], STANDS)
    )
    years = [float(each.get("x")) for each in picture.iter(f"{SVG}text") if "/" in each.text]
    assert all(after - before >= 48 for before, after in itertools.pairwise(years))
    beside = [Quarter("2026/27", "Q1", (700, 1, 1, 1), "100%")]
    heights = [float(each.get("y")) for each in drawn(stack_svg(beside, STANDS)).iter(f"{SVG}text") if " " in each.text]
    assert all(below - above >= 13 for below, above in itertools.pairwise(heights))


def test_the_whole_thread_lies_between_its_tops_and_its_ends_and_is_gold_where_measures_are_carried():
    leaves = [Twig(f"Objective {number} of the service, told at some length", "1 of 2 rated", 2) for number in range(9)]
    top = Twig("A place to grow", "50% on target", 18, [Twig("Thriving places", "50% on target", 18, leaves),
               Twig("Nothing yet", "no measures", 0)])  # fmt: skip
    told = thread_map_svg(["Community strategy", "Corporate plan", "Service plan"], [top])
    picture = drawn(told)
    assert {"A place to grow", "Thriving places", "Nothing yet", "no measures", "4 more"} <= set(texts(told))
    assert "Objective 0 of the service, told at some" in " ".join(texts(told))
    lines = list(picture.iter(f"{SVG}path"))
    gold = [each for each in lines if each.get("stroke") == "#D9A520"]
    dashed = [each for each in lines if each.get("stroke-dasharray")]
    assert len(gold) == 2 * (1 + 1 + 6) - 1, "each objective's own line and the way to it"
    assert len(dashed) == 2
    thick = [float(each.get("stroke-width")) for each in gold]
    assert max(thick) == thick[0] == 6
    assert thread_map_svg([], []).count("<path") == 0
