"""Printed rows rated by their council's rule, basis by basis, and their direction."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.imports.council_rules import council_rule
from indicators.published.printed_rating import computed_rating, computed_travel, engine_rule
from indicators.published.printed_row import NotRateable
from indicators.published.published_rows import published_row
from indicators.rules.vocabulary import Basis
from tests.indicators.published.printed_rows import (
    FLOOR,
    FOUR,
    GAR,
    GR,
    PERCENT,
    STARS,
    THRESHOLDS,
    TOLERANCE,
    row,
    status,
    why_not,
)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("80", "80"), "green"),
        (("79.9", "80"), "amber"),
        (("72", "80"), "amber"),
        (("71.99", "80"), "red"),
        (("88", "80", "", "low"), "amber"),
        (("88.01", "80", "", "low"), "red"),
        (("12.5%", "12.5"), "green"),
        (("£1,234", "1,300"), "amber"),
        (("£2.3m", "2.4m"), "amber"),
        (("3289 tonnes", "3550 tonnes", "", "Low"), "green"),
        (("-28", "0"), "red"),
        (("0", "0", "", "low"), "green"),
        (("1:20", "1:25"), "green"),
        (("+1.2%", "+/-5.0%", "", "in-range"), "green"),
        (("-5.4%", "+/-5.0%", "", "in range"), "amber"),
        (("-6.3%", "+/-5.0%", "", "In-Range"), "red"),
        (("95", "100", "", "in-range"), "amber"),
        (("105", "100", "", "in-range"), "amber"),
        (("Yes", "Yes", "", ""), "green"),
        (("No", "Yes"), "red"),
        (("12 May 2014", "30 June 2014", "", ""), "green"),
    ],
)
def test_percent(figures, expected):
    assert status(PERCENT, *figures) == expected


def test_times_are_told_from_ratios_by_the_unit():
    assert status(PERCENT, "1:20", "1:25", polarity="low", unit="mins:secs") == "green"
    assert status(PERCENT, "1:20", "1:25", polarity="low", unit="staff per child") == "red"
    assert status(PERCENT, "0:01:20", "0:01:25", polarity="low") == "green"


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("85", "90"), "green"),
        (("84.9", "90"), "amber"),
        (("80", "90"), "amber"),
        (("79.9", "90"), "red"),
        (("20", "10", "", "low"), "amber"),
    ],
)
def test_points(figures, expected):
    assert status({"basis": "points", "green_cut": "5", "amber_cut": "10", **GAR}, *figures) == expected


@pytest.mark.parametrize(("actual", "expected"), [("90", "green"), ("89", "red")])
def test_two_bands(actual, expected):
    assert status({"basis": "percent", "green_cut": "0", "amber_cut": "0", **GR}, actual, "90") == expected
    assert status({"basis": "points", "green_cut": "0", **GR}, actual, "90") == expected


def test_boundary_worse():
    worse = {**PERCENT, "green_cut": "5", "boundary": "worse"}
    assert [status(worse, actual, "100") for actual in ("95.1", "95", "90.1", "90")] == [
        "green",
        "amber",
        "amber",
        "red",
    ]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("80", "80", "5"), "green"),
        (("75", "80", "5"), "amber"),
        (("74.9", "80", "5"), "red"),
        (("74.9%", "80%", "+/-5.1%"), "amber"),
        (("74.9%", "80%", "±5%"), "red"),
        (("23 days", "20", "3 days", "low"), "amber"),
        (("£23", "£20", "£3", "low"), "amber"),
        (("12 July 2014", "30 June 2014", "14 days", ""), "amber"),
        (("97", "100", "3", "in-range"), "amber"),
        (("96", "100", "-3", "in-range"), "red"),
    ],
)
def test_tolerance_is_what_is_still_amber(figures, expected):
    assert status(TOLERANCE, *figures) == expected


def test_tolerance_with_two_bands_is_what_is_still_green():
    two = {"basis": "tolerance", **GR}
    assert [status(two, actual, "80", "5") for actual in ("75", "74.9")] == ["green", "red"]


def test_tolerance_with_a_green_cut_of_its_own():
    rule = {**TOLERANCE, "green_cut": "1"}
    assert [status(rule, actual, "80", "5") for actual in ("79", "78", "75", "74")] == [
        "green",
        "amber",
        "amber",
        "red",
    ]


def test_tolerance_where_last_year_alone_makes_amber():
    rule = {**TOLERANCE, "last_year_clause": "no_worse"}
    assert status(rule, "75", "80", "5", prev_year_actual="90") == "green"
    assert status(rule, "74", "80", "5", prev_year_actual="74") == "amber"
    assert status(rule, "74", "80", "5", prev_year_actual="74.1") == "red"
    assert status({**rule, "green_cut": "0"}, "75", "80", "5", prev_year_actual="90") == "amber"


def test_a_tolerance_in_per_cent_of_a_count_is_of_its_target():
    assert status(TOLERANCE, "180", "200", "10%", unit="number") == "amber"
    assert status(TOLERANCE, "180", "200", "10%", unit="% of calls") == "red"
    assert status(TOLERANCE, "£180", "£200", "10%") == "amber"
    assert status(TOLERANCE, "950", "1,000", "5%", unit="number") == "amber"
    assert "nothing says whether the figures are percentages" in why_not(TOLERANCE, "950", "1000", "5%")
    # Where both readings give the same status it does not matter which is meant.
    assert [status(TOLERANCE, value, "90", "5%") for value in ("91", "88", "50")] == ["green", "amber", "red"]
    assert "nothing says whether" in why_not(TOLERANCE, "85.2", "90", "5%")


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("90", "90", "80"), "green"),
        (("89.9", "90", "80"), "amber"),
        (("80", "90", "80"), "amber"),
        (("79.9", "90", "80"), "red"),
        (("12 days", "10 days", "15", "low"), "amber"),
        (("16 days", "10 days", "15", "low"), "red"),
    ],
)
def test_floor(figures, expected):
    assert status(FLOOR, *figures) == expected


def test_floor_with_the_boundary_on_the_worse_side():
    worse = {**FLOOR, "boundary": "worse"}
    assert [status(worse, actual, "90", "80") for actual in ("90.1", "90", "80")] == ["green", "amber", "red"]


def test_floor_without_amber():
    assert [status({"basis": "floor", **GR}, actual, "90", "80") for actual in ("80", "79")] == ["green", "red"]
    assert [status({"basis": "floor", **STARS}, actual, "90", "80") for actual in ("91", "90", "80", "79")] == [
        "exceeding",
        "green",
        "green",
        "red",
    ]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("95", "100", "90;95"), "green"),
        (("94", "100", "90; 95"), "amber"),
        (("90", "100", "90;95"), "amber"),
        (("89", "100", "90;95"), "red"),
        (("89", "", "90;95"), "red"),
        (("12", "10", "15;12", "low"), "green"),
        (("16", "10", "15;12", "low"), "red"),
    ],
)
def test_thresholds(figures, expected):
    assert status(THRESHOLDS, *figures) == expected


def test_thresholds_with_an_exceeding_band():
    rule = {"basis": "thresholds", **FOUR}
    assert [status(rule, actual, "100", "90;95") for actual in ("101", "100", "94")] == ["exceeding", "green", "amber"]
    assert "no target" in why_not(rule, "96", "", "90;95")


@pytest.mark.parametrize(
    ("rule", "threshold", "expected"),
    [
        ({"basis": "percent", "green_cut": "5", "amber_cut": "5", **STARS}, "", "exceeding green green red"),
        ({"basis": "points", "green_cut": "5", "amber_cut": "5", **STARS}, "", "exceeding green green red"),
        ({"basis": "tolerance", **STARS}, "5", "exceeding green green red"),
        ({"basis": "percent", "green_cut": "0", "amber_cut": "5", **FOUR}, "", "exceeding green amber red"),
        ({"basis": "percent", "green_cut": "5", "amber_cut": "10", **FOUR}, "", "exceeding green green amber"),
        ({"basis": "percent", "green_cut": "0", "amber_cut": "0", **STARS}, "", "exceeding exceeding red red"),
    ],
)
def test_exceeding_is_better_by_more_than_the_tolerance(rule, threshold, expected):
    found = [status(rule, actual, "100", threshold) for actual in ("105.1", "105", "95", "94.9")]
    assert " ".join(found) == expected


@pytest.mark.parametrize(
    ("clause", "last_year", "expected"),
    [
        ("no_worse", "60", "amber"),
        ("no_worse", "59", "amber"),
        ("no_worse", "61", "red"),
        ("better", "60", "red"),
        ("better", "59", "amber"),
        ("no_worse", "", "red"),
        ("no_worse", "n/a", "red"),
        ("", "50", "red"),
    ],
)
def test_last_year_clause(clause, last_year, expected):
    rule = {"basis": "percent", "green_cut": "10", "last_year_clause": clause, "amber_cut": "10", **GAR}
    assert status(rule, "60", "80", prev_year_actual=last_year) == expected
    bare = {**rule, "amber_cut": ""}
    if clause:
        assert status(bare, "60", "80", prev_year_actual=last_year) == expected


@pytest.mark.parametrize(
    ("rule", "figures", "said"),
    [
        (PERCENT, ("", "80"), "no actual is printed"),
        (PERCENT, ("80", ""), "no target is printed"),
        (PERCENT, ("80", "", "", "in-range"), "no target is printed"),
        (PERCENT, ("n/a", "80"), "“n/a”, which is no figure"),
        (PERCENT, ("80", "NA"), "the target is “NA”"),
        (PERCENT, ("below 10", "80"), "the actual “below 10” gives only a limit"),
        (PERCENT, ("5,670 (4.2%)", "80"), "holds more than one figure"),
        (PERCENT, ("80", "top quartile"), "the target “top quartile” is not a figure"),
        (PERCENT, ("80", "75-85"), "is a range, and the polarity is not in-range"),
        (PERCENT, ("80%", "3 days"), "the target “3 days” is in days, and this measure is a percentage"),
        (PERCENT, ("80", "80", "", ""), "no polarity: “”"),
        (PERCENT, ("80", "80", "", "none"), "no polarity: “none”"),
        (PERCENT, ("80", "80", "", "sideways"), "polarity “sideways” is not one of"),
        ({"basis": "percent", **GAR}, ("80", "80"), "states no cuts"),
        ({"basis": "percent", "green_cut": "0", **GAR}, ("80", "80"), "no cut between amber and red"),
        ({"basis": "percent", "green_cut": "x"}, ("80", "80"), "not in order"),
        ({"basis": "none"}, ("80", "80"), "prints no status"),
        ({**PERCENT, "forecast": "yes"}, ("80", "80"), "judgement about the year end"),
        (TOLERANCE, ("79", "80"), "needs a tolerance"),
        (TOLERANCE, ("80", "80", "some"), "the tolerance “some” is not a figure"),
        (TOLERANCE, ("80%", "80", "3 days"), "the tolerance “3 days” is in days"),
        (FLOOR, ("79", "80"), "needs a floor"),
        ({"basis": "floor", **GR}, ("79", ""), "needs a floor"),
        (FLOOR, ("80", "80", "85"), "85, is better than the value for green, 80"),
        (FLOOR, ("80", "80", "70", "in-range"), "higher or lower is better"),
        (THRESHOLDS, ("80", "80", "70"), "red;amber"),
        (THRESHOLDS, ("80", "80", "70;"), "red;amber"),
        (THRESHOLDS, ("80", "80", "70;low"), "the amber value “low” is not a figure"),
        (THRESHOLDS, ("80", "80", "90;70"), "is better than the value for green"),
    ],
)
def test_what_cannot_be_rated_says_why(rule, figures, said):
    assert said in why_not(rule, *figures)


def test_the_engines_rule_and_target():
    applied, target = engine_rule(council_rule("X", {**PERCENT, **FOUR}), row("88", "90"))
    assert (applied.basis, applied.green_cut, applied.amber_cut, applied.exceeding_cut) == (Basis.PERCENT, 0, 10, 10)
    assert target.value == 90


DOTS = {"basis": "none", "better": "↑", "same": "↔", "worse": "↓", "dot_base": "previous_period"}


@pytest.mark.parametrize(
    ("cells", "direction"),
    [
        ({"actual": "81", "prev_period_actual": "80"}, "better"),
        ({"actual": "81", "prev_period_actual": "82"}, "worse"),
        ({"actual": "80.5%", "prev_period_actual": "80"}, "same"),
        ({"actual": "80.51", "prev_period_actual": "80"}, "better"),
        ({"actual": "79", "prev_period_actual": "80", "polarity": "low"}, "better"),
        ({"actual": "4%", "prev_period_actual": "-6%", "polarity": "in-range", "target": "+/-5%"}, "better"),
        ({"actual": "9%", "prev_period_actual": "-6%", "polarity": "in-range", "target": "+/-5%"}, "worse"),
        ({"actual": "£2.3m", "prev_period_actual": "2.2m"}, "better"),
        ({"actual": "5", "prev_period_actual": "9", "polarity": ""}, "lower"),
        ({"actual": "5", "prev_period_actual": "5", "polarity": ""}, "same"),
    ],
)
def test_direction(cells, direction):
    rule = council_rule("X", {**DOTS, "dot_same_within": "0.5"})
    assert computed_travel(rule, published_row(2, {"polarity": "high", **cells})).direction == direction


@pytest.mark.parametrize(
    ("unit", "actual", "previous", "direction"),
    [
        ("£m", "£12.5m", "£12.1m", "same"),
        ("£m", "£12.5m", "10", "better"),
        ("hours", "2 hours 30 minutes", "2 hours 20 minutes", "same"),
        ("minutes", "12:30", "12:15", "same"),
        ("minutes", "12:30", "11:15", "better"),
    ],
)
def test_the_same_is_within_so_many_of_the_unit(unit, actual, previous, direction):
    rule = council_rule("X", {**DOTS, "dot_same_within": "1"})
    cells = {"polarity": "high", "unit": unit, "actual": actual, "prev_period_actual": previous}
    assert computed_travel(rule, published_row(2, cells)).direction == direction


def test_direction_against_last_year():
    rule = council_rule("X", {**DOTS, "dot_base": "same_period_last_year"})
    cells = {"polarity": "high", "actual": "81", "prev_period_actual": "90", "prev_year_actual": "80"}
    travel = computed_travel(rule, published_row(2, cells))
    assert (travel.direction, travel.change) == ("better", Decimal(1))


@pytest.mark.parametrize(
    ("rule", "cells", "said"),
    [
        ({}, {"prev_period_actual": ""}, "no previous figure"),
        ({}, {"prev_period_actual": "n/a"}, "the previous figure is “n/a”"),
        ({}, {"actual": "", "prev_period_actual": "1"}, "no actual"),
        ({}, {"prev_period_actual": "3 days", "actual": "90%"}, "“3 days” is in days"),
        ({}, {"prev_period_actual": "1 May 2025", "actual": "2 May 2026"}, "two dates"),
        ({"dot_base": ""}, {"prev_period_actual": "1"}, "no direction by this rule"),
        ({"dot_base": "same_period_last_year"}, {"prev_period_actual": "1"}, "same period last year"),
        ({"dot_base": "never"}, {"prev_period_actual": "1"}, "not in order"),
    ],
)
def test_no_direction_says_why(rule, cells, said):
    with pytest.raises(NotRateable, match=said):
        computed_travel(
            council_rule("X", {**DOTS, **rule}), published_row(2, {"polarity": "high", "actual": "5", **cells})
        )


NASTY = (
    "|0|80|-3|12.5%|£1,234|£2.3m|1:20|0:30|Yes|No|n/a|+/-5%|10-12|90;80|1 May 2026|3 days|#DIV/0!|=1+1|1e999|Infinity|"
    "99999999999999999999|top quartile|\u0000|½|96% (p)*|>= 70%|;95|<90;<95|100 ± 2%|2:10|12:05|5% ↓|nil|1.2m|"
    "10% of target|10 days ± 1|by 1 May 2026|102k|5pp"
)
CELLS = st.sampled_from(NASTY.split("|")) | st.text(max_size=12)
RULES = st.fixed_dictionaries(
    {
        "basis": st.sampled_from(["percent", "points", "tolerance", "floor", "thresholds", "none", "?"]),
        "green_cut": st.sampled_from(["", "0", "5"]),
        "amber_cut": st.sampled_from(["", "0", "5", "10"]),
        "boundary": st.sampled_from(["", "better", "worse"]),
        "last_year_clause": st.sampled_from(["", "no_worse", "better"]),
        "exceeds": st.sampled_from(["", "Star"]),
        "amber": st.sampled_from(["", "Amber"]),
        "green": st.just("Green"),
        "red": st.just("Red"),
        "dot_base": st.sampled_from(["previous_period", "same_period_last_year"]),
    }
)


@given(RULES, st.lists(CELLS, min_size=5, max_size=5), st.sampled_from(["high", "low", "in-range", "none", ""]), CELLS)
def test_any_row_is_rated_or_says_why_not(rule, cells, polarity, unit):
    columns = ("actual", "target", "threshold", "prev_period_actual", "prev_year_actual")
    printed = published_row(2, {"polarity": polarity, "unit": unit, **dict(zip(columns, cells, strict=True))})
    for compute in (computed_rating, computed_travel):
        with contextlib.suppress(NotRateable):
            compute(council_rule("X", rule), printed)
