"""A measure that councils are compared by elsewhere: whoever knows that says so here, and whoever compares listens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.actors import Actor
from indicators.models import Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAs:
    """As what a measure is published of all councils. ``grouping`` says which family groups hold for it; ``best`` is
    the best value of one that is good within a range, None elsewhere; ``source`` who publishes it, and ``licence`` what
    may be done with it.
    """

    code: str
    title: str
    theme: str
    polarity: str
    best: Decimal | None
    grouping: str
    source: str
    licence: str


Compare = Callable[[Actor, datetime, Indicator, PublishedAs], object]
_listeners: list[Compare] = []


def compare_with_others(listener: Compare) -> None:
    """Have a function be told; called by an app when it is ready."""
    if listener not in _listeners:
        _listeners.append(listener)


def published_as(*, by: Actor, at: datetime, measure: Indicator, told: PublishedAs) -> None:
    """Say that a measure of ours is that one. Called within the transaction that makes it so."""
    for listener in _listeners:
        listener(by, at, measure, told)
