from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.changes.organisation import appoint, edit_appointment
from accounts.forms.organisation import AppointmentEditForm, AppointmentForm
from accounts.models import Appointment
from accounts.permissions import check, needs
from accounts.roles import Permission
from accounts.views.navigation import crumbs
from foundation.refusals import ChangeRefused
from foundation.request import Request


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def appointment_create(request: Request) -> HttpResponse:
    """Put a person in a post; ``?user=`` or ``?post=`` fills in the one that is known."""
    initial = {"user": request.GET.get("user"), "post": request.GET.get("post"), "starts_on": request.today}
    form = AppointmentForm(request.POST or None, initial=initial, cancel_url=reverse("accounts:person-list"))
    if form.is_valid():
        by = check(request.actor, Permission.ORGANISATION_EDIT)
        try:
            appointment = appoint(by=by, at=request.now, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{appointment.user} is appointed to {appointment.post}.")
            return redirect("accounts:person-detail", appointment.user_id)
    return render(request, "accounts/appointment_create.html", {"form": form, "crumbs": crumbs()})


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def appointment_edit(request: Request, pk: int) -> HttpResponse:
    appointment = get_object_or_404(Appointment.objects.select_related("post__unit", "user"), pk=pk)
    address = reverse("accounts:person-detail", args=[appointment.user_id])
    form = AppointmentEditForm(request.POST or None, appointment=appointment, cancel_url=address)
    if form.is_valid():
        by = check(request.actor, Permission.ORGANISATION_EDIT)
        try:
            edit_appointment(by=by, at=request.now, appointment=appointment, **form.cleaned_data)
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The appointment is saved.")
            return redirect(address)
    here = crumbs(("People", reverse("accounts:person-list")), (appointment.user.name, address))
    context = {"form": form, "appointment": appointment, "crumbs": here}
    return render(request, "accounts/appointment_edit.html", context)
