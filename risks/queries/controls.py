"""What holds a risk down, and what will bring it down further, as pages show it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from accounts.actors import Actor
from accounts.permissions import post_address
from foundation.dates import day_words
from foundation.marks import Mark
from foundation.statements import written_once
from plans.queries.actions import ActionRow, action_row
from risks.models import Control, Mitigation, Risk

IN_PLACE = Mark("in_place", "In place", "tick", "green")
NOT_IN_PLACE = Mark("not_in_place", "Not in place", "dash", "grey")


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A control. ``owner_url`` is "" where the reader may not open the post's page."""

    text: str
    owner: str
    owner_url: str
    checked: str
    found: str
    status: Mark
    edit_url: str


def control_rows(risk: Risk, *, actor: Actor) -> list[ControlRow]:
    """The controls of a risk, those in place first. One statement."""
    return [_control(each, risk, actor) for each in _controls(risk.pk)]


@written_once
def _controls(risk: int) -> QuerySet[Control]:
    return Control.objects.filter(risk=risk).select_related("owner").order_by("-is_in_place", "pk")


def mitigation_rows(risk: Risk, *, today: date, linked: bool) -> list[ActionRow]:
    """The actions against a risk on a day, the first due first; ``linked`` to their forms. One statement."""

    def url(each: Mitigation) -> str:
        return reverse("risks:mitigation-edit", args=[risk.ref, each.pk]) if linked else ""

    return [action_row(each, today=today, url=url(each)) for each in _mitigations(risk.pk)]


@written_once
def _mitigations(risk: int) -> QuerySet[Mitigation]:
    return Mitigation.objects.filter(risk=risk).select_related("owner").order_by("due_on", "pk")


def _control(each: Control, risk: Risk, actor: Actor) -> ControlRow:
    return ControlRow(
        text=each.text,
        owner=each.owner.title,
        owner_url=post_address(actor, each.owner),
        checked=f"Checked on {day_words(each.checked_on)}" if each.checked_on else "Never checked",
        found=each.found,
        status=IN_PLACE if each.is_in_place else NOT_IN_PLACE,
        edit_url=reverse("risks:control-edit", args=[risk.ref, each.pk]),
    )
