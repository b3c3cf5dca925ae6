"""From a printed row and its council's rule to the engine's answer: rating (rules.md 3) and direction (rules.md 4).

This file decides how the columns of a published table become a ``Rule`` and a ``Target``; the engine does the rest.
Nothing is guessed: what does not follow from the row and the rule raises ``NotRateable`` with the reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.imports.published import CouncilRule, PublishedRow
from indicators.imports.units import GENERIC_UNITS, Unit, unit_of
from indicators.rules.rating import Rating, Rule, Target, rate
from indicators.rules.trend import Travel, travel
from indicators.rules.values import EXACT, Reading, read_band, read_figure
from indicators.rules.vocabulary import Basis, Comparison, Polarity, Status, ValueKind, lacks_polarity

_POLARITIES = {
    "high": Polarity.HIGH,
    "low": Polarity.LOW,
    "in range": Polarity.RANGE,
    "range": Polarity.RANGE,
    "none": Polarity.NONE,
    "": Polarity.NONE,
}
_EARLIER = {
    "previous_period": ("prev_period_actual", "previous figure"),
    "same_period_last_year": ("prev_year_actual", "figure of the same period last year"),
}
_POINTS = re.compile(r"([^a-z%]*) ?%?[ -]?(?:percentage |% )?(?:points?|pts?|ppts?|pp)", re.IGNORECASE)
_DAYS = re.compile(r"(?:\+/-|[±-])? ?([0-9]+) ?(?:(?:calendar )?days?|(weeks?))?", re.IGNORECASE)
_AROUND_A_TOLERANCE = re.compile(r"^(?:within|up to) |(?: tolerance)$", re.IGNORECASE)
_ZERO = Decimal(0)


class NotRateable(Exception):  # noqa: N818 - it says what a row is
    """Why the engine gives no answer for a row."""


class OpenTolerance(NotRateable):
    """A tolerance in % beside figures of which nothing says whether they are percentages: it has two readings."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was read from a row, all of it in ``unit``. ``target`` is empty where none is printed, or none is needed."""

    unit: Unit
    polarity: Polarity
    actual: Decimal
    target: Target
    last_year: Reading

    @property
    def rated_kind(self) -> ValueKind:
        """What the engine takes the figures for. Those in £m are numbers to it: its reasons print money in pounds."""
        return ValueKind.NUMBER if self.unit.scale != 1 else self.unit.kind


def figures(row: PublishedRow, *, needs_target: bool = True) -> Figures:
    """Read a row's actual, target and last year's figure. NotRateable says which of them cannot be read, and why.

    ``needs_target`` False: a target that cannot be read is none.
    """
    polarity = _polarity(row)
    unit = _unit(row, (row.actual, row.target))
    if not needs_target and not _is_figure(row.target, unit):
        unit = _unit(row, (row.actual,))  # what the target says of the unit counts no more than the target
    actual = _figure(row.actual, "actual", unit)
    try:
        target = _target(row, unit, polarity)
    except NotRateable:
        if needs_target:
            raise
        target = Target()
    return Figures(unit, polarity, actual, target, unit.read(row.prev_year_actual))


def engine_rule(rule: CouncilRule, row: PublishedRow, *, per_cent: bool | None = None) -> tuple[Rule, Target]:
    """The engine's rule and target for one row. NotRateable when the row or the rule does not hold enough.

    ``per_cent`` settles what a tolerance in % is where that is open: per cent of the target, or points; None raises
    OpenTolerance.
    """
    read = figures(row, needs_target=_needs_target(rule))
    if rule.problem:
        raise NotRateable(rule.problem)
    if rule.basis == "none":
        raise NotRateable("the council prints no status by this rule")
    if rule.is_forecast:
        raise NotRateable("the printed status is a judgement about the year end, which figures so far cannot give")
    if lacks_polarity(read.polarity, read.unit.kind):
        raise NotRateable(f"no polarity: “{row.polarity}” does not say whether higher or lower is better")
    if read.target.is_empty and _needs_target(rule):
        raise NotRateable("no target is printed")
    if rule.basis in ("floor", "thresholds"):
        return _limits(rule, row, read)
    basis, green, amber = _cuts(rule, row, read, per_cent)
    exceeding = (green or amber) if rule.has_band(Status.EXCEEDING) else None
    return Rule(basis, green, amber, exceeding, rule.boundary, rule.comparison), read.target


def computed_rating(rule: CouncilRule, row: PublishedRow) -> Rating:
    """Rate a row by its council's rule. The status is always a rated one; else NotRateable says why not."""
    try:
        return _computed(rule, row)
    except OpenTolerance:
        both = [_computed(rule, row, per_cent=reading) for reading in (True, False)]
        if both[0].status is not both[1].status:
            raise
        return both[0]


def _computed(rule: CouncilRule, row: PublishedRow, *, per_cent: bool | None = None) -> Rating:
    read = figures(row, needs_target=_needs_target(rule))
    applied, target = engine_rule(rule, row, per_cent=per_cent)
    last_year = read.last_year.value
    rating = rate(read.actual, target, applied, read.polarity, kind=read.rated_kind, last_year=last_year)
    if not rating.status.is_rated:
        raise NotRateable(rating.reason)
    if rating.status is Status.RED and applied.comparison is not Comparison.NONE and read.last_year.problem:
        raise NotRateable(f"last year's figure would decide, and {_refusal(read.last_year.problem)}")
    return rating


def computed_travel(rule: CouncilRule, row: PublishedRow) -> Travel:
    """Direction of travel of a row on the rule's base. NotRateable when there is nothing to compare with."""
    if rule.problem:
        raise NotRateable(rule.problem)
    if not rule.dot_base:
        raise NotRateable("the council prints no direction by this rule")
    column, what = _EARLIER[rule.dot_base]
    text = getattr(row, column)
    polarity = _polarity(row)
    is_range = polarity is Polarity.RANGE
    unit = _unit(row, (row.actual, text, row.target) if is_range else (row.actual, text))
    now, before = _figure(row.actual, "actual", unit), _figure(text, what, unit)
    if unit.kind is ValueKind.DATE:
        raise NotRateable("two dates have no direction without their targets")
    aim = _target(row, unit, polarity) if is_range else None
    return travel(now, before, polarity, tolerance=_in_unit(rule.dot_same_within, unit, row), aim=aim)


def _needs_target(rule: CouncilRule) -> bool:
    """Whether a status by this rule depends on the target; a floor and thresholds may say all themselves."""
    has_values = rule.basis == "thresholds" or (rule.basis == "floor" and not rule.has_band(Status.AMBER))
    return not has_values or rule.has_band(Status.EXCEEDING)


def _cuts(rule: CouncilRule, row: PublishedRow, read: Figures, per_cent: bool | None) -> tuple[Basis, Decimal, Decimal]:
    """The basis and the two cuts of a rule that measures the gap to the target."""
    basis = Basis.PERCENT if rule.basis == "percent" else Basis.POINTS
    has_amber = rule.has_band(Status.AMBER)
    has_clause = rule.comparison is not Comparison.NONE
    if rule.basis == "tolerance":
        tolerance, basis = _tolerance(row, read, per_cent)
        # Without a word for amber there are two bands; with the clause, and no green cut of its own, last year's
        # figure alone makes amber. Else the tolerance is what is still amber.
        is_green_stated = rule.green_cut is not None and rule.green_cut != rule.amber_cut
        if not has_amber or (has_clause and not is_green_stated):
            return basis, tolerance, tolerance
        green = rule.green_cut or _ZERO
        green = _in_unit(green, read.unit, row) if basis is Basis.POINTS else green
        return basis, green, max(green, tolerance)
    if rule.green_cut is None and rule.amber_cut is None:
        raise NotRateable("the rule states no cuts")
    if rule.amber_cut is None and has_amber and not has_clause:
        raise NotRateable("the rule states no cut between amber and red")
    green = rule.green_cut if rule.green_cut is not None else _ZERO
    amber = green if rule.amber_cut is None else rule.amber_cut
    if basis is Basis.POINTS:
        return basis, _in_unit(green, read.unit, row), _in_unit(amber, read.unit, row)
    return basis, green, amber


def _in_unit(cut: Decimal, unit: Unit, row: PublishedRow) -> Decimal:
    """A cut of the rule, which is in the indicator's unit, as its figures are read: times are read in seconds."""
    if unit.kind is not ValueKind.DURATION or not cut:
        return cut
    if unit.clock.one is None:
        silent = f"the unit “{row.unit}” does not say" if row.unit else "nothing says"
        raise NotRateable(f"{silent} whether the rule's {cut} is hours, minutes or seconds")
    return EXACT.multiply(cut, Decimal(unit.clock.one))


def _tolerance(row: PublishedRow, read: Figures, open_as_per_cent: bool | None) -> tuple[Decimal, Basis]:
    """The tolerance printed in a row, in the figure's units, or as per cent of target where it can be nothing else."""
    if not row.threshold:
        raise NotRateable("the rule needs a tolerance for each row, and none is printed in this one")
    text = _AROUND_A_TOLERANCE.sub("", row.threshold)
    if read.unit.kind is ValueKind.DATE:
        return _days(text), Basis.POINTS
    band = read_band(text)
    if band is not None and band[0].value == -(band[1].value or 0):  # "+/-5%"
        text = re.sub(r"^[^0-9£.]*", "", text)
    is_percentage = read.unit.kind is ValueKind.PERCENTAGE
    if (points := _POINTS.fullmatch(text)) and (is_percentage or read.unit.is_open):
        return _figure(points[1], "tolerance", read.unit).copy_abs(), Basis.POINTS
    per_cent = read_figure(text)
    if per_cent.value is not None and per_cent.unit == "%" and not is_percentage:
        is_open = read.unit.is_open and not row.unit
        if is_open and open_as_per_cent is None:
            told = "nothing says whether the figures are percentages, which would change the status"
            raise OpenTolerance(f"the tolerance is “{row.threshold}”, and {told}")
        is_points = is_open and not open_as_per_cent
        return per_cent.value.copy_abs(), Basis.POINTS if is_points else Basis.PERCENT
    return _figure(text, "tolerance", read.unit).copy_abs(), Basis.POINTS


def _days(text: str) -> Decimal:
    """The tolerance of a date, in days."""
    match = _DAYS.fullmatch(text)
    if match is None:
        raise NotRateable(f"the tolerance “{text}” is not a number of days or weeks")
    return Decimal(match[1]) * (7 if match[2] else 1)


def _limits(rule: CouncilRule, row: PublishedRow, read: Figures) -> tuple[Rule, Target]:
    """The rule and target where the row prints the values between the bands."""
    aim = read.target.value
    if rule.basis == "floor":
        if not row.threshold:
            raise NotRateable("the rule needs a floor for each row, and none is printed in this one")
        red = _figure(row.threshold, "floor", read.unit)
        # Without a word for amber all that is no worse than the floor is green.
        green = aim if rule.has_band(Status.AMBER) else red
    else:
        red, green = _thresholds(row, read)
    if green is not None and (red > green if read.polarity is Polarity.HIGH else red < green):
        raise NotRateable(f"the value for red, {red}, is better than the value for green, {green}")
    exceeding = _ZERO if rule.has_band(Status.EXCEEDING) else None
    applied = Rule(Basis.VALUES, _ZERO, _ZERO, exceeding, rule.boundary, rule.comparison)
    return applied, Target(value=aim, low=read.target.low, high=read.target.high, green_limit=green, red_limit=red)


def _thresholds(row: PublishedRow, read: Figures) -> tuple[Decimal, Decimal]:
    """The red and amber values of "red;amber"."""
    parts = [part.strip() for part in row.threshold.split(";")]
    if len(parts) != 2 or not all(parts):
        raise NotRateable(f"the rule needs a red and an amber value (“red;amber”), and “{row.threshold}” is printed")
    red, amber = (
        _figure(text, name, read.unit) for name, text in zip(("red value", "amber value"), parts, strict=True)
    )
    return red, amber


def _polarity(row: PublishedRow) -> Polarity:
    word = re.sub(r"[\s_-]+", " ", row.polarity.casefold()).strip()
    if word not in _POLARITIES:
        raise NotRateable(f"the polarity “{row.polarity}” is not one of high, low, in-range, none")
    return _POLARITIES[word]


def _unit(row: PublishedRow, texts: Sequence[str]) -> Unit:
    """What texts of a row are in: what its unit column says or else, where that leaves it open, they themselves."""
    stated = "" if row.unit.casefold() in GENERIC_UNITS else row.unit
    texts = [text for text in texts if text]
    unit = unit_of([stated], texts, "this measure")
    if unit.kind is not ValueKind.NUMBER or not texts:
        return unit
    if not all(_is_figure(text, unit) for text in texts):
        others = (ValueKind.RATIO, ValueKind.DATE, ValueKind.YES_NO)
        fitting = (Unit(unit.ref, kind) for kind in others)
        unit = next((each for each in fitting if all(_is_figure(text, each) for text in texts)), unit)
    return replace(unit, is_open=unit.kind is ValueKind.NUMBER and not unit.name)


def _is_figure(text: str, unit: Unit) -> bool:
    return unit.read(text).value is not None or read_band(text, unit.read) is not None


def _target(row: PublishedRow, unit: Unit, polarity: Polarity) -> Target:
    """The target of a row in its unit, empty where none is printed."""
    band = read_band(row.target, unit.read)
    if band is not None and polarity is not Polarity.RANGE:
        raise NotRateable(f"the target “{row.target}” is a range, and the polarity is not in-range")
    if band is not None:
        low, high = (_value(end, row.target, "target") for end in band)
        return Target(low=low, high=high)
    if not row.target:
        return Target()
    aim = _figure(row.target, "target", unit)
    return Target(low=aim, high=aim) if polarity is Polarity.RANGE else Target(value=aim)


def _figure(text: str, what: str, unit: Unit) -> Decimal:
    """A printed figure in a unit."""
    return _value(unit.read(text), text, what)


def _value(reading: Reading, text: str, what: str) -> Decimal:
    """The value that was read from a text; NotRateable says why there is none."""
    if reading.value is not None:
        return reading.value
    if reading.is_blank:
        raise NotRateable(f"no {what} is printed")
    if reading.absence is not None:
        raise NotRateable(f"the {what} is “{text}”, which is no figure")
    raise NotRateable(f"the {what} {_refusal(reading.problem)}")


def _refusal(problem: str) -> str:
    """The first sentence of a reading's problem: what was read and why it is no figure, without advice on typing."""
    return re.sub(r"\. (?:Type|Choose|Give) [^“”]*$", "", problem)
