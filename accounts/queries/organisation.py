"""Reading the organisation: the tree of units, posts with their holders, people with their posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Appointment, Post, Unit, UnitKind, User
from accounts.roles import ROLES, Permission, Reach
from foundation.narrowing import narrowed, with_words, within
from foundation.statements import written_once


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in the tree with what lies directly beneath it. ``posts`` counts its own posts that still stand."""

    unit: Unit
    posts: int
    is_closed: bool
    children: tuple["UnitNode", ...]


def unit_tree(*, reach: frozenset[int] | None, today: date) -> tuple[UnitNode, ...]:
    """The units within reach (None: all) as trees, siblings by name, in one statement.

    A unit whose parent lies out of reach stands at the top.
    """
    units = [unit for unit in _units(today) if reach is None or unit.pk in reach]
    known = {unit.pk for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in sorted(units, key=lambda unit: unit.name.casefold()):
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)

    def node(unit: Unit) -> UnitNode:
        is_closed = unit.ends_on is not None and unit.ends_on < today
        beneath = tuple(node(child) for child in children.get(unit.pk, []))
        return UnitNode(unit, unit.standing_posts, is_closed, beneath)

    return tuple(node(unit) for unit in children.get(None, []))


@written_once
def _units(today: date) -> QuerySet[Unit]:
    standing = Q(posts__ends_on=None) | Q(posts__ends_on__gte=today)
    return Unit.objects.annotate(standing_posts=Count("posts", filter=standing))


def in_reach(units: QuerySet[Unit], reach: frozenset[int] | None) -> QuerySet[Unit]:
    """The units that a permission reaches: ``reach`` as ``Actor.reaches`` gives it, None for all."""
    return within(units, reach, "pk")


def indented_units(*, reach: frozenset[int] | None = None, today: date) -> list[tuple[int, str]]:
    """Units that are open today as choices of a list, each under its parent: "— Waste and Recycling"."""

    def walk(nodes: Iterable[UnitNode], depth: int) -> list[tuple[int, str]]:
        rows = []
        for node in nodes:
            if not node.is_closed:
                rows.append((node.unit.pk, f"{'— ' * depth}{node.unit.name}"))
            rows += walk(node.children, depth + 1)
        return rows

    return walk(unit_tree(reach=reach, today=today), 0)


def top_unit() -> int | None:
    """The unit of the council itself, beneath which others lie as a rule; None where there is none yet."""
    return Unit.objects.filter(kind=UnitKind.COUNCIL).values_list("pk", flat=True).order_by("pk").first()


def posts_with_holders(*, today: date) -> QuerySet[Post]:
    """Posts, each with its unit and ``held_today``: today's appointments with their people. Two statements."""
    held = Appointment.objects.on(today).select_related("user").order_by("is_deputy", "user__name")
    return Post.objects.select_related("unit").prefetch_related(
        Prefetch("appointments", queryset=held, to_attr="held_today")
    )


class HolderRow(NamedTuple):
    """Who holds a post today."""

    person_id: int
    name: str
    is_deputy: bool
    is_active: bool


class PostRow(NamedTuple):
    """A post with today's holders."""

    url: str
    title: str
    ends_on: date | None
    unit: str
    role: str
    held: list[HolderRow]


def post_rows(posts: Iterable[Post]) -> list[PostRow]:
    """Posts, read ``posts_with_holders``, as their pages show them."""
    return [
        PostRow(
            url=post.get_absolute_url(),
            title=post.title,
            ends_on=post.ends_on,
            unit=post.unit.name,
            role=post.get_role_display(),
            held=holder_rows(post),
        )
        for post in posts
    ]


def holder_rows(post: Post) -> list[HolderRow]:
    """Who holds a post today, read ``posts_with_holders``."""
    return [HolderRow(each.user_id, each.user.name, each.is_deputy, each.user.is_active) for each in post.held_today]


def find_posts(
    *,
    reach: frozenset[int] | None,
    today: date,
    words: str = "",
    role: str = "",
    unit_id: int | None = None,
    state: str = "",
) -> QuerySet[Post]:
    """Posts within reach, narrowed. ``state``: "held", "vacant", "closed"; "" for those that still stand."""
    standing = Q(ends_on=None) | Q(ends_on__gte=today)
    posts = posts_with_holders(today=today)
    posts = posts.exclude(standing) if state == "closed" else posts.filter(standing)
    if reach is not None:
        posts = posts.filter(unit__in=reach)
    posts = narrowed(with_words(posts, words, "title"), role=role, unit_id=unit_id)
    if state in ("held", "vacant"):
        is_held = Exists(Appointment.objects.on(today).filter(post=OuterRef("pk"), user__is_active=True))
        posts = posts.filter(is_held if state == "held" else ~is_held)
    return posts


def line_above(pk: int | None) -> list[int]:
    """The keys of a post and of all it reports to, however far up. One statement."""
    above = dict(Post.objects.values_list("pk", "reports_to_id"))
    line: list[int] = []
    while pk is not None and pk not in line:
        line.append(pk)
        pk = above.get(pk)
    return line


def line_of_responsibility(post: Post, *, reach: frozenset[int] | None, today: date) -> list[PostRow]:
    """The posts above, from the one it reports to upwards, with their holders (A8). Three statements, however long.

    Posts in units out of reach are left out; a ``reach`` of None holds every unit.
    """
    chain = line_above(post.reports_to_id)
    found = {each.pk: each for each in posts_with_holders(today=today).filter(pk__in=chain)}
    return post_rows(found[pk] for pk in chain if reach is None or found[pk].unit_id in reach)


def find_people(
    *,
    reach: frozenset[int] | None,
    today: date,
    addresses: bool,
    words: str = "",
    role: str = "",
    unit_id: int | None = None,
    state: str = "",
) -> QuerySet[User]:
    """People within reach with ``held_today``: today's appointments within reach. Two statements.

    ``words`` are looked for in e-mail ``addresses`` too where the reader may know them.
    ``state``: "active", "disabled", "without" (may sign in but holds no post today); "" for all.
    """
    held = within(Appointment.objects.on(today), reach, "post__unit")
    held = held.select_related("post__unit").order_by("is_deputy", "post__title")
    found = User.objects.prefetch_related(Prefetch("appointments", queryset=held, to_attr="held_today"))
    found = with_words(found, words, "name", *(["email"] if addresses else []))
    if reach is not None or role or unit_id:
        theirs = Appointment.objects.on(today).filter(user=OuterRef("pk"))
        theirs = narrowed(theirs, post__role=role, post__unit_id=unit_id)
        if reach is not None:
            theirs = theirs.filter(post__unit__in=reach)
        found = found.filter(Exists(theirs))
    if state == "without":
        return found.filter(~Exists(Appointment.objects.on(today).filter(user=OuterRef("pk"))), is_active=True)
    return found.filter(is_active=state == "active") if state in ("active", "disabled") else found


class HeldRow(NamedTuple):
    """A post that a person holds today."""

    title: str
    is_deputy: bool
    unit: str
    role: str


class PersonRow(NamedTuple):
    """A person with the posts held today. ``email`` is "" where the reader may not know it."""

    pk: int
    name: str
    is_active: bool
    email: str
    held: list[HeldRow]


def person_rows(people: Iterable[User], *, addresses: bool) -> list[PersonRow]:
    """People read by ``find_people`` as their list shows them, with their e-mail ``addresses`` or without."""
    return [
        PersonRow(
            pk=person.pk,
            name=person.name,
            is_active=person.is_active,
            email=person.email if addresses else "",
            held=[_held_row(each) for each in person.held_today],
        )
        for person in people
    ]


def _held_row(each: Appointment) -> HeldRow:
    return HeldRow(each.post.title, each.is_deputy, each.post.unit.name, each.post.get_role_display())


def people_columns(*, addresses: bool) -> tuple[str, ...]:
    """The columns of the downloaded list of people, with their e-mail addresses or without."""
    return ("Name", *(["Email"] if addresses else []), "May sign in", "Posts held today")


def people_rows(people: Iterable[User], *, addresses: bool) -> list[list[str | bool]]:
    """People read by ``find_people`` as rows of a download, under ``people_columns``."""
    return [
        [
            person.name,
            *([person.email] if addresses else []),
            person.is_active,
            "; ".join(map(_held_words, person.held_today)),
        ]
        for person in people
    ]


def units_read_apart(*, today: date) -> set[int]:
    """The units of posts that may read these, with what lies beneath, and nothing else of the council. One statement.

    What is made for the readers of such a unit holds nothing of another.
    """
    apart = [role.value for role, each in ROLES.items() if each.reach(Permission.COUNCIL_READ) is Reach.UNIT]
    standing = Q(ends_on=None) | Q(ends_on__gte=today)
    return set(Post.objects.filter(standing, role__in=apart).values_list("unit_id", flat=True))


def appointments_of(person: User, *, reach: frozenset[int] | None) -> list[Appointment]:
    """All posts that a person held or holds in the units within reach, the latest first. One statement."""
    found = person.appointments.select_related("post__unit").order_by("-starts_on", "-pk")
    return list(within(found, reach, "post__unit"))


def handed_over(appointments: Iterable[Appointment], *, today: date) -> list[Post]:
    """The posts that still stand among appointments as holder: what they own can be handed over."""
    posts = {each.post_id: each.post for each in appointments if not each.is_deputy}
    return [post for post in posts.values() if is_open(post, today)]


def is_open(thing: Unit | Post, today: date) -> bool:
    """Whether it has not ended."""
    return thing.ends_on is None or thing.ends_on >= today


def _held_words(held: Appointment) -> str:
    deputy = ", deputy" if held.is_deputy else ""
    return f"{held.post.title}{deputy} ({held.post.unit.name}, {held.post.get_role_display()})"
