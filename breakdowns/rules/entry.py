"""What a person says of one group of a breakdown, and how it is stored (rules.md 2, 15)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.rules.reading import from_parts
from indicators.rules.values import round_to
from indicators.rules.vocabulary import Absence, ValueKind

_STORED_PLACES = 10


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A value, or both its parts, or why there is none. ``denominator`` beside a value is how many stand behind it.
    Everything empty: nothing entered.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    absence: str = ""

    @property
    def is_empty(self) -> bool:
        return self == GroupEntry()


def completed(entry: GroupEntry, *, has_parts: bool, kind: ValueKind) -> GroupEntry:
    """The entry as it is stored: the value worked out from its parts, rounded as the database keeps it. Raises
    ValueError, with a message for the person, when the entry contradicts itself.
    """
    numerator, denominator = _kept(entry.numerator), _kept(entry.denominator)
    if denominator is not None and denominator < 0:
        raise ValueError("Fewer than none cannot stand behind a figure. Check the number.")
    if not has_parts:
        if entry.absence and entry.value is not None:
            raise ValueError("There is a figure and also a reason for having none. Keep one of them.")
        if entry.value is None and not entry.absence and denominator is not None:
            raise ValueError("Enter the figure too, or n/a where there is none.")
        return replace(entry, value=_kept(entry.value), numerator=None, denominator=denominator)
    if entry.absence and (numerator or denominator):
        raise ValueError("There is a figure and also a reason for having none. Keep one of them.")
    if entry.absence or (numerator is None and denominator is None):
        return GroupEntry(None, numerator, denominator, entry.absence)
    if numerator is None or denominator is None:
        raise ValueError("Enter both numbers, or neither.")
    if kind is ValueKind.PERCENTAGE and not 0 <= numerator <= denominator:
        raise ValueError(f"{plain(numerator)} out of {plain(denominator)} cannot be a share. Check both numbers.")
    result = from_parts(numerator, denominator, kind)
    if isinstance(result, Absence):
        return GroupEntry(None, numerator, denominator, result.value)
    return GroupEntry(_kept(result), numerator, denominator)


def plain(number: Decimal | None) -> str:
    """A number with all its digits: "1,204", "12.5"; "not entered yet" for none."""
    if number is None:
        return "not entered yet"
    return f"{number.normalize():,f}" if number else "0"


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_to(value, _STORED_PLACES)
