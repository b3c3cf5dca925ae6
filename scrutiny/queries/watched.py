"""Meetings as they are watched."""

from accounts.roles import Permission
from accounts.watchable import Kind
from foundation.narrowing import within
from scrutiny.models import Meeting

MEETING = Kind(
    name="meeting",
    heading="Meetings",
    told="its pack, its actions, and changes of its day or place",
    openable=lambda actor: within(
        Meeting.objects.select_related("committee"), actor.reaches(Permission.COUNCIL_READ), "committee"
    ),
)
