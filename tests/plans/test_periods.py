"""The calendar (rules.md 1): periods, labels and London time."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.dates import LONDON, end_of_day, london_day
from plans.periods import (
    Frequency,
    Period,
    YearBasis,
    asked_period,
    containing,
    parse_key,
    parse_label,
)

Q2 = Period(date(2026, 7, 1), Frequency.QUARTER)
YEAR = Period(date(2026, 4, 1), Frequency.YEAR)
DAYS = st.dates(date(1980, 1, 1), date(2099, 12, 31))
KINDS = [
    (frequency, basis)
    for frequency in Frequency
    for basis in YearBasis
    if frequency is not Frequency.TERM or basis is YearBasis.ACADEMIC
]
PERIODS = st.builds(lambda day, kind: containing(day, *kind), DAYS, st.sampled_from(KINDS))


def period(start: str, frequency: str, basis: str = "F") -> Period:
    return Period(date.fromisoformat(start), Frequency(frequency), YearBasis(basis))


@pytest.mark.parametrize(
    ("start", "frequency", "basis", "key", "label", "long_label", "end"),
    [
        ("2026-07-01", "Q", "F", "2026-07-01QF", "2026/27 Q2", "July to September 2026 (Q2)", "2026-09-30"),
        ("2027-01-01", "Q", "F", "2027-01-01QF", "2026/27 Q4", "January to March 2027 (Q4)", "2027-03-31"),
        ("2026-04-01", "M", "F", "2026-04-01MF", "April 2026", "April 2026", "2026-04-30"),
        ("2028-02-01", "M", "F", "2028-02-01MF", "February 2028", "February 2028", "2028-02-29"),
        ("2026-10-01", "H", "F", "2026-10-01HF", "2026/27 H2", "October 2026 to March 2027 (H2)", "2027-03-31"),
        ("2026-04-01", "Y", "F", "2026-04-01YF", "2026/27", "April 2026 to March 2027", "2027-03-31"),
        ("1999-04-01", "Y", "F", "1999-04-01YF", "1999/00", "April 1999 to March 2000", "2000-03-31"),
        ("2026-07-01", "Q", "C", "2026-07-01QC", "2026 Q3", "July to September 2026 (Q3)", "2026-09-30"),
        ("2026-01-01", "Y", "C", "2026-01-01YC", "2026", "January to December 2026", "2026-12-31"),
        ("2026-12-01", "Q", "A", "2026-12-01QA", "2026/27 Q2 (academic)", "December 2026 to February 2027 (Q2)", None),
        (
            "2026-09-01",
            "T",
            "A",
            "2026-09-01TA",
            "Autumn term 2026/27",
            "September to December 2026 (autumn term)",
            None,
        ),
        (
            "2027-01-01",
            "T",
            "A",
            "2027-01-01TA",
            "Spring term 2026/27",
            "January to April 2027 (spring term)",
            "2027-04-30",
        ),
        (
            "2027-05-01",
            "T",
            "A",
            "2027-05-01TA",
            "Summer term 2026/27",
            "May to August 2027 (summer term)",
            "2027-08-31",
        ),
        ("2026-06-29", "W", "F", "2026-06-29WF", "week ending 5 July 2026", "week ending 5 July 2026", "2026-07-05"),
        ("2026-09-01", "Y", "A", "2026-09-01YA", "2026/27 (academic)", "September 2026 to August 2027", "2027-08-31"),
    ],
)
def test_how_a_period_reads(start, frequency, basis, key, label, long_label, end):
    it = period(start, frequency, basis)
    assert (it.key, it.label, str(it), it.long_label) == (key, label, label, long_label)
    assert end is None or it.end == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "frequency", "basis"),
    [
        *[("2026-07-02", "Q", "F"), ("2026-06-01", "Q", "F"), ("2026-04-01", "Y", "C"), ("2026-07-01", "H", "F")],
        *[("2026-07-01", "W", "F"), ("2026-04-01", "T", "F"), ("2026-01-01", "T", "C"), ("2026-10-01", "T", "A")],
    ],
)
def test_a_start_that_no_period_has_is_refused(start, frequency, basis):
    with pytest.raises(ValueError, match="starts on"):
        period(start, frequency, basis)


def test_a_moment_is_not_a_start():
    with pytest.raises(ValueError, match="starts on"):
        Period(datetime(2026, 4, 1, tzinfo=UTC), Frequency.YEAR)


def test_steps():
    assert Q2.next() == period("2026-10-01", "Q")
    assert Q2.next(3).label == "2027/28 Q1"
    assert Q2.previous().label == "2026/27 Q1"
    assert Q2.previous(2).label == "2025/26 Q4"
    assert Q2.last_year().label == "2025/26 Q2"
    assert YEAR.last_year() == YEAR.previous()
    assert parse_label("April 2026").last_year().label == "April 2025"


def test_parts():
    assert [part.label for part in Q2.parts(Frequency.MONTH)] == ["July 2026", "August 2026", "September 2026"]
    assert [part.label for part in YEAR.parts(Frequency.HALF)] == ["2026/27 H1", "2026/27 H2"]
    assert Q2.parts(Frequency.QUARTER) == (Q2,)
    with pytest.raises(ValueError, match="no parts as long as a year"):
        Q2.parts(Frequency.YEAR)


def test_weeks_belong_to_where_they_end():
    week = containing(date(2026, 7, 1), Frequency.WEEK)
    assert (week.start, week.end) == (date(2026, 6, 29), date(2026, 7, 5))
    assert week.within(Q2)
    assert not week.previous().within(Q2)
    assert not week.within(week.next())
    assert [each.end.day for each in parse_label("July 2026").parts(Frequency.WEEK)] == [5, 12, 19, 26]
    assert week.last_year().label == "week ending 6 July 2025"
    assert containing(date(2026, 4, 4), Frequency.WEEK).number == 1
    with pytest.raises(ValueError, match="no parts as long as a month"):
        week.parts(Frequency.MONTH)


@given(PERIODS)
def test_weeks_make_up_every_longer_period(it):
    weeks = it.parts(Frequency.WEEK)
    assert all(week.next() == after for week, after in pairwise(weeks))
    if it.frequency is not Frequency.WEEK:
        assert weeks[-1].next() == it.next().parts(Frequency.WEEK)[0]
        assert len(it.year.parts(Frequency.WEEK)) in (52, 53)


def test_terms_are_thirds_of_the_academic_year():
    year = period("2026-09-01", "Y", "A")
    assert [each.label for each in year.parts(Frequency.TERM)] == [
        "Autumn term 2026/27", "Spring term 2026/27", "Summer term 2026/27",
    ]  # fmt: skip
    assert len(parse_label("Spring term 2026/27").parts(Frequency.MONTH)) == 4
    for whole, shorter in ((year.parts(Frequency.TERM)[0], Frequency.QUARTER), (YEAR, Frequency.TERM)):
        with pytest.raises(ValueError):
            whole.parts(shorter)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("week ending 5 July 2026", "2026-06-29WF"),
        ("Week ending Friday 3 July 2026", "2026-06-29WF"),
        ("w/e 05/07/2026", "2026-06-29WF"),
        ("W/E 5.7.26", "2026-06-29WF"),
        ("w/c 29 June 2026", "2026-06-29WF"),
        ("Week commencing: 2026-06-29", "2026-06-29WF"),
        ("Autumn term 2026/27", "2026-09-01TA"),
        ("2026/27 Summer Term", "2027-05-01TA"),
        ("Spring term 2027", "2027-01-01TA"),
        ("Autumn Term 2026", "2026-09-01TA"),
        ("Term 2 2026/27", "2027-01-01TA"),
        ("2026/27 T3", "2027-05-01TA"),
    ],
)
def test_weeks_and_terms_are_read(text, key):
    assert parse_label(text).key == key


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("week ending 1 July 2026", "none ends on 1 July 2026"),
        ("w/c 30 June 2026", "none begins on 30 June 2026"),
        ("w/e 5 Smarch 2026", "smarch is no month"),
        ("w/e 31/02/2026", "not a period"),
        ("w/e 5/7/0026", "from 1900 to 2199"),
        ("Term 4 2026/27", "not a period"),
        ("Term 2 2026", "not a period"),
        ("Spring 2027", "not a period"),
    ],
)
def test_what_is_no_week_or_term_says_so(text, why):
    with pytest.raises(ValueError, match=why):
        parse_label(text)


def test_a_term_is_never_of_other_years():
    with pytest.raises(ValueError, match="only academic years have"):
        parse_label("Autumn term 2026/27", basis=YearBasis.FINANCIAL)
    assert parse_label("w/e 5 July 2026", basis=YearBasis.ACADEMIC).key == "2026-06-29WA"


def test_place_in_the_year():
    assert (Q2.number, Q2.year) == (2, YEAR)
    assert [part.number for part in YEAR.parts(Frequency.MONTH)] == list(range(1, 13))
    assert Q2.contains(date(2026, 7, 1))
    assert Q2.contains(date(2026, 9, 30))
    assert not Q2.contains(date(2026, 10, 1))
    assert not Q2.contains(date(2026, 6, 30))
    assert Q2.within(YEAR)
    assert not YEAR.within(Q2)
    assert not period("2026-10-01", "H").within(period("2026-01-01", "Y", "C"))
    assert not Q2.is_over(date(2026, 9, 30))
    assert Q2.is_over(date(2026, 10, 1))


def test_periods_that_share_a_first_day_are_told_apart():
    shared = [period("2026-04-01", frequency) for frequency in "MQHY"]
    assert len({each: each.label for each in shared}) == 4
    assert period("2026-07-01", "Q") in {Q2}
    assert period("2026-07-01", "Q", "C") not in {Q2}


@given(PERIODS)
def test_round_trips(it):
    assert parse_key(it.key) == it
    assert len(it.key) == 12
    if it.frequency in (Frequency.WEEK, Frequency.MONTH):
        assert parse_label(it.label).start == it.start
    else:
        assert parse_label(it.label, frequency=it.frequency) == it
        again = parse_label(it.long_label)
        assert (again.start, again.frequency, again.number) == (it.start, it.frequency, it.number)


@given(PERIODS)
def test_a_label_names_its_period_where_it_is_known_which_year_is_meant(it):
    assert parse_label(it.label, frequency=it.frequency, basis=it.basis) == it


def test_a_label_that_counts_other_years_is_refused():
    with pytest.raises(ValueError, match="counts calendar years, where it is to count financial years"):
        parse_label("2026 Q1", basis=YearBasis.FINANCIAL)


@given(PERIODS, st.integers(-300, 300))
def test_stepping_there_and_back(it, n):
    assert it.next(n).previous(n) == it
    assert (it.next(n).key > it.key) == (n > 0)
    assert (it.next(n) > it) == (n > 0)
    assert it.next().start == it.end + timedelta(days=1)


@given(DAYS, st.sampled_from(KINDS))
def test_a_day_lies_in_one_period_of_each_kind(day, kind):
    it = containing(day, *kind)
    assert it.contains(day)
    assert not it.next().contains(day)
    assert not it.previous().contains(day)
    assert it.within(it.year)
    assert it.year.parts(it.frequency)[it.number - 1] == it


@pytest.mark.parametrize("key", ["", "2026-07-01Q", "2026-07-01QX", "2026-07-01XF", "2026-13-01QF", "2026-07-02QF"])
def test_a_damaged_key_is_refused(key):
    with pytest.raises(ValueError):
        parse_key(key)


@pytest.mark.parametrize("key", ["0001-01-01QF", "1899-04-01YF", "2200-04-01YF", "9999-10-01QF", "x"])
def test_nobody_asks_for_a_period_that_no_figure_can_be_about(key):
    with pytest.raises(ValueError, match=r"from 1900 to 2199|not a period key"):
        asked_period(key)


def test_a_period_that_is_asked_for_is_read():
    assert asked_period(Q2.key) == Q2


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2014/15 Q1", "2014-04-01QF"),
        ("Q1 2014/15", "2014-04-01QF"),
        ("2014-15 Q1", "2014-04-01QF"),
        ("q4 2014 – 15", "2015-01-01QF"),
        ("Quarter 2 2014/15", "2014-07-01QF"),
        ("Qtr 2, 2014/2015", "2014-07-01QF"),
        ("14/15 Q2", "2014-07-01QF"),
        ("2014/15 Q3 (year to date)", "2014-10-01QF"),
        ("2014/15 H1", "2014-04-01HF"),
        ("2014/15 half 2", "2014-10-01HF"),
        ("2023/24 Apr", "2023-04-01MF"),
        ("2023/24 Mar", "2024-03-01MF"),
        ("Apr 2023", "2023-04-01MF"),
        ("Sept 2023", "2023-09-01MF"),
        ("April 2023", "2023-04-01MF"),
        ("Apr-23", "2023-04-01MF"),
        ("2014/15", "2014-04-01YF"),
        ("2014-15", "2014-04-01YF"),
        ("2014-2015", "2014-04-01YF"),
        ("2014/15 outturn", "2014-04-01YF"),
        ("Financial year 1999/00", "1999-04-01YF"),
        ("2026", "2026-01-01YC"),
        ("2026 Q1", "2026-01-01QC"),
        ("Academic year 2026/27", "2026-09-01YA"),
        ("academic 2026", "2026-09-01YA"),
        ("2026/27 Aug (academic)", "2027-08-01MA"),
        ("April to June 2014", "2014-04-01QF"),
        ("Apr - Sep 2023", "2023-04-01HF"),
        ("January 2026 to December 2026", "2026-01-01YC"),
        ("September to November 2026 (academic)", "2026-09-01QA"),
        ("Q2 2023/24 (Jul-Sep)", "2023-07-01QF"),
        ("2023/24 Q2 (not audited)", "2023-07-01QF"),
        ("2024 calendar year", "2024-01-01YC"),
        ("Oct 2024 (2 months in arrears)", "2024-10-01MF"),
        ("2023/24 Q2 (rolling 12 months)", "2023-07-01QF"),
        ("2023/24 Q1-Q3", "2023-10-01QF"),
        ("Apr 24 - Mar 25", "2024-04-01YF"),
        ("Apr-Jun 25", "2025-04-01QF"),
        ("Jul '25 to Sep '25", "2025-07-01QF"),
        ("Apr-Jun 25/26", "2025-04-01QF"),
        ("Quarters 1 to 2 2023/24", "2023-07-01QF"),
        ("Q1-3 2023/24", "2023-10-01QF"),
        ("2023/24 Quarter 2 (Jul–Sep)", "2023-07-01QF"),
        ("2023/24 (July to September) Q2", "2023-07-01QF"),
        ("Q2 (July to September 2023)", "2023-07-01QF"),
        ("Q3 (July to September 2023)", "2023-07-01QC"),
        ("Q4 2023/24 (Jan-Mar 2024)", "2024-01-01QF"),
        ("Q4 (Jan - Mar 2024) 2023-24", "2024-01-01QF"),
        ("2023 Q3 (Jul-Sep)", "2023-07-01QC"),
        ("2023/24 H2 (Oct 2023 to Mar 2024)", "2023-10-01HF"),
        ("2023/24 (April to March)", "2023-04-01YF"),
        ("2023/24 Jul–Sep", "2023-07-01QF"),
        ("Jul-Sep 2023/24", "2023-07-01QF"),
        ("Jan to Mar 2023-24", "2024-01-01QF"),
        ("2023 Jul-Sep", "2023-07-01QF"),
        ("academic 2026/27 Q2 (Dec-Feb)", "2026-12-01QA"),
        ("October to December 2023", "2023-10-01QF"),
        ("Annual 2023/24", "2023-04-01YF"),
        ("2023/24 (annual)", "2023-04-01YF"),
        ("2023/24 Q2*", "2023-07-01QF"),
        ("2023/24 Q2 †", "2023-07-01QF"),
        ("1900", "1900-01-01YC"),
        ("2198/99", "2198-04-01YF"),
    ],
)
def test_labels_as_councils_print_them(text, key):
    assert parse_label(text).key == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025/27",
        "Q5",
        "Q2",
        "Q2 (year not shown in the text)",
        "2014/15 Q5",
        "2014/15 Q0",
        "2014/15 H3",
        "2014/15 spring",
        "AA 23",
        "Apri",
        "ap 2023",
        "April to May 2023",
        "April 2025 to June 2026",
        "July to September 2026 (Q1)",
        "July to Smarch 2026",
        "Smarch to July 2026",
        "0000/01",
        "٢٠٢٦",
    ],
)
def test_other_labels_are_refused_with_what_is_accepted(text):
    with pytest.raises(ValueError, match="2026/27 Q1") as refused:
        parse_label(text)
    assert f"“{text}”" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Q2 2023/24 (Apr-Jun)", "its months are not those of July to September 2023 (Q2)"),
        ("Q2 2023/24 (Jul-Sep 2024)", "its months are not those of July to September 2023 (Q2)"),
        ("Q2 2023/24 (Apr-Sep)", "its months are not those of July to September 2023 (Q2)"),
        ("Q2 2023 (Jul-Sep)", "its months are not those of April to June 2023 (Q2)"),
        ("2023/24 (Jul-Sep 2024)", "its months are not in 2023/24"),
        ("2023 Oct-Mar", "its months are not in 2023"),
        ("H2 (July to September 2026)", "its months are not those of H2"),
        ("Q1 (July to September 2026)", "its months are not those of Q1"),
        ("2023/24 Apr-Dec", "its months do not make a quarter, half-year or year"),
        ("2023/24 spring (Jul-Sep)", "“2023/24 spring (Jul-Sep)” is not a period. "),
        ("Q2 (Jul-Sep)", "“Q2 (Jul-Sep)” is not a period. "),
        ("Q2 Jul-Sep Oct-Dec 2023", "is not a period. "),
        ("Annual Q2 2023/24", "it says annual and names a quarter"),
        ("Q2 2324", "2324 is not a year from 1900 to 2199"),
        ("2324/25 Q2", "2324 is not a year from 1900 to 2199"),
        ("July to September 2324", "2324 is not a year from 1900 to 2199"),
        ("April 1023 to March 2024", "1023 is not a year from 1900 to 2199"),
        ("2023/24 Sep-Nov", "its months are not in 2023/24"),
    ],
)
def test_a_label_that_contradicts_itself_or_names_no_year_of_ours_says_so(text, said):
    with pytest.raises(ValueError) as refused:
        parse_label(text)
    assert said in str(refused.value)


def test_a_label_of_another_length_is_refused():
    with pytest.raises(ValueError, match="is a year where a quarter is expected"):
        parse_label("2014/15", frequency=Frequency.QUARTER)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        read = parse_label(text)
    except ValueError as error:
        refusal = str(error)
    else:
        refusal = ""
    assert "Write it like" in refusal or parse_key(read.key) == read


# London time


def test_midnight_on_31_march_means_london():
    deadline = end_of_day(date(2027, 3, 31))  # British Summer Time since 28 March
    assert datetime(2027, 3, 31, 23, 59, 59, tzinfo=LONDON) <= deadline
    assert datetime(2027, 4, 1, 0, 0, 0, tzinfo=LONDON) > deadline
    assert datetime(2027, 3, 31, 22, 59, 59, tzinfo=UTC) <= deadline
    assert datetime(2027, 3, 31, 23, 0, 0, tzinfo=UTC) > deadline


def test_a_moment_without_a_time_zone_has_no_day():
    with pytest.raises(ValueError, match="time zone"):
        london_day(datetime(2026, 3, 31, 23, 30))  # noqa: DTZ001


@given(
    boundary=st.builds(
        lambda year, month: date(year, month, 1), st.integers(2015, 2040), st.sampled_from((1, 4, 7, 10))
    ),
    minutes=st.integers(-60, 60),
    zone=st.sampled_from((UTC, LONDON, ZoneInfo("America/New_York"))),
)
def test_each_minute_round_a_boundary_lies_in_one_quarter_and_year(boundary, minutes, zone):
    midnight = end_of_day(boundary - timedelta(days=1)).astimezone(UTC) + timedelta(microseconds=1)
    moment = (midnight + timedelta(minutes=minutes)).astimezone(zone)
    began = minutes >= 0
    assert london_day(moment) == (boundary if began else boundary - timedelta(days=1))
    quarter = containing(london_day(moment), Frequency.QUARTER)
    assert quarter.start == (boundary if began else quarter.start)
    assert quarter.end + timedelta(days=1) == (quarter.next().start if began else boundary)
    expected_year = boundary.year if (boundary.month >= 4 and (began or boundary.month > 4)) else boundary.year - 1
    assert containing(london_day(moment), Frequency.YEAR).start == date(expected_year, 4, 1)


@given(st.integers(0, 26 * 365 * 24 * 3600))
def test_the_day_ends_where_the_next_begins(seconds):
    moment = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    day = london_day(moment)
    assert end_of_day(day - timedelta(days=1)) < moment <= end_of_day(day)
