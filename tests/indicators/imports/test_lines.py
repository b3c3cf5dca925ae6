"""One row read against its measure: what is accepted, what is refused, and in which words (C17)."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.imports.figures.lines import example_period, read_line
from indicators.imports.figures.measures import Measure, described
from indicators.imports.rows import ImportRow
from indicators.rules.vocabulary import Polarity, ValueKind
from plans.periods import Frequency, YearBasis

TODAY = date(2026, 10, 14)


def measure(**fields):
    values = {
        "pk": 7,
        "ref": "HS07",
        "name": "Days to let a home",
        "kind": ValueKind.NUMBER,
        "unit": "days",
        "decimals": 1,
        "grades": (),
        "polarity": Polarity.LOW,
        "frequency": Frequency.QUARTER,
        "year_basis": YearBasis.FINANCIAL,
    }
    return Measure(**{**values, **fields})


def line(of=None, **cells):
    row = ImportRow(**{"line": 2, "indicator": "Days to let a home", "period": "2026/27 Q1", "actual": "20", **cells})
    return read_line(row, of or measure(), today=TODAY)


def problem(of=None, **cells):
    return " ".join(line(of, **cells).problems)


# Figures


@pytest.mark.parametrize(
    ("text", "value"),
    [("20", "20"), ("1,234.5", "1234.5"), ("20 days", "20"), ("1 day", "1"), ("-3", "-3"), ("(1,234)", "-1234")],
)
def test_a_figure_is_read_with_or_without_its_unit(text, value):
    assert line(actual=text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("£1,234", "is in £, and HS07 is in days"),
        ("12.5%", "is in %, and HS07 is in days"),
        ("20 hours", "is in hours, and HS07 is in days"),
        ("about right", "is not a figure"),
        ("12,5", "has a comma that does not mark thousands"),
        ("1e400", "shortened by a spreadsheet"),
        ("NaN", "is not a figure"),
        ("#DIV/0!", "is a spreadsheet's error"),
        ("=A1+B1", "is a formula"),
        ("30/09/2026", "holds more than one figure"),
        ("5,670 (4,200)", "holds more than one figure"),
        ("<script>alert(1)</script>", "gives only a limit"),
    ],
)
def test_what_is_no_figure_of_the_measure_is_refused_in_plain_words(text, words):
    found = problem(actual=text)
    assert found.startswith("actual: “")
    assert words in found


def test_a_percentage_refuses_pounds_and_money_refuses_days():
    percentage, money = measure(kind=ValueKind.PERCENTAGE, unit=""), measure(kind=ValueKind.MONEY, unit="")
    assert "this measure is a percentage" in problem(percentage, actual="£1,234")
    assert line(percentage, actual="12.5%").value == Decimal("12.5")
    assert "is in days, and HS07 is in £" in problem(money, actual="12 days")
    assert line(money, actual="£1,234.50").value == Decimal("1234.5")


def test_money_kept_in_millions_is_never_guessed():
    millions = measure(kind=ValueKind.MONEY, unit="£m")
    assert line(millions, actual="1.2").value == Decimal("1.2")
    assert line(millions, actual="£1.2m").value == Decimal("1.2")
    assert "does not say whether it is in £m" in problem(millions, actual="£1,200,000")


@pytest.mark.parametrize(
    ("text", "absence"),
    [("n/a", "not_available"), ("tbc", "not_available"), ("[z]", "not_applicable"), ("[c]", "withheld")],
)
def test_no_figure_is_not_nought(text, absence):
    found = line(actual=text)
    assert (found.value, found.absence) == (None, absence)
    assert text in found.absence_reason


def test_a_small_number_held_back_is_withheld():
    assert line(actual="<5").absence == "withheld"


def test_a_blank_is_neither_a_figure_nor_a_reason_for_none():
    found = line(actual="")
    assert not found.has_figure
    assert not found.problems


@pytest.mark.parametrize(("text", "standing"), [("20 [p]", "provisional"), ("20 [r]", "revised"), ("20", "")])
def test_the_mark_beside_a_figure_says_how_firm_it_is(text, standing):
    found = line(actual=text)
    assert (found.value, found.standing) == (Decimal(20), standing)


def test_an_unknown_standing_is_refused():
    assert "“nearly” is not one of provisional, final" in problem(standing="nearly")


# Targets


def test_a_target_in_words_is_kept_and_a_broken_figure_is_not():
    assert line(target="Top quartile").target_text == "Top quartile"
    assert not line(target="Data Only").has_target
    assert not line(target="n/a").has_target
    for text in ("12,5", "=B2", "#REF!", "NaN", "1e400", "£5", "12.5%"):
        assert problem(actual="", target=text).startswith("target: “")
    assert "more than 200 characters" in problem(actual="", target="better than last year " * 10)


def test_the_target_of_a_range_has_two_ends():
    found = line(measure(polarity=Polarity.RANGE, unit=""), target="10 to 12")
    assert (found.low, found.high, found.target) == (Decimal(10), Decimal(12), None)
    single = line(measure(polarity=Polarity.RANGE, unit=""), target="10")
    assert (single.low, single.high) == (Decimal(10), Decimal(10))


@pytest.mark.parametrize(
    ("kind", "unit", "target", "ends"),
    [
        (ValueKind.NUMBER, "", "10-12 million", (10_000_000, 12_000_000)),
        (ValueKind.MONEY, "", "£10m-£12m", (10_000_000, 12_000_000)),
        (ValueKind.MONEY, "£m", "£10m to £12m", (10, 12)),
        (ValueKind.PERCENTAGE, "", "+5% to -5%", (-5, 5)),
        (ValueKind.DURATION, "", "1:45-2:15", (6300, 8100)),
    ],
)
def test_both_ends_of_a_range_are_in_the_measures_unit(kind, unit, target, ends):
    found = line(measure(polarity=Polarity.RANGE, kind=kind, unit=unit), actual="n/a", target=target)
    assert (found.low, found.high, found.problems) == (*ends, [])


@pytest.mark.parametrize(
    ("kind", "target", "words"),
    [
        (ValueKind.MONEY, "+/-5%", "is a percentage, and this measure is an amount of money"),
        (ValueKind.NUMBER, "3%-5%", "is in %, and HS07 is in days"),
    ],
)
def test_a_range_in_another_unit_is_refused(kind, target, words):
    ranged = measure(polarity=Polarity.RANGE, kind=kind, unit="days" if kind is ValueKind.NUMBER else "")
    assert words in problem(ranged, actual="", target=target)


@pytest.mark.parametrize(
    ("unit", "text", "seconds"),
    [
        ("mm:ss", "2:20", 140),
        ("minutes", "12:30", 750),
        ("hrs", "1:45", 6300),
        ("hours", "2", 7200),
        ("", "1:20", 4800),
    ],
)
def test_the_rows_unit_says_how_its_times_are_read(unit, text, seconds):
    times = measure(kind=ValueKind.DURATION, unit="")
    assert line(times, unit=unit, actual=text, target=text).value == seconds


@pytest.mark.parametrize(
    ("text", "value"), [("£1.2 millions", 1_200_000), ("£450 thousands", 450_000), ("£1.2b", 1.2 * 10**9)]
)
def test_an_amount_keeps_its_scale_and_one_that_is_not_known_is_refused(text, value):
    money = measure(kind=ValueKind.MONEY, unit="")
    assert line(money, actual=text).value == value
    assert line(money, actual="£12.50 per household").value == Decimal("12.5")
    assert "has “millons” after the amount" in problem(money, actual="£1.2 millons")


def test_a_figure_with_a_scale_is_brought_to_that_of_its_measure():
    assert line(measure(unit="million"), actual="9.6 million").value == Decimal("9.6")
    assert line(measure(unit="per million"), actual="9.6").value == Decimal("9.6")
    assert line(measure(unit="hours"), actual="3 hrs").value == 3
    millions = measure(kind=ValueKind.MONEY, unit="£m")
    assert not problem(millions, actual="1.2", unit="million")
    assert "unit: “£000”, and HS07 is in £m" in problem(millions, actual="1.2", unit="£000")


# Periods


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Q5 2026/27", "a year has Q1 to Q4"),
        ("31/06", "are not two years in a row"),
        ("2025/27", "are not two years in a row"),
        ("soon", "is not a period"),
        ("2026/27", "is a year where a quarter is expected"),
        ("2026 Q1", "where it is to count financial years, from April. Write it like 2026/27 Q2."),
        ("2027/28 Q1", "has not begun"),
        ("", "is empty. Write it like 2026/27 Q2"),
    ],
)
def test_a_period_that_does_not_fit_is_refused(text, words):
    assert words in problem(period=text)


def test_months_say_for_themselves_which_days_are_meant():
    calendar = measure(year_basis=YearBasis.CALENDAR)
    found = line(calendar, period="July to September 2026")
    assert found.period.label == "2026 Q3"


def test_an_academic_measures_years_are_academic():
    academic = measure(year_basis=YearBasis.ACADEMIC, frequency=Frequency.YEAR)
    assert line(academic, period="2024/25").period.label == "2024/25 (academic)"
    assert "“2024/25 Q9” is not a period" in problem(measure(year_basis=YearBasis.ACADEMIC), period="2024/25 Q9")
    assert example_period(academic) == "2025/26 (academic)"


def test_a_month_that_a_spreadsheet_turned_into_a_date_is_read_and_any_other_date_is_not():
    monthly = measure(frequency=Frequency.MONTH)
    found = line(monthly, period="01/04/2026", period_day=date(2026, 4, 1))
    assert found.period.label == "April 2026"
    for each, day in ((monthly, date(2026, 4, 2)), (measure(), date(2026, 4, 1))):
        assert "is a date. Spreadsheets turn some periods into dates" in problem(
            each, period=f"{day:%d/%m/%Y}", period_day=day
        )


def test_a_figure_outside_the_days_of_its_measure_is_refused():
    ended = measure(starts_on=date(2020, 4, 1), ends_on=date(2024, 3, 31))
    assert "is after HS07 was collected, until 31 March 2024" in problem(ended, period="2024/25 Q1")
    assert "is before HS07 was collected, from 1 April 2020" in problem(ended, period="2019/20 Q4")


# What the file says of a measure that is known


def test_a_unit_that_contradicts_the_measure_is_refused_and_a_polarity_is_noted():
    assert "unit: “%”, and HS07 is in days" in problem(unit="%")
    assert "unit: “hours”" in problem(unit="hours")
    assert problem(unit="number") == problem(unit="working days") == ""
    found = line(polarity="high", frequency="Annual")
    assert not found.problems
    assert "the definition sheet low, which stands" in found.notes[0]
    assert "frequency of HS07" in found.notes[1]


def test_an_unknown_polarity_refuses_nothing():
    assert problem(polarity="sideways") == ""  # the definition sheet says it


def test_words_that_are_too_long_are_refused_by_column():
    assert problem(commentary="x" * 4001) == "commentary: has more than 4,000 characters. Shorten it."


# New measures


def rows(*texts, **cells):
    return [
        ImportRow(line=n, indicator="New", **{"period": "2026/27 Q1", "actual": text, **cells})
        for n, text in enumerate(texts, 2)
    ]


@pytest.mark.parametrize(
    ("unit", "texts", "kind", "kept"),
    [
        ("%", ["45"], ValueKind.PERCENTAGE, ""),
        ("", ["45", "46%"], ValueKind.PERCENTAGE, ""),
        ("", ["£1,234"], ValueKind.MONEY, ""),
        ("£", ["1,234"], ValueKind.MONEY, ""),
        ("£m", ["1.2"], ValueKind.MONEY, "£m"),
        ("days", ["12"], ValueKind.NUMBER, "days"),
        ("number", ["3289 tonnes"], ValueKind.NUMBER, "tonnes"),
        ("number", ["12.5%"], ValueKind.NUMBER, ""),
        ("", ["1:20"], ValueKind.RATIO, ""),
        ("minutes", ["1:20"], ValueKind.DURATION, ""),
        ("hrs", ["1:20"], ValueKind.DURATION, ""),
        ("hours", ["90 minutes", "2"], ValueKind.DURATION, ""),
        ("hours", ["3 hrs", "2"], ValueKind.NUMBER, "hours"),
        ("", ["45 mins", "1 hour"], ValueKind.DURATION, ""),
        ("", ["3 hrs", "3 hours"], ValueKind.NUMBER, "hrs"),
        ("number", ["1.2m", "1.5m"], ValueKind.NUMBER, ""),
        ("million", ["£8m"], ValueKind.MONEY, "£million"),
        ("", ["10-12%"], ValueKind.PERCENTAGE, ""),
        ("", ["Yes", "n/a"], ValueKind.YES_NO, ""),
        ("", ["30/09/2026"], ValueKind.NUMBER, ""),
        ("date", ["30/09/2026"], ValueKind.DATE, ""),
        ("", ["", "n/a"], ValueKind.NUMBER, ""),
    ],
)
def test_a_new_measures_kind_and_unit_come_from_all_its_rows(unit, texts, kind, kept):
    found = described(rows(*texts, unit=unit), "A1")
    assert (found.kind, found.unit) == (kind, kept)


def test_rows_of_a_new_measure_that_contradict_each_other_are_refused():
    days = rows("12", "£5", unit="days")
    found = described(days, "A1")
    assert [bool(read_line(row, found, today=TODAY).problems) for row in days] == [False, True]
    ways = [*rows("12", polarity="high"), *rows("13", polarity="low")]
    found = described(ways, "A1")
    assert "and high in another row of this measure" in read_line(ways[1], found, today=TODAY).problems[0]


def test_how_often_is_what_the_periods_say():
    quarterly = described(rows("1", frequency="Annual"), "A1")
    assert quarterly.frequency is Frequency.QUARTER
    unreadable = described(rows("1", frequency="Monthly", period="soon"), "A1")
    assert unreadable.frequency is Frequency.MONTH


def test_a_figure_for_the_year_to_date_is_compared_with_last_year_only():
    assert described(rows("209", period="2026/27 Q1 (year to date)"), "A1").is_to_date
    assert not described(rows("209"), "A1").is_to_date
