"""Whether a formula can be a measure's: what it names is there and fits, and nothing is worked out from itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from foundation.labels import labels
from foundation.words import listed, together
from indicators.models import Indicator, Observation
from indicators.queries.calculating import Result, results_from
from indicators.queries.formulas import Dated, Formulas
from indicators.rules.aggregation import unit_combinings
from indicators.rules.formula import Blanks, Loop, input_problem
from indicators.rules.formula_text import FormulaProblem, near, parse
from indicators.rules.vocabulary import Combining, Counting, ValueKind
from indicators.workflow import STATES, FigureState
from plans.periods import Period

_SHOWN = 3


class Known(NamedTuple):
    """What is asked of a measure that a formula names."""

    pk: Any
    ref: str
    kind: str
    frequency: str
    year_basis: str
    unit: str
    counting: str
    has_parts: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What a formula would do to the periods from which on it is to hold, oldest first. ``results`` are those of the
    measure itself, ``others`` counts figures of measures that need it.
    """

    results: list[Result]
    others: int

    @property
    def calculated(self) -> list[Result]:
        return [each for each in self.results if not each.worked.is_blank]

    @property
    def replaced(self) -> list[Result]:
        """Those that take the place of an approved figure that says something else."""
        return [
            each
            for each in self.calculated
            if each.is_news and each.stands is not None and each.stands.state == FigureState.APPROVED
        ]

    @property
    def waiting(self) -> list[Result]:
        return [each for each in self.results if each.worked.is_blank]

    @property
    def last(self) -> Result | None:
        """The last period that is worked out, as an example."""
        return next(iter(reversed(self.calculated)), None)


def checked(
    measure: Indicator,
    text: str,
    first: Period,
    blanks: Blanks,
    formulas: Formulas,
    *,
    known: Iterable[Known] | None = None,
    key: Any = None,
) -> Dated:
    """The formula as it would be stored as the measure's last, with the numbers of its inputs for names. Raises
    FormulaProblem in plain words, with where in the text it is. ``known`` are the measures that there are, where some
    are not stored yet, and ``key`` what tells this one from them.
    """
    parsed = parse(text)
    if not parsed.refs:
        raise FormulaProblem("The formula names no measure. Put a reference in square brackets, such as [WR01].", 0)
    if problem := input_problem(measure.kind, "This measure"):
        raise FormulaProblem(problem.replace("Take it out of the formula.", "Only amounts are calculated."), 0)
    key, stored = measure.pk if key is None else key, known
    if stored is None:
        stored = map(Known._make, Indicator.objects.order_by("ref").values_list(*Known._fields))
    found = {each.ref.casefold(): each for each in stored}
    named = {ref: _known(ref, found, text) for ref in parsed.refs}
    for ref, each in named.items():
        if problem := input_problem(each.kind, each.ref) or _other_calendar(measure, each):
            raise FormulaProblem(problem, _where(ref, text))
        if parsed.is_whole and (problem := _no_part(measure, each)):
            raise FormulaProblem(problem, _where(ref, text))
    inputs = {each.ref: each.pk for each in named.values()}
    if parsed.is_whole and len(inputs) < len(parsed.refs):
        raise FormulaProblem("A measure stands in this whole twice, and would be counted twice. Take it out once.", 0)
    numbers = {ref: str(1 + list(inputs).index(each.ref)) for ref, each in named.items()}
    number = max((each.number for each in formulas.of_measure.get(key, ())), default=0) + 1
    of_sheet = {"kind": ValueKind(measure.kind), "has_parts": measure.has_parts}
    made = Dated(None, key, measure.ref, number, first, parsed.named(numbers).text, blanks, inputs, **of_sheet)
    _refuse_loops(made, formulas.along_with(made))
    return made


def effect_of(made: Dated, formulas: Formulas) -> Effect:
    """What a formula that was ``checked`` would do. Three statements for 500 periods."""
    found = results_from(made.first, made.measure, formulas.along_with(made))
    own = [each for each in found if each.formula.measure == made.measure]
    return Effect(own, sum(each.is_news for each in found) - sum(each.is_news for each in own))


def in_hand(measure: Indicator, first: Period) -> str:
    """What is entered of the measure from a period on and not approved, in a sentence; "" where nothing is."""
    waiting = Observation.objects.filter(indicator=measure, period__gte=first.key).exclude(
        state__in=(FigureState.APPROVED, FigureState.SUPERSEDED, FigureState.DUE, FigureState.MISSING)
    )
    rows = [
        f"{period.label} ({STATES[FigureState(state)].word.lower()})"
        for period, state in waiting.order_by("period").values_list("period", "state")
    ]
    if not rows:
        return ""
    return (
        f"Figures of {measure.ref} are entered and not approved: {listed(rows, _SHOWN)}. Have them approved first, or "
        "choose a period after them."
    )


def gap_words(waiting: Iterable[Result]) -> str:
    """Which inputs have no figure and when: "[WR02] has no figure for 2025/26 Q1 and 2025/26 Q2"."""
    periods: dict[str, list[str]] = {}
    for each in waiting:
        for ref in each.worked.waits_for:
            periods.setdefault(ref, []).append(each.period.label)
    return together([f"[{ref}] has no figure for {listed(labels_, _SHOWN)}" for ref, labels_ in periods.items()])


def _known(ref: str, known: Mapping[str, Known], text: str) -> Known:
    found = known.get(ref.casefold())
    if found is None:
        offered = " or ".join(near(ref, [each.ref for each in known.values()]))
        remedy = f"Did you mean {offered}?" if offered else "Choose it from the list of measures below."
        raise FormulaProblem(f"No measure has the reference {ref}. {remedy}", _where(ref, text))
    return found


def _where(ref: str, text: str) -> int:
    return max(text.find(f"[{ref}"), 0)


def _other_calendar(measure: Indicator, named: Known) -> str:
    """Why a measure of another frequency or kind of year cannot stand in the formula; "" where it can."""
    frequency, year = labels(Indicator, "frequency"), labels(Indicator, "year_basis")
    ours, theirs = frequency[measure.frequency].lower(), frequency[named.frequency].lower()
    if ours != theirs:
        return (
            f"{named.ref} is {theirs} and {measure.ref} {ours}: a formula takes figures of the same period. Take a "
            f"{ours} measure in its place."
        )
    if measure.year_basis != named.year_basis:
        return (
            f"The year of {named.ref} is “{year[named.year_basis]}” and of {measure.ref} “{year[measure.year_basis]}”: "
            "a formula takes figures of the same period. Take a measure of the same year in its place."
        )
    return ""


def _no_part(measure: Indicator, named: Known) -> str:
    """Why a measure of a unit can be no part of a whole; "" where it can."""
    if (measure.kind, measure.unit) != (named.kind, named.unit):
        return f"{named.ref} is in another unit than {measure.ref}. Only measures in one unit make a whole."
    if (measure.counting, measure.has_parts) != (named.counting, named.has_parts):
        return (
            f"{named.ref} is counted otherwise than {measure.ref}. Correct one of the two definition sheets: how it is "
            "counted, and whether it is entered as numerator and denominator."
        )
    ways = unit_combinings(Counting(named.counting), ValueKind(named.kind), has_parts=named.has_parts)
    if Combining.SUM in ways or Combining.PARTS in ways:
        return ""
    return (
        f"Figures of {named.ref} cannot be added up: a share or an average alone does not say of how many it is. Have "
        "it entered as numerator and denominator; mean([A], [B]) would count a small unit like a large one."
    )


def _refuse_loops(made: Dated, formulas: Formulas) -> None:
    for period in formulas.beginnings(made.first):
        try:
            formulas.order_at(period)
        except Loop as loop:
            raise FormulaProblem(str(loop), 0) from None
