"""What apps above say of how a measure's targets came about, on its definition sheet, which need not know them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.actors import Actor
from indicators.models import Indicator
from plans.periods import Period


@dataclass(frozen=True, slots=True)
class TargetNote:
    """A sentence beside the target of a year, and where it leads: what is said there in ``link``."""

    year: Period
    words: str
    link: str
    url: str


@dataclass(frozen=True, slots=True)
class NotedTargets:
    """What is said beside targets, and what else the reader may do: a label and an address each."""

    notes: Sequence[TargetNote] = ()
    actions: Sequence[tuple[str, str]] = ()


ReadNotes = Callable[[Actor, Indicator, Sequence[Period]], NotedTargets]
_readers: list[ReadNotes] = []


def say_beside_targets(read: ReadNotes) -> None:
    """Called by an app when it starts. ``read`` is given the years that may be proposed."""
    if read not in _readers:
        _readers.append(read)


def noted_targets(indicator: Indicator, years: Sequence[Period], *, actor: Actor) -> NotedTargets:
    """All that is said beside the measure's targets."""
    found = [read(actor, indicator, years) for read in _readers]
    return NotedTargets(
        [note for each in found for note in each.notes], [action for each in found for action in each.actions]
    )
