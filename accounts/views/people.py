from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.changes import people as changes
from accounts.forms.people import AddressFilterForm, PersonFilterForm, PersonForm
from accounts.models import Appointment, User
from accounts.password_links import days_good, password_link
from accounts.permissions import needs
from accounts.queries.organisation import (
    appointments_of,
    find_people,
    handed_over,
    indented_units,
    people_columns,
    people_rows,
    person_rows,
)
from accounts.queries.subject_access import held_about
from accounts.roles import Permission
from accounts.views.history import with_history
from accounts.views.navigation import crumbs, organisation_tabs
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request

ADDING = (
    "You get a link to send them, with which they set their own password. What they may do comes from the posts you "
    "appoint them to next."
)
_SORTS_BY_NAME = {"name": ["name", "pk"]}
_SORTS = {**_SORTS_BY_NAME, "email": ["email"]}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def person_list(request: Request) -> HttpResponse:
    """People with the posts they hold today, filtered and sorted; e-mail addresses for those who administer people."""
    reach, may_edit = request.actor.reaches(Permission.COUNCIL_READ), request.actor.may(Permission.ORGANISATION_EDIT)
    units = [("", "Any unit"), *indented_units(reach=reach, today=request.today)]
    form = (AddressFilterForm if may_edit else PersonFilterForm)(request.GET, choices={"unit": units})
    ordering, headers = lists.sorting(request, _SORTS if may_edit else _SORTS_BY_NAME, default="name")
    find = partial(find_people, reach=reach, today=request.today, addresses=may_edit)
    found = find(**form.query).order_by(*ordering)
    whole = find().count() if form.chosen else None
    context = lists.listing(request, form, found, whole=whole, noun="person", nouns="people")
    context |= {"sort": headers, "tabs": organisation_tabs(request, "person-list"), "may_edit": may_edit}
    context["rows"] = person_rows(context["page"], addresses=may_edit)
    rows = partial(people_rows, found, addresses=may_edit)
    listed = ListFile("people", "People", people_columns(addresses=may_edit), rows)
    return page_or_file(request, "accounts/person_list.html", context, listed)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def person_detail(request: Request, pk: int) -> HttpResponse:
    """A person: whether they may sign in, and the posts they hold and held in the units that the reader may read."""
    person = get_object_or_404(User, pk=pk)
    is_own, may_edit = person == request.user, request.actor.may(Permission.ORGANISATION_EDIT)
    appointments = _known_appointments(request, person)
    context = {
        "person": person,
        "appointments": appointments,
        "crumbs": crumbs(("People", reverse("accounts:person-list"))),
        "may_edit": may_edit,
        "posts": handed_over(appointments, today=request.today) if request.actor.may(Permission.REORGANISE) else [],
        "shows_address": may_edit or is_own,
        **with_history(request, person, unit_id=None, editing=Permission.ORGANISATION_EDIT),
    }
    return render(request, "accounts/person_detail.html", context)


def _known_appointments(request: Request, person: User) -> list[Appointment]:
    """Those in the units that the reader may read. Raises Http404 for who may read none of another person's."""
    reach = None if person == request.user else request.actor.reaches(Permission.COUNCIL_READ)
    appointments = appointments_of(person, reach=reach)
    if reach is not None and not appointments:
        raise Http404
    return appointments


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def person_create(request: Request) -> HttpResponse:
    """Make an account; the answer shows, once, the link that sets its first password."""
    address = reverse("accounts:person-list")
    form = PersonForm(request.POST or None, cancel_url=address)

    def create() -> HttpResponse:
        made = changes.create_person(by=request.by, at=request.now, is_invited=True, **form.cleaned_data)
        return _show_link(request, made)

    return form_page(request, FormPage("Add a person", crumbs(("People", address)), intro=ADDING), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def person_edit(request: Request, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    name, address = person.name, reverse("accounts:person-detail", args=[pk])
    here = crumbs(("People", reverse("accounts:person-list")), (name, address))
    intro = "After a change of email, the old address no longer signs in."
    form = PersonForm(request.POST or None, instance=person, cancel_url=address)

    def edit() -> Done:
        changed = changes.edit_person(by=request.by, at=request.now, person=person, **form.cleaned_data)
        return f"{changed.name} is saved.", address

    return form_page(request, FormPage(f"Change {name}", here, "Change name or email", name, intro), form, edit)


@never_cache
@require_POST
@needs(Permission.ORGANISATION_EDIT)
def person_held(request: Request, pk: int) -> HttpResponse:
    """A file of everything that is held about the person, for whoever answers their subject access request."""
    person = get_object_or_404(User, pk=pk)
    changes.record_held_taken_out(by=request.by, at=request.now, person=person)
    answer = JsonResponse(held_about(person), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="person-{person.pk}.json"'
    return answer


@never_cache
@require_POST
@needs(Permission.ORGANISATION_EDIT)
def person_password_link(request: Request, pk: int) -> HttpResponse:
    """A new link to set the person's password, shown once."""
    return _answer_with_link(request, pk, changes.record_password_link)


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def person_disable(request: Request, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    said = f"{person.name} is signed out everywhere and can sign in no more."
    pressed(request, lambda: changes.disable_person(by=request.by, at=request.now, person=person), said)
    return redirect("accounts:person-detail", pk)


@never_cache
@require_POST
@needs(Permission.ORGANISATION_EDIT)
def person_enable(request: Request, pk: int) -> HttpResponse:
    """Let a person back in; the answer shows, once, the link that sets their new password."""
    return _answer_with_link(request, pk, changes.enable_person)


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def person_second_step(request: Request, pk: int) -> HttpResponse:
    """Take the second step of signing in from a person who lost what it needs."""
    person = get_object_or_404(User, pk=pk)
    said = f"{person.name} signs in with the password alone until they set up a second step again."
    pressed(request, lambda: changes.remove_second_step(by=request.by, at=request.now, person=person), said)
    return redirect("accounts:person-detail", pk)


def _answer_with_link(request: Request, pk: int, change: Callable[..., object]) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    made = pressed(request, lambda: change(by=request.by, at=request.now, person=person))
    return _show_link(request, person) if made else redirect("accounts:person-detail", pk)


def _show_link(request: Request, person: User) -> HttpResponse:
    """Show the link to the person who asked for it. It is not stored, so the page cannot be opened again."""
    context = {
        "person": person,
        "link": request.build_absolute_uri(password_link(person)),
        "days": days_good(),
        "crumbs": crumbs(("People", reverse("accounts:person-list"))),
    }
    return render(request, "accounts/person_link.html", context)
