"""Cost, performance and satisfaction of a service read together (requirement C14; the thresholds are *ours*).

Each of the three groups is a basket of its measures with equal weights, scored from 0 to 10 (rules.md 9.4). Cost and
performance place the service in one of four quarters, which meet in the middle of the scale; satisfaction says whether
people see it likewise. A group with less than half of its measures scored places nothing. Exact fractions throughout.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from foundation.words import capitalised
from indicators.rules.score import TOP
from indicators.rules.summing import Part, Summed, SummingRule, score_words, summed
from indicators.rules.vocabulary import ValueKind

MIDDLE = TOP / 2
"""A score on it belongs to the better half, as a figure exactly on a cut does."""


class Group(StrEnum):
    """What a measure tells of. Values are those of ``Indicator.dimension``."""

    COST = "cost"
    PERFORMANCE = "performance"
    SATISFACTION = "satisfaction"


class Quarter(StrEnum):
    """Where cost and performance place a service, the worst first: the order of a list."""

    POOR = "poor"
    COSTLY = "costly"
    FALLS_SHORT = "falls_short"
    GOOD = "good"
    NOT_PLACED = "not_placed"


QUARTER_WORDS = {
    Quarter.POOR: "Costs too much and falls short",
    Quarter.COSTLY: "Performs well at a high cost",
    Quarter.FALLS_SHORT: "Costs little and falls short",
    Quarter.GOOD: "Good value",
    Quarter.NOT_PLACED: "Not placed",
}
_GROUP_WORDS = {Group.COST: "cost", Group.PERFORMANCE: "performance", Group.SATISFACTION: "satisfaction"}


class Reading(NamedTuple):
    """The three groups of a service, each summed up as a basket, and where that places it."""

    cost: Summed
    performance: Summed
    satisfaction: Summed
    quarter: Quarter

    def of(self, group: Group) -> Summed:
        """One of the groups."""
        return {Group.COST: self.cost, Group.PERFORMANCE: self.performance, Group.SATISFACTION: self.satisfaction}[
            group
        ]

    @property
    def place(self) -> tuple[Fraction, Fraction] | None:
        """The scores of cost and performance, each 10 at its best; None where it is not placed."""
        cost, performance = placed_score(self.cost), placed_score(self.performance)
        return None if cost is None or performance is None else (cost, performance)

    @property
    def lacking(self) -> list[Group]:
        """The groups that have no measure at all."""
        return [group for group in Group if not self.of(group).parts]


def placed_score(found: Summed) -> Fraction | None:
    """The score by which a group places a service; None where too little of it is scored."""
    return found.score if found.status.is_rated else None


def read_together(groups: Mapping[Group, Sequence[Part]]) -> Reading:
    """Read the measures of a service together; a group that is not there has none."""
    cost, performance, satisfaction = (summed(SummingRule.BASKET, groups.get(group, ())) for group in Group)
    return Reading(cost, performance, satisfaction, _quarter(placed_score(cost), placed_score(performance)))


def _quarter(cost: Fraction | None, performance: Fraction | None) -> Quarter:
    if cost is None or performance is None:
        return Quarter.NOT_PLACED
    if performance >= MIDDLE:
        return Quarter.GOOD if cost >= MIDDLE else Quarter.COSTLY
    return Quarter.FALLS_SHORT if cost >= MIDDLE else Quarter.POOR


def said(reading: Reading) -> str:
    """What stands behind its quarter, in sentences: "Cost scores 7.2 of 10 and performance 6.9. People see it likewise:
    satisfaction scores 8.0." What keeps it from being placed is said instead.
    """
    return " ".join(filter(None, (_placed_words(reading), _people_words(reading))))


def _placed_words(reading: Reading) -> str:
    if reading.place is None:
        reasons = [_why_not(reading.of(group), group) for group in (Group.COST, Group.PERFORMANCE)]
        return capitalised(f"{' and '.join(filter(None, reasons))}.")
    cost, performance = map(score_words, reading.place)
    return f"Cost scores {cost} of 10 and performance {performance}."


def _why_not(found: Summed, group: Group) -> str:
    if placed_score(found) is not None:
        return ""
    name = _GROUP_WORDS[group]
    if not found.parts:
        return f"it has no {name} measure"
    return (
        f"none of its {name} measures is rated"
        if found.score is None
        else f"less than half of its {name} measures are rated"
    )


def _people_words(reading: Reading) -> str:
    people, place = placed_score(reading.satisfaction), reading.place
    if people is None:
        return ""
    score = f"satisfaction scores {score_words(people)}"
    if place is None:
        return capitalised(f"{score} of 10.")
    are_one = (people >= MIDDLE) == (place[1] >= MIDDLE)
    return f"People see it {'likewise' if are_one else 'otherwise'}: {score}."


def is_cost_per_unit(group: str, kind: str, unit: str, *, has_parts: bool) -> bool:
    """Whether a measure of cost is a ratio: the cost of each of something. Money whose unit says so ("per household"),
    a ratio, or what is entered as a numerator and a denominator.
    """
    if group != Group.COST:
        return False
    return has_parts or kind == ValueKind.RATIO or unit.casefold().startswith(("per ", "each ", "a "))
