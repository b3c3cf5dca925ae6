"""Which milestone waits for which, and where that cannot come out (rules.md 10, requirement A11).

Pure: no Django and no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from foundation.dates import day_words

CANCELLED, COMPLETE = "cancelled", "complete"


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked of a milestone on either side. ``ends_on``: when it was completed, is expected to be, or is due."""

    ref: str
    state: str
    ends_on: date

    @property
    def is_open(self) -> bool:
        return self.state not in (COMPLETE, CANCELLED)


def end_of(*, due_on: date, forecast_on: date | None, completed_on: date | None) -> date:
    """When a milestone ends, as far as is known."""
    return completed_on or forecast_on or due_on


def cannot_come_out(step: Step, awaited: Iterable[Step]) -> list[str]:
    """A sentence for each milestone that it waits for and that ends after it, or was cancelled; none of one that is
    over itself. Ending on the same day is in time.
    """
    if not step.is_open:
        return []
    found = []
    for each in awaited:
        if each.state == CANCELLED:
            found.append(f"It waits for {each.ref}, which was cancelled.")
        elif each.ends_on > step.ends_on:
            ends = "ended" if each.state == COMPLETE else "ends"
            found.append(
                f"It ends on {day_words(step.ends_on)}, before {each.ref}, which it waits for and which {ends} on "
                f"{day_words(each.ends_on)}."
            )
    return found


def goes_round(waits: Mapping[int, Iterable[int]], milestone: int) -> bool:
    """Whether a milestone waits for itself, directly or through others. ``waits`` are ids by id."""
    seen: set[int] = set()
    left = list(waits.get(milestone, ()))
    while left:
        each = left.pop()
        if each == milestone:
            return True
        if each not in seen:
            seen.add(each)
            left.extend(waits.get(each, ()))
    return False
