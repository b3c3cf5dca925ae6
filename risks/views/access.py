"""Finding a risk and its parts: what a person may not know of is not found."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.request import Request
from foundation.statements import only, written_once
from risks.models import Control, Mitigation, Risk
from risks.permissions import check_known


def visible_risk(request: Request, ref: str) -> Risk:
    """The risk with its register, unit and owner. Raises Http404 for who may not know of it."""
    risk = only(_risks(ref))
    check_known(request.actor, risk)
    return risk


@written_once
def _risks(ref: str) -> QuerySet[Risk]:
    return Risk.objects.select_related("register__unit", "owner").filter(ref=ref)


def visible_control(request: Request, ref: str, pk: int) -> Control:
    """A control of the risk with that reference. Raises Http404."""
    risk = visible_risk(request, ref)
    return get_object_or_404(Control.objects.select_related("risk__register", "owner"), pk=pk, risk=risk)


def visible_mitigation(request: Request, ref: str, pk: int) -> Mitigation:
    """An action of the risk with that reference. Raises Http404."""
    risk = visible_risk(request, ref)
    return get_object_or_404(Mitigation.objects.select_related("risk__register", "owner"), pk=pk, risk=risk)


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Risks, and what lies between."""
    start = (("Home", reverse("home")), ("Risks", reverse("reporting:risk-register")))
    return [{"label": label, "url": url} for label, url in (*start, *further)]


def risk_crumbs(risk: Risk) -> list[dict[str, str]]:
    """The way to what is beneath a risk."""
    return crumbs((risk.ref, risk.get_absolute_url()))
