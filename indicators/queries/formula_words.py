"""Formulas in words: what one would do, and what a figure was worked out from, as far as the reader may know."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Case, Q, QuerySet, When

from foundation.statements import written_once
from foundation.words import counted
from indicators.judging.combining_words import mean_beside, workings
from indicators.judging.measure_row import Shown as Printed
from indicators.models import CalculationInput, Indicator, Observation
from indicators.queries.calculating import Result
from indicators.queries.formula_checks import Effect, gap_words
from indicators.queries.formulas import Dated, Formulas
from indicators.rules.aggregation import Piece, combine
from indicators.rules.formula import Blanks
from indicators.rules.formula_text import FUNCTIONS, renamed
from indicators.rules.values import format_value
from indicators.rules.vocabulary import Absence, Combining, ValueKind
from plans.duplicates import gist
from plans.periods import Period

OUT_OF_REACH = "A measure that you may not read"


class InputRow(NamedTuple):
    """An input of a formula. ``value`` is its figure in words, ``url`` its page; "" where the reader may not know."""

    ref: str
    name: str
    value: str
    url: str


class Tried(NamedTuple):
    """A formula that was tried: the problem that keeps it from being saved, or what it does. ``example`` is the last
    period that is worked out, with its inputs.
    """

    problem: str = ""
    sentences: Sequence[str] = ()
    period: str = ""
    formula: str = ""
    result: str = ""
    inputs: Sequence[InputRow] = ()
    workings: str = ""


class Shown(NamedTuple):
    """By what a measure is worked out in a period: since when and by which formula in words, the figures of the
    ``period`` that its result came from, and what it waits for ("" for nothing). ``workings`` are those of a whole.
    """

    since: Period
    words: str
    period: Period
    inputs: Sequence[InputRow]
    waits: str
    workings: str = ""


def tried(measure: Indicator, made: Dated, effect: Effect) -> Tried:
    """What a formula that can be saved would do, for who may read the whole council."""
    last = effect.last
    found = Tried(sentences=list(_sentences(made, effect)), formula=made.shown)
    if last is None:
        return found
    figures = {
        each.indicator_id: each for each in Observation.objects.filter(pk__in=filter(None, last.inputs.values()))
    }
    measures = Indicator.objects.in_bulk(last.inputs)
    rows = [_row(measures[pk], figures.get(pk), reach=None) for pk in last.inputs]
    worked = whole_words(measure, made, [figures.get(pk) for pk in last.inputs])
    result = result_words(measure, last)
    return found._replace(period=last.period.label, result=result, inputs=rows, workings=worked)


def whole_words(measure: Indicator, formula: Dated, figures: Iterable[Observation | None]) -> str:
    """How a whole of units comes about, with numbers: "(45 + 28) ÷ (60 + 40) = 73.0%"; "" of any other formula."""
    if not formula.parsed.is_whole:
        return ""
    kind, how = ValueKind(measure.kind), Combining.PARTS if measure.has_parts else Combining.SUM
    shown = Printed(kind, measure.decimals, measure.unit, measure.grades.splitlines())
    pieces = [
        Piece("", each.value, each.numerator, each.denominator, Absence(each.absence) if each.absence else None)
        for each in figures
        if each is not None
    ]
    made = combine(pieces, how, kind)
    told = workings(pieces, made, how, shown)
    beside = mean_beside(pieces, made, shown) if how is Combining.PARTS else ""
    return f"{told}. {beside}".strip() if told else ""


def result_words(measure: Indicator, result: Result) -> str:
    """What a formula comes to, as the measure's figures are printed."""
    worked = result.worked
    if worked.absence is not None:
        return f"{_absent(worked.absence)}: {worked.reason}"
    return format_value(worked.value, ValueKind(measure.kind), measure.decimals, measure.unit)


def _sentences(made: Dated, effect: Effect) -> Iterable[str]:
    if not effect.results:
        yield (
            f"No figure of its measures stands from {made.first.label} on. It is calculated as soon as they are "
            "approved."
        )
        return
    done, replaced = len(effect.calculated), len(effect.replaced)
    yield f"{counted(done, 'period')} {'is' if done == 1 else 'are'} calculated from {made.first.label} on."
    if replaced:
        yield (
            f"{counted(replaced, 'figure')} that {'was' if replaced == 1 else 'were'} approved will be restated: what "
            "was approved is kept, and released reports stay as they are."
        )
    if effect.waiting:
        yield f"{counted(len(effect.waiting), 'period')} cannot be calculated: {gap_words(effect.waiting)}."
    if effect.others:
        yield f"{counted(effect.others, 'figure')} of measures that need it will be calculated anew."


def shown_for(measure: Indicator, period: Period, *, reach: frozenset[int] | None) -> Shown | None:
    """By what a measure is worked out in a period, for a reader of those services (None: all); None where it is typed.
    One statement where it never is, four at most.
    """
    formulas = Formulas.load([measure.pk])
    held = formulas.at(measure.pk, period)
    if held is None:
        return None
    used = {each.indicator_id: each for each in _used(measure.pk, period.key)}
    measures = Indicator.objects.in_bulk(list(held.inputs.values()))
    if used.keys() == measures.keys():
        rows = [_row(measures[pk], used[pk].observation, reach=reach) for pk in held.inputs.values()]
        is_read = reach is None or all(each.service_id in reach for each in measures.values())
        worked = whole_words(measure, held, [used[pk].observation for pk in held.inputs.values()]) if is_read else ""
        return Shown(held.first, _words(held, measures, reach), period, rows, "", worked)
    standing = Observation.objects.approved().filter(indicator__in=[*measures, measure.pk], period=period.key)
    figures = {each.indicator_id: each for each in standing}
    rows = [_row(measures[pk], figures.get(pk), reach=reach) for pk in held.inputs.values()]
    waits = f"{period.label} is calculated as soon as every one of them is approved."
    if measure.pk in figures:
        waits = f"The figure for {period.label} was entered, and agrees with its formula or could not be calculated."
    return Shown(held.first, _words(held, measures, reach), period, rows, waits)


@written_once
def _used(measure: int, key: str) -> QuerySet[CalculationInput]:
    """The inputs of the calculated figure that stands of a measure and period."""
    stands = CalculationInput.objects.filter(
        calculation__observation__indicator=measure,
        calculation__observation__period=key,
        calculation__observation__is_current=True,
    )
    return stands.select_related("observation")


def worked_from(revisions: Sequence[Observation], *, reach: frozenset[int] | None) -> dict[int, list[InputRow]]:
    """What each revision of a figure that was calculated was worked out from, by its key. Two statements."""
    found: dict[int, list[InputRow]] = {}
    rows = CalculationInput.objects.filter(calculation__observation__in=[each.pk for each in revisions])
    for each in rows.select_related("calculation", "indicator", "observation").order_by("pk"):
        row = _row(each.indicator, each.observation, reach=reach)
        found.setdefault(each.calculation.observation_id, []).append(row)
    return found


class Version(NamedTuple):
    """A formula that a measure has had from a period on; ``words`` "" where it was typed."""

    first: Period
    words: str
    counts_gaps: bool
    why: str


def versions_of(measure: Indicator, *, reach: frozenset[int] | None) -> list[Version]:
    """Every formula that the measure has had, the last made first, for a reader of those services (None: all)."""
    found = Formulas.load([measure.pk]).of_measure.get(measure.pk, ())
    measures = Indicator.objects.in_bulk({pk for each in found for pk in each.inputs.values()}) if found else {}
    rows = [
        Version(each.first, _words(each, measures, reach), each.blanks is Blanks.NOUGHT, each.why) for each in found
    ]
    return rows[::-1]


def _words(formula: Dated, measures: Mapping[int, Indicator], reach: frozenset[int] | None) -> str:
    """The formula, without the references of measures that the reader may not read."""
    hidden = {
        ref: "…" for ref, pk in formula.inputs.items() if reach is not None and measures[pk].service_id not in reach
    }
    return renamed(formula.shown, hidden)


def needed_by(measure: Indicator, *, reach: frozenset[int] | None) -> list[Indicator]:
    """The measures that are worked out from this one, now or at some time, within the reader's reach."""
    found = Indicator.objects.filter(formulas__inputs__indicator=measure).distinct().order_by("ref")
    return list(found if reach is None else found.filter(service__in=reach))


class Choosable(NamedTuple):
    """A measure that a formula may name; whether it is in use and counted as the formula's own measure is."""

    ref: str
    name: str
    service: str
    is_counted_so: bool


def choosable(measure: Indicator) -> list[Choosable]:
    """The measures that its formula may name: amounts of the same periods, by reference. One statement."""
    kinds = [kind.value for kind in ValueKind if kind not in (ValueKind.YES_NO, ValueKind.DATE, ValueKind.GRADE)]
    same = {"frequency": measure.frequency, "year_basis": measure.year_basis, "kind__in": kinds}
    found = Indicator.objects.filter(**same).exclude(pk=measure.pk).order_by("ref")
    counted_so = Q(ends_on=None, **{name: getattr(measure, name) for name in ("kind", "unit", "counting", "has_parts")})
    told = found.annotate(is_counted_so=Case(When(counted_so, then=True), default=False))
    return [Choosable(*each) for each in told.values_list("ref", "name", "service__name", "is_counted_so")]


def alike_elsewhere(measure: Indicator, measures: Iterable[Choosable]) -> list[Choosable]:
    """Of these, the measures called the same that are counted likewise, of other units say: of which this one may be
    the whole.
    """
    own = gist(measure.name)
    return [each for each in measures if each.is_counted_so and gist(each.name) == own]


def function_words() -> list[str]:
    """What each function does."""
    return list(FUNCTIONS.values())


def _row(measure: Indicator, figure: Observation | None, *, reach: frozenset[int] | None) -> InputRow:
    if reach is not None and measure.service_id not in reach:
        return InputRow("", OUT_OF_REACH, "", "")
    return InputRow(measure.ref, measure.name, _figure_words(measure, figure), measure.get_absolute_url())


def _figure_words(measure: Indicator, figure: Observation | None) -> str:
    if figure is None:
        return "no figure"
    if figure.absence:
        return _absent(Absence(figure.absence))
    return format_value(figure.value, ValueKind(measure.kind), measure.decimals, measure.unit)


def _absent(absence: Absence) -> str:
    return absence.value.replace("_", " ").capitalize()
