"""Changing the words that search knows."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.refusals import ChangeRefused
from foundation.versions import first_values
from search.models import Synonym

_FIELDS = ("typed", "means")


@transaction.atomic
def create_synonym(*, by: Actor, at: datetime, typed: str, means: str) -> Synonym:
    """A word that people type, with what the council calls it. Raises ChangeRefused for a word that is there."""
    _check_new(typed)
    made = Synonym.objects.create(typed=typed, means=means)
    audit.record(by=by, at=at, action="created", thing=made, changes=first_values(made, _FIELDS))
    return made


@transaction.atomic
def edit_synonym(*, by: Actor, at: datetime, synonym: Synonym, typed: str, means: str, version: int) -> Synonym:
    """Say anew what a word means. Raises ChangeRefused for a word that is there, Conflict after another's change."""
    stored = Synonym.objects.select_for_update().get(pk=synonym.pk)
    _check_new(typed, besides=stored)
    audit.save(by=by, at=at, thing=stored, values={"typed": typed, "means": means}, version=version)
    return stored


@transaction.atomic
def remove_synonym(*, by: Actor, at: datetime, synonym: Synonym) -> None:
    """Have search know the word no more. What it meant stays in the trail."""
    changes = {name: (getattr(synonym, name), None) for name in _FIELDS}
    audit.record(by=by, at=at, action="removed", thing=synonym, changes=changes)
    synonym.delete()


def _check_new(typed: str, besides: Synonym | None = None) -> None:
    if Synonym.objects.filter(typed__iexact=typed).exclude(pk=besides.pk if besides else None).exists():
        raise ChangeRefused(f"Search knows “{typed}” already. Change what it means there, or type another word.")
