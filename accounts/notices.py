"""Tells people by e-mail that their sign-in was changed, so that a change which was not theirs is noticed."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts.actors import Actor
from accounts.models import Identity, User
from accounts.models.user import is_erased
from foundation.dates import moment_words


def tell_owner(person: User, what: str, *, by: Actor, at: datetime, also_to: Iterable[str] = ()) -> None:
    """Write the owner of an account a notice, in the transaction that makes the change. ``what`` is a clause such as
    "a new password was set"; ``also_to`` are addresses besides, such as the one that no longer signs in.
    """
    is_own = by.user is not None and by.user.pk == person.pk
    words = {
        "person": person,
        "what": what,
        "when": moment_words(at),
        "by": "" if is_own else by.name,
        "site": settings.PMMI_SITE_URL,
    }
    body = render_to_string("accounts/notice.txt", words)
    subject = f"Your sign-in to {Identity.objects.council_name()} performance was changed"
    for address in dict.fromkeys([person.email, *also_to]):
        if not is_erased(address):
            send_mail(subject, body, None, [address])
