"""What a measure is called elsewhere, said by apps above, which this one need not know."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, QuerySet

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
    """What reads the other names of a measure, the condition for measures that have any, and the route (which takes its
    reference) where they are changed.
    """

    read: Callable[[Indicator, Actor], list[OtherName]]
    condition: Callable[[], Exists]
    route: str


_READERS: list[KnownAs] = []


def show_names(reader: KnownAs) -> None:
    """Called by an app when it starts."""
    _READERS.append(reader)


def with_names(indicators: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """The measures, each knowing whether it ``has_names`` elsewhere: most have none, and their page asks no further."""
    found = Q()
    for reader in _READERS:
        found |= Q(reader.condition())
    return (
        indicators.annotate(has_names=ExpressionWrapper(found, output_field=BooleanField())) if _READERS else indicators
    )


def names_of(indicator: Indicator, *, actor: Actor) -> list[OtherName]:
    """All names that a measure has elsewhere. One statement for each app that has some; none for a measure that was
    read ``with_names`` and has none.
    """
    if not getattr(indicator, "has_names", True):
        return []
    return [name for reader in _READERS for name in reader.read(indicator, actor)]


def name_routes() -> list[str]:
    """Where names are changed."""
    return [reader.route for reader in _READERS]
