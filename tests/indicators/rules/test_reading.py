"""Figures as people type and print them: read exactly, or refused with a message, never guessed (rules.md 1, 2; C7)."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.reading import Clock, Reading, from_parts, read_band, read_figure
from indicators.rules.vocabulary import Absence, ValueKind
from tests.published import RATING_RULES, TABLES

D = Decimal
GRADES = ("Inadequate", "Requires improvement", "Good", "Outstanding")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1234", "1234", ""), ("1,234", "1234", ""), ("1,234,567.89", "1234567.89", ""), ("0", "0", ""),
        (" 12.50 ", "12.50", ""), (".5", "0.5", ""), ("95.", "95", ""), ("-0", "0", ""),
        ("£1,234", "1234", "£"), ("£ 1,234.50", "1234.50", "£"), ("£\u00a01,234", "1234", "£"),
        ("£1.2m", "1200000", "£"), ("£1.2 million", "1200000", "£"), ("£3bn", "3000000000", "£"),
        ("£45k", "45000", "£"), ("£1.2 millions", "1200000", "£"), ("£450 thousands", "450000", "£"),
        ("£1.2b", "1200000000", "£"), ("£1.2mil", "1200000", "£"), ("£2tn", "2000000000000", "£"),
        ("2.5 million", "2500000", ""), ("12 thousand", "12000", ""),
        ("12.5%", "12.5", "%"), ("12.5 %", "12.5", "%"), ("95 per cent", "95", "%"), ("95 percent", "95", "%"),
        ("+1.2%", "1.2", "%"), ("-28.7%", "-28.7", "%"), ("\u221228.7%", "-28.7", "%"), ("\u201328.7%", "-28.7", "%"),
        ("(1,234)", "-1234", ""), ("(5%)", "-5", "%"), ("£(5)", "-5", "£"), ("(£5)", "-5", "£"),
        ("£(3,312)k", "-3312000", "£"), ("(4.5)%", "-4.5", "%"),
        ("-£5", "-5", "£"), ("£-5", "-5", "£"), ("- 5", "-5", ""),
        ("1:20", "0.05", ""), ("20:1", "20", ""), ("1 : 20", "0.05", ""), ("1.5:1", "1.5", ""), ("20\u22361", "20", ""),
        ("3289 tonnes", "3289", "tonnes"), ("30 seconds", "30", "seconds"), ("30days", "30", "days"),
        ("586 per 100,000", "586", "per 100,000"), ("8.1 days per FTE", "8.1", "days per FTE"),
        ("£12.50 per household", "12.50", "£ per household"), ("450 m²", "450", "m²"), ("12 °C", "12", "°C"),
        ("5\u200b0", "50", ""), ("5 days lost per full worker", "5", "days lost per full worker"),
        ("0." + "1" * 30, "0." + "1" * 30, ""), ("5:2", "2.5", ""),
    ],
)  # fmt: skip
def test_figures_as_printed_are_read(text: str, value: str, unit: str) -> None:
    reading = read_figure(text)
    assert (reading.value, reading.unit, reading.problem) == (D(value), unit, "")
    assert not reading.is_blank


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NaN", "is not a figure"), ("inf", "is not a figure"), ("-Infinity", "is not a figure"),
        ("1e400", "shortened by a spreadsheet"), ("1.23E+08", "shortened by a spreadsheet"),
        ("12,5", "comma that does not mark thousands"), ("1,23,456", "comma that does not mark thousands"),
        ("1,2345", "comma that does not mark thousands"), ("none", "is not a figure"), ("good", "is not a figure"),
        ("5,670 (4.2%)", "more than one figure"), ("12 of 15", "more than one figure"),
        ("1 234", "more than one figure"),
        ("below 10", "gives only a limit"), ("fewer than 10", "gives only a limit"), (">95%", "gives only a limit"),
        ("+/-5.0%", "is a band"), ("±5", "is a band"), ("10-12%", "is a band"), ("10 to 12", "is a band"),
        ("1.2m", "could be in millions or metres"), ("1.2mil", "could be in millions"), ("3b", "could be in billions"),
        ("5k", "could be in thousands"), ("(5k", "is not a figure"),
        ("28 days behind", "is not a figure"), ("£3m underspend", "is not a figure"), ("12 March", "is not a figure"),
        ("10 reduction", "is not a figure"), ("5 improvement on last year", "is not a figure"),
        ("10 additional homes", "is not a figure"), ("2 days lower", "is not a figure"),
        ("1st", "is not a figure"), ("12 approx", "is not a figure"), ("5 n/a", "is not a figure"),
        ("a b 5", "is not a figure"), ("5 a b c d e f", "is not a figure"), ("12 (est)", "is not a figure"),
        ("½", "is not a figure"), ("1½", "is not a figure"), ("10²", "is not a figure"), ("٣", "is not a figure"),
        ("--5", "is not a figure"), ("(-5)", "is not a figure"), ("-£-5", "is not a figure"), ("12.5.6", "is not a"),
        ("£5%", "has both £ and %"), ("#DIV/0!", "spreadsheet's error"), ("#N/A", "spreadsheet's error"),
        ("=1+1", "is a formula"), ("123456789012345", "more digits than"), ("0." + "1" * 31, "more digits than"),
        ("100000000000000", "more digits than"), ("9" * 100, "more digits than"), ("(£-5)", "is not a figure"),
        ("5 days lost per full time worker", "is not a figure"), ("586 per 1.5", "more than one figure"),
        ("5 -days", "is not a figure"), ("£900,000bn", "more digits than"), ("9" * 101, "too long"),
        ("1:0", "no figure above 0 after the colon"),
        ("20%:1", "carries a unit"), ("1:2:3", "more than one figure"), ("Yes", "is not a figure"),
        ("17 July 2026", "more than one figure"), ("12 %age", "is not a figure"), ("12%%", "is not a figure"),
    ],
)  # fmt: skip
def test_what_is_not_one_figure_is_refused_with_what_to_type(text: str, said: str) -> None:
    reading = read_figure(text)
    assert reading.value is None
    assert said in reading.problem
    assert reading.problem.startswith("“")
    assert "Type a number such as 1,234.5." in reading.problem


def test_a_long_text_is_cut_in_the_message() -> None:
    assert len(read_figure("x" * 5000).problem) < 120
    assert read_figure("x" * 41).problem.startswith(f"“{'x' * 39}…” is not")
    assert read_figure("x" * 40).problem.startswith(f"“{'x' * 40}” is not")


def test_what_is_absent_or_refused_is_not_blank_and_nought_has_no_sign() -> None:
    assert not read_figure("n/a").is_blank
    assert not read_figure("x").is_blank
    assert not str(read_figure("-0").value).startswith("-")


@pytest.mark.parametrize("text", ["", "   ", "\u00a0", "\u200b", "\t\n"])
def test_blank_is_neither_absent_nor_a_problem(text: str) -> None:
    assert read_figure(text) == Reading()
    assert read_figure(text).is_blank


@pytest.mark.parametrize(
    ("text", "absence"),
    [
        *(
            (text, Absence.NOT_AVAILABLE)
            for text in (
                *("n/a", "N/A", "NA", "-", "–", "—", "TBC", "To be reported", "[x]"),
                *("..", "Data not yet available", "Not yet published", "awaiting figures"),
                *("TBC*", "dna", "See comment", "N/A - awaiting HMRC", "Data lag - available in Q3"),
                "Not available (Q2)",
            )
        ),
        *(
            (text, Absence.NOT_APPLICABLE)
            for text in (
                "not applicable",
                "Not  Applicable",
                "[z]",
                "Reported annually",
                "Annual measure",
                "Not yet due",
                "Not due until Q4",
                "Not measured for Quarters",
                "Reported in Q4 2025/26",
            )
        ),
        *((text, Absence.WITHHELD) for text in ("withheld", "Suppressed", "[c]")),
    ],
)
def test_words_for_no_figure_are_an_absence_whatever_the_kind(text: str, absence: Absence) -> None:
    for kind in [None, *ValueKind]:
        assert read_figure(text, kind, GRADES) == Reading(absence=absence)


@pytest.mark.parametrize(
    "text", ["N/A (target 95%)", "Awaiting 12 returns", "Not met", "Annual target 40", "No", "Due by June"]
)
def test_words_beside_a_number_and_words_of_a_judgement_are_no_absence(text: str) -> None:
    assert read_figure(text, ValueKind.NUMBER).problem


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("95.1", ValueKind.PERCENTAGE, "95.1"), ("95.1%", ValueKind.PERCENTAGE, "95.1"),
        ("1.2m", ValueKind.MONEY, "1200000"), ("5k", ValueKind.MONEY, "5000"), ("1,234.5", ValueKind.MONEY, "1234.5"),
        ("12 per household", ValueKind.MONEY, "12"), ("12.5%", ValueKind.NUMBER, "12.5"),
        ("20", ValueKind.RATIO, "20"), ("20:1", ValueKind.RATIO, "20"), ("2:4", ValueKind.RATIO, "0.5"),
        ("Yes", ValueKind.YES_NO, "1"), ("y", ValueKind.YES_NO, "1"), ("TRUE", ValueKind.YES_NO, "1"),
        ("No", ValueKind.YES_NO, "0"), ("n", ValueKind.YES_NO, "0"), ("false", ValueKind.YES_NO, "0"),
        ("good", ValueKind.GRADE, "2"), ("REQUIRES  improvement", ValueKind.GRADE, "1"),
        ("1:02:03", ValueKind.DURATION, "3723"), ("1:20", ValueKind.DURATION, "4800"),
        ("0:00:02.5", ValueKind.DURATION, "2.5"), ("-0:05", ValueKind.DURATION, "-300"),
        ("45 minutes", ValueKind.DURATION, "2700"), ("1h 20m", ValueKind.DURATION, "4800"),
        ("1h20m5s", ValueKind.DURATION, "4805"), ("1 hour and 5 minutes", ValueKind.DURATION, "3900"),
        ("1 hour, 5 mins", ValueKind.DURATION, "3900"), ("1.5 hours", ValueKind.DURATION, "5400"),
        ("123456789 secs", ValueKind.DURATION, "123456789"),
        ("2 days", ValueKind.DURATION, "172800"), ("30 secs", ValueKind.DURATION, "30"),
    ],
)  # fmt: skip
def test_each_kind_is_read_in_its_own_way(text: str, kind: ValueKind, value: str) -> None:
    assert read_figure(text, kind, GRADES).value == D(value)


@pytest.mark.parametrize(
    ("text", "clock", "value"),
    [
        ("2:20", Clock(60), "140"), ("2:20", Clock(), "8400"), ("-2:20", Clock(60), "-140"),
        ("1:02:03", Clock(60), "3723"), ("45 minutes", Clock(60, 60), "2700"),
        ("12345678901234", Clock(one=1), "12345678901234"),
        ("2", Clock(one=3600), "7200"), ("2.5", Clock(one=3600), "9000"), ("1,000", Clock(one=60), "60000"),
    ],
)  # fmt: skip
def test_the_clock_says_what_a_time_leaves_open(text: str, clock: Clock, value: str) -> None:
    assert read_figure(text, ValueKind.DURATION, clock=clock).value == D(value)


def test_a_bare_number_too_long_to_be_a_time_is_refused() -> None:
    reading = read_figure("123456789012345", ValueKind.DURATION, clock=Clock(one=60))
    assert "does not say whether it is hours, minutes or seconds" in reading.problem


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("£5", ValueKind.PERCENTAGE, "is in £, and this measure is a percentage"),
        ("5 days", ValueKind.PERCENTAGE, "is in days"),
        ("1.2m", ValueKind.PERCENTAGE, "millions or metres"),
        ("5%", ValueKind.MONEY, "this measure is an amount of money"),
        ("5 days", ValueKind.RATIO, "carries a unit (days)"),
        ("1:-2", ValueKind.RATIO, "no figure above 0"),
        ("1.2m:1", ValueKind.RATIO, "millions or metres"),
        ("maybe", ValueKind.YES_NO, "is neither yes nor no. Type Yes or No."),
        ("1", ValueKind.YES_NO, "is neither yes nor no"),
        ("Fair", ValueKind.GRADE, "Choose one of: Inadequate, Requires improvement, Good, Outstanding."),
        ("90", ValueKind.DURATION, "does not say whether it is hours, minutes or seconds"),
        ("1:75", ValueKind.DURATION, "is not a length of time"),
        ("5 minutes 1 hour", ValueKind.DURATION, "is not a length of time"),
        ("1 hour 2 hours", ValueKind.DURATION, "is not a length of time"),
        ("1 hour x 5 minutes", ValueKind.DURATION, "is not a length of time"),
        ("1 hour ago", ValueKind.DURATION, "is not a length of time"),
        ("9999999999 hours", ValueKind.DURATION, "is not a length of time"),
        ("soon", ValueKind.DATE, "is not a date. Type a date such as 17 July 2026 or 17/07/2026."),
        ("31/02/2026", ValueKind.DATE, "is not a day in the calendar"),
        ("07/17/2026", ValueKind.DATE, "is not a day in the calendar"),
        ("17 Foo 2026", ValueKind.DATE, "is not a day in the calendar"),
        ("17/07/1066", ValueKind.DATE, "has a year that cannot be right"),
        ("17/07-2026", ValueKind.DATE, "is not a date"),
        ("2026-07-17 12:30:00", ValueKind.DATE, "is not a date"),
    ],
)
def test_each_kind_refuses_what_is_not_its_own(text: str, kind: ValueKind, said: str) -> None:
    reading = read_figure(text, kind, GRADES)
    assert reading.value is None
    assert said in reading.problem


@pytest.mark.parametrize(
    "text",
    [
        "17 July 2026", "17 Jul 2026", "17th July 2026", "17 july, 2026", "17-Jul-2026", "17 Jul. 26", "17/07/2026",
        "17/7/26", "17.07.2026", "17-07-2026", "2026-07-17", "2026-07-17 00:00:00", "2026-07-17T00:00:00.000",
    ],
)  # fmt: skip
def test_dates_in_uk_forms_and_iso(text: str) -> None:
    assert read_figure(text, ValueKind.DATE).value == date(2026, 7, 17).toordinal()


@given(st.text(max_size=60), st.sampled_from([None, *ValueKind]))
def test_reading_never_raises_and_never_gives_infinity_or_nan(text: str, kind: ValueKind | None) -> None:
    reading = read_figure(text, kind, GRADES)
    assert reading.value is None or reading.value.is_finite()
    assert sum([reading.value is not None, bool(reading.problem), reading.absence is not None]) <= 1


FRAGMENTS = [
    "1",
    "9",
    "0",
    ",",
    ".",
    "-",
    "+",
    "/",
    "£",
    "%",
    " ",
    "(",
    ")",
    ":",
    "e",
    "E",
    "m",
    "to",
    "nan",
    "inf",
    "days",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join), st.sampled_from([None, *ValueKind]))
def test_near_figures_never_give_infinity_or_nan(text: str, kind: ValueKind | None) -> None:
    reading = read_figure(text, kind, GRADES)
    assert reading.value is None or (reading.value.is_finite() and abs(reading.value) < 10**14)
    band = read_band(text)
    assert band is None or band[0].value <= band[1].value


@given(st.decimals(-(10**13), 10**13, places=6, allow_nan=False, allow_infinity=False))
def test_what_is_printed_in_full_is_read_back(value: Decimal) -> None:
    assert read_figure(f"{value:,f}").value == value
    assert read_figure(f"{value:,f}%", ValueKind.PERCENTAGE).value == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("+/-5.0%", "-5", "5"), ("+/- 5", "-5", "5"), ("±5", "-5", "5"), ("100% +/- 5%", "95", "105"),
        ("10-12%", "10", "12"), ("10% - 12%", "10", "12"), ("10 – 12", "10", "12"), ("10 to 12", "10", "12"),
        ("between 10 and 12 days", "10", "12"), ("From 10% to 12%", "10", "12"), ("-5% to +5%", "-5", "5"),
        ("£1,000-£2,000", "1000", "2000"), ("5-5", "5", "5"), ("+5% to -5%", "-5", "5"),
        ("£10m-£12m", "10000000", "12000000"),
        ("3 days-5 days", "3", "5"), ("10-12 million", "10000000", "12000000"), ("£10-£12k", "10000", "12000"),
        ("£500k to £1m", "500000", "1000000"), ("0-2 million", "0", "2000000"),
        ("2-2 million", "2000000", "2000000"), ("0 to -2 million", "-2000000", "0"),
    ],
)  # fmt: skip
def test_bands_are_read_as_low_and_high(text: str, low: str, high: str) -> None:
    band = read_band(text)
    assert band is not None
    assert (band[0].value, band[1].value) == (D(low), D(high))


def test_the_ends_of_a_band_are_read_as_its_measures_figures_are() -> None:
    def times(text: str) -> Reading:
        return read_figure(text, ValueKind.DURATION)

    def per_cents(text: str) -> Reading:
        return read_figure(text, ValueKind.PERCENTAGE)

    assert [end.value for end in read_band("1:45-2:15", times) or ()] == [6300, 8100]
    assert [end.value for end in read_band("1 hour 30 minutes to 2 hours", times) or ()] == [5400, 7200]
    for text in ("3 days to 5 days", "3 days +/- 1 days"):
        assert ["is in days" in end.problem for end in read_band(text, per_cents) or ()] == [True, True]
    for text in ("3% to 5 days", "100 +/- 5 days"):
        assert ["is in days" in end.problem for end in read_band(text, per_cents) or ()] == [False, True]
    for text in ("3 days to 5%", "3 days +/- 5"):
        assert ["is in days" in end.problem for end in read_band(text, per_cents) or ()] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "-5",
        "12-10",
        "2014-15",
        "100 +/- 5%",
        "x +/- 5",
        "£10m +/- 1",
        "£500 - £1k",
        "+/-x",
        "£1-2m",
        "10 days to 12 weeks",
        "x to y",
        "x to 5",
        "100 +/- 5 approx",
        "5 to y",
    ],
)
def test_what_is_not_a_band(text: str) -> None:
    assert read_band(text) is None


def test_numerator_and_denominator_give_the_unrounded_value() -> None:
    assert from_parts(D(1), D(3), ValueKind.PERCENTAGE) == D("33.33333333333333333333333333")
    assert from_parts(D(7), D(2), ValueKind.RATIO) == D("3.5")
    assert from_parts(D(0), D(5), ValueKind.PERCENTAGE) == 0


def test_nothing_out_of_nothing_is_not_applicable_and_something_is_refused() -> None:
    assert from_parts(D(0), D(0), ValueKind.PERCENTAGE) is Absence.NOT_APPLICABLE
    with pytest.raises(ValueError, match="3 out of 0 cannot be worked out"):
        from_parts(D(3), D(0), ValueKind.PERCENTAGE)


def test_every_cell_of_the_published_tables_is_read_or_refused_in_words() -> None:
    """Real reports: what the eye reads as one figure the engine reads too, and only bands and limits are refused."""
    refused = set()
    for path in [*TABLES, RATING_RULES]:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in ("actual", "target", "prev_period_actual", "prev_year_actual"):
                    if read_figure(text := row.get(column) or "").problem:
                        refused.add(text)
    assert refused <= {"below 10", "fewer than 10", "5,670 (4.2%)", "+/-5.0%"}
