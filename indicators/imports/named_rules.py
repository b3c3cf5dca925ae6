"""The council's rating rules by the names under which its files know them.

The rule of the whole council is known by the reason that it was read in with; each other one is that of a set of its
name.
"""

import re
from dataclasses import dataclass

from indicators.imports.units_by_name import name_key
from indicators.models import IndicatorSet, RatingRule

_TOLERANCES = " The limits beside its targets are tolerances."
_READ = re.compile(rf"Read in as the rule (?P<name>.+?)\.(?P<tolerances>{re.escape(_TOLERANCES)})?")


def reason_of(rule_id: str, *, are_tolerances: bool) -> str:
    """Why a rule that was read in is there, by which its name is known again, and how limits of its files are meant."""
    return f"Read in as the rule {rule_id}.{_TOLERANCES if are_tolerances else ''}"


def has_tolerances(rule: RatingRule) -> bool:
    """Whether what files have as a limit beside a target is, under a rule that was read in, a tolerance."""
    found = _READ.fullmatch(rule.reason)
    return bool(found and found["tolerances"])


@dataclass(frozen=True, slots=True)
class NamedRules:
    """``rules``: the version that applies last, by the name of its set ("": the whole council); ``sets`` by their
    names, both as ``name_key`` gives them. ``councils``: the names that a rule of the whole council was read in under.
    """

    rules: dict[str, RatingRule]
    sets: dict[str, IndicatorSet]
    councils: frozenset[str]

    @classmethod
    def load(cls) -> "NamedRules":
        """The rules and sets as they are now, in two statements."""
        stored = RatingRule.objects.filter(indicator=None, target=None).select_related("scheme", "indicator_set")
        stored = list(stored.order_by("starts_on"))
        rules = {name_key(str(each.indicator_set or "")): each for each in stored}
        read = (_READ.fullmatch(each.reason) for each in stored if each.indicator_set is None)
        sets = {name_key(each.name): each for each in IndicatorSet.objects.order_by("pk")}
        return cls(rules, sets, frozenset(name_key(found["name"]) for found in read if found))

    def is_councils(self, name: str) -> bool:
        """Whether the rule of the whole council was read in under a name."""
        return name_key(name) in self.councils

    def has_tolerances(self, name: str) -> bool:
        """Whether limits beside targets are tolerances under the rule of a name."""
        rule = self.rules.get("" if self.is_councils(name) else name_key(name))
        return rule is not None and has_tolerances(rule)

    def set_of(self, name: str) -> IndicatorSet | None:
        """The set whose rule a name stands for; None for the council's own, and where none is known."""
        key = name_key(name)
        return self.sets.get(key) if key in self.rules and not self.is_councils(name) else None
