"""Changing units, posts and appointments. Nothing is deleted: a unit or post ends on a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.actors import Actor
from accounts.models import Appointment, Post, Unit, User
from accounts.queries.organisation import line_above
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, set_fields, values_of

_UNIT_FIELDS = ("name", "kind", "parent", "starts_on", "ends_on")
_POST_FIELDS = ("title", "unit", "role", "reports_to", "ends_on")
_APPOINTMENT_FIELDS = ("post", "user", "is_deputy", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDetails:
    """A unit's name, place in the tree and days."""

    name: str
    kind: str
    parent: Unit | None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDetails:
    """A post's place, what its holder may do, and to whom it reports."""

    title: str
    unit: Unit
    role: str
    reports_to: Post | None = None
    ends_on: date | None = None


@transaction.atomic
def create_unit(
    *, by: Actor, at: datetime, name: str, kind: str, parent: Unit | None = None, starts_on: date | None = None
) -> Unit:
    """A new unit beneath ``parent``, or a top of its own."""
    unit = Unit.objects.create(name=name, kind=kind, parent=parent, starts_on=starts_on)
    audit.record(by=by, at=at, action="created", thing=unit, changes=first_values(unit, _UNIT_FIELDS))
    return unit


@transaction.atomic
def edit_unit(*, by: Actor, at: datetime, unit: Unit, version: int, details: UnitDetails, why: str = "") -> Unit:
    """Rename, move or close a unit from a day. Everything owned by its posts stays where it is.

    Raises ChangeRefused when it would lie beneath itself, or would close before what lies in it; Conflict with the
    stored row when somebody saved after ``version``.
    """
    stored = Unit.objects.select_related("parent").get(pk=unit.pk)
    parent, ends_on = details.parent, details.ends_on
    _check_order(details.starts_on, ends_on)
    if parent is not None and (parent.pk == stored.pk or parent in stored.descendants()):
        raise ChangeRefused(f"{stored.name} cannot lie beneath itself. Choose a unit outside it.")
    if ends_on is not None and ends_on != stored.ends_on:
        _check_empty(stored, ends_on)
    audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version, why=why)
    return stored


@transaction.atomic
def create_post(*, by: Actor, at: datetime, title: str, unit: Unit, role: str, reports_to: Post | None = None) -> Post:
    """A new post; ``role`` says what its holder may do."""
    post = Post.objects.create(title=title, unit=unit, role=role, reports_to=reports_to)
    audit.record(by=by, at=at, action="created", thing=post, changes=first_values(post, _POST_FIELDS))
    return post


@transaction.atomic
def edit_post(*, by: Actor, at: datetime, post: Post, version: int, details: PostDetails, why: str = "") -> Post:
    """Change a post, or end it on a day.

    Raises ChangeRefused when it would report to itself through others, or would leave no administrator; Conflict with
    the stored row when somebody saved after ``version``.
    """
    stored = Post.objects.select_related("unit", "reports_to").get(pk=post.pk)
    was_administrator = stored.role == Role.ADMINISTRATOR
    if details.reports_to is not None and stored.pk in line_above(details.reports_to.pk):
        raise ChangeRefused(f"{details.reports_to} already reports to {stored}, so it cannot be the other way round.")
    is_changed = audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version, why=why)
    if is_changed and was_administrator:
        keep_an_administrator(at=at, after=details.ends_on)
    return stored


@transaction.atomic
def appoint(
    *,
    by: Actor,
    at: datetime,
    post: Post,
    user: User,
    starts_on: date,
    ends_on: date | None = None,
    is_deputy: bool = False,
) -> Appointment:
    """Put a person in a post. A deputy acts on behalf of the post, and the record says so.

    Raises ChangeRefused when the same person holds the post in those days already.
    """
    _check_order(starts_on, ends_on)
    _check_overlap(post, user, starts_on, ends_on)
    appointment = Appointment.objects.create(
        post=post, user=user, is_deputy=is_deputy, starts_on=starts_on, ends_on=ends_on
    )
    changes = first_values(appointment, _APPOINTMENT_FIELDS)
    audit.record(by=by, at=at, action="created", thing=appointment, page=user, changes=changes)
    return appointment


@transaction.atomic
def edit_appointment(
    *,
    by: Actor,
    at: datetime,
    appointment: Appointment,
    starts_on: date,
    ends_on: date | None,
    is_deputy: bool,
    why: str = "",
) -> Appointment:
    """Change its days, or end it. Raises ChangeRefused when days overlap or no administrator would be left."""
    stored = Appointment.objects.select_for_update(of=("self",)).select_related("post", "user").get(pk=appointment.pk)
    _check_order(starts_on, ends_on)
    _check_overlap(stored.post, stored.user, starts_on, ends_on, besides=stored)
    values = {"starts_on": starts_on, "ends_on": ends_on, "is_deputy": is_deputy}
    changes = set_fields(stored, values)
    if changes:
        stored.save(update_fields=list(values))
        audit.record(by=by, at=at, action="changed", thing=stored, page=stored.user, changes=changes, why=why.strip())
        if stored.post.role == Role.ADMINISTRATOR:
            keep_an_administrator(at=at, after=ends_on)
    return stored


def keep_an_administrator(*, at: datetime, after: date | None = None) -> None:
    """Raises ChangeRefused when nobody could run the framework today, or once ``after`` is past."""
    today = timezone.localdate(at)
    for day in {today, max(today, after + timedelta(days=1)) if after else today}:
        holders = Appointment.objects.on(day).filter(user__is_active=True, post__role=Role.ADMINISTRATOR)
        if not holders.exists():
            raise ChangeRefused("This would leave the council without an administrator. Appoint another one first.")


def _check_order(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise ChangeRefused("It ends before it starts. Check both dates.")


def _check_empty(unit: Unit, ends_on: date) -> None:
    later = Q(ends_on=None) | Q(ends_on__gt=ends_on)
    left = [*unit.children.filter(later).order_by("name"), *unit.posts.filter(later).order_by("title")]
    if left:
        names = ", ".join(str(each) for each in left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        raise ChangeRefused(f"End or move what is still in {unit} first: {names}.")


def _check_overlap(
    post: Post, user: User, starts_on: date, ends_on: date | None, besides: Appointment | None = None
) -> None:
    others = post.appointments.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), user=user)
    if ends_on is not None:
        others = others.filter(starts_on__lte=ends_on)
    if others.exclude(pk=besides.pk if besides else None).exists():
        raise ChangeRefused(f"{user} already holds {post} in those days. Change that appointment instead.")
