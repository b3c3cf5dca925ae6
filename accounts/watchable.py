"""What can be watched: each app says how its kinds of thing are found, called and opened, and by whom."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet

from accounts.actors import Actor

Key = tuple[str, int]
"""A thing, by the name of its kind and its number: ("measure", 12)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of thing. ``openable`` gives those whose page a person may open, with what ``title`` and ``address`` read;
    ``told`` ends the sentence "You are told of …".
    """

    name: str
    heading: str
    told: str
    openable: Callable[[Actor], QuerySet[Any]]
    title: Callable[[Any], str] = str
    address: Callable[[Any], str] = lambda thing: thing.get_absolute_url()


class Thing(NamedTuple):
    """A thing of some kind, as a person sees it."""

    key: Key
    title: str
    address: str


_kinds: dict[str, Kind] = {}


def register_watchable(*kinds: Kind) -> None:
    """Say what can be watched; called by each app when it is ready."""
    _kinds.update({kind.name: kind for kind in kinds})


def watchable() -> Mapping[str, Kind]:
    """The kinds by their names."""
    return _kinds


def things(kind: Kind, pks: Collection[int], *, by: Actor) -> list[Thing]:
    """Those of these things that the person may open, by their titles. One statement, none for none."""
    found: list[Model] = list(kind.openable(by).filter(pk__in=pks)) if pks else []
    return sorted((_thing(kind, each) for each in found), key=lambda thing: thing.title.casefold())


def thing_of(name: str, pk: int, *, by: Actor) -> Thing | None:
    """The thing, where there is one that the person may open. One statement."""
    kind = _kinds.get(name)
    found = kind.openable(by).filter(pk=pk).first() if kind else None
    return _thing(kind, found) if kind and found else None


def _thing(kind: Kind, found: Any) -> Thing:
    return Thing((kind.name, found.pk), kind.title(found), kind.address(found))
