"""What is in a person's inbox. Only what they may open is counted or shown."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from accounts.actors import Actor, actors_of
from accounts.models import Notice, Watch
from accounts.roles import Permission
from accounts.watchable import Kind, Thing, things, watchable
from foundation.dates import LONDON, london_day
from foundation.statements import written_once

SHOWN = 1000
"""The latest of a person's notices; what is older is in no inbox."""


def unread_count(actor: Actor) -> int:
    """How many notices that the person may open were not read when the request began. No statement of its own."""
    return sum(number for needs, unit, number in actor.unread if actor.may(needs, unit))


def notices_of(actor: Actor) -> list[Notice]:
    """The person's notices, the newest first. One statement."""
    if actor.user is None:
        return []
    latest: Sequence[Notice] = _latest(actor.user.pk)
    return [each for each in latest if actor.may(Permission(each.needs), each.unit_id)]


@written_once
def _latest(person: int) -> QuerySet[Notice]:
    return Notice.objects.filter(to=person).order_by("-at", "-pk")[:SHOWN]


def is_watched(actor: Actor, name: str, pk: int) -> bool:
    """Whether the person watches the thing. One short statement."""
    return actor.user is not None and bool(_watches(actor.user.pk, name, pk))


@written_once
def _watches(person: int, name: str, pk: int) -> QuerySet[Watch]:
    return Watch.objects.filter(user=person, about=name, about_id=pk)


def unmailed(paces: Collection[str], *, at: datetime) -> dict[int, list[Notice]]:
    """What is new to people who get news by e-mail at these paces and got none today, the oldest first, by the person's
    number. Two statements.
    """
    today = datetime.combine(london_day(at), time.min, LONDON)
    had = Notice.objects.filter(to=OuterRef("to"), mailed_at__gte=today)
    rows = Notice.objects.filter(to__mail_pace__in=paces, read_at=None, mailed_at=None).exclude(Exists(had))
    new = list(rows.select_related("to").order_by("at", "pk"))
    actors = actors_of({each.to_id for each in new}, today=london_day(at)) if new else {}
    found: dict[int, list[Notice]] = defaultdict(list)
    for each in new:
        if each.to_id in actors and actors[each.to_id].may(Permission(each.needs), each.unit_id):
            found[each.to_id].append(each)
    return found


class Watched(NamedTuple):
    """What a person watches of one kind."""

    kind: Kind
    things: list[Thing]


def watched_by(actor: Actor) -> list[Watched]:
    """What the person watches and may open, by kind in the order of their headings. One statement, and one a kind."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for name, pk in Watch.objects.filter(user=actor.user).values_list("about", "about_id"):
        numbers[name].append(pk)
    kinds = sorted(watchable().values(), key=lambda kind: kind.heading)
    found = [Watched(kind, things(kind, numbers[kind.name], by=actor)) for kind in kinds if kind.name in numbers]
    return [each for each in found if each.things]
