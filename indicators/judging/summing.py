"""The status of an objective or a priority from its parts, by the rule and the weights of the day (rules.md 9).

The one place where it is worked out: pages, pictures and reports take it from ``Sums``, and its words from
``sum_words``. The rules themselves are pure (``rules.summing``). Where the council goes by counts alone, as it does
until it chooses otherwise, one small statement is all that is asked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet

from foundation.measure_words import Bands
from foundation.statements import written_once
from indicators.judging.council_statuses import Glance
from indicators.judging.judged import Measured
from indicators.judging.plain_rows import number_of
from indicators.judging.rules_in_force import RulesInForce
from indicators.models import Contribution, PartWeight, SummingChoice
from indicators.rules.rule import Rule, Target
from indicators.rules.score import middle_of, score_of
from indicators.rules.summing import Part, Summed, SummingRule, summed
from indicators.rules.vocabulary import Polarity, Status, ValueKind
from plans.models import Objective
from plans.periods import Period
from plans.thread import Node, Thread

COUNTS = SummingRule.COUNTS


class Standing(NamedTuple):
    """How one measure stands, with what its score is worked out from."""

    ref: str
    name: str
    status: Status
    value: Decimal | None
    target: Target | None
    rule: Rule
    polarity: Polarity
    kind: ValueKind
    bands: Bands

    @property
    def score(self) -> Fraction | None:
        return score_of(self.status, self.value, self.target, self.rule, self.polarity, self.kind)


class Standings(Mapping[int, Standing]):
    """Measures by their ids, each made when a sum asks for it: of a council's hundreds few sums are given a status."""

    def __init__(self, found: Mapping[int, Any], make: Callable[[Any], Standing]) -> None:
        self._found, self._make = found, make

    def __getitem__(self, pk: int) -> Standing:
        return self._make(self._found[pk])

    def __iter__(self) -> Iterator[int]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def of_glances(found: Iterable[Glance]) -> Standings:
    """Measures as summaries of the whole council read them."""
    return Standings({each.pk: each for each in found}, _of_glance)


def of_measured(found: Iterable[Measured]) -> Standings:
    """Measures as their own pages and reports read them."""
    return Standings({each.definition.pk: each for each in found}, _of_measured)


def _of_glance(each: Glance) -> Standing:
    return Standing(
        ref=each.ref,
        name=each.name,
        status=each.status,
        value=number_of(each.row.now.value),
        target=each.row.now.target(each.row.aim_words or ""),
        rule=each.rule,
        polarity=Polarity(each.row.polarity),
        kind=ValueKind(each.row.kind),
        bands=each.bands,
    )


def _of_measured(each: Measured) -> Standing:
    return Standing(
        ref=each.definition.ref,
        name=each.definition.name,
        status=each.assessment.status,
        value=each.facts.now.value,
        target=each.facts.now.target,
        rule=each.facts.rule,
        polarity=each.facts.polarity,
        kind=each.facts.kind,
        bands=each.bands,
    )


class Chosen(NamedTuple):
    """The rules in force on a day: of levels by their positions, of objectives by their ids (None: as its level)."""

    levels: Mapping[int, SummingRule]
    objectives: Mapping[int, SummingRule | None]

    @property
    def gives_a_status(self) -> bool:
        """Whether anything at all goes by another rule than counts."""
        return any(rule not in (None, COUNTS) for rule in (*self.levels.values(), *self.objectives.values()))

    def of(self, objective: int, level: int) -> SummingRule:
        """By which rule an objective at a level is summed up: its own, its level's, or counts."""
        return self.objectives.get(objective) or self.levels.get(level, COUNTS)


def chosen_on(day: date) -> Chosen:
    """The rules in force on a day, in one statement. The latest choice before it stands."""
    levels: dict[int, SummingRule] = {}
    objectives: dict[int, SummingRule | None] = {}
    rows: list[Any] = _choices(day)
    for level, objective, rule in rows:
        if level is None:
            objectives[objective] = SummingRule(rule) if rule else None
        else:
            levels[level] = SummingRule(rule)
    return Chosen(levels, objectives)


@written_once
def _choices(day: date) -> QuerySet[Any]:
    found = SummingChoice.objects.filter(starts_on__lte=day).order_by("starts_on")
    return found.values_list("level__position", "objective_id", "rule")


PartKey = tuple[str, int]
"""A part by what it is ("objective", "measure") and its id."""


class Weights(NamedTuple):
    """What the parts of one objective weigh, and from which day to which that counts (None: until further notice)."""

    starts_on: date
    ends_on: date | None
    by_part: dict[PartKey, Fraction]


def weights_on(day: date) -> dict[int, Weights]:
    """The weights that count on a day, by objective, in one statement."""
    found: dict[int, Weights] = {}
    rows: list[Any] = _weights(day)
    for whole, starts_on, ends_on, child, measure, weight in rows:
        key = ("measure", measure) if child is None else ("objective", child)
        found.setdefault(whole, Weights(starts_on, ends_on, {})).by_part[key] = Fraction(weight)
    return found


@written_once
def _weights(day: date) -> QuerySet[Any]:
    sets = PartWeight.objects.filter(weight_set__starts_on__lte=day).exclude(weight_set__ends_on__lt=day)
    return sets.values_list(
        "weight_set__objective_id", "weight_set__starts_on", "weight_set__ends_on", "child_id", "measure_id", "weight"
    )


def measures_by_objective() -> dict[int, set[int]]:
    """The indicators that serve each objective itself, by the objective's id; what lies beneath is not counted."""
    found: dict[int, set[int]] = {}
    rows: list[Any] = _contributions()
    for objective, indicator in rows:
        found.setdefault(objective, set()).add(indicator)
    return found


@written_once
def _contributions() -> QuerySet[Any]:
    return Contribution.objects.values_list("objective_id", "indicator_id")


class PartOfSum(NamedTuple):
    """A part in the sum of a whole. ``by_rule`` is the rule that gave an objective its status, None for a measure;
    ``is_lent`` where it has none of its own and is summed up by that of the whole. ``share`` is of the score, None
    where it is not scored; ``has_weight``: somebody set its weight. ``bands`` are the words of a
    measure's own scheme.
    """

    key: PartKey
    ref: str
    name: str
    part: Part
    bands: Bands | None = None
    by_rule: SummingRule | None = None
    is_lent: bool = False
    has_weight: bool = False
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """How a whole is summed up, with its parts: objectives from the top down, then measures by reference."""

    found: Summed
    parts: tuple[PartOfSum, ...]
    weights: Weights | None = None


@dataclass(frozen=True)
class Sums:
    """All wholes of a quarter as one reader sees them. ``thread``, ``serving`` and ``standings`` hold what that reader
    may read; they are made only where the council goes by another rule than counts.
    """

    period: Period
    read_thread: Callable[[], Thread]
    read_serving: Callable[[], Mapping[int, set[int]]]
    read_standings: Callable[[], Standings]
    read_rules: Callable[[], RulesInForce]
    _made: dict[tuple[int, SummingRule], Sum] = field(default_factory=dict)

    @cached_property
    def chosen(self) -> Chosen:
        return chosen_on(self.period.end)

    @cached_property
    def thread(self) -> Thread:
        return self.read_thread()

    @cached_property
    def serving(self) -> Mapping[int, set[int]]:
        return self.read_serving()

    @cached_property
    def standings(self) -> Standings:
        return self.read_standings()

    @cached_property
    def bands(self) -> Bands:
        """The words of the council's own rule: what a whole is called, whatever schemes its parts have."""
        return self.read_rules().applying_in((), self.period)[1]

    @cached_property
    def weights(self) -> dict[int, Weights]:
        return weights_on(self.period.end)

    def rule_of(self, pk: int) -> SummingRule:
        """By which rule an objective is summed up: its own, its level's, or counts."""
        if not self.chosen.gives_a_status or pk not in self.thread.nodes:
            return COUNTS
        return self.chosen.of(pk, self.thread.nodes[pk].level)

    def of(self, pk: int) -> Sum | None:
        """An objective summed up by its rule; None where that is counts, which give no status."""
        rule = self.rule_of(pk)
        return None if rule is COUNTS else self._sum(pk, rule)

    def made(self) -> "Sums":
        """The same with everything read that it may be asked for, so that it can be kept."""
        if self.chosen.gives_a_status:
            _ = self.thread, self.serving, self.standings, self.weights, self.bands
        return self

    def _sum(self, pk: int, rule: SummingRule) -> Sum:
        if (pk, rule) not in self._made:
            weights = self.weights.get(pk) if rule is SummingRule.BASKET else None
            parts = [_weighed(part, weights) for part in self._parts(pk, rule)]
            found = summed(rule, [each.part for each in parts])
            shares = found.shares or (None,) * len(parts)
            told = (each._replace(share=share) for each, share in zip(parts, shares, strict=True))
            self._made[pk, rule] = Sum(found, tuple(told), weights)
        return self._made[pk, rule]

    def _parts(self, pk: int, rule: SummingRule) -> list[PartOfSum]:
        first, last = self.period.start, self.period.end
        beneath = [
            self._of_objective(node, rule)
            for node in self.thread.children(pk)
            # A link that runs in a circle is left out, wherever it is looked at from.
            if node.ran_between(first, last) and pk not in self.thread.descendants(node.pk)
        ]
        own = [
            _of_measure(each, stands, rule)
            for each in self.serving.get(pk, ())
            if (stands := self.standings.get(each)) is not None
        ]
        return [*beneath, *sorted(own, key=lambda part: part.ref)]

    def _of_objective(self, node: Node, rule: SummingRule) -> PartOfSum:
        own = self.rule_of(node.pk)
        lent = own is COUNTS
        by_rule = rule if lent else own
        found = self._sum(node.pk, by_rule).found
        score = found.score if found.rule is SummingRule.BASKET and found.status.is_rated else middle_of(found.status)
        return PartOfSum(("objective", node.pk), node.ref, node.title, Part(found.status, score), None, by_rule, lent)


def _of_measure(pk: int, stands: Standing, rule: SummingRule) -> PartOfSum:
    score = stands.score if rule is SummingRule.BASKET else None
    return PartOfSum(("measure", pk), stands.ref, stands.name, Part(stands.status, score), stands.bands)


def _weighed(each: PartOfSum, weights: Weights | None) -> PartOfSum:
    weight = weights.by_part.get(each.key) if weights else None
    if weight is None:
        return each
    return each._replace(part=each.part._replace(weight=weight), has_weight=True)


def sums_of(
    period: Period,
    *,
    thread: Callable[[], Thread],
    standings: Callable[[], Standings],
    serving: Callable[[], Mapping[int, set[int]]] = measures_by_objective,
    rules: Callable[[], RulesInForce] = RulesInForce.load,
) -> Sums:
    """How everything is summed up in a quarter, as far as its reader may read."""
    return Sums(period, thread, serving, standings, rules)


def parts_of(objective: Objective, *, thread: Thread) -> list[tuple[PartKey, str]]:
    """What an objective is made of today, by key and name: what a form of weights asks. One statement."""
    beneath = [
        (("objective", node.pk), f"{node.ref} {node.title}") for node in thread.children(objective.pk) if node.is_live
    ]
    serving = Contribution.objects.filter(objective=objective).order_by("indicator__ref")
    rows = serving.values_list("indicator_id", "indicator__ref", "indicator__name")
    return [*beneath, *((("measure", pk), f"{ref} {name}") for pk, ref, name in rows)]
