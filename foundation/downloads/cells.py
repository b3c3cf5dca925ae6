"""What may stand in a cell, and how a text is kept from being taken for a formula."""

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Number(NamedTuple):
    """A number to be shown at so many decimals, whole in the cell."""

    value: Decimal
    decimals: int


class Toned(NamedTuple):
    """A word on a colour, both as "#A51A26": the word alone says all that the colour does."""

    word: str
    fill: str
    ink: str


Cell = str | int | float | Decimal | Number | Toned | date | bool | None

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_RISKY = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # the last four are taken for their narrow twins by some programs
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def storable(text: str) -> str:
    """The text with line ends as newlines, and a mark in place of characters that no spreadsheet may hold."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", _LINE_END.sub("\n", text))


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula. A plain number such as "-3" is safe as it is."""
    return bool(_RISKY.match(text)) and not _PLAIN_NUMBER.fullmatch(text)


def guarded(text: str) -> str:
    """The text for a CSV cell: an apostrophe put before what might be taken for a formula."""
    return f"'{text}" if is_risky(text) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given: how an import reads our own CSV back."""
    return text[1:] if text.startswith("'") and is_risky(text[1:]) else text


def figure(value: int | float | Decimal) -> Decimal:
    """A number exactly as written. Raises ``ValueError`` for one that is none (infinite, or not a number)."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        raise ValueError(f"{value} is not a figure and cannot be exported")
    return exact
