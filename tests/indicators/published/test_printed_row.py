"""What is printed in a row: units, times, limits, marks, ranges and tolerances in councils' many wordings."""

import pytest

from indicators.imports.council_rules import council_rule
from indicators.published.printed_rating import computed_travel
from indicators.published.printed_row import NotRateable
from indicators.published.published_rows import published_row
from tests.indicators.published.printed_rows import (
    FLOOR,
    FOUR,
    GAR,
    GR,
    PERCENT,
    STARS,
    THRESHOLDS,
    TOLERANCE,
    status,
    why_not,
)

pytestmark = pytest.mark.sweep

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
        *(("%", "high", "96", f"{words} 95%", "green") for words in ("Maintain at", "Increase to", "achieve")),
        ("%", "low", "5", "Reduce to 5%", "green"),
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
