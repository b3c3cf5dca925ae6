"""What a measure is called elsewhere, said by apps above, which this one need not know."""

from collections.abc import Callable
from typing import NamedTuple

from accounts.actors import Actor
from indicators.models import Indicator


class OtherName(NamedTuple):
    """A name, such as "LGBF ENV03c", with what it stands for there and its page; ``marks`` are what a reader has to
    know of it, ``note`` says how ours differs.
    """

    name: str
    title: str
    url: str
    marks: tuple[str, ...] = ()
    note: str = ""


class KnownAs(NamedTuple):
    """What reads the other names of a measure, and the route (which takes its reference) where they are changed."""

    read: Callable[[Indicator, Actor], list[OtherName]]
    route: str


_READERS: list[KnownAs] = []


def show_names(reader: KnownAs) -> None:
    """Called by an app when it starts."""
    _READERS.append(reader)


def names_of(indicator: Indicator, *, actor: Actor) -> list[OtherName]:
    """All names that a measure has elsewhere."""
    return [name for reader in _READERS for name in reader.read(indicator, actor)]


def name_routes() -> list[str]:
    """Where names are changed."""
    return [reader.route for reader in _READERS]
