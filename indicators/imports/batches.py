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
    audit.record(by=by, at=at, action="uploaded", thing=batch, changes=counts_of(summary))
    return batch


@transaction.atomic
def discard_batch(*, by: Actor, at: datetime, batch: ImportBatch) -> ImportBatch:
    """Discard a file; nothing of it is written. Raises ChangeRefused when it was applied or discarded already."""
    stored = open_batch(batch)
    stored.state, stored.content = ImportState.DISCARDED, b""
    stored.save(update_fields=["state", "content"])
    audit.record(by=by, at=at, action="discarded", thing=stored)
    return stored


def open_batch(batch: ImportBatch) -> ImportBatch:
    """The batch, locked. Raises ChangeRefused when somebody decided already."""
    stored = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if stored.state != ImportState.PREVIEWED:
        raise ChangeRefused(
            f"This file was {stored.get_state_display().lower()} already. Upload it again to repeat it."
        )
    return stored


def counts_of(summary: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    """How many rows had each outcome, as the trail holds it."""
    return {f"{outcome} rows": (None, count) for outcome, count in summary["counts"].items() if count}
