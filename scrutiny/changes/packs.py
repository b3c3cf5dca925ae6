"""A pack: prepared, named, published, taken back."""

from datetime import datetime
from typing import NoReturn

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.actors import Actor
from accounts.audit_redaction import without_words
from accounts.changes.news import tell
from foundation.dates import moment_words
from foundation.refusals import ChangeRefused, Conflict
from foundation.versions import first_values, set_fields
from plans.periods import Period
from scrutiny.changes import told
from scrutiny.models import Meeting, Pack, PackFile
from scrutiny.packs.files import make_files

# Never in the trail: any of them may be marked exempt later.
UNSAID = ("cover_note", "heading", "note", "text", "public_interest_test")
_WORDS = ("title", "period", "cover_note")
_PUBLISHED = "This pack is published, so it stays as it is. Take it back first, then change it."
_CANCELLED = "This meeting is cancelled, so it has no use for a pack. Set another meeting first."
_OVERTAKEN = "Somebody else changed this pack while you had it open. Nothing was overwritten: look at it as it is now."


@transaction.atomic
def create_pack(*, by: Actor, at: datetime, meeting: Meeting, title: str, period: Period, cover_note: str = "") -> Pack:
    """An empty pack of a quarter, for a meeting. Raises ChangeRefused when the meeting has one already: a second would
    only confuse.
    """
    if Meeting.objects.select_for_update().get(pk=meeting.pk).cancelled_at:
        raise ChangeRefused(_CANCELLED)
    if meeting.packs.exists():
        raise ChangeRefused("This meeting has a pack already. Open that one.")
    pack = Pack(meeting=meeting, title=title, period=period, cover_note=cover_note)
    pack.save(force_insert=True)
    audit.record(by=by, at=at, action="created", thing=pack, changes=without_words(first_values(pack, _WORDS), UNSAID))
    return pack


@transaction.atomic
def edit_pack(
    *, by: Actor, at: datetime, pack: Pack, version: int, title: str, period: Period, cover_note: str
) -> Pack:
    """Change the title, the quarter and the cover note. Raises Conflict when somebody else changed the pack since
    ``version``.
    """
    claim(pack, version=version)
    stored = Pack.objects.get(pk=pack.pk)
    changes = set_fields(stored, {"title": title, "period": period, "cover_note": cover_note})
    if changes:
        stored.save(update_fields=_WORDS)
        audit.record(by=by, at=at, action="changed", thing=stored, changes=without_words(changes, UNSAID))
    return stored


def claim(pack: Pack, *, version: int | None = None) -> None:
    """Take the pack for a change, in the change's transaction: it has the next version from here on.

    Raises ChangeRefused when it is published, Conflict when it is no longer at ``version`` (None: any will do).
    """
    open_packs = Pack.objects.filter(pk=pack.pk, published_at=None)
    if version is not None:
        open_packs = open_packs.filter(version=version)
    if not open_packs.update(version=F("version") + 1):
        _refuse(Pack.objects.get(pk=pack.pk))


def _refuse(stored: Pack) -> NoReturn:
    if stored.published_at:
        raise ChangeRefused(_PUBLISHED)
    raise Conflict(_OVERTAKEN, stored=stored)


def publish_pack(*, by: Actor, at: datetime, pack: Pack, version: int) -> Pack:
    """Make the files that everybody gets from now on, and open the public one to all who may read the council.

    Raises PackRefused when the public file cannot be proved free of exempt words, ChangeRefused for an empty pack,
    Conflict when the pack changed since ``version``: nobody publishes what they have not seen.
    """
    if not pack.items.filter(is_removed=False).exists():
        raise ChangeRefused("Nothing is in this pack yet. Add a report, a measure or a note first.")
    if pack.meeting.cancelled_at:
        raise ChangeRefused(_CANCELLED)
    stored = Pack.objects.get(pk=pack.pk)
    if stored.published_at or stored.version != version:
        _refuse(stored)  # before the files are made, which takes a second or more
    files = make_files(pack, at=at, published=f"Published by {by.name} on {moment_words(at)}")
    with transaction.atomic():
        claim(pack, version=version)
        Pack.objects.filter(pk=pack.pk).update(published_at=at, published_by=by.user)
        stored = Pack.objects.get(pk=pack.pk)
        PackFile.objects.bulk_create(
            PackFile(pack=stored, is_public=each.is_public, document=each.document, content=each.content)
            for each in files
        )
        tell(by=by, at=at, news=told.pack_published(stored))
        audit.record(by=by, at=at, action="published", thing=stored, changes={"published_at": (None, at)})
    return stored


@transaction.atomic
def take_back_pack(*, by: Actor, at: datetime, pack: Pack, why: str) -> Pack:
    """Withdraw a published pack so that it can be changed. Raises ChangeRefused without a reason, or when it is not
    published.
    """
    if not why.strip():
        raise ChangeRefused("Say why the pack is taken back: members may have read it.")
    before = pack.published_at
    if not Pack.objects.filter(pk=pack.pk, published_at__isnull=False).update(
        published_at=None, published_by=None, version=F("version") + 1
    ):
        raise ChangeRefused("This pack is not published.")
    PackFile.objects.filter(pack=pack).delete()
    tell(by=by, at=at, news=[told.meeting_told(pack.meeting, "has no pack for now: it was taken back")])
    changes = {"published_at": (before, None)}
    audit.record(by=by, at=at, action="took back", thing=pack, changes=changes, why=why.strip())
    return Pack.objects.get(pk=pack.pk)
