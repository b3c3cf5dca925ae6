"""From a printed row and its council's rule to the engine's answer: rating (rules.md 3) and direction (rules.md 4).

This file decides how the columns of a published table become a ``Rule`` and a ``Target``; the engine does the rest.
Nothing is guessed: what does not follow from the row and the rule raises ``NotRateable`` with the reason.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from indicators.imports.published import CouncilRule, PublishedRow
from indicators.rules.rating import Rating, Rule, Target, rate
from indicators.rules.trend import Travel, travel
from indicators.rules.values import Reading, read_band, read_figure
from indicators.rules.vocabulary import Basis, Comparison, Polarity, Status, ValueKind

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
_TIME_UNIT = re.compile(r"\b(?:hh?|mm?|mins?|minutes?|hours?|ss?|secs?|seconds?|time)\b")
_OWN_POLARITY = (ValueKind.YES_NO, ValueKind.DATE)
_ZERO = Decimal(0)


class NotRateable(Exception):  # noqa: N818 - it says what a row is
    """Why the engine gives no answer for a row."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was read from a row. ``kind`` None is a plain figure, with or without £, % or a unit.

    ``unit`` is what stands beside the actual or else the target. ``target`` is empty where none is printed.
    ``last_year`` is None where it is missing or cannot be read.
    """

    kind: ValueKind | None
    unit: str
    polarity: Polarity
    actual: Decimal
    target: Target
    last_year: Decimal | None

    @property
    def rated_kind(self) -> ValueKind:
        """What the engine takes the figures for. It rates a percentage as any number, and words the reason better."""
        return self.kind or (ValueKind.PERCENTAGE if self.unit == "%" else ValueKind.NUMBER)


def figures(row: PublishedRow) -> Figures:
    """Read a row's actual, target and last year's figure. NotRateable says which of them cannot be read, and why."""
    polarity = _polarity(row)
    band = read_band(row.target)
    if band is not None and polarity is not Polarity.RANGE:
        raise NotRateable(f"the target “{row.target}” is a range, and the polarity is not in-range")
    kind = _kind(row, (row.actual,) if band or not row.target else (row.actual, row.target))
    actual, unit = _figure(row.actual, "actual", kind)
    target = Target()
    if band is not None:
        target = Target(low=band[0], high=band[1])
    elif row.target:
        aim, target_unit = _figure(row.target, "target", kind)
        _refuse_mixed_units("target", target_unit, unit)
        target = Target(low=aim, high=aim) if polarity is Polarity.RANGE else Target(value=aim)
        unit = unit or target_unit
    return Figures(kind, unit, polarity, actual, target, read_figure(row.prev_year_actual, kind).value)


def engine_rule(rule: CouncilRule, row: PublishedRow) -> tuple[Rule, Target]:
    """The engine's rule and target for one row. NotRateable when the row or the rule does not hold enough."""
    read = figures(row)
    if rule.problem:
        raise NotRateable(rule.problem)
    if rule.basis == "none":
        raise NotRateable("the council prints no status by this rule")
    if rule.is_forecast:
        raise NotRateable("the printed status is a judgement about the year end, which figures so far cannot give")
    if read.polarity is Polarity.NONE and read.kind not in _OWN_POLARITY:
        raise NotRateable(f"no polarity: “{row.polarity}” does not say whether higher or lower is better")
    if read.target.is_empty and (rule.basis != "thresholds" or rule.has_band(Status.EXCEEDING)):
        raise NotRateable("no target is printed")
    if rule.basis in ("floor", "thresholds"):
        return _limits(rule, row, read)
    basis, green, amber = _cuts(rule, row, read)
    exceeding = (green or amber) if rule.has_band(Status.EXCEEDING) else None
    return Rule(basis, green, amber, exceeding, rule.boundary, rule.comparison), read.target


def computed_rating(rule: CouncilRule, row: PublishedRow) -> Rating:
    """Rate a row by its council's rule. The status is always a rated one; else NotRateable says why not."""
    read = figures(row)
    applied, target = engine_rule(rule, row)
    rating = rate(read.actual, target, applied, read.polarity, kind=read.rated_kind, last_year=read.last_year)
    if not rating.status.is_rated:
        raise NotRateable(rating.reason)
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
    kind = _kind(row, (row.actual, text))
    now, unit = _figure(row.actual, "actual", kind)
    before, earlier_unit = _figure(text, what, kind)
    _refuse_mixed_units(what, earlier_unit, unit)
    if kind is ValueKind.DATE:
        raise NotRateable("two dates have no direction without their targets")
    aim = figures(row).target if polarity is Polarity.RANGE else None
    return travel(now, before, polarity, tolerance=rule.dot_same_within, aim=aim)


def _cuts(rule: CouncilRule, row: PublishedRow, read: Figures) -> tuple[Basis, Decimal, Decimal]:
    """The basis and the two cuts of a rule that measures the gap to the target."""
    basis = Basis.PERCENT if rule.basis == "percent" else Basis.POINTS
    has_amber = rule.has_band(Status.AMBER)
    has_clause = rule.comparison is not Comparison.NONE
    if rule.basis == "tolerance":
        tolerance, basis = _tolerance(row, read)
        # Without a word for amber there are two bands; with the clause, and no green cut of its own, last year's
        # figure alone makes amber. Else the tolerance is what is still amber.
        is_green_stated = rule.green_cut is not None and rule.green_cut != rule.amber_cut
        if not has_amber or (has_clause and not is_green_stated):
            return basis, tolerance, tolerance
        green = rule.green_cut or _ZERO
        return basis, green, max(green, tolerance)
    if rule.green_cut is None and rule.amber_cut is None:
        raise NotRateable("the rule states no cuts")
    if rule.amber_cut is None and has_amber and not has_clause:
        raise NotRateable("the rule states no cut between amber and red")
    green = rule.green_cut if rule.green_cut is not None else _ZERO
    return basis, green, green if rule.amber_cut is None else rule.amber_cut


def _tolerance(row: PublishedRow, read: Figures) -> tuple[Decimal, Basis]:
    """The tolerance printed in a row, in the figure's units, or as per cent of target where it can be nothing else."""
    if not row.threshold:
        raise NotRateable("the rule needs a tolerance for each row, and none is printed in this one")
    band = read_band(row.threshold)
    is_either_way = band is not None and band[0] == -band[1]  # "+/-5%"
    text = re.sub(r"^[^0-9£.]*", "", row.threshold) if is_either_way else row.threshold
    is_plain = "%" in text or read.kind in _OWN_POLARITY
    tolerance, unit = _figure(text, "tolerance", None if is_plain else read.kind)
    if unit == "%" and _is_no_percentage(row, read):
        return tolerance.copy_abs(), Basis.PERCENT
    _refuse_mixed_units("tolerance", unit, read.unit)
    return tolerance.copy_abs(), Basis.POINTS


def _is_no_percentage(row: PublishedRow, read: Figures) -> bool:
    """Whether a figure is stated to be something other than a percentage."""
    stated = read.unit or row.unit
    return bool(stated) and re.search(r"%|\bper ?cent", stated, re.IGNORECASE) is None


def _limits(rule: CouncilRule, row: PublishedRow, read: Figures) -> tuple[Rule, Target]:
    """The rule and target where the row prints the values between the bands."""
    aim = read.target.value
    if rule.basis == "floor":
        if not row.threshold:
            raise NotRateable("the rule needs a floor for each row, and none is printed in this one")
        red, unit = _figure(row.threshold, "floor", read.kind)
        _refuse_mixed_units("floor", unit, read.unit)
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
    values = []
    for name, text in zip(("red value", "amber value"), parts, strict=True):
        value, unit = _figure(text, name, read.kind)
        _refuse_mixed_units(name, unit, read.unit)
        values.append(value)
    return values[0], values[1]


def _polarity(row: PublishedRow) -> Polarity:
    word = re.sub(r"[\s_-]+", " ", row.polarity.casefold()).strip()
    if word not in _POLARITIES:
        raise NotRateable(f"the polarity “{row.polarity}” is not one of high, low, in-range, none")
    return _POLARITIES[word]


def _kind(row: PublishedRow, texts: tuple[str, ...]) -> ValueKind | None:
    """What the texts are: the first kind as which all of them can be read; None for plain figures."""
    kinds: list[ValueKind | None] = [None, ValueKind.DURATION, ValueKind.DATE, ValueKind.YES_NO]
    if _TIME_UNIT.search(row.unit.casefold()) and any(":" in text for text in texts):
        kinds = [ValueKind.DURATION]  # 1:20 is a time here and a ratio elsewhere
    elif "£" in "".join((row.unit, *texts)):
        kinds = [ValueKind.MONEY, None]
    return next((kind for kind in kinds if all(read_figure(text, kind).value is not None for text in texts)), kinds[0])


def _figure(text: str, what: str, kind: ValueKind | None) -> tuple[Decimal, str]:
    """A printed figure and its unit."""
    reading: Reading = read_figure(text, kind)
    if reading.value is not None:
        return reading.value, reading.unit
    if reading.is_blank:
        raise NotRateable(f"no {what} is printed")
    if reading.absence is not None:
        raise NotRateable(f"the {what} is “{text}”, which is no figure")
    raise NotRateable(f"the {what} {_refusal(reading.problem)}")


def _refusal(problem: str) -> str:
    """The first sentence of a reading's problem: what was read and why it is no figure, without advice on typing."""
    return re.sub(r"\. (?:Type|Choose) [^“”]*$", "", problem)


def _refuse_mixed_units(what: str, unit: str, other: str) -> None:
    """Refuse figures whose printed units cannot be the same. A figure without a unit goes with any."""
    words, others = (set(re.sub(r"s\b", "", text.casefold()).split()) for text in (unit, other))
    if words and others and not (words <= others or others <= words):
        raise NotRateable(f"the {what} is in “{unit}” and the actual in “{other}”")
