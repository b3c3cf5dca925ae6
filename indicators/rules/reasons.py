"""Why a status came out as it did, in one plain sentence with the arithmetic (rules.md 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.rules.reading import EXACT
from indicators.rules.results import Because, Rating
from indicators.rules.rule import Rule, Target
from indicators.rules.values import format_trimmed, own_places, round_to
from indicators.rules.vocabulary import STATUS_WORDS, Basis, Comparison, Edge, Polarity, Status, ValueKind

_MOST_PLACES = 4  # of figures printed without the indicator's own decimals


_UNRATED = {
    Because.NO_FIGURE: "No figure has been entered",
    Because.NOT_DUE: "This figure is not due yet",
    Because.CONTEXTUAL: "Shown for context: it is mostly outside the council's control, so it is not rated",
    Because.DATA_ONLY: "Data only: it has no target by design, so it is not rated",
    Because.DECIDED: "Not rated this year, by decision",
    Because.NO_TARGET: "No target has been set for this period, so it is not rated",
    Because.JUDGEMENT: "A person decides the status of this measure, and nobody has yet",
    Because.NO_POLARITY: "Nobody has said which way is good, so it is not rated",
    Because.MISFIT: "Its rule gives explicit values, which fit only a measure where higher or lower is better",
}


def describe(
    rating: Rating,
    *,
    decimals: int | None = None,
    unit: str = "",
    grades: Sequence[str] = (),
    words: Mapping[Status, str] = STATUS_WORDS,
) -> str:
    """The reason for a rating, such as "6.5 points below the target of 80%: more than the 5 allowed, so off target".

    ``decimals`` None prints the figures as they stand, to at most four places. ``words`` are the scheme's own.
    """
    if rating.because in _UNRATED:
        return _UNRATED[rating.because]
    if rating.because is Because.ABSENT:
        return f"The figure is {words[rating.status]}"
    target = rating.target
    if rating.because is Because.TARGET_IN_WORDS or target is None or rating.value is None:
        shown = target.text if target else ""
        return f"The target is in words (“{shown}”), so a person decides the status"
    printer = _Printer(rating.kind, decimals, unit, grades)
    outcome = words[rating.status]
    if rating.because is Because.ANSWER:
        answer, wanted = printer.figure(rating.value), printer.figure(target.value)
        return f"The answer is {answer} {'as' if answer == wanted else f'but {wanted} is'} wanted, so {outcome}"
    position = _position(rating, rating.value, target, printer)
    return f"{position}{_verdict(rating, target, printer)}, so {outcome}"


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints one measure's figures, and distances between them."""

    kind: ValueKind
    decimals: int | None
    unit: str
    grades: Sequence[str]

    def figure(self, value: Decimal | None) -> str:
        return format_trimmed(value, self.kind, self.places, self.unit, self.grades)

    @property
    def places(self) -> int:
        return _MOST_PLACES if self.decimals is None else self.decimals

    def distance(self, amount: Decimal, cuts: Sequence[Decimal] = ()) -> str:
        """A distance in the measure's units, with decimals enough to tell it from 0 and from the cut points."""
        places = _places_apart(amount, (Decimal(0), *cuts), self.places)
        match self.kind:
            case ValueKind.PERCENTAGE:
                return _plural(amount, places, "point")
            case ValueKind.DATE:
                return _plural(amount, 0, "day")
            case ValueKind.GRADE:
                return _plural(amount, 0, "grade")
            case ValueKind.RATIO:
                return format_trimmed(amount, ValueKind.NUMBER, places)
        return format_trimmed(amount, self.kind, places, self.unit)

    def percent(self, amount: Decimal, cuts: Sequence[Decimal] = ()) -> str:
        """A per cent of the target, with decimals enough to tell it from the cut points."""
        size = amount.copy_abs()
        places = _places_apart(size, cuts, 1)
        return format_trimmed(size, ValueKind.PERCENTAGE, places) if round_to(size, places) else "under 0.1%"

    def cut(self, amount: Decimal, basis: Basis) -> str:
        """A cut point as the rule states it: "10%" of the target, or a plain number of units."""
        kind = self.kind if self.kind in (ValueKind.MONEY, ValueKind.DURATION) else ValueKind.NUMBER
        shown = ValueKind.PERCENTAGE if basis is Basis.PERCENT else kind
        return format_trimmed(amount, shown, own_places(amount), self.unit if shown is ValueKind.MONEY else "")


def _places_apart(amount: Decimal, others: Sequence[Decimal], places: int) -> int:
    """How many decimals, at least ``places``, tell an amount from others that it does not equal."""
    while any(amount != other and round_to(amount, places) == round_to(other, places) for other in others):
        places += 1
    return places


def _plural(amount: Decimal, places: int, noun: str) -> str:
    number = format_trimmed(amount, ValueKind.NUMBER, places)
    return f"{number} {noun}" if number == "1" else f"{number} {noun}s"


def _position(rating: Rating, value: Decimal, target: Target, printer: _Printer) -> str:
    """Where the value stands: "6.5 points (8.1%) below the target of 80%"."""
    percent = ""
    cuts = [cut for cut in (rating.rule.green_cut, rating.rule.amber_cut) if cut]
    if rating.rule.basis is Basis.PERCENT and rating.gap_percent is not None:
        percent = f" ({printer.percent(rating.gap_percent, cuts)})"
    if rating.rule.basis is not Basis.POINTS:
        cuts = []
    if rating.polarity is Polarity.RANGE and rating.kind is not ValueKind.DATE:
        span = f"the range {printer.figure(target.low)} to {printer.figure(target.high)}"
        if not rating.gap:
            return f"Inside {span}"
        side = "below" if target.low is not None and value < target.low else "above"
        return f"{printer.distance(rating.gap, cuts)}{percent} {side} {span}"
    aim = target.aim
    difference = EXACT.subtract(value, aim) if aim is not None else Decimal(0)
    if not difference:
        return f"Exactly on the target of {printer.figure(aim)}"
    below, above = ("before", "after") if rating.kind is ValueKind.DATE else ("below", "above")
    side = below if difference < 0 else above
    return f"{printer.distance(difference.copy_abs(), cuts)}{percent} {side} the target of {printer.figure(aim)}"


def _verdict(rating: Rating, target: Target, printer: _Printer) -> str:
    """What the rule says of that position: ": more than the 5 allowed"; "" where the position says enough."""
    rule, status = rating.rule, rating.status
    if rating.because is Because.NO_PERCENT:
        return ": a percentage of this target means nothing, so any shortfall counts" if status is Status.RED else ""
    if rating.because is Because.LAST_YEAR:
        clause = "no worse than" if rule.comparison is Comparison.NO_WORSE else "better than"
        return f": more than allowed, but {clause} the {printer.figure(rating.last_year)} of the same period last year"
    if status is Status.EXCEEDING and rule.exceeding_cut is not None:
        return f": better by more than {printer.cut(rule.exceeding_cut, rule.basis)}" if rule.exceeding_cut else ""
    if rule.basis is Basis.VALUES:
        return _limits_verdict(rating, target, printer)
    within_green, beyond_green = _GAP_SIDES[rule.green_edge]
    green, amber = printer.cut(rule.green_cut, rule.basis), printer.cut(rule.amber_cut, rule.basis)
    if status is Status.GREEN:
        return f": {within_green} the {green} allowed" if rating.gap is not None and rating.gap > 0 else ""
    if status is Status.RED:
        beyond = _GAP_SIDES[_last_edge(rule, is_two_bands=rule.green_cut == rule.amber_cut)][1]
        return f": {beyond} the {amber} allowed" if rule.amber_cut else ""
    within = _GAP_SIDES[rule.red_edge][0]
    if not rule.green_cut:
        return f": {within} the {amber} allowed"
    return f": {beyond_green} the {green} allowed, but {within} {amber}"


def _last_edge(rule: Rule, *, is_two_bands: bool) -> Edge:
    """The edge beyond which all is red: of two bands the green one."""
    return rule.green_edge if is_two_bands else rule.red_edge


_GAP_SIDES = {Edge.BETTER: ("within", "more than"), Edge.WORSE: ("less than", "not less than")}
_LIMIT_SIDES = {Edge.BETTER: ("no worse than", "worse than"), Edge.WORSE: ("better than", "not better than")}
"""How a figure stands to a cut point on either side of it, by where a figure exactly on it belongs."""


def _limits_verdict(rating: Rating, target: Target, printer: _Printer) -> str:
    within_green, beyond_green = _LIMIT_SIDES[rating.rule.green_edge]
    within, _ = _LIMIT_SIDES[rating.rule.red_edge]
    last_green, last_amber = rating.rule.limits(target)
    _, beyond = _LIMIT_SIDES[_last_edge(rating.rule, is_two_bands=last_green == last_amber)]
    green, red = printer.figure(last_green), printer.figure(last_amber)
    if rating.status is Status.GREEN:
        return f": {within_green} {green}" if rating.gap is not None and rating.gap > 0 else ""
    if rating.status is Status.RED:
        return f": {beyond} {red}"
    return f": {beyond_green} {green}, but {within} {red}"
