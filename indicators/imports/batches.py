"""An uploaded file: kept with its preview until somebody applies or discards it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.json import KT

from accounts import audit
from accounts.actors import Actor
from foundation.refusals import ChangeRefused
from indicators.imports.apply import MOVED, apply_import
from indicators.imports.planned_changes import Changes
from indicators.imports.preview import Outcome
from indicators.models import ImportBatch, ImportState


def find_batches(*, state: str = "") -> QuerySet[ImportBatch]:
    """Uploaded files, newest first, without contents and rows. Each has how many rows had each ``Outcome``."""
    batches = ImportBatch.objects.defer("content", "summary").select_related("created_by")
    batches = batches.annotate(**{name: KT(f"summary__counts__{name}") for name in Outcome})
    if state:
        batches = batches.filter(state=state)
    return batches.order_by("-created_at", "-pk")


@transaction.atomic
def keep_upload(
    *, by: Actor, at: datetime, filename: str, content: bytes, digest: str, summary: Mapping[str, Any]
) -> ImportBatch:
    """Keep a file with its preview until somebody decides. ``digest`` shows later whether the plan has changed."""
    batch = ImportBatch.objects.create(
        filename=filename[:200],
        content=content,
        summary=dict(summary),
        plan_digest=digest,
        created_by=by.user,
        created_at=at,
    )
    audit.record(by=by, at=at, action="uploaded", thing=batch, changes=_counts(summary))
    return batch


@transaction.atomic
def renew_preview(*, batch: ImportBatch, digest: str, summary: Mapping[str, Any]) -> None:
    """Replace a preview that is out of date. Raises ChangeRefused when the file was applied or discarded already."""
    stored = _open(batch)
    stored.plan_digest, stored.summary = digest, dict(summary)
    stored.save(update_fields=["plan_digest", "summary"])


@transaction.atomic
def apply_batch(
    *,
    by: Actor,
    at: datetime,
    batch: ImportBatch,
    digest: str,
    changes: Changes,
    summary: Mapping[str, Any],
    without_refused: bool = False,
) -> ImportBatch:
    """Write what was previewed and forget the file. ``digest``, ``changes`` and ``summary`` are the file's plan now.

    Raises ChangeRefused when the file was applied or discarded already, when the plan differs from the preview, when
    there is nothing to write, and when rows are refused, unless ``without_refused`` leaves them out.
    """
    stored = _open(batch)
    refused = summary["counts"]["refused"]
    if digest != stored.plan_digest:
        raise ChangeRefused(MOVED)
    if refused and not without_refused:
        raise ChangeRefused("Some rows cannot be used. Correct the file, or choose to leave them out.")
    if changes.is_empty:
        raise ChangeRefused("There is nothing to do: everything in the file is stored already.")
    apply_import(by=by, at=at, filename=stored.filename, changes=changes)
    stored.state, stored.applied_at, stored.content = ImportState.APPLIED, at, b""
    stored.save(update_fields=["state", "applied_at", "content"])
    audit.record(by=by, at=at, action="applied", thing=stored, changes=_counts(summary))
    return stored


@transaction.atomic
def discard_batch(*, by: Actor, at: datetime, batch: ImportBatch) -> ImportBatch:
    """Discard a file; nothing of it is written. Raises ChangeRefused when it was applied or discarded already."""
    stored = _open(batch)
    stored.state, stored.content = ImportState.DISCARDED, b""
    stored.save(update_fields=["state", "content"])
    audit.record(by=by, at=at, action="discarded", thing=stored)
    return stored


def _open(batch: ImportBatch) -> ImportBatch:
    stored = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if stored.state != ImportState.PREVIEWED:
        raise ChangeRefused(
            f"This file was {stored.get_state_display().lower()} already. Upload it again to repeat it."
        )
    return stored


def _counts(summary: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    return {f"{outcome} rows": (None, count) for outcome, count in summary["counts"].items() if count}
