"""The page on which an administrator sends a test message and reads what became of it."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.actors import Actor
from accounts.permissions import needs
from accounts.queries.identity import council_name
from accounts.roles import Permission
from foundation import outbox
from foundation.dates import moment_words
from foundation.form_pages import Done, FormPage, form_page
from foundation.forms import PmmiForm
from foundation.models import OutboxMessage
from foundation.request import Request

SHOWN = 5
INTRO = (
    "It goes the way of all the product’s e-mail: into the outbox, and from there through a worker to your mail "
    "server. What became of it is told below, a few seconds later."
)
BODY = "This is a test message. Somebody who administers the performance system of {council} asked for it at {site}.\n"


class MailTestForm(PmmiForm):
    email = forms.EmailField(label="Send it to", max_length=254)

    submit_label = "Send a test message"


@dataclass(frozen=True, slots=True)
class Sent:
    """One test message: to whom, asked for when, and what became of it."""

    to: str
    asked: str
    state: str


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def test_message(request: Request) -> HttpResponse:
    """Send a message to see whether mail works; below, what became of the last ones."""
    form = MailTestForm(request.POST or None, initial={"email": request.user.email}, cancel_url=reverse("setup"))

    def send() -> Done:
        _put(by=request.by, at=request.now, email=form.cleaned_data["email"])
        return "The message is in the outbox.", reverse("mail")

    crumbs = [{"label": "Home", "url": reverse("home")}, {"label": "Set-up", "url": reverse("setup")}]
    page = FormPage("Send a test message", crumbs, intro=INTRO, template="pages/mail.html")
    return form_page(request, page, form, send, {"sent": [_told(row) for row in outbox.tests_of_mail()[:SHOWN]]})


@transaction.atomic
def _put(*, by: Actor, at: datetime, email: str) -> None:
    council = " ".join(council_name().split())
    body = BODY.format(council=council, site=settings.PMMI_SITE_URL)
    message = EmailMessage(subject=f"{council} performance: test message", body=body, to=[email])
    outbox.put(message, at=at, kind=outbox.TEST)
    audit.record(by=by, at=at, action="sent a test message", thing=by.user)


def _told(row: OutboxMessage) -> Sent:
    if row.sent_at:
        state = f"Left on {moment_words(row.sent_at)}. If it does not arrive, ask whoever runs the mail server."
    elif row.next_try_at is None:
        state = f"Given up. {row.last_error}"
    elif row.attempts:
        state = f"{row.last_error} It is tried again from {moment_words(row.next_try_at)}."
    else:
        state = "Waits for the mail worker, which looks every five seconds."
    return Sent(", ".join(row.to), moment_words(row.created_at), state)
