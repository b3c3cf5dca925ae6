"""Which rating rule applies to a measure in a period: read once for a page, asked for each figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from indicators.models import Indicator, RatingRule
from indicators.rules.rule import DEFAULT_RULE, Rule
from indicators.rules.vocabulary import Comparison, Status
from plans.periods import Period


class RulesInForce:
    """Every rating rule of the council, ready to be asked which applies: read in one statement."""

    def __init__(self, rules: Iterable[RatingRule]) -> None:
        self._by_scope: dict[tuple[str, int], list[RatingRule]] = defaultdict(list)
        self._engine: dict[int, Rule] = {}
        for rule in rules:
            self._by_scope[self._scope(rule)].append(rule)
            self._engine[rule.pk] = rule.as_rule()
        self._set_members = self._members()
        self._special = set(self._set_members) | {pk for scope, pk in self._by_scope if scope not in ("set", "council")}
        self.compare_with_last_year = any(rule.comparison is not Comparison.NONE for rule in self._engine.values())
        self._answers: dict[tuple[int, Period], tuple[Rule, Mapping[str, Mapping[str, str]]]] = {}

    @classmethod
    def load(cls) -> RulesInForce:
        return cls(RatingRule.objects.select_related("scheme", "target").order_by("-starts_on"))

    @staticmethod
    def _scope(rule: RatingRule) -> tuple[str, int]:
        if rule.target_id:
            return f"target {rule.target.year.key}", rule.target.indicator_id
        if rule.indicator_id:
            return "indicator", rule.indicator_id
        return ("set", rule.indicator_set_id) if rule.indicator_set_id else ("council", 0)

    def _members(self) -> dict[int, list[int]]:
        sets = [pk for scope, pk in self._by_scope if scope == "set"]
        members: dict[int, list[int]] = defaultdict(list)
        if sets:
            through = Indicator.sets.through.objects.filter(indicatorset__in=sets)
            for indicator, indicator_set in through.order_by("indicatorset_id").values_list(
                "indicator_id", "indicatorset_id"
            ):
                members[indicator].append(indicator_set)
        return members

    def council_wide(self, period: Period) -> tuple[Rule, Mapping[str, Mapping[str, str]]] | None:
        """What ``applying`` answers for every measure in that period; None where some measures have their own rule."""
        return None if self._special else self.applying(0, period)

    def applying(self, indicator_id: int, period: Period) -> tuple[Rule, Mapping[str, Mapping[str, str]]]:
        """The rule in force for that data period and its scheme's bands; the shipped default where none is."""
        # Most measures of a council follow its one rule: those are answered once for each period.
        is_special = indicator_id in self._special
        memo = (indicator_id if is_special else 0, period)
        if memo not in self._answers:
            self._answers[memo] = self._find(indicator_id if is_special else 0, period)
        return self._answers[memo]

    def _find(self, indicator_id: int, period: Period) -> tuple[Rule, Mapping[str, Mapping[str, str]]]:
        scopes = [
            (f"target {period.year.key}", indicator_id),
            ("indicator", indicator_id),
            *(("set", pk) for pk in self._set_members.get(indicator_id, ())),
            ("council", 0),
        ]
        for scope in scopes:
            for rule in self._by_scope.get(scope, ()):
                if rule.starts_on <= period.start:
                    return self._engine[rule.pk], rule.scheme.bands
        return DEFAULT_RULE, DEFAULT_BANDS


DEFAULT_BANDS: dict[str, dict[str, str]] = {
    Status.EXCEEDING: {"word": "Exceeding target", "shape": "star", "colour": "blue"},
    Status.GREEN: {"word": "On target", "shape": "tick", "colour": "green"},
    Status.AMBER: {"word": "Near target", "shape": "circle", "colour": "amber"},
    Status.RED: {"word": "Off target", "shape": "triangle", "colour": "red"},
}
