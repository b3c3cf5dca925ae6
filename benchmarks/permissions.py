"""Who may know of a measure that we are compared by, and record what the comparison led to."""

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from benchmarks.models import ComparedMeasure


def check_known(actor: Actor, measure: ComparedMeasure) -> None:
    """Raises Http404 where ``ComparedMeasureQuerySet.visible_to`` would leave the measure out."""
    check_visible(actor, service_of(measure))


def check_record(actor: Actor, measure: ComparedMeasure) -> Actor:
    """The actor to record for what comparing the measure led to. Raises PermissionDenied."""
    return check(actor, Permission.LESSON_RECORD, service_of(measure))


def may_record(actor: Actor, measure: ComparedMeasure) -> bool:
    """Whether the person may say what comparing the measure led to."""
    return actor.may(Permission.LESSON_RECORD, service_of(measure))


def service_of(measure: ComparedMeasure) -> int | None:
    """The unit whose measure it is here (key); None where it is none of ours yet."""
    return measure.indicator.service_id if measure.indicator else None
