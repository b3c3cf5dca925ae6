"""An uploaded file: kept with its preview until somebody applies or discards it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from accounts import audit
from accounts.actors import SYSTEM, Actor
from foundation.leases import Wake
from foundation.refusals import ChangeRefused
from foundation.words import counted
from indicators.imports.kinds import PlannedImport
from indicators.imports.matching.layout import Layout, remembered_from
from indicators.imports.preview import Outcome
from indicators.models import ImportBatch, ImportLayout, ImportState

UNREAD = (ImportState.WAITING, ImportState.READING)
UNDECIDED = (ImportState.PREVIEWED, ImportState.MATCHING)


def find_batches(kinds: Iterable[str], *, state: str = "") -> QuerySet[ImportBatch]:
    """Uploaded files of these kinds (keys), newest first, without contents and rows. Each has how many rows had each
    ``Outcome``, None until it is read.
    """
    batches = ImportBatch.objects.filter(kind__in=kinds).defer("content", "summary").select_related("created_by")
    batches = batches.annotate(**{name: KT(f"summary__counts__{name}") for name in Outcome})
    if state:
        batches = batches.filter(state=state)
    return batches.order_by("-created_at", "-pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came, and the ``kind`` that it was uploaded as."""

    filename: str
    content: bytes
    kind: str = "figures"


@transaction.atomic
def keep_upload(
    *,
    by: Actor,
    at: datetime,
    upload: Upload,
    plan: PlannedImport,
    layout: Layout | None = None,
    seen: Sequence[Mapping[str, Any]] = (),
) -> ImportBatch:
    """Keep a file with its preview until somebody decides. The plan's digest shows later whether it has changed.
    ``layout`` is what was said of an earlier file with these headings, where it was read by that; ``seen`` are its
    first rows then, of which somebody may say otherwise.
    """
    kept = layout.stored() if layout else None
    summary = {**plan.summary, "seen": list(seen)} if seen else plan.summary
    return _kept(upload, by, at, summary, plan_digest=plan.digest, layout=kept)


@transaction.atomic
def keep_unmatched(
    *, by: Actor, at: datetime, upload: Upload, seen: Sequence[Mapping[str, Any]], layout: Layout | None = None
) -> ImportBatch:
    """Keep a file, with its first rows, until somebody has said what its columns are. ``layout`` is what was said of an
    earlier file of that layout, which leaves something to be said of this one.
    """
    kept = layout.stored() if layout else None
    return _kept(upload, by, at, {"counts": {}, "seen": list(seen)}, state=ImportState.MATCHING, layout=kept)


@transaction.atomic
def match_columns(
    *, by: Actor, at: datetime, batch: ImportBatch, layout: Layout, plan: PlannedImport | None, wake: Wake
) -> ImportBatch:
    """Keep what somebody says of a file's columns, and remember it for the next file with these headings. The ``plan``
    is its preview; without one a worker makes it.

    Raises ChangeRefused when somebody decided on the file already.
    """
    stored = open_batch(batch, UNDECIDED)
    stored.layout, stored.reason = layout.stored(), ""
    if plan is None:
        stored.state, stored.woken_at, stored.attempts = ImportState.WAITING, at, 0
        transaction.on_commit(partial(wake, stored.pk))
    else:
        stored.state, stored.plan_digest = ImportState.PREVIEWED, plan.digest
        stored.summary = with_seen(plan.summary, stored)
    stored.save(update_fields=["layout", "reason", "state", "woken_at", "attempts", "plan_digest", "summary"])
    ImportLayout.objects.update_or_create(
        kind=stored.kind,
        signature=layout.signature,
        defaults={
            "choices": remembered_from(layout), "filename": stored.filename, "chosen_by": by.user, "chosen_at": at,
        },
    )  # fmt: skip
    said = {column.title: (None, column.use) for column in layout.columns}
    audit.record(by=by, at=at, action="matched", thing=stored, changes=said)
    return stored


@transaction.atomic
def keep_unread(*, by: Actor, at: datetime, upload: Upload, wake: Wake) -> ImportBatch:
    """Keep a file until a worker has read it. ``wake`` is called once the row is committed."""
    batch = _kept(upload, by, at, {"counts": {}}, state=ImportState.WAITING, woken_at=at)
    transaction.on_commit(partial(wake, batch.pk))
    return batch


def _kept(upload: Upload, by: Actor, at: datetime, summary: Mapping[str, Any], **more: object) -> ImportBatch:
    name, content, kind = upload.filename[:200], upload.content, upload.kind
    said = {"filename": name, "content": content, "kind": kind, "summary": dict(summary)}
    batch = ImportBatch.objects.create(created_by=by.user, created_at=at, **said, **more)
    audit.record(by=by, at=at, action="uploaded", thing=batch, changes=counts_of(summary))
    return batch


@transaction.atomic
def discard_batch(*, by: Actor, at: datetime, batch: ImportBatch, why: str = "") -> ImportBatch:
    """Discard a file; nothing of it is written, and of its rows only how many they were is kept.

    Raises ChangeRefused when it was applied or discarded already.
    """
    stored = open_batch(batch, UNDECIDED)
    stored.state, stored.content, stored.reason = ImportState.DISCARDED, b"", why
    stored.summary = {"counts": stored.summary["counts"]}
    stored.save(update_fields=["state", "content", "reason", "summary"])
    audit.record(by=by, at=at, action="discarded", thing=stored, why=why)
    return stored


def discard_undecided(*, at: datetime, days: int) -> int:
    """Discard each file that nobody decided on for so many days. Returns how many there were."""
    before = at - timedelta(days=days)
    # One whose decision could not be carried out is a preview again, and may be decided on anew.
    is_old = Q(created_at__lt=before) & (Q(decided_at=None) | Q(decided_at__lt=before))
    undecided = ImportBatch.objects.filter(is_old, state__in=UNDECIDED).only("pk")
    for batch in undecided:
        with suppress(ChangeRefused):  # somebody decided just now
            discard_batch(by=SYSTEM, at=at, batch=batch, why=f"Nobody decided on it for {counted(days, 'day')}.")
    return len(undecided)


def open_batch(batch: ImportBatch, states: Collection[str] = (ImportState.PREVIEWED,)) -> ImportBatch:
    """The batch, locked. Raises ChangeRefused when somebody decided already, and before it is read and matched."""
    stored = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if stored.state in UNREAD:
        raise ChangeRefused("This file is still being read. Decide once its preview is here.")
    if stored.state == ImportState.MATCHING not in states:
        raise ChangeRefused("Say first what the columns of this file are.")
    if stored.state not in states:
        raise ChangeRefused(
            f"This file was {stored.get_state_display().lower()} already. Upload it again to repeat it."
        )
    return stored


def with_seen(summary: Mapping[str, Any], batch: ImportBatch) -> dict[str, Any]:
    """A preview with the first rows of the file, from which somebody may match its columns again."""
    # Its rows are left where they are: they may be a hundred thousand.
    seen = ImportBatch.objects.filter(pk=batch.pk).values_list("summary__seen", flat=True).get()
    return {**summary, "seen": seen} if seen else dict(summary)


def counts_of(summary: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    """How many rows had each outcome, as the trail holds it."""
    return {f"{outcome} rows": (None, count) for outcome, count in summary["counts"].items() if count}
