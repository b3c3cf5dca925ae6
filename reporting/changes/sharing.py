"""Showing a partner organisation something of the council's, and taking it back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import News, tell
from accounts.models import NoticeKind, Post, Unit
from accounts.roles import Role
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.words import counted
from indicators.models import Indicator
from plans.models import Objective
from reporting.models import Sharing
from reporting.queries.sharing import KIND_OF, PARTNER_KINDS
from risks.models import Risk


@transaction.atomic
def share(
    *, by: Actor, at: datetime, partner: Unit, things: Collection[Indicator | Objective | Risk], why: str = ""
) -> list[Sharing]:
    """Show these to the partner, whose people are told; what it is shown already stays so. The new ones.

    Raises ChangeRefused for a unit that is no partner's, for nothing at all, for an exempt risk and for an objective of
    a private plan.
    """
    if partner.kind not in PARTNER_KINDS:
        raise ChangeRefused(f"{partner.name} is no partner organisation: its people read the council’s own pages.")
    if not things:
        raise ChangeRefused("Name a measure, an objective or a risk to share.")
    _refuse_secrets(things)
    held = {(name, pk) for name in KIND_OF.values() for pk in _held(partner, name)}
    new = [each for each in things if (KIND_OF[type(each)], each.pk) not in held]
    made = [
        Sharing.objects.create(
            partner=partner, shared_on=london_day(at), shared_by=by.user, **{KIND_OF[type(each)]: each}
        )
        for each in dict.fromkeys(new)
    ]
    entries = [audit.Entry(action="shared", thing=each, page=each.thing, changes={}, why=why.strip()) for each in made]
    audit.record_many(by=by, at=at, entries=entries)
    if made:
        tell(by=by, at=at, news=[_news(partner, len(made))])
    return made


@transaction.atomic
def stop_sharing(*, by: Actor, at: datetime, sharing: Sharing, why: str = "") -> None:
    """The partner is shown it no more."""
    audit.record(by=by, at=at, action="stopped sharing", thing=sharing, page=sharing.thing, why=why.strip())
    sharing.delete()


def _held(partner: Unit, name: str) -> list[int]:
    found = Sharing.objects.select_for_update().filter(partner=partner, **{f"{name}__isnull": False})
    return list(found.values_list(f"{name}_id", flat=True))


def _refuse_secrets(things: Collection[Indicator | Objective | Risk]) -> None:
    for each in things:
        if isinstance(each, Risk) and each.is_exempt:
            raise ChangeRefused(f"Risk {each.ref} is exempt, so it is shared with nobody. Take it out.")
        if isinstance(each, Objective) and each.plan.level.is_private:
            raise ChangeRefused(f"Objective {each.ref} is of a private plan, so it is shared with nobody. Take it out.")


def _news(partner: Unit, count: int) -> News:
    told = Post.objects.filter(unit=partner, role=Role.PARTNER.value)
    return News(
        kind=NoticeKind.GIVEN,
        words=f"The council shares {counted(count, 'more thing')} with {partner.name}.",
        path=reverse("reporting:shared"),
        about=("unit", partner.pk),
        unit_id=partner.pk,
        posts=dict.fromkeys(told.values_list("pk", flat=True), f"work for {partner.name}"),
    )
