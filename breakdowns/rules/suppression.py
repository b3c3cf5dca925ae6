"""Which groups of a breakdown are hidden, so that nobody learns the number of a small group.

Source: the usual two steps of statistical disclosure control (hide what is small, then hide more until subtraction
gives nothing back). The threshold of 5 is the one in rules.md 13; which group is hidden along with a small one, and how
much has to lie among those hidden, are *ours* (docs/rules.md, 13). Decided here and nowhere else, for pages, files,
pictures and whatever else reads a breakdown.

A reader is taken to know this file, the total of the measure, and everything that was ever shown. What they must not
get is the number of a hidden group: ``tests/breakdowns/rules/test_suppression.py`` tries all small tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

THRESHOLD = 5
"""The usual least number of people or cases that a figure may stand for."""
LEAST, MOST = 3, 100
"""What a council may choose; below 3 nothing could be hidden from somebody who knows the rule. 0 hides nothing."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands behind the figure of a group: ``base`` is how many people or cases it is about, None where nobody
    said; ``part`` how many of them are counted, None where the measure has no parts. ``is_within``: the part can be no
    more than the base, as in a percentage.
    """

    base: Decimal | None
    part: Decimal | None = None
    is_within: bool = True


Layer = Mapping[int, Cell]
"""The cells of one table that adds up, by group. A group without a figure is not in it."""


def hidden(
    order: Sequence[int], layers: Sequence[Layer], threshold: int, before: frozenset[int] = frozenset()
) -> frozenset[int]:
    """The groups that are hidden in tables which are shown together, such as a period and what came in since the last.

    ``order`` holds all groups: where others have to be hidden along with small ones, the last go first. That never
    looks at their numbers, so it tells nothing of them. ``before`` were hidden in what was shown earlier, and stay so;
    what is hidden anew covers itself, as the difference of what was shown then and now is known. Threshold 0 hides
    nothing.
    """
    if not threshold:
        return frozenset()
    tables = [{key: cell for key, cell in layer.items() if key in order} for layer in layers]
    known = [key for key in order if any(key in table for table in tables)]
    small = {key for table in tables for key, cell in table.items() if is_small(cell, threshold)}
    free = [key for key in known if key not in before and key not in small]
    found = _covered(small - before, free, tables, threshold)
    left = [key for key in free if key not in found]
    found = _covered(before | found, left, tables, threshold)
    left = [key for key in left if key not in found]
    # One group that stands alone could be had by subtraction as soon as it has to be hidden too.
    return frozenset(found | set(left)) if found.intersection(known) and len(left) == 1 else frozenset(found)


def is_small(cell: Cell, threshold: int) -> bool:
    """Whether the figure stands for too few. None at all are few, and so is a number that nobody gave."""
    return cell.base is None or cell.base < threshold


def hidden_over_time(
    order: Sequence[int], tables: Iterable[Sequence[Layer]], threshold: int, before: frozenset[int] = frozenset()
) -> frozenset[int]:
    """The groups that are hidden in all tables of a series, given in the order in which they became known: what is
    hidden once is hidden throughout, as a group's number of the next period is mostly near that of the last.
    """
    found = before
    for layers in tables:
        found = hidden(order, layers, threshold, before=found)
    return found


def hidden_within(
    families: Mapping[int, Sequence[int]],
    larger: frozenset[int] | None,
    tables: Sequence[Sequence[Layer]],
    threshold: int,
) -> frozenset[int]:
    """``hidden_over_time`` where each group lies in a larger one: ``families`` holds, by the larger group, those within
    it in order. What is hidden covers itself in each family, whose total may be told one day.

    ``larger``: the larger groups that are hidden; nothing of their families is shown. None where none of the larger
    groups is told: then what is hidden covers itself altogether too.
    """
    order = [key for members in families.values() for key in members]
    found = frozenset(key for whole in larger or () for key in families.get(whole, ()))
    while True:
        more = found
        for members in families.values():
            more |= hidden_over_time(members, tables, threshold, before=more.intersection(members))
        if larger is None:
            more = hidden_over_time(order, tables, threshold, before=more)
        if more == found:
            return found
        found = more


def since(now: Layer, then: Layer) -> Layer:
    """What came in since an earlier table of a running total: it can be had by subtraction, so it counts as shown."""
    return {
        key: Cell(_less(cell.base, then[key].base), _less(cell.part, then[key].part), cell.is_within)
        for key, cell in now.items()
        if key in then
    }


def _less(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    return None if now is None or then is None else now - then


def _covered(hiding: Iterable[int], free: Sequence[int], tables: Sequence[Layer], threshold: int) -> set[int]:
    """These groups with as many more as it takes for them to cover each other, the last first."""
    found, left = set(hiding), list(free)
    while found and left and not all(_is_covered(found, table, threshold) for table in tables):
        found.add(left.pop())
    return found


def _is_covered(found: set[int], table: Layer, threshold: int) -> bool:
    """Whether the sum of the hidden groups, which subtraction gives, leaves each small one all the numbers that a small
    one may have, and each of the others more than the threshold; and whether some but not all of them are counted.
    """
    cells = [cell for key, cell in table.items() if key in found]
    if not cells:
        return True
    few = sum(is_small(cell, threshold) for cell in cells)
    others = len(cells) - few
    base = sum((cell.base or _ZERO for cell in cells), _ZERO)
    if len(cells) < 2 or not others or base < few * (threshold - 1) + others * threshold:
        return False
    parts = [cell.part for cell in cells if cell.part is not None]
    counted = sum(parts, _ZERO)
    return not parts or (counted >= 1 and (counted <= base - 1 or not all(cell.is_within for cell in cells)))
