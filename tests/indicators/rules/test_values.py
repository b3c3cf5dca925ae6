"""How values are shown (rules.md 2, and the last lines of 3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.reading import read_figure
from indicators.rules.values import format_pair, format_trimmed, format_value, own_places, round_to
from indicators.rules.vocabulary import Status, ValueKind

D = Decimal
PERCENTAGE, MONEY, NUMBER = ValueKind.PERCENTAGE, ValueKind.MONEY, ValueKind.NUMBER


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "unit", "expected"),
    [
        ("95.1", PERCENTAGE, 1, "", "95.1%"), ("95.15", PERCENTAGE, 1, "%", "95.2%"),
        ("-6.3", PERCENTAGE, 1, "", "−6.3%"),
        ("-0.01", PERCENTAGE, 1, "", "0.0%"), ("0.5", NUMBER, 0, "", "1"), ("-0.5", NUMBER, 0, "", "−1"),
        ("1234.5", MONEY, 2, "", "£1,234.50"), ("-1234.5", MONEY, 0, "", "−£1,235"), ("1.25", MONEY, 2, "£m", "£1.25m"),
        ("12.5", MONEY, 2, "per household", "£12.50 per household"), ("1234", NUMBER, 0, "£000", "£1,234k"),
        ("12.5", MONEY, 2, "£", "£12.50"), ("12", MONEY, 0, "£ per head", "£12 per head"),
        ("1", NUMBER, 0, "working days", "1 working day"), ("-1", NUMBER, 0, "days", "−1 day"),
        ("1", NUMBER, 1, "days", "1.0 days"), ("1", NUMBER, 0, "premises", "1 premises"),
        ("19.94", NUMBER, 1, "days", "19.9 days"), ("1234567", NUMBER, 0, "", "1,234,567"),
        ("7", NUMBER, 1, "%", "7.0%"),
        ("1.5", ValueKind.RATIO, 1, "", "1.5 : 1"), ("1", ValueKind.YES_NO, 0, "", "Yes"),
        ("0", ValueKind.YES_NO, 0, "", "No"),
        ("739814", ValueKind.DATE, 0, "", "17 July 2026"), ("3723", ValueKind.DURATION, 0, "", "1:02:03"),
        ("-59.6", ValueKind.DURATION, 0, "", "−0:01:00"), ("-0.2", ValueKind.DURATION, 0, "", "0:00:00"),
        ("1", ValueKind.GRADE, 0, "", "Good"), ("1.5", ValueKind.GRADE, 0, "", "grade 1.5"),
        ("7", ValueKind.GRADE, 0, "", "grade 7"),
    ],
)  # fmt: skip
def test_every_kind_is_printed_in_one_way(value: str, kind: ValueKind, decimals: int, unit: str, expected: str) -> None:
    assert format_value(D(value), kind, decimals, unit, ("Poor", "Good")) == expected


@pytest.mark.parametrize("kind", list(ValueKind))
def test_no_value_is_no_figure(kind: ValueKind) -> None:
    assert format_value(None, kind, 1) == "no figure"
    assert format_trimmed(None, kind, 1) == "no figure"


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "expected"),
    [
        ("90.0", PERCENTAGE, 1, "90%"), ("90.55", PERCENTAGE, 1, "90.6%"), ("1000", NUMBER, 2, "1,000"),
        ("234.5", MONEY, 2, "£234.50"), ("234", MONEY, 2, "£234"), ("1", ValueKind.YES_NO, 2, "Yes"),
    ],
)  # fmt: skip
def test_running_text_leaves_out_needless_noughts(value: str, kind: ValueKind, decimals: int, expected: str) -> None:
    assert format_trimmed(D(value), kind, decimals) == expected


@pytest.mark.parametrize(
    ("value", "target", "status", "kind", "decimals", "expected"),
    [
        ("96.96", "97", Status.AMBER, PERCENTAGE, 1, ("96.96%", "97.00%")),
        ("96.9996", "97", Status.RED, PERCENTAGE, 1, ("96.9996%", "97.0000%")),
        ("96.96", "97", Status.GREEN, PERCENTAGE, 1, ("97.0%", "97.0%")),
        ("96.4", "97", Status.AMBER, PERCENTAGE, 1, ("96.4%", "97.0%")),
        ("97", "97", Status.RED, PERCENTAGE, 1, ("97.0%", "97.0%")),
        ("1000.4", "1000", Status.RED, MONEY, 0, ("£1,000.40", "£1,000.00")),
        ("29.6", "30", Status.AMBER, ValueKind.DURATION, 0, ("0:00:30", "0:00:30")),
    ],
)
def test_a_figure_that_misses_is_never_printed_equal_to_its_target(
    value: str, target: str, status: Status, kind: ValueKind, decimals: int, expected: tuple[str, str]
) -> None:
    assert format_pair(D(value), D(target), status, kind, decimals) == expected


def test_a_pair_with_a_missing_side() -> None:
    assert format_pair(None, D(5), Status.RED, NUMBER, 0) == ("no figure", "5")
    assert format_pair(D(5), None, Status.RED, NUMBER, 0) == ("5", "no figure")


def test_a_difference_beyond_ten_more_places_is_let_be() -> None:
    value = D(1) + D(1).scaleb(-14)
    assert format_pair(value, D(1), Status.RED, NUMBER, 0) == ("1.0000000000", "1.0000000000")


@pytest.mark.parametrize(("value", "decimals", "expected"), [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.125", 2, "0.13")])
def test_halves_are_rounded_away_from_nought(value: str, decimals: int, expected: str) -> None:
    assert round_to(D(value), decimals) == D(expected)


def test_own_places() -> None:
    assert [own_places(D(text)) for text in ("1", "100", "1.50", "0.001")] == [0, 0, 1, 3]


@given(
    st.decimals(-(10**12), 10**12, places=4, allow_nan=False, allow_infinity=False),
    st.sampled_from([PERCENTAGE, MONEY, NUMBER, ValueKind.RATIO]),
    st.sampled_from(["", "days"]),
)
def test_what_is_shown_can_be_typed_back(value: Decimal, kind: ValueKind, unit: str) -> None:
    shown = format_value(value, kind, 4, "" if kind in (PERCENTAGE, ValueKind.RATIO) else unit)
    assert read_figure(shown, kind).value == value


@given(st.integers(-(10**8), 10**8))
def test_a_duration_shown_can_be_typed_back(seconds: int) -> None:
    assert read_figure(format_value(D(seconds), ValueKind.DURATION, 0), ValueKind.DURATION).value == seconds


@given(st.integers(693_596, 803_132))
def test_a_date_shown_can_be_typed_back(day: int) -> None:
    assert read_figure(format_value(D(day), ValueKind.DATE, 0), ValueKind.DATE).value == day
