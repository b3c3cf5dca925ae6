"""Amounts of money: how each is written, and how one is read from a file (rules.md, Money)."""

import re
from decimal import ROUND_HALF_UP, Decimal

_MINUS = "−"
_PENNY, _POUND = Decimal("0.01"), Decimal(1)
_SIZES = ((Decimal(1_000_000_000), "bn"), (Decimal(1_000_000), "m"))
_TYPED = re.compile(r"(?P<sign>-?)£?(?P<more>-?)(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+|\d+\.)(?P<after>-?)")
_MOST = Decimal(10) ** 12
ACCEPTED = "Write pounds and pence, such as 1,234.50, and a minus before what is taken off."


def in_words(amount: Decimal) -> str:
    """An amount within a sentence or beside a name: "£12,345", "£1.2m". Exact figures stand in tables."""
    pounds = _rounded(amount, _POUND)
    for size, letter in _SIZES:
        if abs(pounds) >= size:
            return f"{_sign(pounds)}£{abs(_rounded(amount / size, Decimal('0.1'))):,f}{letter}"
    return f"{_sign(pounds)}£{abs(pounds):,f}"


def exact(amount: Decimal) -> str:
    """An amount to the penny: "£12,345.67"."""
    pence = _rounded(amount, _PENNY)
    return f"{_sign(pence)}£{abs(pence):,f}"


def to_the_penny(amount: Decimal) -> Decimal:
    """The amount rounded to pence, halves away from nought."""
    return _rounded(amount, _PENNY)


def read_amount(text: str) -> Decimal:
    """An amount as ledgers print it: "1,234.50", "£1234.5", "-20", "20-", "(20.00)".

    ValueError, with what is accepted, for anything else, for parts of a penny and for more than a council has.
    """
    tidy = "".join(text.split()).replace(_MINUS, "-").replace("\N{EN DASH}", "-")
    bracketed = tidy.startswith("(") and tidy.endswith(")")
    found = _TYPED.fullmatch(tidy[1:-1] if bracketed else tidy)
    minuses = int(bracketed) + (sum(bool(found[name]) for name in ("sign", "more", "after")) if found else 0)
    if found is None or minuses > 1:
        raise ValueError(f"is no amount. {ACCEPTED}")
    value = Decimal(found["number"].replace(",", ""))
    if value >= _MOST:  # before it is rounded, which takes no more digits than Decimal works with
        raise ValueError("is more than any council has. Check the decimal point.")
    if value != _rounded(value, _PENNY):
        raise ValueError("holds parts of a penny. Round it to two decimal places.")
    return _rounded(-value if minuses else value, _PENNY)


def _rounded(amount: Decimal, step: Decimal) -> Decimal:
    return amount.quantize(step, rounding=ROUND_HALF_UP)


def _sign(rounded: Decimal) -> str:
    return _MINUS if rounded < 0 else ""
