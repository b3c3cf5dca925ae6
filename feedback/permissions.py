"""Who may open what people said, and record it."""

from django.http import Http404

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from feedback.models import Record


def check_known(actor: Actor, record: Record) -> None:
    """Raises Http404 where ``RecordQuerySet.visible_to`` would leave it out."""
    check_visible(actor, record.unit_id)
    if record.is_private and not may_record(actor, record.unit_id):
        raise Http404


def may_record(actor: Actor, unit_id: int | None) -> bool:
    """Whether a person may record what people say of a unit, and so read its casework and concerns of staff."""
    return actor.may(Permission.FEEDBACK_RECORD, unit_id)


def check_record(actor: Actor, unit_id: int) -> Actor:
    """The actor to record. Raises PermissionDenied."""
    return check(actor, Permission.FEEDBACK_RECORD, unit_id)
