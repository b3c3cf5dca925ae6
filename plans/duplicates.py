"""When two titles say the same. Pure: case, punctuation and small words do not count."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations
from typing import TypeVar

from foundation.memo import memo

SMALL = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on"),
        *("or", "our", "that", "the", "their", "this", "to", "we", "will", "with"),
    }
)
_WORDS = re.compile(r"[^\W_]+")

Thing = TypeVar("Thing", bound=Hashable)


@memo(8192, why="the names of all measures are compared again and again")
def gist(title: str) -> tuple[str, ...]:
    """The words of a title that count, in their order; all of its words where none does."""
    words = tuple(_WORDS.findall(title.casefold().replace("’", "").replace("'", "")))
    return tuple(word for word in words if word not in SMALL) or words


def alike(titled: Iterable[tuple[Thing, str]]) -> Iterator[tuple[Thing, Thing]]:
    """Each two of these things whose titles have the same gist, in the order given."""
    found: dict[tuple[str, ...], list[Thing]] = defaultdict(list)
    for thing, title in titled:
        if words := gist(title):
            found[words].append(thing)
    for things in found.values():
        yield from combinations(things, 2)
