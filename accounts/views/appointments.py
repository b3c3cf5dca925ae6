from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.changes.organisation import appoint, edit_appointment
from accounts.forms.organisation import AppointmentEditForm, AppointmentForm
from accounts.models import Appointment
from accounts.permissions import needs
from accounts.roles import Permission
from accounts.views.navigation import crumbs
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def appointment_create(request: Request) -> HttpResponse:
    """Put a person in a post; ``?user=`` or ``?post=`` fills in the one that is known."""
    initial = {"user": request.GET.get("user"), "post": request.GET.get("post"), "starts_on": request.today}
    form = AppointmentForm(request.POST or None, initial=initial, cancel_url=reverse("accounts:person-list"))

    def create() -> Done:
        made = appoint(by=request.by, at=request.now, **form.cleaned_data)
        return f"{made.user} is appointed to {made.post}.", _address(made)

    intro = "The post's role applies from the first day to the last, both included."
    return form_page(request, FormPage("Appoint somebody to a post", crumbs(), intro=intro), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def appointment_edit(request: Request, pk: int) -> HttpResponse:
    appointment = get_object_or_404(Appointment.objects.select_related("post__unit", "user"), pk=pk)
    person, post, address = appointment.user, appointment.post, _address(appointment)
    form = AppointmentEditForm(request.POST or None, appointment=appointment, cancel_url=address)

    def edit() -> Done:
        edit_appointment(by=request.by, at=request.now, appointment=appointment, **form.cleaned_data)
        return "The appointment is saved.", address

    here = crumbs(("People", reverse("accounts:person-list")), (person.name, address))
    intro = f"{post.unit}, {post.get_role_display()}. To end the appointment, enter its last day."
    page = FormPage("Change an appointment", here, heading=post.title, caption=person.name, intro=intro)
    return form_page(request, page, form, edit)


def _address(appointment: Appointment) -> str:
    return reverse("accounts:person-detail", args=[appointment.user_id])
