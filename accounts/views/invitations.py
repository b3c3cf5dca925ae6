"""Adding people straight into their posts, and inviting them to choose a password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.changes.invitations import Colleague, add_colleague, invite, links_for
from accounts.forms.people import ColleagueForm, InvitationFilterForm, InviteForm
from accounts.models import User
from accounts.password_links import days_good
from accounts.permissions import needs
from accounts.queries.invitations import find_invitations, invited_row
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from accounts.views.navigation import crumbs, organisation_tabs
from foundation import lists, outbox
from foundation.form_pages import Done, FormPage, form_page
from foundation.refusals import ChangeRefused
from foundation.request import Request
from foundation.words import counted

ADDING = (
    "The person, their post and the appointment from today, in one. Begin with the heads: whoever comes later can "
    "report to them. Nobody gets an e-mail before you invite them."
)


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def colleague_create(request: Request) -> HttpResponse:
    """One person after the other, each with their post."""
    form = ColleagueForm(request.POST or None, today=request.today, cancel_url=reverse("accounts:person-list"))

    def create() -> Done:
        person = add_colleague(by=request.by, at=request.now, details=form.given(Colleague))
        said = f"{person.name} is {form.cleaned_data['title']} from today. Add the next, or invite them all."
        return said, reverse("accounts:colleague-create")

    above = crumbs(("People", reverse("accounts:person-list")))
    page = FormPage("Add somebody to a post", above, intro=ADDING, template="accounts/colleague_form.html")
    return form_page(request, page, form, create, {"has_units": len(indented_units(today=request.today)) > 1})


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def invitation_list(request: Request) -> HttpResponse:
    """Who has a post: who was invited when, who came, whom to ask again. A button invites those who are ticked."""
    filters = InvitationFilterForm(request.GET)
    found = find_invitations(today=request.today, **filters.chosen)
    listed = lists.listing(request, filters, found, whole=None, noun="person", nouns="people")
    people = list(listed["page"])
    form = InviteForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid() and (answer := _asked(request, form)):
        return answer
    rows = [invited_row(person, at=request.now) for person in people]
    ticked = form.ticked()
    is_on = {row.person.pk: row.is_ticked if ticked is None else str(row.person.pk) in ticked for row in rows}
    shown = {"rows": [(row, is_on[row.person.pk]) for row in rows], "may_ask": any(row.may_be_asked for row in rows)}
    context = {**shown, "form": form, **listed, **_around(request)}
    return render(request, "accounts/invitation_list.html", context)


def _asked(request: Request, form: InviteForm) -> HttpResponse | None:
    """Invite those who are ticked: by e-mail, or by links that the answer shows once. None, with the reason on the
    form, where it was refused.
    """
    chosen: list[User] = list(form.cleaned_data["chosen"])
    try:
        if request.POST.get("way") == "links":
            return _show_links(request, links_for(by=request.by, at=request.now, chosen=chosen))
        number = invite(by=request.by, at=request.now, chosen=chosen)
    except ChangeRefused as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, f"{counted(number, 'invitation')} in the outbox. What becomes of them is told here.")
    return redirect(request.get_full_path())


def _show_links(request: Request, made: list[tuple[User, str]]) -> HttpResponse:
    links = [(person, request.build_absolute_uri(path)) for person, path in made]
    above = crumbs(("People", reverse("accounts:person-list")), ("Invitations", reverse("accounts:invitation-list")))
    context = {"links": links, "days": days_good(), "crumbs": above}
    return render(request, "accounts/invitation_links.html", context)


def _around(request: Request) -> dict[str, Any]:
    return {
        "tabs": organisation_tabs(request, "invitation-list"),
        "sends": outbox.reaches_people(),
        "folder": settings.EMAIL_FILE_PATH,
    }
