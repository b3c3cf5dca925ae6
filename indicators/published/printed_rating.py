"""Turns a published row and its council's rule into a ``Rule`` and a ``Target``, and asks the engine for the rating
(rules.md 3) and direction (rules.md 4). Nothing is guessed: ``NotRateable`` says what the row or the rule lacks.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from indicators.imports.council_rules import CouncilRule
from indicators.imports.figures.measure_units import MeasureUnit
from indicators.published.printed_row import (
    SAYS_NOTHING,
    Figures,
    NotRateable,
    OpenReading,
    Settled,
    answer_to,
    centre_of,
    figures,
    figures_alone,
    in_per_cent,
    polarity_of,
    printed_figure,
    read_in,
    refusal,
    sided,
    target_in,
    unit_in,
)
from indicators.published.published_rows import PublishedRow
from indicators.rules.printed_figure import Limit, aim_alone, even_signs, figure_and_limit
from indicators.rules.rating import rate
from indicators.rules.reading import EXACT, read_band, read_figure
from indicators.rules.reasons import describe
from indicators.rules.results import Rating, Travel
from indicators.rules.rule import Rule, Target
from indicators.rules.trend import travel
from indicators.rules.vocabulary import Basis, Comparison, Edge, Polarity, Status, ValueKind, lacks_polarity

_EARLIER = {
    "previous_period": ("prev_period_actual", "previous figure"),
    "same_period_last_year": ("prev_year_actual", "figure of the same period last year"),
}
_POINTS = re.compile(r"([^a-z%]*) ?%?[ -]?(?:percentage |% )?(?:points?|pts?|ppts?|pp|p\.p\.)", re.IGNORECASE)
_DAYS = re.compile(r"(?:\+/-|[±-])? ?([0-9]+) ?(?:(?:calendar )?days?|(weeks?))?", re.IGNORECASE)
_AROUND_A_TOLERANCE = re.compile(
    r"^(?:tolerance ?: ?)?(?:(?:within|up to) |(?:≤|<=) ?)?|(?: tolerance)$", re.IGNORECASE
)
_OF_TARGET = re.compile(r" (?:of (?:the )?target|\(?relative\)?)$", re.IGNORECASE)
_FROM_TARGET = re.compile(r" (?:(below)|(above))(?: (?:the )?target)?$", re.IGNORECASE)
_ZERO = Decimal(0)
_BEYOND_ALL = Decimal(10) ** 40
_HARDLY = Decimal(10) ** -30
_Outcome = TypeVar("_Outcome")


def engine_rule(rule: CouncilRule, row: PublishedRow, *, settled: Settled | None = None) -> tuple[Rule, Target]:
    """The engine's rule and target for one row. Raises NotRateable when the row or the rule does not say enough, and
    OpenReading for a question that ``settled`` does not answer.
    """
    settled = settled or {}
    read = figures(row, needs_target=_needs_target(rule), settled=settled)
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
        return _limits(rule, row, read, settled)
    basis, green, amber = _cuts(rule, row, read, settled)
    exceeding = (green or amber) if rule.has_band(Status.EXCEEDING) else None
    return Rule(basis, green, amber, exceeding, rule.edge, rule.edge, rule.comparison), read.target


def computed_rating(rule: CouncilRule, row: PublishedRow) -> Rating:
    """Rate a row by its council's rule. Raises NotRateable where the row has no rated status."""
    row = in_per_cent(row)
    return _in_every_reading(lambda settled: _rated(rule, row, settled), lambda rating: rating.status)


def computed_travel(rule: CouncilRule, row: PublishedRow) -> Travel:
    """A row's direction of travel, against the figure that the rule names. Raises NotRateable if there is none."""
    row = in_per_cent(row)
    return _in_every_reading(lambda settled: _travelled(rule, row, settled), lambda travel: travel.direction)


def _in_every_reading(
    compute: Callable[[Settled], _Outcome], told: Callable[[_Outcome], object], settled: Settled | None = None
) -> _Outcome:
    """The outcome that every possible reading gives. Raises OpenReading when ``told`` differs between readings."""
    settled = settled or {}
    try:
        return compute(settled)
    except OpenReading as doubt:
        found = [_in_every_reading(compute, told, {**settled, doubt.question: answer}) for answer in doubt.answers]
        if len({told(outcome) for outcome in found}) > 1:
            raise
        return found[0]


def _rated(rule: CouncilRule, row: PublishedRow, settled: Settled) -> Rating:
    read = figures(row, needs_target=_needs_target(rule), settled=settled)
    applied, target = engine_rule(rule, row, settled=settled)
    last_year = read.last_year.value
    rating = rate(read.actual, target, applied, read.polarity, kind=read.rated_kind, last_year=last_year)
    if not rating.status.is_rated:
        raise NotRateable(describe(rating))
    is_unread = bool(read.last_year.problem) and bool(re.search(r"\d", row.prev_year_actual))  # words are no figure
    if rating.status is Status.RED and applied.comparison is not Comparison.NONE and is_unread:
        raise NotRateable(f"last year's figure would decide, and {refusal(read.last_year.problem)}")
    _refuse_on_a_limit(rule, row, read, rating)
    return rating


def _refuse_on_a_limit(rule: CouncilRule, row: PublishedRow, read: Figures, rating: Rating) -> None:
    """Raises NotRateable when the actual is exactly a printed limit that the rule puts on the other side."""
    polarity = sided(read.polarity, read.unit)
    is_good_by_rule = rule.edge is Edge.BETTER
    is_up = (polarity is Polarity.HIGH) is not is_good_by_rule
    beside = EXACT.add(read.actual, _HARDLY if is_up else -_HARDLY)
    for limit, value in _printed_limits(rule, row, read):
        if value != read.actual or limit.is_good_itself(polarity) is is_good_by_rule:
            continue
        again = rate(beside, rating.target, rating.rule, rating.polarity, kind=rating.kind, last_year=rating.last_year)
        if again.status is not rating.status:
            raise NotRateable(
                f"the actual is exactly the limit “{limit.printed}”, and the rule puts it on the other side"
            )


def _printed_limits(rule: CouncilRule, row: PublishedRow, read: Figures) -> list[tuple[Limit, Decimal | None]]:
    """The limits of a row that may decide its rating, each with its value."""
    found = [(read.target_limit, read.target.value)]
    if rule.basis in ("floor", "thresholds"):
        parts = (figure_and_limit(part) for part in row.threshold.split(";"))
        found += [(limit, read_in(text, read.unit).value) for text, limit in parts]
    return [(limit, value) for limit, value in found if limit is not None]


def _travelled(rule: CouncilRule, row: PublishedRow, settled: Settled) -> Travel:
    if rule.problem:
        raise NotRateable(rule.problem)
    if not rule.dot_base:
        raise NotRateable("the council prints no direction by this rule")
    column, what = _EARLIER[rule.dot_base]
    polarity = polarity_of(row)
    cells, limit = figures_alone(row, polarity, settled)
    text = getattr(cells, column)
    is_range = polarity is Polarity.RANGE
    unit = unit_in(cells, (cells.actual, text, cells.target) if is_range else (cells.actual, text), settled)
    now, before = printed_figure(cells.actual, "actual", unit), printed_figure(text, what, unit)
    if unit.kind is ValueKind.DATE:
        raise NotRateable("two dates have no direction without their targets")
    aim = target_in(cells, unit, polarity, limit, settled) if is_range else None
    if aim is not None and centre_of(cells.target) != cells.target:
        middle = printed_figure(centre_of(cells.target), "target", unit)
        why = f"nearer to “{row.target}” may be nearer to its middle or to its ends"
        aim = answer_to(settled, "what is nearer", (aim, Target(low=middle, high=middle)), why)
    tolerance = _in_unit(rule.dot_same_within, unit, row, settled)
    return travel(now, before, polarity, tolerance=tolerance, aim=aim)


def _needs_target(rule: CouncilRule) -> bool:
    """Whether a status by this rule depends on the target. A floor or thresholds may be enough."""
    has_values = rule.basis == "thresholds" or (rule.basis == "floor" and not rule.has_band(Status.AMBER))
    return not has_values or rule.has_band(Status.EXCEEDING)


def _cuts(rule: CouncilRule, row: PublishedRow, read: Figures, settled: Settled) -> tuple[Basis, Decimal, Decimal]:
    """The basis and the two cuts of a rule that measures the gap to the target."""
    basis = Basis.PERCENT if rule.basis == "percent" else Basis.POINTS
    has_amber = rule.has_band(Status.AMBER)
    has_clause = rule.comparison is not Comparison.NONE
    if rule.basis == "tolerance":
        tolerance, basis = _tolerance(row, read, settled)
        # Two bands if there is no word for amber, or if only last year's figure makes amber (the clause, and no
        # green cut). Else figures within the tolerance are amber.
        is_green_stated = rule.green_cut is not None and rule.green_cut != rule.amber_cut
        if not has_amber or (has_clause and not is_green_stated):
            return basis, tolerance, tolerance
        green = rule.green_cut or _ZERO
        green = _in_unit(green, read.unit, row, settled) if basis is Basis.POINTS else green
        return basis, green, max(green, tolerance)
    if rule.green_cut is None and rule.amber_cut is None:
        raise NotRateable("the rule states no cuts")
    if rule.amber_cut is None and has_amber and not has_clause:
        raise NotRateable("the rule states no cut between amber and red")
    green = rule.green_cut if rule.green_cut is not None else _ZERO
    amber = green if rule.amber_cut is None else rule.amber_cut
    if basis is Basis.POINTS:
        return basis, _in_unit(green, read.unit, row, settled), _in_unit(amber, read.unit, row, settled)
    return basis, green, amber


def _in_unit(cut: Decimal, unit: MeasureUnit, row: PublishedRow, settled: Settled) -> Decimal:
    """A cut of the rule in the unit of the figures as read: times are read in seconds."""
    if unit.kind is not ValueKind.DURATION or not cut:
        return cut
    one = unit.clock.one
    if one is None:
        silent = f"the unit “{row.unit}” does not say" if row.unit else "nothing says"
        why = f"{silent} whether the rule's {cut} is hours, minutes or seconds"
        one = answer_to(settled, "what a cut counts", (3600, 60, 1), why)
    return EXACT.multiply(cut, Decimal(one))


def _tolerance(row: PublishedRow, read: Figures, settled: Settled) -> tuple[Decimal, Basis]:
    """The tolerance printed in a row: in the figure's unit, or in per cent of the target where nothing else fits."""
    if _is_missing(row.threshold):
        why = "the rule needs a tolerance for each row, and none is printed in this one"
        return answer_to(settled, "tolerance", (_ZERO, _BEYOND_ALL), why), Basis.POINTS
    text = _AROUND_A_TOLERANCE.sub("", even_signs(aim_alone(row.threshold)))
    if read.unit.kind is ValueKind.DATE:
        return _days(text), Basis.POINTS
    is_of_target = bool(_OF_TARGET.search(text))
    text = _OF_TARGET.sub("", text)
    if side := _FROM_TARGET.search(text):
        if read.polarity is not (Polarity.HIGH if side[1] else Polarity.LOW):
            raise NotRateable(f"the tolerance “{row.threshold}” is on the good side of the target")
        text = text[: side.start()]
    band = read_band(text)
    if band is not None and band[0].value == -(band[1].value or 0):  # "+/-5%"
        text = re.sub(r"^[^0-9£.]*", "", text)
    is_percentage = read.unit.kind is ValueKind.PERCENTAGE
    if (points := _POINTS.fullmatch(text)) and (is_percentage or read.unit.is_open):
        return printed_figure(points[1], "tolerance", read.unit).copy_abs(), Basis.POINTS
    per_cent = read_figure(text)
    if per_cent.value is not None and per_cent.unit == "%" and (is_of_target or not is_percentage):
        is_open = read.unit.is_open and (not row.unit or row.unit.casefold() in SAYS_NOTHING) and not is_of_target
        told = "nothing says whether the figures are percentages, which would change the status"
        why = f"the tolerance is “{row.threshold}”, and {told}"
        is_points = is_open and answer_to(settled, "a tolerance in points", (False, True), why)
        return per_cent.value.copy_abs(), Basis.POINTS if is_points else Basis.PERCENT
    if is_of_target:
        raise NotRateable(f"the tolerance “{row.threshold}” is no per cent of the target")
    return printed_figure(text, "tolerance", read.unit).copy_abs(), Basis.POINTS


def _is_missing(text: str) -> bool:
    """Whether no threshold is printed."""
    return not text or read_figure(text).absence is not None


def _days(text: str) -> Decimal:
    """The tolerance of a date, in days."""
    match = _DAYS.fullmatch(text)
    if match is None:
        raise NotRateable(f"the tolerance “{text}” is not a number of days or weeks")
    return Decimal(match[1]) * (7 if match[2] else 1)


def _limits(rule: CouncilRule, row: PublishedRow, read: Figures, settled: Settled) -> tuple[Rule, Target]:
    """The rule and target if the row prints the values between the bands."""
    aim = read.target.value
    if rule.basis == "floor":
        red = _floor(row, read, settled)
        # If there is no word for amber, every figure down to the floor is green.
        green = aim if rule.has_band(Status.AMBER) else red
    else:
        red, green = _thresholds(row, read, settled)
    if green is not None and (red > green if read.polarity is Polarity.HIGH else red < green):
        raise NotRateable(f"the value for red, {red}, is better than the value for green, {green}")
    exceeding = _ZERO if rule.has_band(Status.EXCEEDING) else None
    applied = Rule(Basis.VALUES, _ZERO, _ZERO, exceeding, rule.edge, rule.edge, rule.comparison)
    return applied, Target(value=aim, low=read.target.low, high=read.target.high, green_limit=green, red_limit=red)


def _floor(row: PublishedRow, read: Figures, settled: Settled) -> Decimal:
    aim = read.target.value
    if not _is_missing(row.threshold):
        return _limit(row.threshold, "floor", read.unit)
    why = "the rule needs a floor for each row, and none is printed in this one"
    if aim is None:
        raise NotRateable(why)
    return answer_to(settled, "floor", (aim, _far_worse(read)), why)


def _thresholds(row: PublishedRow, read: Figures, settled: Settled) -> tuple[Decimal, Decimal]:
    """The red and amber values of "red;amber". If only amber is printed, figures beyond it may be red or not."""
    parts = [part.strip() for part in row.threshold.split(";")]
    why = f"the rule needs a red and an amber value (“red;amber”), and “{row.threshold}” is printed"
    if len(parts) != 2 or not parts[1]:
        raise NotRateable(why)
    amber = _limit(parts[1], "amber value", read.unit)
    if not parts[0]:
        return answer_to(settled, "red value", (amber, _far_worse(read)), why), amber
    return _limit(parts[0], "red value", read.unit), amber


def _far_worse(read: Figures) -> Decimal:
    """A value that is worse than every actual."""
    return -_BEYOND_ALL if sided(read.polarity, read.unit) is Polarity.HIGH else _BEYOND_ALL


def _limit(text: str, what: str, unit: MeasureUnit) -> Decimal:
    """A printed floor or threshold: "90%", or as a limit, "<90%"."""
    return printed_figure(figure_and_limit(text)[0], what, unit)
