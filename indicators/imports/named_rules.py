"""The council's rating rules by the names under which its files know them.

The rule of the whole council is known by the reason that it was read in with; each other one is that of a set of its
name.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from indicators.imports.units_by_name import name_key
from indicators.models import IndicatorSet, RatingRule

_TOLERANCES = " The limits beside its targets are tolerances."
_SAME = " Changes of up to {} count as the same."
_READ = re.compile(
    rf"Read in as the rule (?P<name>.+?)\.(?P<tolerances>{re.escape(_TOLERANCES)})?"
    rf"(?:{_SAME.format('(?P<same>[0-9.]+)')})?"
)


def reason_of(rule_id: str, *, are_tolerances: bool, same_within: Decimal) -> str:
    """Why a rule that was read in is there: by it its name is known again, and what its files mean beside figures."""
    said = f"Read in as the rule {rule_id}.{_TOLERANCES if are_tolerances else ''}"
    return said + _SAME.format(f"{same_within.normalize():f}") if same_within else said


def is_meant_alike(one: RatingRule, other: RatingRule) -> bool:
    """Whether files mean the same beside two rules that were read in."""
    first, second = (_READ.fullmatch(each.reason) for each in (one, other))
    names = ("tolerances", "same")
    return first is None or second is None or first.group(*names) == second.group(*names)


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
        found = self._read(name)
        return bool(found and found["tolerances"])

    def same_within(self, name: str) -> Decimal:
        """How large a change counts as the same beside the rule of a name; 0 where it does not say."""
        found = self._read(name)
        return Decimal(found["same"]) if found and found["same"] else Decimal(0)

    def _read(self, name: str) -> re.Match[str] | None:
        rule = self.rules.get("" if self.is_councils(name) else name_key(name))
        return _READ.fullmatch(rule.reason) if rule else None

    def set_of(self, name: str) -> IndicatorSet | None:
        """The set whose rule a name stands for; None for the council's own, and where none is known."""
        key = name_key(name)
        return self.sets.get(key) if key in self.rules and not self.is_councils(name) else None
