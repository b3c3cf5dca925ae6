"""What a unit column says of scales and times, and which units may be one."""

import pytest

from indicators.imports.figures.measure_units import clock_of, may_be_ratios, same_unit, scale_of, unit_of
from indicators.rules.reading import Clock
from indicators.rules.vocabulary import ValueKind


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        *(("£", 1), ("", 1), ("days", 1), ("number", 1), ("per thousand", 1), ("£ per million", 1), ("km", 1)),
        *(("£k", 1000), ("£000", 1000), ("£'000s", 1000), ("£1,000s", 1000), ("£1000s", 1000)),
        *(("number (thousands)", 1000), ("Thousand", 1000)),
        *(("£m", 10**6), ("£M", 10**6), ("£ million", 10**6), ("£m per year", 10**6), ("millions", 10**6)),
        *(("£bn", 10**9), ("£b", 10**9), ("m", 1), ("k", 1)),
    ],
)
def test_the_scale_that_a_unit_names(unit, scale):
    assert scale_of(unit) == scale


@pytest.mark.parametrize(
    ("column", "clock"),
    [
        *((column, Clock(3600, 3600)) for column in ("hours", "hrs", "Hr", "average hours", "h")),
        *((column, Clock(60, 60)) for column in ("minutes", "mins")),
        *((column, Clock(60, 1)) for column in ("seconds", "secs")),
        *((column, Clock(3600)) for column in ("hh:mm", "hh:mm:ss", "time", "", "cases", "hours per FTE")),
        *((column, Clock(60)) for column in ("mm:ss", "mins:secs", "m:s", "min:sec")),
        ("days", Clock(one=86_400)),
        ("working days", Clock()),
    ],
)
def test_how_a_unit_column_says_that_times_are_read(column, clock):
    assert clock_of(column) == clock


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        *(("hrs", "hours", True), ("mins", "minute", True), ("secs", "seconds", True), ("d", "days", True)),
        *(("days", "working days", True), ("", "days", True), ("days", "weeks", False), ("hours", "days", False)),
        *(("p", "pence", True), ("yrs", "year", True), ("mths", "months", True), ("t", "tonnes", True)),
        *(("per 1000", "per 1,000 population", True), ("per 1,000", "per 10,000", False), ("people", "person", True)),
        *(("days/FTE", "FTE days", True), ("per 100k", "per 100,000", True)),
    ],
)
def test_one_unit_in_several_spellings(one, other, is_same):
    assert same_unit(one, other) is is_same


@pytest.mark.parametrize(
    ("text", "may_be"),
    [("1:20", True), ("20 : 1", True), ("1:0.5", True), ("2:10", False), ("1:05", False), ("5", True)],
)
def test_a_ratio_has_a_side_that_is_one(text, may_be):
    assert may_be_ratios([text]) is may_be


def test_times_in_a_column_that_does_not_say_so_are_refused():
    unit = unit_of([""], ["2:10", "2:30"])
    assert unit.kind is ValueKind.NUMBER
    assert "“2:10” holds more than one figure" in unit.read("2:10").problem
    assert unit_of([""], ["2:10", "5 minutes"]).kind is ValueKind.NUMBER
    assert unit_of([""], ["0:02:10", "5 minutes"]).kind is ValueKind.DURATION
    assert unit_of([""], ["1:20", "1:25"]).kind is ValueKind.RATIO
