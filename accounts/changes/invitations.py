"""Inviting people who have a post and no password yet, by e-mail or by a link that is handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from accounts import audit
from accounts.actors import Actor
from accounts.changes import organisation, people
from accounts.models import Post, Unit, User
from accounts.password_links import days_good, password_link
from accounts.queries.identity import council_name
from accounts.queries.invitations import without_password
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.words import together


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody new and the post that they hold from today, which is made where the unit has none of that title."""

    name: str
    email: str
    title: str
    unit: Unit
    role: str
    reports_to: Post | None = None


@transaction.atomic
def add_colleague(*, by: Actor, at: datetime, details: Colleague) -> User:
    """Make the person, the post where it is missing, and appoint them from today.

    Raises ChangeRefused for an address in use, and for a post of that title that has another role or has ended.
    """
    today = london_day(at)
    post = Post.objects.filter(title=details.title, unit=details.unit).first()
    if post is not None and (post.role != details.role or (post.ends_on and post.ends_on < today)):
        raise ChangeRefused(
            f"{details.unit} has a post “{post.title}” already, as {post.get_role_display()}"
            f"{', and it has ended' if post.ends_on else ''}. Give this one another title."
        )
    person = people.create_person(by=by, at=at, name=details.name, email=details.email)
    post = post or organisation.create_post(
        by=by, at=at, title=details.title, unit=details.unit, role=details.role, reports_to=details.reports_to
    )
    organisation.appoint(by=by, at=at, post=post, user=person, starts_on=today)
    return person


@transaction.atomic
def invite(*, by: Actor, at: datetime, chosen: Sequence[User]) -> int:
    """Write each of them an e-mail with a link to choose a password; how many. Raises ChangeRefused, and writes to
    nobody, where one of them has a password already, is disabled or holds no post.
    """
    council, site = council_name(), settings.PMMI_SITE_URL.rstrip("/")
    for person in _asked(chosen, at=at, by=by, action="invited"):
        words = {"person": person, "by": by.name, "council": council, "days": days_good()}
        body = render_to_string("accounts/invitation.txt", {**words, "link": f"{site}{password_link(person)}"})
        send_mail(f"Your sign-in to {council} performance", body, None, [person.email])
    return len(chosen)


@transaction.atomic
def links_for(*, by: Actor, at: datetime, chosen: Sequence[User]) -> list[tuple[User, str]]:
    """A link for each of them, to be handed over: nothing is sent. Raises ChangeRefused as ``invite`` does."""
    asked = _asked(chosen, at=at, by=by, action="made a password link for")
    return [(person, password_link(person)) for person in asked]


def _asked(chosen: Sequence[User], *, at: datetime, by: Actor, action: str) -> list[User]:
    """Those chosen, each noted as invited now."""
    if not chosen:
        raise ChangeRefused("Tick at least one person.")
    free = without_password(today=london_day(at)).filter(pk__in=[each.pk for each in chosen])
    found = list(free.select_for_update().order_by("pk"))
    if missing := sorted(each.name for each in chosen if each not in found):
        has = "have" if len(missing) > 1 else "has"
        raise ChangeRefused(
            f"{together(missing)} {has} a password by now, no post, or a disabled account. Look at the list again: "
            "nobody was invited."
        )
    User.objects.filter(pk__in=[each.pk for each in found]).update(invited_at=at)
    audit.record_many(by=by, at=at, entries=[audit.Entry(action=action, thing=each) for each in found])
    return found
