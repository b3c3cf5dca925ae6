"""What waits for somebody: for the holder of a post, which reminders tell too, or for one person in private."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.actors import Actor


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits for the holder of a post. ``because`` ends the sentence "You get this because you …"."""

    post_id: int
    post: str
    text: str
    path: str
    because: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """One thing that waits for one person alone: shown to nobody else, and in no e-mail. ``why`` is a sentence."""

    text: str
    path: str
    why: str


ReadOwn = Callable[[Actor, datetime], list[OwnDuty]]
_own: list[ReadOwn] = []


def register_own_duties(read: ReadOwn) -> None:
    """Say what waits for a person in private; called once by an app that keeps such things, when it is ready."""
    if read not in _own:
        _own.append(read)


def own_duties(actor: Actor, *, at: datetime) -> list[OwnDuty]:
    """What waits for this person in private, as the person asks."""
    return [duty for read in _own for duty in read(actor, at)]
