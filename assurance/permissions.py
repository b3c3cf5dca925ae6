"""Who may keep certificates, and open what they rest on."""

from django.http import Http404

from accounts.actors import Actor
from accounts.permissions import check
from accounts.roles import Permission
from assurance.models import Evidence
from indicators.models import Indicator


def check_certify(actor: Actor) -> Actor:
    """The actor to record for a certificate of a measure that the person may know of. Raises PermissionDenied."""
    return check(actor, Permission.DATA_CERTIFY)


def may_open_evidence(actor: Actor, indicator: Indicator) -> bool:
    """Whether a person may open the files of a measure's certificates: who reads its trail, because they may name
    people.
    """
    return actor.may(Permission.AUDIT_READ, indicator.service_id)


def check_evidence(actor: Actor, evidence: Evidence) -> None:
    """Raises Http404 for who may not open it."""
    if not may_open_evidence(actor, evidence.certificate.indicator):
        raise Http404
