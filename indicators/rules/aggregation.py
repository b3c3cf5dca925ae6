"""A longer period made of shorter ones, a whole made of units, and the year to date (rules.md 7).

What is missing is never filled with 0: a sum of two months out of three is said to be that, and is no figure of the
quarter. Sums are exact; a quotient is rounded only where the database keeps it.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

from indicators.rules.reading import EXACT, QUOTIENT, from_parts
from indicators.rules.vocabulary import AMOUNTS, Absence, Combining, Counting, ValueKind
from plans.periods import Frequency

_QUOTIENTS = (ValueKind.PERCENTAGE, ValueKind.RATIO)

COMBINING_WORDS = {
    Combining.SUM: "added up",
    Combining.LAST: "as the last of them",
    Combining.PARTS: "numerators added up over denominators added up",
    Combining.WEIGHTED: "each weighted by how many it is of",
    Combining.MEAN: "their mean",
    Combining.ENTERED: "entered itself",
}
"""How a whole is made, after what it is made of: "3 months, added up"."""


class Piece(NamedTuple):
    """A figure of which others make a whole: of a month, say, or of a ward. ``denominator`` is also how many a mean
    is of. Without a value and an absence nothing was entered yet.
    """

    name: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    absence: Absence | None = None


class Combined(NamedTuple):
    """What pieces make. ``so_far`` is made of those that are there; ``value`` is the figure of the whole, None while it
    is not complete and where it can have none, which ``absence`` tells. ``known`` of the ``asked`` pieces count in it;
    ``numerator`` and ``denominator`` are those of ``so_far``. ``absent`` are the pieces with a stated absence.
    """

    so_far: Decimal | None
    value: Decimal | None
    absence: Absence | None
    is_complete: bool
    known: int
    asked: int
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    absent: tuple[Piece, ...] = ()


def makes_up(finer: Frequency, longer: Frequency) -> bool:
    """Whether shorter periods make up longer ones: months a quarter, weeks anything, but quarters no term."""
    if finer is Frequency.WEEK:
        return longer is not Frequency.WEEK
    return finer.months < longer.months and longer.months % finer.months == 0


def usual_combining(counting: Counting, kind: ValueKind, *, has_parts: bool) -> Combining:
    """How longer periods are made unless somebody says otherwise: what is counted adds up, a running total and a
    snapshot are the last, a rate is its parts added up, and typed where it has none.
    """
    return combinings(counting, kind, has_parts=has_parts)[0]


def combinings(counting: Counting, kind: ValueKind, *, has_parts: bool) -> tuple[Combining, ...]:
    """The ways that make sense over time, the usual one first. A mean of percentages is never among them, because it
    would count a month with 3 cases like one with 300.
    """
    if counting in (Counting.CUMULATIVE, Counting.SNAPSHOT):
        return Combining.LAST, Combining.ENTERED
    if has_parts:
        return Combining.PARTS, Combining.LAST, Combining.ENTERED
    if counting is Counting.FLOW and kind in AMOUNTS and kind not in _QUOTIENTS:
        return Combining.SUM, Combining.ENTERED
    return Combining.ENTERED, Combining.LAST


def unit_combinings(counting: Counting, kind: ValueKind, *, has_parts: bool) -> tuple[Combining, ...]:
    """The ways that make sense over units or areas, the usual one first; none where nothing adds up."""
    if has_parts:
        return (Combining.PARTS,)
    if kind not in AMOUNTS:
        return ()
    if kind in _QUOTIENTS or counting is Counting.RATE:
        return (Combining.WEIGHTED,)
    return (Combining.SUM, Combining.MEAN) if counting is Counting.SNAPSHOT else (Combining.SUM,)


def combine(pieces: Sequence[Piece], how: Combining, kind: ValueKind) -> Combined:
    """The figure of the whole, for pieces in the order of time (of units, in any).

    What is not applicable is left out; a whole of nothing else is not applicable. What is not available or withheld
    leaves the whole without a figure. With LAST the last piece alone decides. ENTERED makes nothing of its pieces.
    """
    if how is Combining.LAST:
        return _last(pieces)
    asked = [each for each in pieces if each.absence is not Absence.NOT_APPLICABLE]
    known = [each for each in asked if each.absence is None and _is_known(each, how)]
    lost = [each.absence for each in asked if each.absence]
    made = _made_of(known, how, kind)
    is_complete = bool(pieces) and len(known) + len(lost) == len(asked) and how is not Combining.ENTERED
    absence = _why_none(lost, made) if is_complete else None
    return Combined(
        made.value,
        made.value if is_complete and absence is None else None,
        absence,
        is_complete,
        len(known),
        len(asked),
        made.numerator,
        made.denominator,
        tuple(each for each in pieces if each.absence),
    )


def year_to_date(pieces: Sequence[Piece], how: Combining, kind: ValueKind) -> Combined | None:
    """What the year's periods up to one make, oldest first; None for what has no year to date: what is entered for
    each period itself, as a percentage without parts is.
    """
    return None if how is Combining.ENTERED else combine(pieces, how, kind)


def progress_words(combined: Combined, piece: str) -> str:
    """ "2 of 3 months"; ``piece`` is one of them in words."""
    return f"{combined.known} of {combined.asked} {piece}{'' if combined.asked == 1 else 's'}"


class _Made(NamedTuple):
    """The value, with the numerator and denominator that it comes from."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def _last(pieces: Sequence[Piece]) -> Combined:
    """As the last piece: of it the whole has its figure or its absence; so far the newest that has one tells."""
    there = [each for each in pieces if each.absence is None and each.value is not None]
    newest, last = (there or [Piece("")])[-1], (pieces or [Piece("")])[-1]
    return Combined(
        newest.value,
        None if last.absence else last.value,
        last.absence,
        bool(last.absence) or last.value is not None,
        len(there),
        len(pieces),
        newest.numerator,
        newest.denominator,
        tuple(each for each in pieces if each.absence),
    )


def _is_known(piece: Piece, how: Combining) -> bool:
    if how is Combining.PARTS:
        return piece.numerator is not None and piece.denominator is not None
    return piece.value is not None and (how is not Combining.WEIGHTED or piece.denominator is not None)


def _made_of(known: Sequence[Piece], how: Combining, kind: ValueKind) -> _Made:
    """What known pieces make: nothing of none of them, and no value over a denominator of nought."""
    if not known or how is Combining.ENTERED:
        return _Made()
    values = [each.value or Decimal(0) for each in known]
    counts = [each.denominator or Decimal(0) for each in known]
    match how:
        case Combining.PARTS:
            above, below = _sum(each.numerator or Decimal(0) for each in known), _sum(counts)
            value = from_parts(above, below, kind) if below else None
            return _Made(value if isinstance(value, Decimal) else None, above, below)
        case Combining.WEIGHTED:
            weighed, count = _sum(map(EXACT.multiply, values, counts)), _sum(counts)
            return _Made(QUOTIENT.divide(weighed, count) if count else None, None, count)
        case Combining.MEAN:
            return _Made(QUOTIENT.divide(_sum(values), Decimal(len(values))))
    return _Made(_sum(values))


def _why_none(lost: Sequence[Absence], made: _Made) -> Absence | None:
    """Why a whole whose pieces are all there has no figure; None where it has one."""
    if lost:
        return Absence.WITHHELD if all(each is Absence.WITHHELD for each in lost) else Absence.NOT_AVAILABLE
    if made.value is not None:
        return None
    return Absence.NOT_AVAILABLE if made.numerator else Absence.NOT_APPLICABLE


def _sum(values: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    return reduce(EXACT.add, values, Decimal(0))
