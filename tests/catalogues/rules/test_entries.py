"""What a catalogue's words mean for a measure of ours, from rows as publishers print them."""

from decimal import Decimal

import pytest

from catalogues.rules.entries import (
    PLACEHOLDER,
    UNCHECKED,
    Published,
    dimension_of,
    entry_name,
    frequency_of,
    is_unchecked,
    left_open,
    started,
    unit_of,
    value_kind,
    web_address,
)
from indicators.rules.vocabulary import ValueKind


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("not checked against a stored source", True),
        ("  Not checked", True),
        ("number and subject seen in a stored source", False),
        ("notchecked", False),
        ("", False),
    ],
)
def test_only_what_says_so_is_unchecked(words, expected):
    assert is_unchecked(words) is expected


def test_marks_are_told_together():
    entry = Published("A", title_check="not checked against a stored source", is_placeholder=True)
    assert entry.marks == [UNCHECKED, PLACEHOLDER]
    assert Published("A").marks == []


@pytest.mark.parametrize(
    ("short", "code", "expected"),
    [
        ("LGBF", "ENV03c", "LGBF ENV03c"),
        ("NI", "NI 14", "NI 14"),
        ("BV", "BV 2a", "BV 2a"),
        ("NI", "NIX", "NI NIX"),
        ("LOF", "", "LOF: Births"),
    ],
)
def test_a_name_says_its_set_once(short, code, expected):
    assert entry_name(short, code, "Births") == expected


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("Percentage", "Anything", ValueKind.PERCENTAGE),
        ("Cost", "Cost per library visit", ValueKind.MONEY),
        ("Days", "Sickness absence days per teacher", ValueKind.NUMBER),
        ("Rate per 10,000", "Start-ups", ValueKind.NUMBER),
        ("Score", "Cleanliness", ValueKind.NUMBER),
        ("outcome", "Percentage of rental housing deemed decent", ValueKind.PERCENTAGE),
        ("", "The percentage of council tax collected", ValueKind.PERCENTAGE),
        ("", "Street cleanliness score (% acceptable)", ValueKind.PERCENTAGE),
        ("", "Smoking: percentage of those who quit", ValueKind.PERCENTAGE),
        ("", "Ill-health retirements as a % of the workforce", ValueKind.PERCENTAGE),
        ("", "Rate of households per 1,000 households", ValueKind.NUMBER),
        ("", "Start-ups per 10,000 people", ValueKind.NUMBER),
        ("", "Number of families in B&B", ValueKind.NUMBER),
        ("output", "Private Rented Sector enforcement", None),
        ("", "Civic participation in the local area", None),
    ],
)
def test_what_its_figures_are(kind, title, expected):
    assert value_kind(kind, title) is expected


def test_units_and_frequencies():
    assert unit_of("Weeks", "Average time") == "weeks"
    assert unit_of("", "Chargers per 100,000 population") == "per 100,000"
    assert unit_of("Rate per 10,000", "Start-ups") == "per 10,000"
    assert unit_of("Cost", "Cost per library visit") == ""
    assert [frequency_of(each) for each in ("Annual", "quarterly", "3 Year Aggregates", "")] == ["Y", "Q", "", ""]


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("Cost", "Net waste collection per premises", "cost"),
        ("", "Cost of museums per visit", "cost"),
        ("Percentage", "% of adults satisfied with libraries", "satisfaction"),
        ("Percentage", "% of household waste recycled", ""),
    ],
)
def test_cost_and_satisfaction_are_known_and_nothing_is_guessed(kind, title, expected):
    assert dimension_of(kind, title) == expected


def test_a_measure_begins_with_what_the_entry_says():
    entry = Published(
        "% of invoices paid within 30 days", code="CORP08", kind="Percentage", polarity="high", frequency="Annual",
        numerator="Invoices paid in time", denominator="Invoices sampled", data_source="Improvement body",
    )  # fmt: skip
    assert started(entry, "Benchmarking framework") == {
        "name": "% of invoices paid within 30 days",
        "definition": "Invoices paid in time, divided by Invoices sampled.",
        "data_source": "Improvement body, Benchmarking framework",
        "kind": "percentage",
        "counting": "rate",
        "polarity": "high",
        "frequency": "Y",
        "numerator": "Invoices paid in time",
        "denominator": "Invoices sampled",
        "has_parts": True,
    }
    assert left_open(entry) == []


def test_of_an_unchecked_title_the_way_that_is_good_is_not_taken_over():
    entry = Published("Civic participation", polarity="high", title_check="not checked against a stored source")
    assert started(entry, "NI") == {"name": "Civic participation", "data_source": "NI"}
    assert left_open(entry) == ["what kind of value it is", "which way is good", "how often"]


def test_what_is_measured_in_a_range_tells_its_best_value_and_what_an_outcome_is_stays_one():
    entry = Published("The pay gap (%)", kind="outcome", polarity="range", best=Decimal("0.0300"), numerator="Pay")
    start = started(entry, "")
    assert (start["definition"], start["tells"], start["polarity"]) == (
        "Pay. The best value is 0.03.",
        "outcome",
        "range",
    )
    assert "data_source" not in start


def test_money_for_each_of_something_is_a_rate_and_has_the_unit_that_is_said():
    start = started(Published("Cost of parks per 1,000 population", kind="Cost", polarity="low"), "X")
    assert (start["kind"], start["unit"], start["counting"], start["dimension"]) == (
        "money",
        "per 1,000",
        "rate",
        "cost",
    )
    whole = started(Published("Cost of parks", kind="Cost", denominator="People"), "X")
    assert ("counting" in whole, whole["definition"]) == (False, "People.")


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "counting", "has_parts"),
    [
        ("Percentage", "", "", "rate", False),
        ("Percentage", "Paid", "", "rate", False),
        ("Percentage", "", "Sampled", "rate", False),
        ("Percentage", "Paid", "Sampled", "rate", True),
        ("Number", "Paid", "Sampled", "rate", False),
        ("Number", "Paid", "", None, False),
    ],
)
def test_a_percentage_and_what_is_divided_are_rates_and_a_percentage_has_both_parts(
    kind, numerator, denominator, counting, has_parts
):
    start = started(Published("Invoices", kind=kind, numerator=numerator, denominator=denominator), "X")
    assert (start.get("counting"), start.get("has_parts", False)) == (counting, has_parts)


def test_long_words_are_taken_over_as_far_as_they_fit():
    start = started(Published("Long", numerator="n" * 300, denominator="d" * 300, data_source="s" * 300), "X")
    assert (start["numerator"], start["denominator"], start["data_source"]) == ("n" * 200, "d" * 200, "s" * 250)


@pytest.mark.parametrize(("polarity", "best"), [("range", None), ("high", Decimal(3))])
def test_a_best_value_is_told_of_a_range_that_has_one(polarity, best):
    assert started(Published("Gap", numerator="Pay", polarity=polarity, best=best), "X")["definition"] == "Pay."


@pytest.mark.parametrize(
    ("text", "expected"),
    [("https://a.example", "https://a.example"), ("HTTP://a", "HTTP://a"), ("javascript:alert(1)", ""), ("", "")],
)
def test_only_an_address_of_the_web_is_followed(text, expected):
    assert web_address(text) == expected
