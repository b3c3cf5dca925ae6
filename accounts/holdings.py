"""What hangs from units and posts: each app says of its own what a reorganisation takes along, and what stays and why.

One registry for handing over, moving, merging and splitting, and for finding what was left without anybody. A test
holds it against every model that points at a unit or a post.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model, QuerySet

from accounts.models import Post, Unit
from accounts.roles import Permission

NEW = "new"
"""Stands for the unit that is made with a reorganisation, until it has a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Rows of one model that hang from a unit or a post by one ``field``.

    ``standing`` gives those still in force on a day: they go along, and none may be left with what has ended.
    ``stays`` says why the others stay ("" where all go). ``noun`` is a word for one, with a plain plural; ``how``
    says in what way it is held ("as owner").

    For what a post holds, its holder ``needs`` a permission for the unit at ``unit_path``. For what a unit has,
    ``goes_with`` is the field of the post with which it goes where a unit is split, and ``doubles`` gives the rows that
    would stand twice if they went to the unit with that key: they stay, or ``refuses`` says why that cannot be.
    What ``is_shared`` stays where a unit is split, and the part gets the like of it (see ``register_follow``).
    ``told_as`` is its kind in ``accounts.watchable``; ``name`` what one is called.
    """

    model: str
    field: str
    noun: str
    how: str = ""
    standing: Callable[[date], QuerySet[Any]]
    stays: str = ""
    needs: Permission | None = None
    unit_path: str = ""
    goes_with: str = ""
    doubles: Callable[[QuerySet[Any], int], Collection[int]] | None = None
    refuses: str = ""
    is_shared: bool = False
    told_as: str = ""
    name: Callable[[Any], str] = str

    @property
    def rows(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def of(self) -> type[Model]:
        """Unit or Post."""
        return self.rows._meta.get_field(self.field).related_model  # type: ignore[return-value]


class Step(NamedTuple):
    """One field of one thing: from what to what, as text ("" for none). ``name`` is what people call the thing."""

    model: str
    key: int
    field: str
    name: str
    was: str
    became: str


class Made(NamedTuple):
    """A row to be made: ``mark`` stands for its key in steps; ``values`` by column, in which marks may stand."""

    mark: str
    model: str
    values: Mapping[str, Any]
    name: str


class Followed(NamedTuple):
    """What follows from steps: more of them, rows to be made, rows that are empty afterwards and go (model, key)."""

    steps: Sequence[Step] = ()
    made: Sequence[Made] = ()
    gone: Sequence[tuple[str, int]] = ()


Follow = Callable[[Sequence[Step], date], Followed]
Reported = Callable[[date], str]

_holdings: list[Holding] = []
_stays: dict[str, str] = {}
_follow: list[Follow] = []
_reported: list[Reported] = []


def register_holdings(*holdings: Holding, stays: Mapping[str, str] | None = None) -> None:
    """Say what of an app hangs from units and posts; called when the app is ready. ``stays`` are fields that no
    reorganisation changes ("edr.review.post"), each with why, as a sentence.
    """
    _holdings.extend(each for each in holdings if each not in _holdings)
    _stays.update(stays or {})


def register_follow(follow: Follow) -> None:
    """Say what follows where things move: open returns go with their measures."""
    _follow.append(follow)


def register_reported(reported: Reported) -> None:
    """Say how to learn what was published of the time from a day on: a sentence, or "" for nothing."""
    _reported[:] = [reported]


def holdings_of(of: type[Model]) -> list[Holding]:
    """What hangs from units, or from posts."""
    return [each for each in _holdings if each.of is of]


def of_units() -> list[Holding]:
    return holdings_of(Unit)


def of_posts() -> list[Holding]:
    return holdings_of(Post)


def stays() -> Mapping[str, str]:
    """Why what no reorganisation changes stays, by model and field."""
    return _stays


def followed(steps: Sequence[Step], day: date) -> list[Followed]:
    """What each app says that follows."""
    return [follow(steps, day) for follow in _follow]


def published_since(day: date) -> str:
    """What was published of the time from a day on, as a sentence; "" for nothing."""
    return next((said for said in (each(day) for each in _reported) if said), "")


def keys_of(things: Iterable[Model]) -> list[int]:
    return [each.pk for each in things]
