"""What happened is told to whom it concerns: notices, written in the transaction of the change that they tell of.

An inbox and an e-mail are two ways to read the same notice. Reading it is the reader's own affair: it changes nothing
of the council's, so the audit trail does not tell of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from accounts.actors import Actor, actors_of
from accounts.models import Notice, NoticeKind, Watch
from accounts.queries.holders import holders_of
from accounts.roles import Permission
from accounts.watchable import Key
from foundation.dates import london_day
from foundation.words import one_line

READ_KEPT, KEPT = timedelta(days=90), timedelta(days=366)
_FEW = 500  # of more things, who watches what is read whole


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that happened. ``words`` is a sentence; ``path`` where to look; ``about`` what it is of.

    ``people`` and ``posts`` (their holders) are told with the reason given for each, and whoever watches one of the
    things ``watched`` with the reason given for that: each ends the sentence "You get this because you …". Nobody is
    told who may not open it: who has not the permission it ``needs`` for the ``unit_id`` (None: the whole council).
    """

    kind: NoticeKind
    words: str
    path: str
    about: Key
    unit_id: int | None
    needs: Permission = Permission.COUNCIL_READ
    people: Mapping[int, str] = field(default_factory=dict)
    posts: Mapping[int, str] = field(default_factory=dict)
    watched: Mapping[Key, str] = field(default_factory=dict)


def tell(*, by: Actor, at: datetime, news: Iterable[News]) -> int:
    """Write a notice of each piece of news to each person whom it concerns, but not to who did it; how many.

    Each is told once, for the first reason there is: as a person, by a post, by watching. Six statements at most, and
    one more for each five hundred notices, however many pieces of news.
    """
    pieces = list(news)
    watchers = _watchers({key for each in pieces for key in each.watched})
    posts = {post for each in pieces for post in each.posts}
    holders = holders_of(posts, today=london_day(at)) if posts else {}
    chosen = [(each, dict(_reasons(each, watchers, holders))) for each in pieces]
    people = {person for _, reasons in chosen for person in reasons} - {by.user.pk if by.user else None}
    actors = actors_of(people, today=london_day(at)) if people else {}
    rows = [
        _notice(each, person, reason, by=by, at=at)
        for each, reasons in chosen
        for person, reason in reasons.items()
        if person in actors and actors[person].may(each.needs, each.unit_id)
    ]
    Notice.objects.bulk_create(rows, batch_size=500)
    return len(rows)


@transaction.atomic
def mark_read(*, by: Actor, at: datetime, pk: int | None = None, unread: bool = False) -> int:
    """Mark one of the person's own notices as read, or as not read; without ``pk`` all that are not. How many were.

    Raises Http404 where the person has no such notice.
    """
    own = Notice.objects.filter(to=by.user) if by.user else Notice.objects.none()
    if pk is not None:
        own = own.filter(pk=pk)
        if not own.exists():
            raise Http404
    return own.filter(read_at__isnull=not unread).update(read_at=None if unread else at)


def mark_mailed(notices: Iterable[Notice], *, at: datetime) -> None:
    """Note that these left by e-mail."""
    Notice.objects.filter(pk__in=[each.pk for each in notices]).update(mailed_at=at)


def mail_again(to: int, *, since: datetime) -> None:
    """What was to leave for a person since then did not: it leaves with the next message."""
    Notice.objects.filter(to=to, mailed_at__gte=since).update(mailed_at=None)


def watched_among(things: set[Key]) -> set[Key]:
    """Those of the things that anybody watches. One statement, none for nothing."""
    return set(_watchers(things))


def have_moved(name: str, pks: Collection[int], unit_id: int) -> None:
    """Keep what was told of things within the reach of those who may open them, now that they are of another unit."""
    Notice.objects.filter(about=name, about_id__in=pks).update(unit=unit_id)


def forget_told(name: str, pk: int) -> None:
    """Take back what was told of a thing, and stop its being watched: from now on it is told to nobody."""
    Notice.objects.filter(about=name, about_id=pk).delete()
    Watch.objects.filter(about=name, about_id=pk).delete()


def remove_old(*, at: datetime) -> int:
    """Remove the notices that were read, and those that nobody reads any more; how many."""
    over = Q(read_at__lt=at - READ_KEPT) | Q(at__lt=at - KEPT)
    return Notice.objects.filter(over).delete()[0]


def _watchers(things: set[Key]) -> dict[Key, list[int]]:
    """Who watches each of these things. One statement, none for nothing."""
    found: dict[Key, list[int]] = defaultdict(list)
    if not things:
        return found
    rows = Watch.objects.filter(about__in={name for name, _ in things})
    if len(things) <= _FEW:
        rows = rows.filter(about_id__in={pk for _, pk in things})
    for name, pk, person in rows.order_by("pk").values_list("about", "about_id", "user"):
        if (name, pk) in things:
            found[name, pk].append(person)
    return found


Reason = tuple[str, bool]
"""Why somebody is told, and whether only because they watch it."""


def _reasons(news: News, watchers: Mapping[Key, Sequence[int]], holders: Mapping) -> Iterator[tuple[int, Reason]]:
    """Each person with a reason. The strongest comes last, and stands."""
    for key in reversed(news.watched):
        yield from ((person, (news.watched[key], True)) for person in watchers.get(key, ()))
    for post in reversed(news.posts):
        yield from ((holder.user.pk, (news.posts[post], False)) for holder in holders.get(post, ()))
    yield from ((person, (because, False)) for person, because in news.people.items())


def _notice(news: News, person: int, reason: Reason, *, by: Actor, at: datetime) -> Notice:
    because, is_watched = reason
    name, pk = news.about
    return Notice(
        to_id=person,
        at=at,
        by_name=by.name[:120],
        kind=news.kind,
        words=one_line(news.words),
        path=news.path,
        because=one_line(because)[:250],
        is_watched=is_watched,
        about=name,
        about_id=pk,
        needs=news.needs,
        unit_id=news.unit_id,
    )
