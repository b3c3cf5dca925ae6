"""Works out calculated measures: exactly, in fractions, and rounded once at the end to what is stored.

Source: rules.md 7: a blank input gives blank, division by nought not applicable, a loop is refused. That what is
withheld stays withheld, and that who counts gaps as nought still waits for figures that are awaited, is ours.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from indicators.rules.aggregation import Piece, combine
from indicators.rules.formula_text import Op, Parsed, Step
from indicators.rules.vocabulary import AMOUNTS, Absence, Combining, Standing, ValueKind

PLACES = 10
"""Decimal places of a result, halves away from zero: as many as a stored figure has."""
_MOST = Fraction(10**14)  # from here on a result is larger than a figure can be
_TOO_LARGE = "The formula’s result is larger than a figure can be."


class Blanks(StrEnum):
    """What a blank among a formula's inputs does."""

    BLANK = "blank"  # there is no result until every input has a figure
    NOUGHT = "nought"  # it counts as nought


@dataclass(frozen=True, slots=True)
class Given:
    """What an input has in a period. ``value`` None without an ``absence`` is a blank; ``is_awaited``: a figure of it
    is expected, or entered and not approved. ``numerator`` and ``denominator`` are its parts, where it has some.
    """

    value: Decimal | None = None
    absence: Absence | None = None
    is_awaited: bool = False
    standing: Standing = Standing.FINAL
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def is_gap(self) -> bool:
        return self.value is None or self.absence is not None


BLANK = Given()


@dataclass(frozen=True, slots=True)
class Worked:
    """What a formula comes to: a ``value``, or an ``absence`` with its ``reason``, or blank, waiting for those measures
    (``waits_for``). Of a whole of rates ``numerator`` and ``denominator`` are its parts.
    """

    value: Decimal | None = None
    absence: Absence | None = None
    reason: str = ""
    waits_for: tuple[str, ...] = ()
    standing: Standing = Standing.FINAL
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.absence is None


class Loop(ValueError):  # noqa: N818 - it is no fault of the program
    """Measures that would be worked out from themselves. ``path``: each needs the next, and the last is the first."""

    def __init__(self, path: Sequence[str]) -> None:
        steps = [f"{one} needs {other}" for one, other in pairwise(path)]
        super().__init__(
            f"{path[0]} would be worked out from itself: {', '.join(steps)}. Take one of them out of its formula."
        )
        self.path = tuple(path)


def work_out(
    formula: Parsed,
    given: Mapping[str, Given],
    blanks: Blanks = Blanks.BLANK,
    *,
    kind: ValueKind = ValueKind.NUMBER,
    has_parts: bool = False,
) -> Worked:
    """What a formula comes to, with what its measures have in a period; one that is not there is blank. ``kind`` and
    ``has_parts`` are those of the measure whose formula it is, for a whole of units.

    What is withheld makes the result withheld. Otherwise a blank input leaves it blank, one not available makes it not
    available and one not applicable not applicable, in this order; with ``Blanks.NOUGHT`` each of them counts as
    nought, but what is awaited is waited for, and nothing comes of nothing: without any figure it is blank. A whole
    leaves out what is not applicable, and with ``Blanks.NOUGHT`` every gap.
    """
    inputs = {ref: given.get(ref, BLANK) for ref in formula.refs}
    if formula.is_whole:
        return _whole(inputs, blanks, kind, Combining.PARTS if has_parts else Combining.SUM)
    if stopped := _stopped(inputs, blanks):
        return stopped
    numbers = {ref: Fraction(0) if each.is_gap else Fraction(each.value or 0) for ref, each in inputs.items()}
    pile: list[Fraction] = []
    for step in formula.steps:
        if step.op is Op.DIVIDE and pile[-1] == 0:
            return Worked(
                absence=Absence.NOT_APPLICABLE, reason=f"{step.text[:200]} is nought: nothing is divided by it."
            )
        _take(step, pile, numbers)
    (result,) = pile
    if abs(result) >= _MOST:
        return Worked(absence=Absence.NOT_AVAILABLE, reason=_TOO_LARGE)
    return Worked(value=as_decimal(result), standing=firmness(each.standing for each in inputs.values()))


def _whole(inputs: Mapping[str, Given], blanks: Blanks, kind: ValueKind, how: Combining) -> Worked:
    if withheld := _absent(inputs, Absence.WITHHELD):
        return withheld
    is_left_out = blanks is Blanks.NOUGHT
    waits = [ref for ref, each in inputs.items() if _is_missing(each, how) and (each.is_awaited or not is_left_out)]
    there = {ref: each for ref, each in inputs.items() if not _is_missing(each, how)}
    counted = {ref: each for ref, each in there.items() if not (is_left_out and each.absence)}
    if waits or not counted:
        return Worked(waits_for=tuple(waits or inputs))
    pieces = [Piece(ref, each.value, each.numerator, each.denominator, each.absence) for ref, each in counted.items()]
    made = combine(pieces, how, kind)
    if made.value is None:
        lost = _absent(inputs, Absence.NOT_AVAILABLE)
        return lost or Worked(absence=made.absence, reason="None of its parts counts anything to divide by.")
    if abs(made.value) >= _MOST:
        return Worked(absence=Absence.NOT_AVAILABLE, reason=_TOO_LARGE)
    return Worked(
        value=as_decimal(Fraction(made.value)),
        standing=firmness(each.standing for each in counted.values()),
        numerator=made.numerator,
        denominator=made.denominator,
    )


def _is_missing(given: Given, how: Combining) -> bool:
    """Whether there is nothing of it yet that can be added up."""
    if given.absence is not None:
        return False
    return given.value is None or (how is Combining.PARTS and None in (given.numerator, given.denominator))


def as_decimal(number: Fraction) -> Decimal:
    """A fraction as it is stored: rounded to ``PLACES``, halves away from zero."""
    whole = _rounded(number, PLACES) * 10**PLACES
    return Decimal(whole.numerator).scaleb(-PLACES)


def firmness(standings: Iterable[Standing]) -> Standing:
    """How firm a result is: as firm as the least firm of its inputs."""
    found = set(standings)
    return next((each for each in (Standing.ESTIMATED, Standing.PROVISIONAL) if each in found), Standing.FINAL)


def in_order(needs: Mapping[str, Collection[str]]) -> list[str]:
    """Measures so that each stands after those that it needs, for ``needs`` of each. Raises Loop."""
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        path = list(reversed(error.args[1]))
        first = path.index(min(path))
        raise Loop([*path[first:-1], *path[:first], path[first]]) from None


def input_problem(kind: str, ref: str) -> str:
    """Why a measure of that kind cannot be reckoned with; "" where it can."""
    if ValueKind(kind) in AMOUNTS:
        return ""
    words = {ValueKind.YES_NO: "yes or no", ValueKind.DATE: "a date", ValueKind.GRADE: "a grade"}
    return f"{ref} is {words[ValueKind(kind)]}, which cannot be reckoned with. Take it out of the formula."


def _stopped(inputs: Mapping[str, Given], blanks: Blanks) -> Worked | None:
    """What the gaps among the inputs make of the result; None where it can be worked out."""
    gaps = {ref: each for ref, each in inputs.items() if each.is_gap}
    withheld = _absent(gaps, Absence.WITHHELD)
    if withheld:
        return withheld
    waits = [ref for ref, each in gaps.items() if each.absence is None and (each.is_awaited or blanks is Blanks.BLANK)]
    if waits or (gaps and len(gaps) == len(inputs) and blanks is Blanks.NOUGHT):
        return Worked(waits_for=tuple(waits or gaps))
    if blanks is Blanks.NOUGHT:
        return None
    return _absent(gaps, Absence.NOT_AVAILABLE) or _absent(gaps, Absence.NOT_APPLICABLE)


def _absent(inputs: Mapping[str, Given], absence: Absence) -> Worked | None:
    found = [ref for ref, each in inputs.items() if each.absence is absence]
    if not found:
        return None
    return Worked(absence=absence, reason=f"{found[0]} is {absence.value.replace('_', ' ')}.")


def _take(step: Step, pile: list[Fraction], numbers: Mapping[str, Fraction]) -> None:
    """Do a step with the pile of numbers."""
    match step.op:
        case Op.NUMBER:
            pile.append(step.number)
        case Op.MEASURE:
            pile.append(numbers[step.ref])
        case Op.ROUND:
            pile.append(_rounded(pile.pop(), step.takes))
        case _:
            taken = pile[-step.takes :]
            del pile[-step.takes :]
            pile.append(_together(step.op, taken))


def _together(op: Op, numbers: Sequence[Fraction]) -> Fraction:
    first, last = numbers[0], numbers[-1]
    match op:
        case Op.ADD | Op.SUM:
            return sum(numbers, Fraction(0))
        case Op.SUBTRACT:
            return first - last
        case Op.MULTIPLY:
            return first * last
        case Op.DIVIDE:
            return first / last
        case Op.NEGATE:
            return -first
        case Op.MIN:
            return min(numbers)
        case Op.MAX:
            return max(numbers)
    return sum(numbers, Fraction(0)) / len(numbers)


def _rounded(number: Fraction, places: int) -> Fraction:
    """To so many decimal places, halves away from zero as councils do."""
    scaled = abs(number) * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return Fraction(whole if number >= 0 else -whole, 10**places)
