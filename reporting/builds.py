"""One run from start to finish: claimed, worked through step by step, its results written all at once.

It may be called twice and stopped at any moment: before the last transaction only the run's progress is written, and a
worker that no longer holds the run cannot write its results.
"""

import json
import logging
import tempfile
import threading
import time
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from types import TracebackType
from typing import Generic, TypeVar

from accounts.actors import Actor
from accounts.queries.identity import crest
from foundation.lease_times import RENEW_SECONDS, STEP_SECONDS
from foundation.leases import Keeper, LeaseLost
from foundation.refusals import ChangeRefused
from reporting import audiences, snapshots
from reporting.changes.reports import File, Finished, finish, publish_drafts, release_drafts
from reporting.changes.runs import claim_run, fail_run, renew_lease
from reporting.document import Document, Facts
from reporting.exports import document_xlsx
from reporting.models import Purpose, Report, ReportKind, Run
from reporting.pdf import PdfError, render_pdf

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Subject = TypeVar("Subject", audiences.Order, Report)  # what a report is made from: an order or a draft

AT_ONCE = 2  # reports made at the same time: more would slow the pages of a small machine
PDF_SECONDS = STEP_SECONDS - 30  # long, because a busy machine is slow and no page waits for it
_ONE_WORKBOOK = threading.Lock()  # a large workbook takes much memory, and two at once are no faster


class Lease:
    """A worker's hold on a run: notes each step, and is renewed during long ones.

    ``step`` raises LeaseLost once another worker has taken the run up.
    """

    def __init__(self, run_id: int, token: str, clock: Clock) -> None:
        self.run_id, self.token, self.clock = run_id, token, clock
        self.name = ""
        self.done = self.total = 0
        self._timings: list[list[object]] = []
        self._began = time.monotonic()
        self._keeper = Keeper(f"run {run_id}", self._renew, every=RENEW_SECONDS, hangs=self._hangs)

    def __enter__(self) -> "Lease":
        self._keeper.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._keeper.__exit__(kind, error, at)

    def step(self, name: str, *, steps: int | None = None) -> None:
        """Begin a step (the one before is done). ``steps`` says how many there will be, once that is known."""
        if self.name:
            self._timings.append([self.name, round(time.monotonic() - self._began, 1)])
            self.done += 1
        self.name, self._began = name, time.monotonic()
        self.total = steps or self.total
        renew_lease(
            run_id=self.run_id, token=self.token, at=self.clock(),
            step=name[:300], steps_done=self.done, steps_total=self.total, timings=self._timings,
        )  # fmt: skip

    def _renew(self) -> None:
        renew_lease(run_id=self.run_id, token=self.token, at=self.clock())

    def _hangs(self) -> bool:
        if time.monotonic() - self._began <= STEP_SECONDS:
            return False
        logger.error("Run %s hangs at “%s”; its lease is not renewed.", self.run_id, self.name)
        return True


class ReportFailed(Exception):  # noqa: N818 - it says what happened to the report
    """One report's files could not be made; the cause says why."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}” could not be made")
        self.title = title


class Press(Generic[Subject]):
    """Makes reports' files in threads, a few at a time, while the worker prepares the next report.

    Finished files wait on disk, so that many reports need no more memory than a few. ``begin`` and ``finished`` raise
    ReportFailed for the first report whose files could not be made.
    """

    def __init__(self, at: datetime) -> None:
        self._at, self._crest = at, crest()  # read here: the threads have no connection of their own
        self._pool = ThreadPoolExecutor(max_workers=AT_ONCE)
        self._waiting: deque[tuple[Subject, str, Document, Facts, Future[dict[str, bytes]]]] = deque()
        self._subjects: list[Subject] = []
        self._finished = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the press

    def __enter__(self) -> "Press[Subject]":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._finished.close()

    def begin(self, subject: Subject, title: str, document: Document, facts: Facts) -> None:
        """Begin one report's files, once there is room."""
        files = self._pool.submit(_files, document, self._at, self._crest)
        self._waiting.append((subject, title, document, facts, files))
        if len(self._waiting) > AT_ONCE:
            self._take()

    def finished(self) -> Iterator[tuple[Subject, Finished]]:
        """Every report that was begun, in that order, once all are done. Read it once, within the ``with`` block."""
        while self._waiting:
            self._take()
        self._finished.seek(0)
        return ((subject, _read(line)) for subject, line in zip(self._subjects, self._finished, strict=True))

    def _take(self) -> None:
        subject, title, document, facts, files = self._waiting.popleft()
        try:
            done = finish(document, facts, files.result())
        except Exception as error:
            raise ReportFailed(title) from error
        self._finished.write(_line(done))
        self._subjects.append(subject)


def _line(done: Finished) -> bytes:
    """A finished report as one line of the file in which it waits."""
    files = {name: [b64encode(content).decode(), sealed] for name, (content, sealed) in done.files.items()}
    return json.dumps([done.document, done.facts, done.checksum, files]).encode() + b"\n"


def _read(line: bytes) -> Finished:
    document, facts, checksum, files = json.loads(line)
    return Finished(
        document, facts, checksum, {name: File(b64decode(c), sealed) for name, (c, sealed) in files.items()}
    )


def perform_run(*, run_id: int, clock: Clock) -> bool:
    """Do the run unless another worker has it; True when this call did it. A failure is kept as the run's state and
    reason; the technical detail is in the log.
    """
    token = claim_run(run_id=run_id, at=clock())
    if token is None:
        return False
    run = Run.objects.select_related("cycle", "requested_by", "on_behalf_of").get(pk=run_id)
    with Lease(run_id, token, clock) as lease:
        try:
            _WORK[Purpose(run.purpose)](run, lease)
        except LeaseLost as lost:
            logger.warning("%s Nothing was written here.", lost)
            return False
        except Exception as error:
            logger.exception("Run %s failed at “%s”.", run_id, lease.name)
            fail_run(run_id=run_id, token=token, at=clock(), reason=_reason(error, lease.name, run_id))
            return False
    return True


def release_reports(*, by: Actor, at: datetime, reports: Sequence[Report]) -> list[Report]:
    """Release drafts here and now, without a worker: for loading data, where nobody waits for a page.

    Raises ChangeRefused when one is no longer the draft that was passed in, ReportFailed when one cannot be printed.
    """
    with Press(at) as press:
        for report in reports:
            press.begin(report, report.title, *_released(report, by=by, at=at))
        return release_drafts(by=by, at=at, finished=press.finished())


def _build(run: Run, lease: Lease) -> None:
    at = lease.clock()
    lease.step("Gathering figures, targets, milestones and commentary")
    live = snapshots.gather(run.cycle.period, at=at)
    orders = audiences.orders(run.cycle.period, kinds=[ReportKind(kind) for kind in run.kinds])
    with Press(at) as press:
        for number, order in enumerate(orders, 1):
            lease.step(f"Report {number} of {len(orders)}: {order.label}", steps=len(orders) + 2)
            press.begin(order, order.title, *snapshots.make(order, live))
        finished = press.finished()
        del live  # publishing needs the memory
        lease.step("Publishing the drafts", steps=len(orders) + 2)
        publish_drafts(by=_actor(run), at=lease.clock(), built_at=at, run=run, token=lease.token, finished=finished)


def _release(run: Run, lease: Lease) -> None:
    by, at = _actor(run), lease.clock()
    drafts = Report.objects.filter(pk__in=run.report_ids).defer("document", "facts").order_by("pk")
    with Press(at) as press:
        for number, draft in enumerate(drafts, 1):
            lease.step(f"Report {number} of {len(drafts)}: {draft.title}", steps=len(drafts) + 1)
            press.begin(draft, draft.title, *_released(draft, by=by, at=at))
        finished = press.finished()
        lease.step("Releasing", steps=len(drafts) + 1)
        release_drafts(by=by, at=at, finished=finished, run=run, token=lease.token)


_WORK: dict[Purpose, Callable[[Run, Lease], None]] = {Purpose.BUILD: _build, Purpose.RELEASE: _release}


def _released(draft: Report, *, by: Actor, at: datetime) -> tuple[Document, Facts]:
    """The draft's document with the line of its release, and its facts. Read one draft at a time, to save memory."""
    document, facts = Report.objects.values_list("document", "facts").get(pk=draft.pk)
    return snapshots.released(document, by_name=_name(by), at=at), facts


def _files(document: Document, at: datetime, crest: bytes) -> dict[str, bytes]:
    made_at = int(at.timestamp())
    pdf = render_pdf(document, timestamp=made_at, crest=crest, deadline=PDF_SECONDS)
    with _ONE_WORKBOOK:
        return {"pdf": pdf, "xlsx": document_xlsx(document, timestamp=made_at)}


def _actor(run: Run) -> Actor:
    return Actor(user=run.requested_by, on_behalf_of=run.on_behalf_of)


def _name(by: Actor) -> str:
    return f"{by.name} on behalf of {by.on_behalf_of}" if by.on_behalf_of else by.name


def _reason(error: Exception, step: str, run_id: int) -> str:
    """Why a run failed, for the person who asked for it. The technical detail is in the log."""
    place, cause = (error.title, error.__cause__) if isinstance(error, ReportFailed) else (step, error)
    told = str(cause) if isinstance(cause, PdfError | ChangeRefused) else "Something went wrong that should not have."
    return (
        f"It stopped at “{place}”. {told} Nothing was published, and the reports from before are as they were. "
        f"Try again; if it happens once more, give the performance team the number {run_id}: the log tells more."
    )
