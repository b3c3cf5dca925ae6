"""What an approver should look at first, and why (rules.md 17). A figure without any concern is clean."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from indicators.rules.moves import has_turned
from indicators.rules.vocabulary import Direction, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is known of a figure that waits for approval.

    ``outcome`` will stand once it is signed off, ``computed`` is what the rule gives, ``previous`` the status before.
    ``is_real_change`` is as in ``Assessment``. ``blocks``, ``warnings`` and ``flags`` are how many checks found
    something: what has to be put right, what is unusual, and what is odd about the words.
    """

    outcome: Status
    computed: Status
    previous: Status | None = None
    direction: Direction = Direction.NO_COMPARISON
    is_real_change: bool | None = None
    blocks: int = 0
    warnings: int = 0
    flags: int = 0
    is_revision: bool = False
    is_absent: bool = False
    is_late: bool = False


class Concern(StrEnum):
    """A reason to look, most serious first."""

    BLOCKED = "Something has to be put right"
    REVISED = "A revision"
    TURNED = "Turned off target"
    OFF_TARGET = "Off target"
    JUDGED = "Rated by judgement, otherwise than by the rule"
    UNUSUAL = "Unusual"
    REAL_CHANGE = "A real change"
    WORSENING = "Near target and getting worse"
    ABSENT = "No figure"
    LATE = "Handed in late"
    WORDS = "Words to look at"


def concerns(look: Look) -> tuple[Concern, ...]:
    """Why the approver should look at a figure, most serious first; empty for a clean one."""
    turned = has_turned(look.previous, look.outcome)
    holds = {
        Concern.BLOCKED: look.blocks > 0,
        Concern.REVISED: look.is_revision,
        Concern.TURNED: turned,
        Concern.OFF_TARGET: look.outcome is Status.RED and not turned,
        Concern.JUDGED: look.computed.is_rated and look.outcome is not look.computed,
        Concern.UNUSUAL: look.warnings > 0,
        Concern.REAL_CHANGE: look.is_real_change is True,
        Concern.WORSENING: look.outcome is Status.AMBER and look.direction is Direction.WORSE,
        Concern.ABSENT: look.is_absent,
        Concern.LATE: look.is_late,
        Concern.WORDS: look.flags > 0,
    }
    return tuple(each for each in Concern if holds[each])


def gravity(found: Sequence[Concern]) -> tuple[int, int]:
    """What to sort by so that the figure of most concern comes first: its worst concern, then how many there are."""
    return (list(Concern).index(found[0]), -len(found)) if found else (len(Concern), 0)
