"""What is in a person's inbox. Only what they may open is counted or shown."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.models import Notice, Watch
from accounts.roles import Permission
from accounts.watchable import Kind, Thing, things, watchable
from foundation.statements import rows_of, written_once

SHOWN = 1000
"""The latest of a person's notices; what is older is in no inbox."""

_UNREAD = """
    SELECT needs, unit_id, COUNT(*) FROM accounts_notice WHERE to_id = %s AND read_at IS NULL GROUP BY needs, unit_id
"""
_IS_WATCHED = "SELECT 1 FROM accounts_watch WHERE user_id = %s AND about = %s AND about_id = %s"


def unread_count(actor: Actor) -> int:
    """How many notices the person has not read. Every page asks: one short statement."""
    if actor.user is None:
        return 0
    return sum(count for needs, unit, count in rows_of(_UNREAD, [actor.user.pk]) if actor.may(Permission(needs), unit))


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
    return actor.user is not None and bool(rows_of(_IS_WATCHED, [actor.user.pk, name, pk]))


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
