"""What formulas come to with the figures that stand: for what is stored on approval, and to look at before.

Nothing is written here. Every statement is for all measures and periods at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import NamedTuple

from django.db.models import Max, Q

from foundation.undoing import batched
from indicators.models import Observation
from indicators.queries.formulas import Dated, Formulas, reaching
from indicators.rules.formula import BLANK, Given, Worked, work_out
from indicators.rules.vocabulary import Absence, Standing
from indicators.workflow import EDITABLE, FigureState
from plans.periods import Period

Place = tuple[int, Period]
"""A measure's key and a period."""
_IN_HAND = (*EDITABLE, FigureState.SUBMITTED)
_KEPT = Context(prec=15)
_AWAITED = Given(is_awaited=True)


class Held(NamedTuple):
    """The figure that stands of a measure and period."""

    pk: int
    state: str
    value: Decimal | None
    absence: str
    standing: str
    numerator: Decimal | None
    denominator: Decimal | None

    @property
    def given(self) -> Given:
        """As a formula takes it: before it is approved it is a blank that is awaited."""
        if self.state != FigureState.APPROVED:
            return Given(is_awaited=self.state in _IN_HAND)
        absence = Absence(self.absence) if self.absence else None
        parts = {"numerator": self.numerator, "denominator": self.denominator}
        return Given(self.value, absence, standing=Standing(self.standing), **parts)


@dataclass(frozen=True, slots=True)
class Result:
    """What a formula comes to in a period: with which figures of its inputs, by their measures (None: none), beside the
    figure of the measure that stands now. ``is_news``: nothing approved says the same.
    """

    formula: Dated
    period: Period
    worked: Worked
    inputs: Mapping[int, int | None]
    stands: Held | None

    @property
    def is_news(self) -> bool:
        if self.worked.is_blank:
            return False
        if self.stands is None or self.stands.state in (FigureState.DUE, FigureState.MISSING):
            return True
        if self.stands.state != FigureState.APPROVED:
            return False
        absence = self.worked.absence.value if self.worked.absence else ""
        names = ("value", "numerator", "denominator") if self.worked.denominator is not None else ("value",)
        is_same = all(same(getattr(self.stands, name), getattr(self.worked, name)) for name in names)
        return self.stands.absence != absence or not is_same


def same(stored: Decimal | None, worked: Decimal | None) -> bool:
    """Whether a stored value is what was worked out: SQLite keeps fifteen digits of it."""
    if stored is None or worked is None:
        return stored is worked
    return _KEPT.plus(stored) == _KEPT.plus(worked)


def reached(changed: Iterable[Place], formulas: Formulas) -> dict[Period, list[Dated]]:
    """The formulas, by period, that need one of these figures, directly or through others, each after those that it
    needs.
    """
    used = formulas.uses()
    by_period: dict[Period, set[int]] = defaultdict(set)
    for measure, period in changed:
        if measure in used:
            by_period[period].add(measure)
    found = {period: list(reaching(formulas, period, touched)) for period, touched in by_period.items()}
    return {period: each for period, each in found.items() if each}


def results_from(first: Period, measure: int, formulas: Formulas) -> list[Result]:
    """What a measure's formulas come to from a period on, in each in which one of its inputs has an approved figure or
    that lies before one; and all that needs it. Oldest first.
    """
    inputs = {pk for each in formulas.of_measure[measure] for pk in each.inputs.values()}
    known = Observation.objects.approved().filter(indicator__in=inputs, period__gte=first.key)
    last = known.order_by("-period").values_list("period", flat=True).first()
    asked, period = {}, first
    while last is not None and period <= last:
        asked[period] = list(reaching(formulas, period, (), itself=measure))
        period = period.next()
    return worked_out(asked)


def worked_out(asked: Mapping[Period, Collection[Dated]]) -> list[Result]:
    """What these formulas come to in these periods; those of a period stand in the order in which they need each other,
    and take each other's results. A statement for 500 periods and measures.
    """
    asked = {period: formulas for period, formulas in asked.items() if formulas}
    held = _held(asked) if asked else {}
    found: list[Result] = []
    for period, formulas in asked.items():
        results_of: dict[int, Worked] = {}
        found += [_result(formula, period, held, results_of) for formula in formulas]
    return found


def last_revisions(places: Collection[Place]) -> dict[Place, int]:
    """The number of the last revision of each of these figures."""
    found: dict[Place, int] = {}
    for part in batched_places(places):
        rows = Observation.objects.filter(part).values_list("indicator", "period").annotate(last=Max("revision"))
        found |= {(measure, period): last for measure, period, last in rows.order_by()}
    return {place: last for place, last in found.items() if place in places}


def batched_places(places: Iterable[Place]) -> list[Q]:
    """Conditions for figures of these measures and periods, and some others of the same."""
    measures, periods = {measure for measure, _ in places}, {period.key for _, period in places}
    return [
        Q(indicator__in=some, period__in=some_keys)
        for some in batched(sorted(measures))
        for some_keys in batched(sorted(periods))  # type: ignore[type-var]
    ]


def _held(asked: Mapping[Period, Collection[Dated]]) -> dict[Place, Held]:
    """The figures that stand of all measures that these formulas are of, or need."""
    places = {
        (measure, period)
        for period, formulas in asked.items()
        for formula in formulas
        for measure in (formula.measure, *formula.inputs.values())
    }
    found: dict[Place, Held] = {}
    for part in batched_places(places):
        rows = Observation.objects.standing().filter(part)
        for measure, period, *row in rows.values_list("indicator", "period", *Held._fields):
            found[measure, period] = Held(*row)
    return found


def _result(formula: Dated, period: Period, held: Mapping[Place, Held], results_of: dict[int, Worked]) -> Result:
    given: dict[str, Given] = {}
    inputs: dict[int, int | None] = {}
    for ref, measure in formula.inputs.items():
        stored = held.get((measure, period))
        inputs[measure] = stored.pk if stored and stored.state == FigureState.APPROVED else None
        given[ref] = _given(results_of.get(measure), stored)
    worked = work_out(formula.parsed, given, formula.blanks, kind=formula.kind, has_parts=formula.has_parts)
    results_of[formula.measure] = worked
    return Result(formula, period, worked, inputs, held.get((formula.measure, period)))


def _given(worked: Worked | None, stored: Held | None) -> Given:
    """An input: what it was worked out to just now, else as it stands."""
    if worked is not None and not worked.is_blank:
        parts = {"numerator": worked.numerator, "denominator": worked.denominator}
        return Given(worked.value, worked.absence, standing=worked.standing, **parts)
    if worked is not None and (stored is None or stored.state != FigureState.APPROVED):
        return _AWAITED
    return stored.given if stored else BLANK
