"""Changing sets of measures: a council's own collections, national and statutory ones (C1, C16)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, set_fields
from indicators.models import Indicator, IndicatorSet


@transaction.atomic
def create_set(
    *, by: Actor, at: datetime, name: str, description: str = "", members: Sequence[Indicator] = ()
) -> IndicatorSet:
    """A new set. Raises ChangeRefused for a name that is in use."""
    _check_name(name)
    made = IndicatorSet.objects.create(name=name, description=description)
    made.indicators.set(members)
    changes = first_values(made, ("name", "description"))
    if members:
        changes["measures"] = (None, _refs(members))  # type: ignore[assignment]
    audit.record(by=by, at=at, action="created", thing=made, changes=changes)
    return made


@transaction.atomic
def edit_set(
    *,
    by: Actor,
    at: datetime,
    indicator_set: IndicatorSet,
    name: str,
    description: str,
    members: Sequence[Indicator],
    why: str = "",
) -> IndicatorSet:
    """Rename a set or say anew what belongs to it. Raises ChangeRefused for a name that is in use."""
    stored = IndicatorSet.objects.select_for_update().get(pk=indicator_set.pk)
    _check_name(name, besides=stored)
    changes = set_fields(stored, {"name": name, "description": description})
    before = {each.pk: each for each in stored.indicators.all()}
    wanted = {each.pk: each for each in members}
    added = [each for pk, each in wanted.items() if pk not in before]
    removed = [each for pk, each in before.items() if pk not in wanted]
    if added:
        changes["added"] = (None, _refs(added))
    if removed:
        changes["removed"] = (_refs(removed), None)
    if changes:
        stored.save(update_fields=["name", "description"])
        stored.indicators.set(members)
        audit.record(by=by, at=at, action="changed", thing=stored, changes=changes, why=why.strip())
    return stored


def _check_name(name: str, besides: IndicatorSet | None = None) -> None:
    if IndicatorSet.objects.filter(name__iexact=name).exclude(pk=besides.pk if besides else None).exists():
        raise ChangeRefused(f"There is a set called {name} already. Choose another name, or change that set.")


def _refs(members: Sequence[Indicator]) -> str:
    return ", ".join(sorted(each.ref for each in members))
