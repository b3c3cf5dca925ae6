"""Which formulas hold for which period, and which measures each needs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from indicators.models import Formula, FormulaInput
from indicators.rules.formula import Blanks, in_order
from indicators.rules.formula_text import Parsed, parse
from indicators.rules.vocabulary import ValueKind
from indicators.rules.whole_year import is_whole_year
from plans.periods import Period

_FEW = 200  # measures that one statement names


@dataclass(frozen=True)
class Dated:
    """A formula of a measure from a period on, as it is read with the references of today. ``inputs`` are the measures
    that it names, by reference; ``text`` "" where the measure is typed again; ``why`` what was said of it. ``kind`` and
    ``has_parts`` are the measure's.
    """

    pk: int | None
    measure: int
    ref: str
    number: int
    first: Period
    text: str
    blanks: Blanks
    inputs: Mapping[str, int]
    why: str = ""
    kind: ValueKind = ValueKind.NUMBER
    has_parts: bool = False

    @property
    def is_typed(self) -> bool:
        return not self.text

    @cached_property
    def parsed(self) -> Parsed:
        names = {str(number): ref for number, ref in enumerate(self.inputs, start=1)}
        return parse(self.text).named(names)

    @property
    def shown(self) -> str:
        """As people write it."""
        return self.parsed.text if self.text else ""


@dataclass(frozen=True, slots=True)
class Formulas:
    """Formulas by the keys of their measures, each measure's in the order in which they were made."""

    of_measure: Mapping[int, Sequence[Dated]]

    @classmethod
    def load(cls, measures: Collection[int] | None = None) -> "Formulas":
        """Those of these measures (None: of all). Two statements; one where there are none."""
        chosen = Formula.objects.all() if measures is None else Formula.objects.filter(indicator__in=measures)
        rows = list(
            chosen.order_by("indicator", "number").values_list(
                *("pk", "indicator", "indicator__ref", "number", "first_period", "text", "blanks", "why"),
                *("indicator__kind", "indicator__has_parts"),
            )
        )
        inputs = _inputs([row[0] for row in rows]) if rows else {}
        found: dict[int, list[Dated]] = defaultdict(list)
        for pk, measure, ref, number, first, text, blanks, why, kind, has_parts in rows:
            told = (Blanks(blanks), inputs.get(pk, {}), why, ValueKind(kind), has_parts)
            found[measure].append(Dated(pk, measure, ref, number, first, text, *told))
        return cls(dict(found))

    def __bool__(self) -> bool:
        return bool(self.of_measure)

    def at(self, measure: int, period: Period) -> Dated | None:
        """The formula by which a measure is worked out in a period; None where it is typed, as what a whole year came
        to is where it differs from its periods.
        """
        begun = [
            each
            for each in self.of_measure.get(measure, ())
            if each.first <= period and not is_whole_year(period, each.first.frequency)
        ]
        return begun[-1] if begun and not begun[-1].is_typed else None

    def all_at(self, period: Period) -> dict[int, Dated]:
        """Those that hold in a period, by their measures: of its own frequency and year."""
        kind = (period.frequency, period.basis)
        return {
            measure: found
            for measure, dated in self.of_measure.items()
            if (dated[0].first.frequency, dated[0].first.basis) == kind and (found := self.at(measure, period))
        }

    def order_at(self, period: Period) -> list[Dated]:
        """The same, so that each stands after those that it needs. Raises Loop."""
        held = self.all_at(period)
        by_ref = {each.ref: each for each in held.values()}
        needs = {each.ref: [ref for ref in each.inputs if ref in by_ref] for each in held.values()}
        return [by_ref[ref] for ref in in_order(needs)]

    def beginnings(self, first: Period) -> list[Period]:
        """That period, and those after it from which on another formula of the same frequency and year holds."""
        kind = (first.frequency, first.basis)
        dated = (each.first for rows in self.of_measure.values() for each in rows)
        later = {each for each in dated if (each.frequency, each.basis) == kind and each > first}
        return [first, *sorted(later)]

    def uses(self) -> set[int]:
        """All measures that some formula names."""
        return {pk for rows in self.of_measure.values() for each in rows for pk in each.inputs.values()}

    def along_with(self, made: Dated) -> "Formulas":
        """These and another one, which is the last of its measure."""
        rows = [*self.of_measure.get(made.measure, ()), made]
        return Formulas({**self.of_measure, made.measure: rows})


def calculated_pairs(pairs: Iterable[tuple[int, Period]]) -> set[tuple[int, Period]]:
    """Of these measures and periods, those that are worked out and not typed. Two statements; one where nothing is."""
    asked = list(pairs)
    measures = {measure for measure, _ in asked}
    formulas = Formulas.load(measures if len(measures) < _FEW else None) if asked else Formulas({})
    return {pair for pair in asked if formulas.at(*pair)} if formulas else set()


def _inputs(pks: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = FormulaInput.objects.filter(formula__in=pks).order_by("formula", "number")
    for formula, ref, measure in rows.values_list("formula", "indicator__ref", "indicator"):
        found[formula][ref] = measure
    return found


def reaching(
    formulas: Formulas, period: Period, changed: Collection[int], *, itself: int | None = None
) -> Iterator[Dated]:
    """The formulas of a period that need a measure that changed, directly or through others, in the order in which they
    are worked out. ``itself``: a measure whose own formula is one of them.
    """
    touched = set(changed)
    for each in formulas.order_at(period):
        if each.measure == itself or touched.intersection(each.inputs.values()):
            touched.add(each.measure)
            yield each
