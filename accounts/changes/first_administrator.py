"""Making the person who lets everybody else in."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.actors import SYSTEM
from accounts.changes import organisation, people
from accounts.changes.identity import call_council
from accounts.models import Post, Unit, User
from accounts.models.organisation import UnitKind
from accounts.roles import Role
from foundation.refusals import ChangeRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAdministrator:
    """Who it is, in which post of which council."""

    council: str
    name: str
    email: str
    post: str


@transaction.atomic
def make_first_administrator(*, at: datetime, details: FirstAdministrator, why: str = "") -> User:
    """Make council, post and person where they are missing, and appoint the person from today. A new council's name is
    the one that pages say.

    ``why`` is needed once somebody can sign in, and stands in the audit trail. Raises ChangeRefused without it, and for
    a person who is disabled.
    """
    if not why.strip() and (count := who_can_sign_in()):
        raise ChangeRefused(
            f"{count} people can already sign in; an administrator among them can add others. If none can be reached, "
            "say why with --reason: it stands in the audit trail."
        )
    council = Unit.objects.filter(kind=UnitKind.COUNCIL).first() or _make_council(details.council, at=at)
    person = User.objects.filter(email=details.email.lower()).first() or people.create_person(
        by=SYSTEM, at=at, name=details.name, email=details.email
    )
    people.record_password_link(by=SYSTEM, at=at, person=person)
    post = Post.objects.filter(title=details.post, unit=council).first() or organisation.create_post(
        by=SYSTEM, at=at, title=details.post, unit=council, role=Role.ADMINISTRATOR
    )
    if post.role != Role.ADMINISTRATOR:
        raise ChangeRefused(f"{council.name} has a post “{post.title}” with another role. Give this one another title.")
    organisation.appoint(by=SYSTEM, at=at, post=post, user=person, starts_on=timezone.localdate(at))
    audit.record(by=SYSTEM, at=at, action="made the first administrator", thing=person, why=why.strip())
    return person


def _make_council(name: str, *, at: datetime) -> Unit:
    call_council(by=SYSTEM, at=at, name=name)
    return organisation.create_unit(by=SYSTEM, at=at, name=name, kind=UnitKind.COUNCIL)


@transaction.atomic
def link_again(*, at: datetime, person: User) -> None:
    """Note that a new link is made for who has not used the first one."""
    people.record_password_link(by=SYSTEM, at=at, person=person)


def never_signed_in() -> User | None:
    """The administrator who was made first, in an installation in which nobody can sign in yet."""
    return User.objects.filter(is_active=True, appointments__post__role=Role.ADMINISTRATOR).order_by("pk").first()


def who_can_sign_in() -> int:
    """How many people have a password and are not disabled."""
    return sum(person.has_usable_password() for person in User.objects.filter(is_active=True).exclude(password=""))
