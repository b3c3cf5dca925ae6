"""Printed rows rated by their council's rule, basis by basis."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.imports.printed_rating import computed_rating, computed_travel, engine_rule
from indicators.imports.printed_row import NotRateable
from indicators.imports.published import council_rule, published_row
from indicators.rules.vocabulary import Basis

GAR = {"green": "Green", "amber": "Amber", "red": "Red"}
GR = {"green": "Green", "red": "Red"}
STARS = {"exceeds": "Star", "green": "Circle", "red": "Triangle"}
FOUR = {"exceeds": "Blue", **GAR}


def row(actual, target, threshold="", polarity="high", **cells):
    return published_row(2, {"actual": actual, "target": target, "threshold": threshold, "polarity": polarity, **cells})


def status(rule, *figures, **cells):
    return computed_rating(council_rule("X", rule), row(*figures, **cells)).status.value


def why_not(rule, *figures, **cells):
    with pytest.raises(NotRateable) as refused:
        computed_rating(council_rule("X", rule), row(*figures, **cells))
    return str(refused.value)


PERCENT = {"basis": "percent", "green_cut": "0", "amber_cut": "10", **GAR}


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


TOLERANCE = {"basis": "tolerance", **GAR}


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


FLOOR = {"basis": "floor", **GAR}


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


THRESHOLDS = {"basis": "thresholds", **GAR}


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
        (PERCENT, ("80", "80", "", "up"), "polarity “up” is not one of"),
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


POINTS = {"basis": "points", "green_cut": "0", "amber_cut": "2", **GAR}
PERCENT_5 = {**PERCENT, "amber_cut": "5"}


@pytest.mark.parametrize(
    ("rule", "unit", "figures", "expected"),
    [
        # Cuts, tolerances and limits are in the unit of the column: £m, £000, millions.
        (POINTS, "£m", ("£12.5m", "£11m", "", "low"), "amber"),
        (POINTS, "£m", ("12.5", "11", "", "low"), "amber"),
        (POINTS, "£m", ("£13.1m", "£11m", "", "low"), "red"),
        (POINTS, "million", ("£9m", "£10m"), "amber"),
        (POINTS, "number (thousands)", ("8 thousand", "10 thousand"), "amber"),
        (TOLERANCE, "£m", ("£1.3m", "£1.2m", "0.1", "low"), "amber"),
        (TOLERANCE, "£m", ("1.3", "1.2", "£100k", "low"), "amber"),
        (TOLERANCE, "£000", ("£950k", "£1,000k", "50"), "amber"),
        (TOLERANCE, "£'000", ("949", "£1,000k", "50"), "red"),
        (FLOOR, "£m", ("£0.9m", "£1.2m", "1.0"), "red"),
        (FLOOR, "£m", ("£1.1m", "£1.2m", "1.0"), "amber"),
        (THRESHOLDS, "£m", ("£1.2m", "", "1.3;1.1", "low"), "amber"),
        (PERCENT_5, "£m", ("£1.45m", "1.5"), "amber"),
        (PERCENT_5, "£m", ("1.45", "£1.5m"), "amber"),
        (PERCENT_5, "£", ("£1.2b", "£900m"), "green"),
        (PERCENT_5, "£", ("£1.2 millions", "£900,000"), "green"),
        (PERCENT_5, "per million", ("9.6", "10"), "amber"),
        (PERCENT_5, "", ("£12.50 a week", "£12"), "green"),
        # So they are with times, and a clock is read as the column says.
        (POINTS, "hours", ("2:30", "2:00", "", "low"), "amber"),
        (POINTS, "hours", ("4:01", "2:00", "", "low"), "red"),
        (POINTS, "", ("3 hours", "2 hours", "", "low"), "amber"),
        (POINTS, "hours", ("2 hours 30 minutes", "2 hours", "", "low"), "amber"),
        (POINTS, "days", ("2 days 12 hours", "2 days", "", "low"), "amber"),
        (POINTS, "minutes", ("12:00", "10:00", "", "low"), "amber"),
        (POINTS, "minutes", ("12:01", "10:00", "", "low"), "red"),
        (TOLERANCE, "mm:ss", ("2:20", "2:00", "30 seconds", "low"), "amber"),
        (TOLERANCE, "mm:ss", ("2:31", "2:00", "0:30", "low"), "red"),
        (TOLERANCE, "hh:mm", ("2:20", "2:00", "30 minutes", "low"), "amber"),
        (FLOOR, "mm:ss", ("1:50", "1:45", "120 seconds", "low"), "amber"),
        (FLOOR, "hrs", ("1:50", "1:45", "2:00", "low"), "amber"),
        (THRESHOLDS, "hours", ("1:30", "", "2;1", "low"), "amber"),
        (PERCENT_5, "hrs", ("1:45", "1:50", "", "low"), "green"),
        (PERCENT_5, "hr", ("2:00", "1:50", "", "low"), "red"),
        (PERCENT_5, "hours", ("90 minutes", "2", "", "low"), "green"),
        # One unit in two spellings.
        (PERCENT_5, "", ("3 hrs", "3 hours", "", "low"), "green"),
        (PERCENT_5, "", ("30 secs", "30 seconds", "", "low"), "green"),
        (PERCENT_5, "", ("45 mins", "1 hour", "", "low"), "green"),
        (TOLERANCE, "", ("45 mins", "40 mins", "5 minutes", "low"), "amber"),
        # The ends of a range.
        (PERCENT_5, "£", ("£9.5k", "£10-£12k", "", "in-range"), "amber"),
        (PERCENT_5, "number", ("9.6 million", "10-12 million", "", "in-range"), "amber"),
        (PERCENT_5, "£", ("£9.5m", "£10m-£12m", "", "in-range"), "amber"),
        (PERCENT_5, "£m", ("£9.5m", "10-12", "", "in-range"), "amber"),
        (PERCENT_5, "%", ("4%", "+5% to -5%", "", "in-range"), "green"),
        (PERCENT_5, "", ("11", "10-12%", "", "in-range"), "green"),
        (PERCENT_5, "hours", ("2:00", "1:45-2:15", "", "in-range"), "green"),
        (PERCENT_5, "hours", ("2:30", "1:45-2:15", "", "in-range"), "red"),
        # Tolerances in other words.
        (TOLERANCE, "%", ("85%", "90%", "5 percentage points"), "amber"),
        (TOLERANCE, "%", ("84.9%", "90%", "5pp"), "red"),
        (TOLERANCE, "%", ("85%", "90%", "+/-5pp"), "amber"),
        (TOLERANCE, "%", ("85%", "90%", "5 points"), "amber"),
        (TOLERANCE, "%", ("85%", "90%", "Within 5%"), "amber"),
        (TOLERANCE, "%", ("84%", "90%", "5% tolerance"), "red"),
        (TOLERANCE, "date", ("10/04/2024", "31/03/2024", "2 weeks", ""), "amber"),
        (TOLERANCE, "date", ("15/04/2024", "31/03/2024", "2 weeks", ""), "red"),
        (TOLERANCE, "date", ("05/04/2024", "31/03/2024", "5", ""), "amber"),
        # A target that decides nothing may be words or missing.
        (THRESHOLDS, "%", ("72", "Top quartile", "80;90"), "red"),
        (THRESHOLDS, "%", ("85", "N/A", "80;90"), "amber"),
        (THRESHOLDS, "%", ("90", "≥95%", "80;90"), "green"),
        ({"basis": "floor", **GR}, "%", ("85", "", "80"), "green"),
        ({"basis": "floor", **GR}, "%", ("79", "Top quartile", "80"), "red"),
    ],
)
def test_every_figure_is_in_the_unit_of_the_indicator(rule, unit, figures, expected):
    assert status(rule, *figures, unit=unit) == expected


@pytest.mark.parametrize(
    ("rule", "unit", "figures", "said"),
    [
        (PERCENT_5, "£000", ("£450", "£460k"), "the actual “£450” does not say whether it is in £000"),
        (PERCENT_5, "£", ("£1.2 millons", "£900,000"), "“millons” after the amount"),
        (POINTS, "hh:mm", ("2:30", "2:00", "", "low"), "“hh:mm” does not say whether the rule's 2 is hours, minutes"),
        (POINTS, "", ("2:30:00", "2:00:00", "", "low"), "nothing says whether the rule's 2 is hours"),
        (POINTS, "time", ("2:30", "2:00", "", "low"), "“time” does not say"),
        (TOLERANCE, "hh:mm", ("2:20", "2:00", "30", "low"), "“30” does not say whether it is hours"),
        (PERCENT_5, "£", ("£120k", "+/-5%", "", "in-range"), "is a percentage"),
        (PERCENT_5, "%", ("4 days", "3%-5%", "", "in-range"), "the actual “4 days” is in days"),
        (
            PERCENT_5,
            "weeks",
            ("38 days", "6", "", "low"),
            "the actual “38 days” is in days, and this measure is in weeks",
        ),
        (POINTS, "number", ("1.2m", "1.5m"), "could be in millions or metres"),
        (POINTS, "", ("1.2m", "1.5m"), "could be in millions or metres"),
        (PERCENT_5, "", ("1:20", "45 minutes"), "carries a unit"),
        (TOLERANCE, "date", ("10/04/2024", "31/03/2024", "5 working days", ""), "not a number of days or weeks"),
        ({"basis": "floor", **STARS}, "%", ("85", "Top quartile", "80"), "“Top quartile” is not a figure"),
        (FLOOR, "%", ("85", "", "80"), "no target"),
    ],
)
def test_a_figure_in_another_unit_is_not_rated(rule, unit, figures, said):
    assert said in why_not(rule, *figures, unit=unit)


@pytest.mark.parametrize(
    ("unit", "figures", "last_year", "expected"),
    [
        ("£m", ("£1.3m", "£1.2m", "", "low"), "1.4", "amber"),
        ("£m", ("£1.3m", "£1.2m", "", "low"), "1.2", "red"),
        ("hours", ("2:30", "2:00", "", "low"), "3", "amber"),
        ("", ("2 hours 30 minutes", "2 hours", "", "low"), "160 minutes", "amber"),
    ],
)
def test_last_years_figure_is_in_the_unit_of_the_indicator(unit, figures, last_year, expected):
    rule = {**PERCENT, "last_year_clause": "better"}
    assert status({**rule, "amber_cut": "5"}, *figures, unit=unit, prev_year_actual=last_year) == expected


def test_last_years_figure_in_another_unit_decides_nothing():
    rule = {**PERCENT, "last_year_clause": "no_worse"}
    days = ("3 days", "2 days", "", "low")
    assert "last year's figure would decide, and “4 weeks” is in weeks" in why_not(
        rule, *days, prev_year_actual="4 weeks"
    )
    assert "“45 days” is in days" in why_not(rule, "12%", "10%", "", "low", prev_year_actual="45 days")
    assert status(rule, "2 days", "2 days", "", "low", prev_year_actual="4 weeks") == "green"


LAST_YEAR = {**PERCENT, "last_year_clause": "no_worse"}


@pytest.mark.parametrize("unit", ["", "number", "average"])
def test_a_time_is_no_ratio(unit):
    # Neither side is 1. Hours and minutes or minutes and seconds: both give the same.
    assert status(PERCENT, "2:10", "2:30", polarity="low", unit=unit) == "green"
    assert status(PERCENT, "0:55", "0:40", polarity="low", unit=unit) == "red"
    assert status(PERCENT, "1:05", "1:10", polarity="low", unit=unit) == "green"  # no ratio is written 1:05
    assert status(PERCENT, "1:20", "1:25", polarity="low", unit=unit, prev_period_actual="2:10") == "green"


def test_a_time_that_may_be_minutes_or_hours_is_refused_where_that_decides():
    assert status(PERCENT, "2:10", "150 minutes", "", "low") == "green"
    assert "hours and minutes or minutes and seconds" in why_not(PERCENT, "2:10", "5 minutes", "", "low")
    assert status(PERCENT, "1:20", "1:22-1:18", "", "in-range") == "green"
    assert status(PERCENT, "2:10", "2:30", polarity="low", unit="ratio") == "red"


@pytest.mark.parametrize(
    "target", ["10 reduction", "10 increase", "10 additional", "5 improvement on last year", "12 lower", "5 better"]
)
@pytest.mark.parametrize("unit", ["", "number"])
def test_a_change_is_no_figure(target, unit):
    assert "the target" in why_not(PERCENT, "120", target, unit=unit)
    assert "the actual" in why_not(PERCENT, target, "120", unit=unit)


@pytest.mark.parametrize("unit", ["£m", "£k", "£000"])
def test_nothing_is_nothing_at_any_scale(unit):
    assert status(PERCENT, "£1.2m", "£0", "", "low", unit=unit) == "red"
    assert status(PERCENT, "£0.00", "£0", "", "low", unit=unit) == "green"


@pytest.mark.parametrize(
    "last_year",
    ["New", "Not collected", "No comparison", "N/K", "TBD", "None", "..", "/", "x", "N/A (new)", "…", "new measure"],
)
def test_words_for_last_year_are_no_figure(last_year):
    assert status(LAST_YEAR, "80", "100", prev_year_actual=last_year) == "red"
    assert "last year's figure would decide" in why_not(LAST_YEAR, "80", "100", prev_year_actual="79 of 90")


@pytest.mark.parametrize(
    ("unit", "polarity", "actual", "target", "expected"),
    [
        *(("%", "high", "96", f"{limit} 95%", "green") for limit in (">=", "≥", "at least", ">", "over", "Minimum")),
        *(("%", "high", "96", f"95% {limit}", "green") for limit in ("or more", "min", "or better", "(minimum)")),
        *(("%", "low", "6", f"{limit} 5%", "red") for limit in ("<", "Below", "Less than", "under", "Max", "up to")),
        *(("%", "high", "96", "95%+", "green"), ("number", "high", "200", "≥210", "amber")),
        *(("%", "low", "5", "5% max", "green"), ("%", "high", "95", "at least 95%", "green")),
        *(("days", "low", "12", f"{limit}", "green") for limit in ("No more than 14 days", "28 days or less")),
        *(("days", "low", "6", "within 5 days", "red"), ("%", "high", "90", ">95%", "amber")),
        *(("date", "", "30/09/2024", "by 30 September 2024", "green"), ("%", "high", "96", "Target: 95%", "green")),
        ("date", "", "1 October 2024", "before 30 September 2024", "red"),
    ],
)
def test_a_target_may_be_a_limit_that_agrees_with_the_polarity(unit, polarity, actual, target, expected):
    assert status(PERCENT, actual, target, "", polarity, unit=unit) == expected


@pytest.mark.parametrize(
    ("unit", "polarity", "actual", "target", "said"),
    [
        ("%", "low", "4", ">= 5%", "is a limit that contradicts the polarity “low”"),
        ("%", "high", "96", "under 95%", "is a limit that contradicts the polarity “high”"),
        ("%", "high", "95", "> 95%", "the actual is exactly the limit “> 95%”"),
        ("date", "", "30 September 2024", "before 30 September 2024", "exactly the limit"),
        ("%", "low", "4", "within 5%", "“within 5%” is not a figure"),
        ("%", "in-range", "4", "< 5%", "gives only a limit"),
        ("%", "in-range", "4", "5% ↓", "the target “5% ↓” is not a figure"),
        ("%", "high", "96%", "95% ▲", "the target “95% ▲” is not a figure"),
        ("number", "high", "96", "above 2013 average", "gives only a limit"),
        ("number", "high", "96", "by 95", "is not a figure"),
        ("%", "high", "> 96%", "95%", "the actual “> 96%” gives only a limit"),
        ("%", "none", "96", "> 95%", "no polarity"),
    ],
)
def test_a_limit_that_leaves_the_status_open_is_refused(unit, polarity, actual, target, said):
    assert said in why_not(PERCENT, actual, target, "", polarity, unit=unit)


def test_a_limit_hit_exactly_is_rated_where_it_decides_nothing():
    assert status({**PERCENT, "green_cut": "5"}, "95", "> 95%", unit="%") == "green"
    assert status({**PERCENT, "boundary": "worse"}, "95", "> 95%", unit="%") == "amber"
    assert "exactly the limit" in why_not({**PERCENT, "boundary": "worse"}, "95", "at least 95%", unit="%")
    assert status(THRESHOLDS, "95", "> 95%", "90;95", unit="%") == "green"  # the target decides nothing


@pytest.mark.parametrize(
    ("rule", "figures", "expected"),
    [
        (FLOOR, ("90", "95", "<90%"), "amber"),
        (FLOOR, ("89", "95", "Below 90%"), "red"),
        (FLOOR, ("90", "95", "90% (minimum)"), "amber"),
        (FLOOR, ("7", "5", ">7%", "low"), "amber"),
        (THRESHOLDS, ("95", "", "<90%;<95%"), "green"),
        (THRESHOLDS, ("94", "", "<90%;≥95%"), "amber"),
        (THRESHOLDS, ("96", "", ";95"), "green"),
        (THRESHOLDS, ("96", "", "90*;95%†"), "green"),
    ],
)
def test_floors_and_thresholds_may_be_limits(rule, figures, expected):
    assert status(rule, *figures, unit="%") == expected


def test_floors_and_thresholds_that_leave_the_status_open_are_refused():
    assert "exactly the limit “≤90%”" in why_not(FLOOR, "90", "95", "≤90%", unit="%")
    assert "red;amber" in why_not(THRESHOLDS, "94", "95", ";95", unit="%")


@pytest.mark.parametrize("threshold", ["", "n/a", "-"])
@pytest.mark.parametrize("rule", [TOLERANCE, FLOOR, {"basis": "tolerance", **GR}, {"basis": "floor", **GR}])
def test_on_target_is_green_whatever_the_tolerance_or_floor(rule, threshold):
    assert status(rule, "95", "95", threshold, unit="%") == "green"
    assert status(rule, "4", "5", threshold, "low", unit="%") == "green"
    assert "none is printed in this one" in why_not(rule, "94", "95", threshold, unit="%")


def test_on_target_with_a_missing_tolerance_may_still_be_open():
    assert "needs a tolerance" in why_not({**TOLERANCE, "boundary": "worse"}, "95", "95", unit="%")
    assert "needs a tolerance" in why_not({"basis": "tolerance", **FOUR}, "96", "95", unit="%")


def test_a_cut_that_may_be_hours_or_minutes_is_rated_where_it_does_not_decide():
    assert status(POINTS, "0:04", "0:05", polarity="low", unit="hh:mm") == "green"


@pytest.mark.parametrize(
    ("unit", "actual", "target", "expected"),
    [
        *(("%", f"96%{remark}", "95%", "green") for remark in (" (p)", "(prov.)", " (provisional)", " provisional")),
        *(("%", f"96%{mark}", "95%", "green") for mark in ("*", "**", " †", " ↑", " (York)", " (p)*")),
        *(("number", "1,130,412 (YTD)", "1,100,000", "green"), ("number", "45 (cumulative)", "45", "green")),
        *(("kg", "146.2 (e)", "150", "amber"), ("%", "94", "95% (annual)", "amber"), ("number", "9", "8*", "green")),
        *(("tonnes", "5 (tonnes)", "4", "green"), ("number", "45 (homes)", "40", "green")),
        *(("%", "Provisional: 96%", "95%", "green"), ("number", "Nil", "0", "green"), ("£m", "£1m", "£nil", "green")),
    ],
)
def test_marks_and_remarks_change_no_figure(unit, actual, target, expected):
    assert status(PERCENT, actual, target, unit=unit) == expected


def test_earlier_figures_may_be_marked_too():
    assert status(LAST_YEAR, "80%", "100%", prev_year_actual="79%* (p)") == "amber"
    rule = council_rule("X", {"basis": "none", "dot_base": "previous_period"})
    cells = {"polarity": "high", "actual": "81% (p)", "prev_period_actual": "80%*"}
    assert computed_travel(rule, published_row(2, cells)).direction == "better"


@pytest.mark.parametrize(
    ("unit", "actual"),
    [
        *(("%", "96% (48/50)"), ("£m", "£3 (overspend)"), ("£m", "£3 (million)"), ("tonnes", "5 (kg)")),
        *(("days", "5 (weeks)"), ("number", "96 (Q2)"), ("£", "£12 (per week)"), ("number", "12 (fewer)")),
    ],
)
def test_what_changes_a_figure_is_no_remark(unit, actual):
    assert "the actual" in why_not(PERCENT, actual, "4", unit=unit)


@pytest.mark.parametrize(
    ("unit", "actual", "target", "expected"),
    [
        *(("%", "98", target, "green") for target in ("100 ± 2%", "100% ± 2", "100 plus or minus 2", "98-102")),
        *(("%", "-5", target, "green") for target in ("0 +/- 5%", "0 (+/-5%)", "within +/- 5%", "+5%/-5%")),
        *(("days", "9", target, "green") for target in ("10 days ± 1", "10 ± 1 day")),
        *(("£m", "-£0.5m", "£0 ±£0.5m", "green"), ("number", "96", "100 +/- 5%", "green")),
        *(("number", "150", "200 +/- 5%", "red"), ("", "98.5%", "100 ± 2%", "green")),
    ],
)
def test_a_range_around_a_value_may_carry_its_unit_on_one_side(unit, actual, target, expected):
    assert status(PERCENT, actual, target, "", "in-range", unit=unit) == expected


def test_a_range_with_two_readings_is_refused_where_they_differ():
    narrow = {**PERCENT, "amber_cut": "0", **GR}
    assert "may be in per cent of 200 or in points" in why_not(
        narrow, "193", "200 +/- 5%", "", "in-range", unit="number"
    )
    assert status(narrow, "9.5", "£10m +/- 1", "", "in-range", unit="£m") == "green"
    assert "the target" in why_not(narrow, "£9.5m", "£10m +/- 1", "", "in-range", unit="£")
    assert "is in weeks" in why_not(narrow, "9", "10 days ± 1 weeks", "", "in-range", unit="days")
    cells = {"polarity": "in-range", "unit": "%", "actual": "5", "target": "5% (+/- 1%)", "prev_period_actual": "6"}
    rule = council_rule("X", {"basis": "none", "dot_base": "previous_period"})
    with pytest.raises(NotRateable, match="may be nearer to its middle or to its ends"):
        computed_travel(rule, published_row(2, cells))


@pytest.mark.parametrize(
    "threshold",
    [
        *("plus/minus 5%", "plus or minus 5", "+ or - 5%", "+5%/-5%", "-/+ 5%", "≤5%", "up to 5% below target"),
        *("Tolerance: 5%", "5 p.p.", "5% below"),
    ],
)
def test_a_tolerance_in_other_words(threshold):
    assert [status(TOLERANCE, actual, "90%", threshold, unit="%") for actual in ("85%", "84.9%")] == ["amber", "red"]


def test_a_tolerance_of_the_target():
    for threshold in ("10% of target", "10% (relative)"):
        assert [status(TOLERANCE, actual, "50%", threshold, unit="%") for actual in ("45", "44.9")] == ["amber", "red"]
    assert status(TOLERANCE, "89", "90", "Nil", unit="%") == "red"
    assert "is on the good side" in why_not(TOLERANCE, "89", "90", "5% above target", unit="%")
    assert "no per cent of the target" in why_not(TOLERANCE, "89", "90", "5 of target", unit="%")
    assert "gives only a limit" in why_not(TOLERANCE, "89", "90", "<5%", unit="%")


@pytest.mark.parametrize(
    ("rule", "threshold", "last_year"),
    [(TOLERANCE, "30 secs", ""), (FLOOR, "5:00", ""), (FLOOR, "300 seconds", ""), (LAST_YEAR, "", "4 mins 50 secs")],
)
def test_beside_bare_numbers_of_a_time_any_time_is_read(rule, threshold, last_year):
    assert status(rule, "4.5", "4", threshold, "low", unit="mins", prev_year_actual=last_year) == "amber"


@pytest.mark.parametrize(
    ("unit", "actual", "target"),
    [
        *(("pence", "42p", "40p"), ("years", "1.5 yrs", "1.4"), ("months", "13 mths", "12"), ("tonnes", "95t", "91 t")),
        *(("per 1,000 population", "5.5 per 1000", "5.2"), ("per 1000", "1.5 per thousand", "1.4")),
        *(("per 100,000", "5.5 per 100k", "5.2"), ("person", "95 people", "90"), ("days per FTE", "9 days/FTE", "8")),
        *((unit, "95 homes", "90") for unit in ("Num", "Nos.", "Integer", "Actual", "Total")),
        *((unit, "95%", "90%") for unit in ("Numeric", "Rate")),
        *((unit, "£500", "400") for unit in ("Money", "currency", "Pound")),
        *(("Percentage points", "5pp", "4pp"), ("% points", "5 pts", "4 points"), ("pp", "22.5pp", "22pp")),
        *(("number", "102k", "100k"), ("number", "15.2k", "15,000"), ("millions", "1.1m", "1m")),
        ("number", "1.1m", "1m"),
    ],
)
def test_units_and_scales_in_other_spellings(unit, actual, target):
    assert status(PERCENT, actual, target, unit=unit) == "green"


def test_a_tolerance_under_a_unit_that_says_nothing_may_be_points():
    assert "nothing says whether" in why_not(TOLERANCE, "85.2", "90", "5%", unit="rate")
    assert status(FLOOR, "21.4pp", "20pp", "22pp", "low", unit="pp") == "amber"


@pytest.mark.parametrize(
    ("good", "poor"), [("higher is better", "Lower is better"), ("Maximise", "minimise"), ("higher", "lower")]
)
def test_polarities_in_other_words(good, poor):
    assert [status(PERCENT, "99", "90", "", polarity) for polarity in (good, poor)] == ["green", "amber"]


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
