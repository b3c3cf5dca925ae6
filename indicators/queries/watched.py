"""Measures as they are watched."""

from accounts.roles import Permission
from accounts.watchable import Kind
from foundation.narrowing import within
from indicators.models import Indicator

MEASURE = Kind(
    name="measure",
    heading="Measures",
    told="each figure that is signed off, and changes of its target, definition or owner",
    openable=lambda actor: within(
        Indicator.objects.only("ref", "name"), actor.reaches(Permission.COUNCIL_READ), "service"
    ),
    title=lambda measure: measure.name,
)
