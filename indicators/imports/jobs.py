"""The work on an imported file, done by one worker at a time.

A large file is first read for its preview, so that no page waits for it; a small one is read as it comes
(``reading``). Applying is asked for once, and all is written in one transaction at the end: the file is read and
compared outside of any transaction, so that nobody waits for that either.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.collecting import without_collections
from foundation.dates import london_day
from foundation.lease_times import MAX_ATTEMPTS, RENEW_SECONDS, STEP_SECONDS
from foundation.leases import LET_GO, Keeper, LeaseLost, Leases, Wake
from foundation.locks import once_more
from foundation.pace import gently
from foundation.refusals import ChangeRefused
from indicators.imports.batches import UNREAD, counts_of, open_batch, with_seen
from indicators.imports.kinds import PlannedImport, ReadyImport, kind_of
from indicators.imports.limits import FileRefused
from indicators.imports.opening import open_file, opened_again, plan_of, stored_seen
from indicators.imports.undo import take_back
from indicators.imports.workbook import Table
from indicators.models import ImportBatch, ImportState

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
LEASES = Leases(ImportBatch, ImportState.QUEUED, ImportState.APPLYING)
READING = Leases(ImportBatch, ImportState.WAITING, ImportState.READING)
UNDOING = Leases(ImportBatch, ImportState.TO_UNDO, ImportState.UNDOING)

STEPS = ("Reading the file", "Comparing it with what is stored", "Making the rows ready", "Writing")
STEPS_OF_READING = STEPS[:2]
STEPS_OF_UNDOING = ("Taking it back",)
BEING_UNDONE = (ImportState.TO_UNDO, ImportState.UNDOING)
ACTIVE = (*UNREAD, ImportState.QUEUED, ImportState.APPLYING, *BEING_UNDONE)
OTHERWISE = (
    "Somebody changed what this file is about after you opened the preview. Nothing was written: this is what it would "
    "do now."
)
_FAILED = (
    "Something went wrong that should not have. Nothing was written. {again}; if it happens once more, give whoever "
    "runs the server the number of this import, {number}: the log tells more."
)
_WORN_OUT = (
    f"The worker stopped {MAX_ATTEMPTS} times before it had finished. Nothing was written. {{again}}; if it happens "
    "once more, ask whoever runs the server for its log."
)
_TRY, _UPLOAD = "Try again", "Upload the file again"


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
    """Read the file, apply it or take it back, whichever it waits for, if it is to be had; True when this call did it.
    A file that cannot be read says why. Where one is not applied it is a preview again, with the reason; where it is
    not taken back it is as it was. The technical detail is in the log.
    """
    if (token := READING.claim(batch_id, at=clock(), steps_done=0)) is not None:
        return _worked(_Reading(batch_id, token, clock))
    if (token := claim_import(batch_id=batch_id, at=clock())) is not None:
        return _worked(_Applying(batch_id, token, clock))
    if (token := UNDOING.claim(batch_id, at=clock(), steps_done=0)) is not None:
        return _worked(_TakingBack(batch_id, token, clock))
    return False


def _worked(work: "_Work") -> bool:
    try:
        with work, without_collections():
            return work.done()
    except LeaseLost as lost:
        logger.warning("%s Nothing was written here.", lost)
    except (ChangeRefused, FileRefused) as refusal:
        work.give_up(str(refusal))
    except Exception:
        logger.exception("Import %s failed.", work.batch.pk)
        work.give_up(_FAILED.format(number=work.batch.pk, again=work.again))
    return False


class _Work:
    """One worker's work on one file, while it holds it. ``again`` is what a person does where it went wrong."""

    leases = LEASES
    again = _TRY

    def __init__(self, batch_id: int, token: str, clock: Clock) -> None:
        self.token, self.clock = token, clock
        people = ("decided_by", "on_behalf_of", "undone_by")
        self.batch = ImportBatch.objects.select_related(*people).defer("summary").get(pk=batch_id)
        self.kind = kind_of(self.batch)
        self.began = clock()
        self._keeper = Keeper(f"import {batch_id}", self._renew, every=RENEW_SECONDS, hangs=self._hangs)

    def __enter__(self) -> "_Work":
        self._keeper.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._keeper.__exit__(*error)

    def done(self) -> bool:
        """Do it; whether it is done."""
        raise NotImplementedError

    def give_up(self, reason: str) -> None:
        """Say why it is not done. Does nothing for who lost it."""
        raise NotImplementedError

    def plan(self) -> PlannedImport:
        """What the file would do now."""
        return self.planned(opened_again(self.batch))

    def planned(self, table: Table) -> PlannedImport:
        """What its table would do now."""
        self.batch.content = b""  # read; of a large file it does not fit in memory beside the plan
        self.step(1)
        return plan_of(self.kind, table, self.batch.filename, today=london_day(self.clock()), pace=gently)

    def step(self, number: int) -> None:
        self.began = self.clock()
        self.leases.renew(self.batch.pk, self.token, at=self.began, steps_done=number)

    def put_back(self, state: ImportState, **values: object) -> None:
        """Let go of it in this state."""
        held = self.leases.held(self.batch.pk, self.token)
        held.update(state=state, steps_done=0, **LET_GO, **values)

    def _renew(self) -> None:
        self.leases.renew(self.batch.pk, self.token, at=self.clock())

    def _hangs(self) -> bool:
        return self.clock() - self.began > timedelta(seconds=STEP_SECONDS)


class _Reading(_Work):
    """Reading a file for its preview."""

    leases = READING
    again = _UPLOAD

    def done(self) -> bool:
        if self.batch.layout is not None:
            self._preview(self.plan(), self.batch.layout)
            return True
        opened = open_file(self.kind, bytes(self.batch.content), self.batch.filename)
        layout = opened.layout.stored() if opened.layout else None
        if opened.seen:
            self.batch.summary["seen"] = stored_seen(opened.seen)
        if opened.table is None:
            summary = {"counts": {}, "seen": stored_seen(opened.seen)}
            self.put_back(ImportState.MATCHING, summary=summary, layout=layout, attempts=0)
            return True
        self._preview(self.planned(opened.table), layout)
        return True

    def _preview(self, plan: PlannedImport, layout: dict[str, Any] | None) -> None:
        said = {"summary": with_seen(plan.summary, self.batch), "plan_digest": plan.digest, "layout": layout}
        del plan  # of a large file it does not fit in memory beside the text of its preview
        self.put_back(ImportState.PREVIEWED, **said, attempts=0)

    def give_up(self, reason: str) -> None:
        self.put_back(ImportState.UNUSABLE, content=b"", reason=reason)


class _Applying(_Work):
    """Writing what was previewed."""

    def done(self) -> bool:
        """Read, compare and write. False, with another preview, if the file would do something else now."""
        batch, plan = self.batch, self.plan()
        if plan.digest != batch.plan_digest:
            preview = {"plan_digest": plan.digest, "summary": with_seen(plan.summary, batch)}
            self.put_back(ImportState.PREVIEWED, reason=OTHERWISE, **preview)
            return False
        self.step(2)
        by, at = Actor(user=batch.decided_by, on_behalf_of=batch.on_behalf_of), self.clock()
        prepared = self.kind.prepare(by=by, at=at, batch=batch, plan=plan)
        summary = plan.summary
        said = {**counts_of(summary), **prepared.said}
        applied = audit.Entry(action="applied", thing=batch, changes=said, why=batch.why)
        draft = audit.drafted(by=by, at=at, entries=gently(chain(prepared.entries, [applied])))
        self.step(3)
        once_more(lambda: self._write(prepared, draft, by, at, summary))
        return True

    def give_up(self, reason: str) -> None:
        self.put_back(ImportState.PREVIEWED, reason=reason)

    @transaction.atomic
    def _write(
        self, prepared: ReadyImport, draft: audit.Draft, by: Actor, at: datetime, summary: dict[str, Any]
    ) -> None:
        """The one transaction that writes. Rows first, the trail last: while its chain is held nobody can save."""
        values: dict[str, Any] = {"state": ImportState.APPLIED, "applied_at": at, "content": b"", **LET_GO}
        done = prepared.done() if prepared.done is not None else None
        if done is not None:
            values["done"] = done.stored()
        if self.batch.layout is not None:
            values["summary"] = summary  # without the first rows, by which its columns were matched
        LEASES.write(self.batch.pk, self.token, **values)
        prepared.write()
        followed = prepared.follow(done) if prepared.follow is not None and done is not None else []
        if followed and done is not None:
            ImportBatch.objects.filter(pk=self.batch.pk).update(done=done.stored())
        audit.record_draft(draft)
        if followed:
            audit.record_many(by=by, at=at, entries=followed)


class _TakingBack(_Work):
    """Undoing what was applied, in one transaction."""

    leases = UNDOING

    def done(self) -> bool:
        once_more(self._undo)
        return True

    def give_up(self, reason: str) -> None:
        self.put_back(ImportState.APPLIED, reason=reason)

    @transaction.atomic
    def _undo(self) -> None:
        at = self.clock()
        UNDOING.write(self.batch.pk, self.token, state=ImportState.UNDONE, undone_at=at, done=None, **LET_GO)
        take_back(by=Actor(user=self.batch.undone_by), at=at, batch=self.batch)


def claim_import(*, batch_id: int, at: datetime) -> str | None:
    """Take the import up: the token that lets its holder write, or None when it is not to be had."""
    return LEASES.claim(batch_id, at=at, steps_done=0)


def sweep_imports(*, at: datetime, wake: Wake) -> list[int]:
    """Send again every file whose worker fell silent or whose message seems lost. Those tried too often say so: of an
    import that was to be applied there is the preview again. Returns the ids sent.
    """
    LEASES.worn_out(at=at).update(state=ImportState.PREVIEWED, reason=_WORN_OUT.format(again=_TRY), **LET_GO)
    worn_out = {"state": ImportState.UNUSABLE, "content": b"", "reason": _WORN_OUT.format(again=_UPLOAD)}
    READING.worn_out(at=at).update(**worn_out, **LET_GO)
    UNDOING.worn_out(at=at).update(state=ImportState.APPLIED, reason=_WORN_OUT.format(again=_TRY), **LET_GO)
    return [pk for leases in (READING, LEASES, UNDOING) for pk in leases.send_again(at=at, wake=wake)]


def progress_of(batch: ImportBatch, *, at: datetime) -> dict[str, Any]:
    """``components/progress_steps.html``: how reading or applying it is getting on."""
    steps = STEPS_OF_READING if batch.state in UNREAD else STEPS_OF_UNDOING if batch.state in BEING_UNDONE else STEPS
    done = batch.steps_done
    listed = [{"label": label, "state": "done", "time": "", "note": ""} for label in steps[:done]]
    if batch.state in (ImportState.READING, ImportState.APPLYING, ImportState.UNDOING):
        listed.append({"label": steps[done], "state": "running", "time": "", "note": ""})
        sentence = f"{steps[done]}."
    elif batch.state in ACTIVE:
        listed.append({"label": "Waiting for a worker", "state": "waiting", "time": "", "note": ""})
        sentence = _waiting(batch, at)
    else:
        sentence = _ENDED.get(batch.state) or batch.reason or "It is read. Nothing is written until you decide."
    is_ended = batch.state not in ACTIVE
    return {"sentence": sentence, "done": done, "total": len(steps), "ended": is_ended, "steps": listed}


_ENDED = {
    ImportState.APPLIED: "It is applied.",
    ImportState.DISCARDED: "It is discarded.",
    ImportState.UNDONE: "It is taken back.",
    ImportState.MATCHING: "It is read. Say what its columns are.",
}


def _waiting(batch: ImportBatch, at: datetime) -> str:
    since = {ImportState.WAITING: batch.created_at, ImportState.QUEUED: batch.decided_at}.get(
        ImportState(batch.state), batch.woken_at
    )
    late = since is not None and at - since > timedelta(minutes=1)
    sentence = f"{batch.get_state_display()}. It starts as soon as a worker is free."
    return f"{sentence} No worker has taken it up yet; it starts by itself once one runs." if late else sentence
