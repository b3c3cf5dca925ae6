"""Changing how the council looks."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import Identity
from accounts.queries.identity import colour_problems
from foundation.refusals import ChangeRefused, Conflict
from foundation.versions import differences, save_version


@transaction.atomic
def set_look(*, by: Actor, at: datetime, version: int, colour: str, crest: bytes | None) -> Identity:
    """Set the colour ("#12305c") and the crest (a PNG; empty for the one that ships, None to keep it). ``version`` is
    that of the look which was opened, 0 where there was none.

    Raises ChangeRefused for a colour that is too pale, Conflict when somebody else saved in between.
    """
    if problems := colour_problems(colour):
        raise ChangeRefused(" ".join(problems))
    stored = Identity.objects.select_for_update().first()
    if (stored.version if stored else 0) != version:
        raise Conflict("Somebody else saved the look while you had it open. Nothing was overwritten.", stored=stored)
    before = {"colour": stored.colour if stored else settings.PMMI_BRAND_COLOUR, "crest": _words(stored)}
    kept = bytes(stored.crest) if stored else b""
    row = stored or Identity()
    row.colour, row.crest = colour.lower(), kept if crest is None else crest
    changes = differences(before, {"colour": row.colour, "crest": _words(row)})
    if row.crest != kept:
        changes.setdefault("crest", (before["crest"], "another picture"))
    if not changes and stored:
        return stored
    if stored:
        save_version(row, version=version, fields=("colour", "crest"))
    else:
        _save_first(row)
    audit.record(by=by, at=at, action="changed", thing=row, changes=changes)
    return row


def _save_first(row: Identity) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        stored = Identity.objects.get()
        raise Conflict("Somebody else set the look while you had it open.", stored=stored) from error


def _words(row: Identity | None) -> str:
    return "a picture" if row and row.crest else "the one that ships"
