"""What apps above wish to know of at the moment when it is done, in its own transaction. They register here, so that
whoever does it need not know them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

FIGURES_APPROVED = "figures.approved"
REPORT_RELEASED = "report.released"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done to these things; ``kind`` is its name in messages to other systems."""

    kind: str
    things: Sequence[Model]
    at: datetime


Listener = Callable[[Happening], object]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have a function be told; called by an app when it is ready."""
    if listener not in _listeners:
        _listeners.append(listener)


def happened(kind: str, things: Sequence[Model], *, at: datetime) -> None:
    """Tell all who listen, unless it was done to nothing. Called within the transaction that does it."""
    for listener in _listeners if things else ():
        listener(Happening(kind, things, at))
