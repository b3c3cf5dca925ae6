"""Who acts, and the posts that they act through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model, QuerySet

from accounts.models import Appointment, Post, Unit, User
from accounts.models.organisation import PostQuerySet, is_in_line
from accounts.roles import ROLES, Permission, Reach, Role
from foundation.statements import rows_of, written_once


@written_once
def units_with_parents() -> QuerySet[Any]:
    """The keys of every unit and of the one above it, None at the top."""
    return Unit.objects.values_list("pk", "parent_id")


class UnitTree:
    """The council's units. Read at the first question: posts that reach the whole council ask none."""

    def __init__(self) -> None:
        self._beneath: dict[int, frozenset[int]] = {}

    @cached_property
    def _children(self) -> Mapping[int | None, list[int]]:
        children: dict[int | None, list[int]] = {}
        for pk, parent in units_with_parents():
            children.setdefault(parent, []).append(pk)
        return children

    def beneath(self, pk: int) -> frozenset[int]:
        """A unit and everything beneath it."""
        if pk not in self._beneath:
            children = self._children.get(pk, [])
            self._beneath[pk] = frozenset({pk}).union(*(self.beneath(child) for child in children))
        return self._beneath[pk]


@dataclass(frozen=True, slots=True)
class Grant:
    """One post held today. ``unit_ids`` is the post's unit and everything beneath it."""

    post: Post
    is_deputy: bool
    tree: UnitTree = field(repr=False, compare=False)

    @property
    def unit_ids(self) -> frozenset[int]:
        return self.tree.beneath(self.post.unit_id)

    def allows(self, permission: Permission, unit_id: int | None) -> bool:
        """True when this post gives the permission for that unit (None: for the whole council)."""
        reach = ROLES[Role(self.post.role)].reach(permission)
        return reach is Reach.COUNCIL or (reach is Reach.UNIT and unit_id in self.unit_ids)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the posts they hold today. ``user`` None is the system itself.

    ``on_behalf_of`` is the post for which the person acts as a deputy (``using`` and ``holding`` set it).
    ``called`` is the name of who is no person, and ``behind`` the person who answers for such a one: who made the token
    of another system. ``unread`` counts the notices that they had not read when they were
    asked for, by the permission and the unit that reading one takes. ``council`` is what an administrator called the
    council, "" where none did; None where it was not read along.
    """

    user: User | None
    grants: tuple[Grant, ...] = field(default=(), compare=False)
    on_behalf_of: Post | None = None
    called: str = "The system"
    behind: User | None = None
    unread: tuple[tuple[Permission, int | None, int], ...] = field(default=(), compare=False, repr=False)
    council: str | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        return self.user.name if self.user else self.called

    @property
    def person(self) -> User | None:
        """Who answers for what is done: the person, or who made the token of another system."""
        return self.user or self.behind

    @property
    def stands_for(self) -> Post | None:
        """The post as which another system acts; None for a person, and for the system itself."""
        return self.grants[0].post if self.behind else None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(grant.post.role) for grant in self.grants)

    @property
    def post_ids(self) -> frozenset[int]:
        return frozenset(grant.post.pk for grant in self.grants)

    def may(self, permission: Permission, unit_id: int | None = None) -> bool:
        return any(grant.allows(permission, unit_id) for grant in self.grants)

    def may_anywhere(self, permission: Permission) -> bool:
        """True when any post gives the permission, however narrow its reach."""
        return any(ROLES[Role(grant.post.role)].reach(permission) for grant in self.grants)

    def reaches(self, permission: Permission) -> frozenset[int] | None:
        """The units the permission reaches; None means all of the council."""
        units: frozenset[int] = frozenset()
        for grant in self.grants:
            reach = ROLES[Role(grant.post.role)].reach(permission)
            if reach is Reach.COUNCIL:
                return None
            if reach is Reach.UNIT:
                units |= grant.unit_ids
        return units

    def line(self, permission: Permission) -> PostQuerySet:
        """The posts that the permission reaches along the line of managers: one's own, and all that report to them."""
        return Post.objects.in_line(self.managing(permission))

    def beneath(self, permission: Permission) -> PostQuerySet:
        """The posts that report to those which the actor holds, directly or further down. A deputy's posts are left
        out: what is private to two people is not told to who stands in for one of them.
        """
        return Post.objects.beneath(self.leading(permission))

    def leading(self, permission: Permission) -> list[int]:
        """The posts of the actor whose line the permission reaches, a deputy's left out: see ``beneath``."""
        return [g.post.pk for g in self.grants if not g.is_deputy and self._is_in_line(g, permission)]

    def managing(self, permission: Permission) -> list[int]:
        """The posts of the actor whose line the permission reaches."""
        return [g.post.pk for g in self.grants if self._is_in_line(g, permission)]

    @staticmethod
    def _is_in_line(grant: Grant, permission: Permission) -> bool:
        return ROLES[Role(grant.post.role)].reach(permission) is Reach.LINE

    def leads(self, permission: Permission, post_id: int) -> bool:
        """Whether the post is in the ``line`` of the permission. One statement."""
        return is_in_line(post_id, self.managing(permission))

    def holding(self, post_id: int) -> Actor:
        """The actor as holder of a post, marked "on behalf of" if they hold it only as a deputy."""
        held = [grant for grant in self.grants if grant.post.pk == post_id]
        own = [grant for grant in held if not grant.is_deputy]
        return self if own or not held else replace(self, on_behalf_of=held[0].post)

    def using(self, permission: Permission, unit_id: int | None = None) -> Actor:
        """The actor, marked "on behalf of" if only a post that they hold as a deputy gives the permission."""
        allowing = [grant for grant in self.grants if grant.allows(permission, unit_id)]
        own = [grant for grant in allowing if not grant.is_deputy]
        return self if own or not allowing else replace(self, on_behalf_of=allowing[0].post)


SYSTEM = Actor(user=None)
STRANGER = Actor(user=None, called="Somebody not signed in")


def actor_for(user: User | AnonymousUser, *, today: date) -> Actor:
    """The actor for a signed-in person; a stranger or a disabled account holds no post. One statement."""
    if not isinstance(user, User) or not user.is_active:
        return Actor(user=None)
    day = connection.ops.adapt_datefield_value(today)
    joined = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    rows = rows_of(_POSTS.format(joined=joined), [user.pk, user.pk, day, day, day])
    held, tree = _held(tuple(row[2:] for row in rows)), UnitTree()
    grants = tuple(Grant(post, is_deputy, tree) for is_deputy, post in held)
    if not rows:
        return Actor(user=user)
    return Actor(user=user, grants=grants, unread=_counts(rows[0][0]), council=rows[0][1] or "")


def _counts(unread: str | None) -> tuple[tuple[Permission, int | None, int], ...]:
    """ "council_read:12:3,draft_read::1" as values."""
    parts = (part.split(":") for part in (unread or "").split(",") if part)
    return tuple((Permission(needs), int(unit) if unit else None, int(number)) for needs, unit, number in parts)


def acting_for(post: Post, *, called: str, behind: User) -> Actor:
    """Who is no person and does what one post may: another system, with a token that somebody answers for. Read the
    post with its unit.
    """
    return Actor(user=None, grants=(Grant(post, False, UnitTree()),), called=called, behind=behind)


def actors_of(people: Collection[int], *, today: date) -> dict[int, Actor]:
    """Those of these people who may sign in and hold a post, as actors by the person's number. One statement."""
    held: dict[int, list[Grant]] = {}
    users: dict[int, User] = {}
    tree = UnitTree()
    rows = Appointment.objects.on(today).filter(user__in=people, user__is_active=True)
    for each in rows.select_related("user", "post__unit").order_by("is_deputy", "pk"):
        users[each.user_id] = each.user
        held.setdefault(each.user_id, []).append(Grant(each.post, each.is_deputy, tree))
    return {pk: Actor(user=users[pk], grants=tuple(grants)) for pk, grants in held.items()}


def _columns(model: type[Model], alias: str) -> str:
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


# What ``Appointment.objects.on`` asks, as SQL: every page asks it, and Django takes longer to write it than to run it.
# With it what every page's header tells, which would else be a statement more: notices not read, in one text, and the
# council's name.
_POSTS = f"""
    SELECT (
            SELECT {{joined}}(needs || ':' || COALESCE(CAST(unit_id AS text), '') || ':' || CAST(number AS text), ',')
            FROM (
                SELECT needs, unit_id, COUNT(*) AS number FROM accounts_notice
                WHERE to_id = %s AND read_at IS NULL GROUP BY needs, unit_id
            ) unread
        ), (SELECT name FROM accounts_identity WHERE id = 1),
        appointment.is_deputy, {_columns(Post, "post")}, {_columns(Unit, "unit")}
    FROM accounts_appointment appointment
    JOIN accounts_post post ON post.id = appointment.post_id
    JOIN accounts_unit unit ON unit.id = post.unit_id
    WHERE appointment.user_id = %s AND appointment.starts_on <= %s
        AND (appointment.ends_on IS NULL OR appointment.ends_on >= %s) AND (post.ends_on IS NULL OR post.ends_on >= %s)
    ORDER BY appointment.is_deputy, appointment.id
"""  # noqa: S608  the columns are the models' own


@lru_cache(maxsize=1024)
def _held(rows: tuple[tuple[Any, ...], ...]) -> tuple[tuple[bool, Post], ...]:
    """For each row whether as a deputy, and the post with its unit. Answers are shared: do not change them."""
    held = []
    after = 1 + len(Post._meta.concrete_fields)
    for row in rows:
        post = _made(Post, row[1:after])
        post.unit = _made(Unit, row[after:])
        held.append((bool(row[0]), post))
    return tuple(held)


M = TypeVar("M", bound=Model)


def _made(model: type[M], values: Sequence[Any]) -> M:
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    return model.from_db("default", names, [f.to_python(value) for f, value in zip(fields, values, strict=True)])
