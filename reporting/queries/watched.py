"""Services and reports as they are watched."""

from django.urls import reverse

from accounts.models import Unit
from accounts.roles import Permission
from accounts.watchable import Kind
from foundation.narrowing import within

SERVICE = Kind(
    name="service",
    heading="Services",
    told="its measures that change their status, and its reports",
    openable=lambda actor: within(Unit.objects.all(), actor.reaches(Permission.COUNCIL_READ), "pk"),
    address=lambda unit: reverse("reporting:service", args=[unit.pk]),
)
