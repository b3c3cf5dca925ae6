"""Changing what the council is called and how it looks, and whether its set-up is finished."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import Identity, Unit
from accounts.models.organisation import UnitKind
from accounts.queries.identity import colour_problems, council_name
from foundation.refusals import ChangeRefused, Conflict
from foundation.versions import differences, save_version

_FIELDS = ("name", "colour", "crest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A colour such as "#12305c"; a crest as a PNG, empty for the one that ships, None to keep what there is; and what
    the council is called, None to keep it.
    """

    colour: str
    crest: bytes | None = None
    name: str | None = None


@transaction.atomic
def set_look(*, by: Actor, at: datetime, version: int, look: Look) -> Identity:
    """Set name, colour and crest. ``version`` is that of the look which was opened, 0 where there was none. The unit of
    the council is renamed with it where it had the name.

    Raises ChangeRefused for a colour that is too pale and a name of no letters, Conflict when somebody else saved in
    between.
    """
    if problems := colour_problems(look.colour):
        raise ChangeRefused(" ".join(problems))
    stored = Identity.objects.select_for_update().first()
    if (stored.version if stored else 0) != version:
        raise Conflict("Somebody else saved the look while you had it open. Nothing was overwritten.", stored=stored)
    called = council_name()
    before = {"name": called, "colour": _colour(stored), "crest": _words(stored)}
    kept = bytes(stored.crest) if stored else b""
    row = stored or Identity()
    row.colour, row.crest = look.colour.lower(), kept if look.crest is None else look.crest
    name = called if look.name is None else _name(look.name)
    # What the installation says is not kept where nobody wrote another name, so that it may still be changed there.
    row.name = name if row.name or name != settings.PMMI_COUNCIL_NAME else ""
    changes = differences(before, {"name": name, "colour": row.colour, "crest": _words(row)})
    if row.crest != kept:
        changes.setdefault("crest", (before["crest"], "another picture"))
    if not changes and stored:
        return stored
    _save(row, version=version)
    audit.record(by=by, at=at, action="changed", thing=row, changes=changes)
    _rename_unit(by=by, at=at, before=called, name=name)
    return row


@transaction.atomic
def call_council(*, by: Actor, at: datetime, name: str) -> None:
    """Have pages, mail and papers say this name, whatever the installation says later. Raises ChangeRefused for a name
    of no letters.
    """
    row, _ = Identity.objects.get_or_create(pk=Identity.ONLY)
    audit.save(by=by, at=at, thing=row, values={"name": _name(name)})


@transaction.atomic
def finish_set_up(*, by: Actor, at: datetime, is_finished: bool) -> None:
    """Say that set-up is finished, or that it is not: until it is, the guide is the first page of administrators."""
    row, _ = Identity.objects.get_or_create(pk=Identity.ONLY)
    audit.save(by=by, at=at, thing=row, values={"is_set_up": is_finished})


def _name(typed: str) -> str:
    """As it stands on one line. Raises ChangeRefused where nothing is left."""
    name = " ".join(typed.split())
    if not name:
        raise ChangeRefused("Enter the council’s name.")
    return name


def _rename_unit(*, by: Actor, at: datetime, before: str, name: str) -> None:
    if unit := Unit.objects.filter(kind=UnitKind.COUNCIL, name=before).first():
        audit.save(by=by, at=at, thing=unit, values={"name": name}, version=unit.version)


def _save(row: Identity, *, version: int) -> None:
    if version:
        save_version(row, version=version, fields=_FIELDS)
        return
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        stored = Identity.objects.get()
        raise Conflict("Somebody else set the look while you had it open.", stored=stored) from error


def _colour(row: Identity | None) -> str:
    return (row.colour if row else "") or str(settings.PMMI_BRAND_COLOUR)


def _words(row: Identity | None) -> str:
    return "a picture" if row and row.crest else "the one that ships"
