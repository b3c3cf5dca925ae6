"""What the council shares with partner organisations."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.models import Unit, UnitKind
from accounts.roles import Role
from foundation.dates import day_words
from indicators.models import Indicator
from plans.models import Objective
from reporting.models import Sharing
from risks.models import Risk

PARTNER_KINDS = (UnitKind.PARTNER, UnitKind.PARTNERSHIP)
COLUMNS = ("Partner", "Kind", "What", "Shared on", "By", "Shown")
KIND_OF: Mapping[type, str] = {Indicator: "measure", Objective: "objective", Risk: "risk"}
KINDS = {"measure": "Measure", "objective": "Objective", "risk": "Risk"}


class SharingRow(NamedTuple):
    """One thing that a partner is shown. ``hidden`` says why it is not shown just now; "" where it is."""

    pk: int
    partner: str
    kind: str
    title: str
    url: str
    shared_on: str
    by: str
    hidden: str


def partners(day: date) -> QuerySet[Unit]:
    """The organisations that something may be shared with on a day, by name."""
    return Unit.objects.on(day).filter(kind__in=PARTNER_KINDS).order_by("name")


def own_partners(actor: Actor) -> frozenset[int]:
    """The partner organisations, by key, for which the person holds a post, with what lies beneath each."""
    held = (grant.unit_ids for grant in actor.grants if grant.post.role == Role.PARTNER)
    return frozenset[int]().union(*held)


def every_sharing() -> QuerySet[Sharing]:
    """All that is shared, by partner, the latest first."""
    found = Sharing.objects.select_related("partner", "measure", "objective__plan", "risk", "shared_by")
    return found.order_by("partner__name", "-shared_on", "-pk")


def thing_named(kind: str, ref: str) -> Indicator | Objective | Risk | None:
    """What may be shared, by kind ("measure", "objective", "risk") and reference: nothing private or exempt."""
    if kind == "measure":
        return Indicator.objects.filter(ref=ref).first()
    if kind == "objective":
        return Objective.objects.not_private().filter(ref=ref).first()
    return Risk.objects.filter(ref=ref, is_exempt=False).first()


def partners_shown(thing: Indicator | Objective | Risk) -> list[str]:
    """The partners that are shown it, by name."""
    found = Sharing.objects.filter(**{KIND_OF[type(thing)]: thing}).order_by("partner__name")
    return list(found.values_list("partner__name", flat=True))


def shared_with(units: Collection[int]) -> list[Sharing]:
    """What these organisations are shown. One statement."""
    return list(Sharing.objects.filter(partner__in=units))


def sharing_rows(found: Iterable[Sharing]) -> list[SharingRow]:
    """The rows of ``every_sharing`` for the list and its files."""
    return [
        SharingRow(
            pk=each.pk,
            partner=each.partner.name,
            kind=next(words for kind, words in KINDS.items() if getattr(each, f"{kind}_id")),
            title=str(each.thing),
            url=each.thing.get_absolute_url(),
            shared_on=day_words(each.shared_on),
            by=each.shared_by.name if each.shared_by else "the system",
            hidden=_hidden(each),
        )
        for each in found
    ]


def file_rows(found: Iterable[Sharing]) -> list[list[str]]:
    """The same rows under ``COLUMNS``."""
    return [
        [row.partner, row.kind, row.title, row.shared_on, row.by, row.hidden or "Yes"] for row in sharing_rows(found)
    ]


def _hidden(sharing: Sharing) -> str:
    if sharing.risk and sharing.risk.is_exempt:
        return "Not shown: the risk is exempt."
    if sharing.objective and sharing.objective.merged_into_id:
        return "Not shown: it became part of another. Share that one if they are to see it."
    if sharing.objective and not sharing.objective.plan.is_approved:
        return "Shown once its plan is approved."
    return ""
