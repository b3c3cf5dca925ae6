"""Applying an import: asked for once, done by one worker at a time, and written in one transaction at the end.

The file is read and compared outside of any transaction, so that nobody waits for that.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.dates import london_day
from foundation.lease_times import MAX_ATTEMPTS, RENEW_SECONDS, STEP_SECONDS
from foundation.leases import LET_GO, Keeper, LeaseLost, Leases, Wake
from foundation.locks import once_more
from foundation.pace import gently
from foundation.refusals import ChangeRefused
from indicators.imports.apply import Prepared, prepare_import, write_import
from indicators.imports.batches import counts_of, open_batch
from indicators.imports.limits import FileRefused
from indicators.imports.plan import plan_table, read_import
from indicators.imports.preview import Plan
from indicators.models import ImportBatch, ImportState

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
LEASES = Leases(ImportBatch, ImportState.QUEUED, ImportState.APPLYING)

STEPS = ("Reading the file", "Comparing it with what is stored", "Making the rows ready", "Writing")
ACTIVE = (ImportState.QUEUED, ImportState.APPLYING)
OTHERWISE = (
    "Somebody changed what this file is about after you opened the preview. Nothing was written: this is what it would "
    "do now."
)
_FAILED = (
    "Something went wrong that should not have. Nothing was written. Try again; if it happens once more, give whoever "
    "runs the server the number of this import, {number}: the log tells more."
)
_WORN_OUT = (
    f"The worker stopped {MAX_ATTEMPTS} times before it had finished. Nothing was written. Try again; if it happens "
    "once more, ask whoever runs the server for its log."
)


@transaction.atomic
def request_import(
    *, by: Actor, at: datetime, batch: ImportBatch, wake: Wake, without_refused: bool = False, why: str = ""
) -> ImportBatch:
    """Ask for the file to be applied as it was previewed. ``why``: why figures that may stand as imported do so; ""
    where they do not. ``wake`` is called once the row is committed.

    Raises ChangeRefused when somebody decided already, when there is nothing to write, and when rows are refused,
    unless ``without_refused`` leaves them out.
    """
    stored = open_batch(batch)
    counts = stored.summary["counts"]
    if counts["refused"] and not without_refused:
        raise ChangeRefused("Some rows cannot be used. Correct the file, or choose to leave them out.")
    if not counts["new"] and not counts["changed"]:
        raise ChangeRefused("There is nothing to do: everything in the file is stored already.")
    stored.state, stored.without_refused = ImportState.QUEUED, without_refused
    stored.as_imported, stored.why = bool(why.strip()), why.strip()
    stored.decided_by, stored.on_behalf_of, stored.decided_at, stored.woken_at = by.user, by.on_behalf_of, at, at
    stored.attempts, stored.steps_done, stored.reason = 0, 0, ""
    stored.save(update_fields=_DECISION)
    transaction.on_commit(partial(wake, stored.pk))
    return stored


_DECISION = (
    "state", "without_refused", "as_imported", "why", "decided_by", "on_behalf_of", "decided_at", "woken_at",
    "attempts", "steps_done", "reason",
)  # fmt: skip


def perform_import(*, batch_id: int, clock: Clock) -> bool:
    """Apply the import if it is to be had; True when this call did it. Where it is not to be, it is a preview again
    with the reason, and the technical detail is in the log.
    """
    token = claim_import(batch_id=batch_id, at=clock())
    if token is None:
        return False
    work = _Work(batch_id, token, clock)
    try:
        with work:
            return work.done()
    except LeaseLost as lost:
        logger.warning("%s Nothing was written here.", lost)
    except (ChangeRefused, FileRefused) as refusal:
        _put_back(batch_id, token, reason=str(refusal))
    except Exception:
        logger.exception("Import %s failed.", batch_id)
        _put_back(batch_id, token, reason=_FAILED.format(number=batch_id))
    return False


class _Work:
    """One worker's work on one import, while it holds it."""

    def __init__(self, batch_id: int, token: str, clock: Clock) -> None:
        self.token, self.clock = token, clock
        self.batch = ImportBatch.objects.select_related("decided_by", "on_behalf_of").get(pk=batch_id)
        self.by = Actor(user=self.batch.decided_by, on_behalf_of=self.batch.on_behalf_of)
        self.began = clock()
        self._keeper = Keeper(f"import {batch_id}", self._renew, every=RENEW_SECONDS, hangs=self._hangs)

    def __enter__(self) -> "_Work":
        self._keeper.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._keeper.__exit__(*error)

    def done(self) -> bool:
        """Read, compare and write. False, with another preview, if the file would do something else now."""
        batch = self.batch
        table = read_import(bytes(batch.content), batch.filename)
        self._step(1)
        plan = plan_table(table, batch.filename, today=london_day(self.clock()), pace=gently)
        if plan.digest != batch.plan_digest:
            _put_back(batch.pk, self.token, reason=OTHERWISE, plan_digest=plan.digest, summary=plan.summary)
            return False
        self._step(2)
        by, at = self.by, self.clock()
        prepared = prepare_import(by=by, at=at, filename=batch.filename, changes=plan.changes, as_imported=batch.why)
        said = {**counts_of(plan.summary), **self._approvals(plan)}
        applied = audit.Entry(action="applied", thing=batch, changes=said, why=batch.why)
        draft = audit.drafted(by=by, at=at, entries=gently([*prepared.entries, applied]))
        self._step(3)
        once_more(lambda: self._write(prepared, draft, at))
        return True

    @transaction.atomic
    def _write(self, prepared: Prepared, draft: audit.Draft, at: datetime) -> None:
        """The one transaction that writes. Rows first, the trail last: while its chain is held nobody can save."""
        LEASES.write(self.batch.pk, self.token, state=ImportState.APPLIED, applied_at=at, content=b"", **LET_GO)
        write_import(prepared)
        audit.record_draft(draft)

    def _approvals(self, plan: Plan) -> dict[str, tuple[object, object]]:
        stands = plan.summary["may_stand"] if self.batch.as_imported else 0
        counts = {"figures approved as imported": stands, "figures that wait for approval": len(plan.figures) - stands}
        return {name: (None, count) for name, count in counts.items() if count}

    def _step(self, number: int) -> None:
        self.began = self.clock()
        LEASES.renew(self.batch.pk, self.token, at=self.began, steps_done=number)

    def _renew(self) -> None:
        LEASES.renew(self.batch.pk, self.token, at=self.clock())

    def _hangs(self) -> bool:
        return self.clock() - self.began > timedelta(seconds=STEP_SECONDS)


def claim_import(*, batch_id: int, at: datetime) -> str | None:
    """Take the import up: the token that lets its holder write, or None when it is not to be had."""
    return LEASES.claim(batch_id, at=at, steps_done=0)


def sweep_imports(*, at: datetime, wake: Wake) -> list[int]:
    """Send again every import whose worker fell silent or whose message seems lost; those tried too often are previews
    again, with the reason. Returns the ids sent.
    """
    LEASES.worn_out(at=at).update(state=ImportState.PREVIEWED, reason=_WORN_OUT, **LET_GO)
    return LEASES.send_again(at=at, wake=wake)


def progress_of(batch: ImportBatch, *, at: datetime) -> dict[str, Any]:
    """``components/progress_steps.html``: how applying it is getting on."""
    done, is_ended = batch.steps_done, batch.state not in ACTIVE
    steps = [{"label": label, "state": "done", "time": "", "note": ""} for label in STEPS[:done]]
    if batch.state == ImportState.APPLYING:
        steps.append({"label": STEPS[done], "state": "running", "time": "", "note": ""})
        sentence = f"{STEPS[done]}."
    elif batch.state == ImportState.QUEUED:
        steps.append({"label": "Waiting for a worker", "state": "waiting", "time": "", "note": ""})
        late = batch.decided_at is not None and at - batch.decided_at > timedelta(minutes=1)
        sentence = "Waiting to be applied. It starts as soon as a worker is free."
        sentence += " No worker has taken it up yet; it starts by itself once one runs." if late else ""
    else:
        sentence = (
            "It is applied." if batch.state == ImportState.APPLIED else batch.reason or "Nothing is being written."
        )
    return {"sentence": sentence, "done": done, "total": len(STEPS), "ended": is_ended, "steps": steps}


def _put_back(batch_id: int, token: str, *, reason: str, **preview: object) -> None:
    """Make it a preview again. Does nothing for who lost it."""
    held = LEASES.held(batch_id, token)
    held.update(state=ImportState.PREVIEWED, reason=reason, steps_done=0, **LET_GO, **preview)
