"""How money is written and read (rules.md, Money)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money.rules.amounts import exact, in_words, read_amount, to_the_penny

pence = st.integers(-(10**13), 10**13).map(lambda number: Decimal(number).scaleb(-2))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "£0"), ("0.49", "£0"), ("0.5", "£1"), ("-0.2", "£0"), ("12345.4", "£12,345"), ("-340", "−£340"),
        ("999999.49", "£999,999"), ("999999.50", "£1.0m"), ("1249999", "£1.2m"), ("1250000", "£1.3m"),
        ("-2000000", "−£2.0m"), ("1500000000", "£1.5bn"),
    ],
)  # fmt: skip
def test_money_in_a_sentence_is_short(amount, words):
    assert in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "words"), [("12345.674", "£12,345.67"), ("-0.005", "−£0.01"), ("-0.004", "£0.00"), ("7", "£7.00")]
)
def test_money_in_a_table_is_to_the_penny(amount, words):
    assert exact(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.50"), ("£1,234.50", "1234.50"), (" 1 234.50 ", "1234.50"), ("-20", "-20"), ("20-", "-20"),
        ("(20.00)", "-20"), ("−£5", "-5"), ("£-5", "-5"), ("-£5", "-5"), ("(£5)", "-5"), ("0", "0"), (".5", "0.5"),
        ("5.", "5"), ("1,234,567.89", "1234567.89"), ("12.300", "12.3"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_ledgers_print_them(text, amount):
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "-", "n/a", "1.2m", "12,34", "1,23.4", "--5", "(-5)", "1e5", "5%", "£", "twelve", "1.234,50", "nan"]
)
def test_what_is_no_amount_is_refused_with_what_is_accepted(text):
    with pytest.raises(ValueError, match=r"is no amount\. Write pounds and pence"):
        read_amount(text)


def test_parts_of_a_penny_and_impossible_sums_are_refused():
    with pytest.raises(ValueError, match="parts of a penny"):
        read_amount("1.005")
    for text in ("1000000000000", "9" * 60, f"-{'9' * 60}.5"):
        with pytest.raises(ValueError, match="more than any council has"):
            read_amount(text)
    assert read_amount(f"1.{'0' * 60}") == 1


@given(pence.filter(lambda amount: abs(amount) < 10**11))
def test_what_is_written_to_the_penny_is_read_as_it_was(amount):
    assert read_amount(exact(amount)) == amount == to_the_penny(amount)
