"""The picture of cost against performance: where spots lie, and that none covers another."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from reporting.charts.quadrant import Corners, Spot, quadrant_svg

CORNERS = Corners(
    "Performs well at a high cost", "Good value", "Costs too much and falls short", "Costs little and falls short"
)


def drawn(*spots, narrow=False):
    svg = quadrant_svg(spots, CORNERS, words="Where they lie", narrow=narrow)
    ElementTree.fromstring(svg)
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="(\d+)" fill="(#\w+)"', svg)
    return svg, [(float(x), float(y), float(r), fill) for x, y, r, fill in found]


def test_better_is_to_the_right_and_upwards():
    _, (poor, good) = drawn(Spot(1, 0, 0), Spot(2, 10, 10))
    assert good[0] > poor[0]
    assert good[1] < poor[1]


@pytest.mark.parametrize("narrow", [False, True])
def test_none_covers_another_and_all_stay_inside(narrow):
    svg, found = drawn(*(Spot(number, 10, 5) for number in range(1, 9)), narrow=narrow)
    width = float(re.search(r'width="(\d+)"', svg)[1])
    for (x, y, radius, _), (other, at, _, _) in combinations(found, 2):
        assert (x - other) ** 2 + (y - at) ** 2 >= (2 * radius) ** 2
    assert all(radius < x < width for x, _, radius, _ in found)


def test_a_row_that_is_full_keeps_all_inside():
    _, found = drawn(*(Spot(number, 0, 5) for number in range(1, 60)), narrow=True)
    assert len(found) == 59
    assert all(0 < x < 358 for x, *_ in found)


def test_quarters_are_told_apart_by_words_and_the_picked_one_by_its_fill():
    svg, found = drawn(Spot(1, 2, 2), Spot(2, 8, 8, is_picked=False))
    for words in (
        "Good value",
        "Performs well at a high cost",
        "Performance, better upwards",
        "Cost, better to the right",
    ):
        assert words in svg
    assert [fill for *_, fill in found] == ["#FFFFFF", "#12305C"]
    narrow, _ = drawn(Spot(1, 2, 2), narrow=True)
    assert all(part in narrow for part in ("Costs too much and falls", "short"))
    assert 'aria-label="Where they lie"' in svg
