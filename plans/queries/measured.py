"""How many measures serve an objective: said by the app above that knows measures."""

from collections.abc import Callable, Mapping, Sequence

from plans.models import Objective

Counter = Callable[[Sequence[Objective]], Mapping[int, int]]
_COUNTERS: list[Counter] = []


def count_measures(counter: Counter) -> None:
    """Called by an app when it starts: how many measures serve each of these objectives, by the objective's key."""
    _COUNTERS.append(counter)


def measures_of(objectives: Sequence[Objective]) -> Mapping[int, int] | None:
    """The number of each objective's measures; None where nobody counts them."""
    if not _COUNTERS:
        return None
    found: dict[int, int] = {}
    for counter in _COUNTERS:
        for pk, count in counter(objectives).items():
            found[pk] = found.get(pk, 0) + count
    return found
