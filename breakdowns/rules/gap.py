"""The gap between the groups of a breakdown, and groups that fall behind a total which is on target.

Source: rules.md 13. The in-range distance is from the middle of the range, as in rules.md 12; what is done without a
target, and that a ratio needs numbers above nought, are *ours* (docs/rules.md, 13). Only groups that are shown come in
here: a gap of hidden numbers would give them away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.rules.reading import EXACT
from indicators.rules.rule import Target
from indicators.rules.vocabulary import Direction, Polarity, Status

_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Gap:
    """How far apart the groups are. ``first`` is the best and ``last`` the worst of them; where nobody said which way
    is good (``is_judged`` False) the highest and the lowest.

    ``spread`` is the highest value less the lowest. ``ratio`` is the larger of the two over the smaller, None where one
    is not above nought. ``difference`` is what parts best from worst in what is good: distance from the middle of the
    range, or from the plan, where that is what counts.
    """

    first: int
    last: int
    spread: Decimal
    ratio: Decimal | None
    difference: Decimal
    groups: int
    is_judged: bool


def gap_of(values: Mapping[int, Decimal], polarity: Polarity, target: Target | None = None) -> Gap | None:
    """The gap between groups, given their values in order; of equals the first counts. None for fewer than two."""
    if len(values) < 2:
        return None
    aim = _middle(polarity, target)
    is_judged = polarity in (Polarity.HIGH, Polarity.LOW) or aim is not None
    distance = {key: _distance(value, polarity, aim) for key, value in values.items()}
    first, last = min(distance, key=distance.__getitem__), max(distance, key=distance.__getitem__)
    low, high = sorted((values[first], values[last]))
    return Gap(
        first=first,
        last=last,
        spread=EXACT.subtract(max(values.values()), min(values.values())),
        ratio=EXACT.divide(high, low) if low > 0 else None,
        difference=EXACT.subtract(distance[last], distance[first]),
        groups=len(values),
        is_judged=is_judged,
    )


def gap_moved(now: Gap, before: Gap) -> Direction:
    """Whether the gap has narrowed (better), widened (worse) or stayed since an earlier period."""
    if now.difference < before.difference:
        return Direction.BETTER
    return Direction.WORSE if now.difference > before.difference else Direction.SAME


def left_behind(total: Status, groups: Mapping[int, Status]) -> tuple[int, ...]:
    """The groups that are off target while the total is on target: rules.md 13 calls them out."""
    return tuple(key for key, status in groups.items() if total.is_met and status is Status.RED)


def _middle(polarity: Polarity, target: Target | None) -> Decimal | None:
    """The value that is best where neither more nor less is."""
    if target is None:
        return None
    if polarity is Polarity.PLAN:
        return target.value
    if polarity is Polarity.RANGE and target.low is not None and target.high is not None:
        return EXACT.multiply(EXACT.add(target.low, target.high), _HALF)
    return None


def _distance(value: Decimal, polarity: Polarity, aim: Decimal | None) -> Decimal:
    """How far from good, for comparing: less is better. Without a way that is good, the highest comes first."""
    if aim is not None:
        return EXACT.subtract(value, aim).copy_abs()
    return value if polarity is Polarity.LOW else value.copy_negate()
