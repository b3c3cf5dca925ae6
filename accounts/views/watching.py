"""What a person watches, and what of the news comes by e-mail. Their inbox itself is ``reporting.views.inbox``."""

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.changes import watching as changes
from accounts.forms.inbox import MailPaceForm
from accounts.permissions import signed_in
from accounts.queries.inbox import is_watched, watched_by
from accounts.watchable import thing_of, watchable
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.forms import whole_number
from foundation.request import Request


class WatchButton(NamedTuple):
    """``components/watch.html``."""

    noun: str
    told: str
    url: str
    is_watched: bool
    thing: str
    back: str


def watch_button(request: Request, kind: str, pk: int) -> WatchButton:
    """What the button of a thing's page shows to the person. One short statement."""
    watched = is_watched(request.actor, kind, pk)
    url = reverse("unwatch") if watched else reverse("watch", args=[kind, pk])
    return WatchButton(kind, watchable()[kind].told, url, watched, f"{kind}:{pk}", request.get_full_path())


@require_safe
@signed_in
def watching(request: Request) -> HttpResponse:
    """All that the person watches, and how often what is new comes by e-mail."""
    context = {
        "tabs": inbox_tabs("watching"),
        "groups": watched_by(request.actor),
        "mail": request.actor.user.get_mail_pace_display(),
    }
    return render(request, "accounts/watching.html", context)


@require_POST
@signed_in
def watch(request: Request, kind: str, pk: int) -> HttpResponse:
    """Watch a thing that the person may open."""
    thing = thing_of(kind, pk, by=request.actor)
    if thing is None:
        raise Http404
    said = f"You watch “{thing.title}” from now on. What happens to it is in your inbox."
    pressed(request, lambda: changes.watch(by=request.actor, at=request.now, thing=thing), said)
    return redirect(back_to(request, thing.address))


@require_POST
@signed_in
def unwatch(request: Request) -> HttpResponse:
    """Stop watching the ``thing`` named in the form, whether or not it may still be opened, or was watched at all."""
    name, _, number = request.POST.get("thing", "").partition(":")
    changes.unwatch(by=request.actor, name=name, pk=whole_number(number) or 0)
    messages.success(request, "You do not watch it any more. What you were told of it stays in your inbox.")
    return redirect(back_to(request, reverse("watching")))


@require_http_methods(["GET", "POST"])
@signed_in
def inbox_mail(request: Request) -> HttpResponse:
    """How often what is new comes by e-mail."""
    back = reverse("watching")
    form = MailPaceForm(request.POST or None, initial={"mail_pace": request.actor.user.mail_pace}, cancel_url=back)
    above = (("Home", reverse("home")), ("Inbox", reverse("inbox")), ("What you watch", back))
    page = FormPage("News by e-mail", [{"label": label, "url": url} for label, url in above])

    def change() -> Done:
        changes.set_mail_pace(by=request.actor, pace=form.cleaned_data["mail_pace"])
        return "Your choice is saved.", back

    return form_page(request, page, form, change)


def inbox_tabs(active: str) -> list[dict[str, object]]:
    """``components/tabs.html``: the inbox, and what is watched."""
    parts = (("Inbox", "inbox"), ("What you watch", "watching"))
    return [{"label": label, "url": reverse(name), "active": name == active} for label, name in parts]


def back_to(request: Request, otherwise: str, *, name: str = "back") -> str:
    """The page that the button stands on, where it names one of ours as its value."""
    back = request.POST.get(name, "")
    # Without the slash it could be no address at all, but the name of a view.
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else otherwise
