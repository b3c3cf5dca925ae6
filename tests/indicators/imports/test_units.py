"""What a unit column says of scales and times, and which units may be one."""

import pytest

from indicators.imports.units import clock_of, same_unit, scale_of
from indicators.rules.reading import Clock


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
    ],
)
def test_one_unit_in_several_spellings(one, other, is_same):
    assert same_unit(one, other) is is_same
