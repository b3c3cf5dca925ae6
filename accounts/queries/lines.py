"""The line of responsibility about many posts at once, worked out from plain rows: a council's posts are read whole."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.models import Appointment, Post
from accounts.queries.organisation import HolderRow
from foundation.statements import written_once


class LinePost(NamedTuple):
    """A post in a line. ``ends_on`` is the last day as it is stored, None for a post that stands."""

    pk: int
    title: str
    role: str
    unit_id: int
    unit: str
    unit_parent_id: int | None
    reports_to_id: int | None
    ends_on: str | None

    @property
    def url(self) -> str:
        return str(reverse("accounts:post-detail", args=[self.pk]))

    def stands_on(self, day: date) -> bool:
        return self.ends_on is None or self.ends_on >= day.isoformat()


class PlaceInLine(NamedTuple):
    """A post in the line of responsibility: the posts above it from the top down, and those that report to it."""

    above: list[LinePost]
    post: LinePost
    beneath: list[LinePost]

    @property
    def posts(self) -> list[LinePost]:
        """All of them, from the top down."""
        return [*self.above, self.post, *self.beneath]


class Lines(NamedTuple):
    """The places of some posts, and those of others that stand in none of their lines."""

    places: list[PlaceInLine]
    others: list[LinePost]

    @property
    def posts(self) -> list[LinePost]:
        return [*(post for place in self.places for post in place.posts), *self.others]


def lines_about(
    keys: Collection[int], *, also: Collection[int] = (), reach: frozenset[int] | None, today: date
) -> Lines:
    """The places of these posts, and what of ``also`` stands in none of their lines. One statement. Posts in units out
    of reach are left out, and those that have ended beneath.
    """
    every = {post.pk: post for post in map(LinePost._make, _posts())}
    known = {pk: post for pk, post in every.items() if reach is None or post.unit_id in reach}
    beneath: dict[int | None, list[LinePost]] = defaultdict(list)
    for post in known.values():
        if post.stands_on(today):
            beneath[post.reports_to_id].append(post)
    places = []
    for key in keys:
        if key in known:
            chain = _chain(key, every)
            above = [known[pk] for pk in reversed(chain) if pk in known]
            places.append(PlaceInLine(above, known[key], [each for each in beneath[key] if each.pk not in chain]))
    told = {post.pk for place in places for post in place.posts}
    return Lines(places, [post for pk, post in known.items() if pk in also and pk not in told])


def held_by(posts: Iterable[LinePost], *, today: date) -> dict[int, list[HolderRow]]:
    """Who holds each of these posts today, by the post's key, deputies last. One statement."""
    found: dict[int, list[HolderRow]] = defaultdict(list)
    held = Appointment.objects.on(today).filter(post__in={post.pk for post in posts})
    rows = held.order_by("is_deputy", "user__name").values_list(
        "post_id", "user_id", "user__name", "is_deputy", "user__is_active"
    )
    for post, *row in rows:
        found[post].append(HolderRow(*row))
    return found


def _chain(pk: int, posts: Mapping[int, LinePost]) -> list[int]:
    """What a post reports to, from the next one up; a circle ends before the post itself."""
    line: list[int] = []
    above = posts[pk].reports_to_id
    while above is not None and above != pk and above not in line:
        line.append(above)
        above = posts[above].reports_to_id
    return line


@written_once
def _posts() -> QuerySet[Any]:
    ends_on = Cast("ends_on", TextField())
    fields = ("pk", "title", "role", "unit_id", "unit__name", "unit__parent_id", "reports_to_id")
    return Post.objects.order_by("title", "pk").values_list(*fields, ends_on)
