"""Who has a post and has never chosen a password: whom to invite, who was invited, who came."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When

from accounts.models import Appointment, User
from foundation.dates import day_words

_NO_PASSWORD = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class Invited(NamedTuple):
    """A person as the list of invitations shows them: ``state`` is "ask", "again", "wait" or "came"."""

    person: User
    posts: str
    state: str
    words: str

    @property
    def may_be_asked(self) -> bool:
        return self.state != "came"

    @property
    def is_ticked(self) -> bool:
        """Whether they are chosen unless somebody takes them off."""
        return self.state in ("ask", "again")


def in_posts(*, today: date) -> QuerySet[User]:
    """Who holds a post today and is not disabled."""
    return User.objects.filter(is_active=True, pk__in=Appointment.objects.on(today).values("user"))


def without_password(*, today: date) -> QuerySet[User]:
    """Those among them who never chose a password: each may be invited, and invited again."""
    return in_posts(today=today).filter(_NO_PASSWORD)


def to_invite(*, today: date) -> QuerySet[User]:
    """Those among them whom nobody invited yet."""
    return without_password(today=today).filter(invited_at=None)


def asked_or_came(*, today: date) -> QuerySet[User]:
    """Who holds a post and was invited or signs in already."""
    return in_posts(today=today).exclude(pk__in=to_invite(today=today).values("pk"))


def find_invitations(*, today: date, state: str = "") -> QuerySet[User]:
    """Who holds a post, with their posts: those nobody invited first, those who came last. ``state``: "open" for those
    who have no password yet, "came" for the others.
    """
    held = Appointment.objects.on(today).select_related("post__unit").order_by("post__title")
    people = without_password(today=today) if state == "open" else in_posts(today=today)
    if state == "came":
        people = people.exclude(_NO_PASSWORD)
    came = Case(When(_NO_PASSWORD, then=Value(0)), default=Value(1))
    return people.prefetch_related(Prefetch("appointments", queryset=held, to_attr="held_today")).order_by(
        came, F("invited_at").asc(nulls_first=True), "name", "pk"
    )


def invited_row(person: User, *, at: datetime) -> Invited:
    """How it stands with a person of ``find_invitations``."""
    posts = ", ".join(f"{each.post.title} ({each.post.unit.name})" for each in person.held_today)  # type: ignore[attr-defined]
    if person.password and person.has_usable_password():
        return Invited(person, posts, "came", "Has chosen a password")
    if person.invited_at is None:
        return Invited(person, posts, "ask", "Not invited yet")
    ends = person.invited_at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    said = f"Invited on {day_words(person.invited_at)}"
    if ends < at:
        return Invited(person, posts, "again", f"{said}; the link has ended: ask again")
    return Invited(person, posts, "wait", f"{said}; the link works until {day_words(ends)}")
