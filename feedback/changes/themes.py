"""The council's list of themes: made, renamed, archived and taken up again. None is deleted."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from feedback.models import Theme
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeDetails:
    """What a theme is."""

    name: str
    about: str = ""
    is_archived: bool = False


@transaction.atomic
def make_theme(*, by: Actor, at: datetime, details: ThemeDetails) -> Theme:
    """A new theme. Raises ChangeRefused where one is called so already."""
    _check(details, own=None)
    theme = Theme.objects.create(**values_of(details))
    audit.record(by=by, at=at, action="made", thing=theme, changes=first_values(theme, values_of(details)))
    return theme


@transaction.atomic
def edit_theme(*, by: Actor, at: datetime, theme: Theme, version: int, details: ThemeDetails) -> Theme:
    """Rename or archive a theme, or take it up again. Raises ChangeRefused; Conflict when somebody saved after
    ``version``.
    """
    stored = Theme.objects.get(pk=theme.pk)
    _check(details, own=stored.pk)
    audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version)
    return stored


def _check(details: ThemeDetails, own: int | None) -> None:
    if Theme.objects.filter(name__iexact=details.name).exclude(pk=own).exists():
        raise ChangeRefused(f"There is a theme “{details.name}” already. An archived one can be taken up again.")
