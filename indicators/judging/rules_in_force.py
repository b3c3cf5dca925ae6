"""Which rating rule applies to a measure in a period: read once for a page, asked for each figure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from foundation.measure_words import Bands
from foundation.memo import memo
from foundation.statements import rows_of
from indicators.judging.plain_rows import PlainRows, number_of
from indicators.models import AnnualTarget, Indicator, RatingRule, Scheme
from indicators.rules.rule import DEFAULT_RULE, Rule
from indicators.rules.vocabulary import Basis, Comparison, Status
from plans.periods import Period, parse_key

_RULES = """
    SELECT rule.id, rule.indicator_set_id, rule.indicator_id, rule.target_id, target.indicator_id, target.year,
        CAST(rule.starts_on AS text), rule.basis, CAST(rule.green_cut AS text), CAST(rule.amber_cut AS text),
        CAST(rule.exceeding_cut AS text), rule.green_edge, rule.red_edge, rule.comparison, CAST(scheme.bands AS text)
    FROM indicators_ratingrule rule
    JOIN indicators_scheme scheme ON scheme.id = rule.scheme_id
    LEFT JOIN indicators_annualtarget target ON target.id = rule.target_id
    ORDER BY rule.starts_on DESC
"""
Members = tuple[tuple[int, int], ...]


class RulesInForce:
    """Every rating rule of the council, ready to be asked which applies.

    ``rules`` come with the latest first; ``members`` says which indicator is in which set (ids), in the order of the
    sets, and need only name sets with rules of their own.
    """

    def __init__(self, rules: Iterable[RatingRule], members: Members) -> None:
        self._by_scope: dict[tuple[str, int], list[RatingRule]] = defaultdict(list)
        self._engine: dict[int, Rule] = {}
        for rule in rules:
            self._by_scope[self._scope(rule)].append(rule)
            self._engine[rule.pk] = rule.as_rule()
        self._set_members: dict[int, list[int]] = defaultdict(list)
        for indicator, indicator_set in members:
            self._set_members[indicator].append(indicator_set)
        self._special = set(self._set_members) | {pk for scope, pk in self._by_scope if scope not in ("set", "council")}
        self.use_limits = any(rule.basis is Basis.VALUES for rule in self._engine.values())
        self.compare_with_last_year = any(rule.comparison is not Comparison.NONE for rule in self._engine.values())
        self._answers: dict[tuple[int, Period], tuple[Rule, Bands]] = {}

    @staticmethod
    def load() -> RulesInForce:
        """The rules as they are now, in one statement, and one more where a set has a rule. The same object as long
        as they are the same.
        """
        rows = tuple(rows_of(_RULES))
        return _known(rows, members_of({row[1] for row in rows if row[1]}))

    @staticmethod
    def _scope(rule: RatingRule) -> tuple[str, int]:
        if rule.target_id:
            return f"target {rule.target.year.key}", rule.target.indicator_id
        if rule.indicator_id:
            return "indicator", rule.indicator_id
        return ("set", rule.indicator_set_id) if rule.indicator_set_id else ("council", 0)

    def applying(self, indicator_id: int, period: Period) -> tuple[Rule, Bands]:
        """The rule in force for that data period and its scheme's bands; the shipped default where none is."""
        # Most measures of a council follow its one rule: those are answered once for each period.
        is_special = indicator_id in self._special
        memo = (indicator_id if is_special else 0, period)
        if memo not in self._answers:
            self._answers[memo] = self._find(indicator_id if is_special else 0, period)
        return self._answers[memo]

    def applying_in(self, sets: Sequence[int], period: Period) -> tuple[Rule, Bands]:
        """The same for a measure that is not there yet and will be in these sets, in their order."""
        return self._first([*(("set", pk) for pk in sets), ("council", 0)], period)

    def _find(self, indicator_id: int, period: Period) -> tuple[Rule, Bands]:
        scopes = [
            (f"target {period.year.key}", indicator_id),
            ("indicator", indicator_id),
            *(("set", pk) for pk in self._set_members.get(indicator_id, ())),
            ("council", 0),
        ]
        return self._first(scopes, period)

    def _first(self, scopes: Sequence[tuple[str, int]], period: Period) -> tuple[Rule, Bands]:
        for scope in scopes:
            for rule in self._by_scope.get(scope, ()):
                if rule.starts_on <= period.start:
                    return self._engine[rule.pk], rule.scheme.bands
        return DEFAULT_RULE, DEFAULT_BANDS


def members_of(sets: Iterable[int]) -> Members:
    """The indicators of these sets as (indicator, set) ids, by set."""
    sets = list(sets)
    if not sets:
        return ()
    through = Indicator.sets.through.objects.filter(indicatorset__in=sets)
    return tuple(through.order_by("indicatorset_id", "indicator_id").values_list("indicator_id", "indicatorset_id"))


@memo(8, why="rules change seldom and every page asks for them")
def _known(rows: PlainRows, members: Members) -> RulesInForce:
    return RulesInForce(map(_rule_of, rows), members)


def _rule_of(row: tuple[Any, ...]) -> RatingRule:
    pk, in_set, indicator, target, target_of, year, starts_on, basis, green, amber, exceeding, *words, bands = row
    green_edge, red_edge, comparison = words
    return RatingRule(
        pk=pk,
        indicator_set_id=in_set,
        indicator_id=indicator,
        target=AnnualTarget(pk=target, indicator_id=target_of, year=parse_key(year)) if target else None,
        starts_on=date.fromisoformat(starts_on),
        basis=basis,
        green_cut=number_of(green),
        amber_cut=number_of(amber),
        exceeding_cut=number_of(exceeding),
        green_edge=green_edge,
        red_edge=red_edge,
        comparison=comparison,
        scheme=Scheme(bands=json.loads(bands)),
    )


DEFAULT_BANDS: Bands = {
    Status.EXCEEDING: {"word": "Exceeding target", "shape": "star", "colour": "blue"},
    Status.GREEN: {"word": "On target", "shape": "tick", "colour": "green"},
    Status.AMBER: {"word": "Near target", "shape": "circle", "colour": "amber"},
    Status.RED: {"word": "Off target", "shape": "triangle", "colour": "red"},
}
