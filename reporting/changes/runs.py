"""The life of a run: asked for once, claimed by one worker at a time, kept by a lease, done or failed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import audit
from accounts.actors import SYSTEM, Actor
from foundation.lease_times import MAX_ATTEMPTS
from foundation.leases import LET_GO, Leases, Wake
from foundation.refusals import ChangeRefused
from reporting.models import Cycle, Purpose, Report, ReportKind, Run
from reporting.workflow import ReportState, RunState

LEASES = Leases(Run, RunState.QUEUED, RunState.RUNNING)
ACTIVE = (RunState.QUEUED, RunState.RUNNING)
WORN_OUT = (
    f"The worker stopped {MAX_ATTEMPTS} times before it had finished. Nothing was published. "
    "Try again; if it happens once more, ask whoever runs the server for its log."
)


def request_run(*, by: Actor, at: datetime, cycle: Cycle, kinds: Sequence[ReportKind] = (), wake: Wake) -> Run:
    """Ask for a build of the cycle's reports, of these kinds (none: all). Returns the run.

    Asked for while one is waiting or being built, it returns that one. ``wake`` is called once the row is committed.
    """
    return _request(by=by, at=at, cycle=cycle, wake=wake, purpose=Purpose.BUILD, kinds=[str(k) for k in kinds])


def request_release(*, by: Actor, at: datetime, cycle: Cycle, reports: Iterable[Report], wake: Wake) -> Run:
    """Ask for the release of these drafts of the cycle. Raises ChangeRefused where there is none, or while the cycle's
    reports are being built: only what was read may be released.
    """
    drafts = sorted(report.pk for report in reports if report.state == ReportState.DRAFT)
    if not drafts:
        raise ChangeRefused("None of these reports is a draft, so there is nothing to release.")
    run = _request(by=by, at=at, cycle=cycle, wake=wake, purpose=Purpose.RELEASE, report_ids=drafts)
    if run.purpose != Purpose.RELEASE or run.report_ids != drafts:
        raise ChangeRefused("Reports of this quarter are being made just now. Wait until that is done, then try again.")
    return run


@transaction.atomic
def _request(*, by: Actor, at: datetime, cycle: Cycle, wake: Wake, purpose: Purpose, **what: object) -> Run:
    run = Run(cycle=cycle, purpose=purpose, requested_by=by.user, requested_at=at, woken_at=at, **what)
    run.on_behalf_of = by.on_behalf_of
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        return Run.objects.get(cycle=cycle, state__in=ACTIVE)
    audit.record(by=by, at=at, action=f"asked to {run.get_purpose_display().lower()}", thing=run, page=cycle)
    transaction.on_commit(partial(wake, run.pk))
    return run


@transaction.atomic
def retry_run(*, by: Actor, at: datetime, run: Run, wake: Wake) -> Run:
    """Put a failed run back into the queue. Raises ChangeRefused when it has not failed, or another is under way."""
    if Run.objects.filter(cycle=run.cycle_id, state__in=ACTIVE).exclude(pk=run.pk).exists():
        raise ChangeRefused("Another run of this quarter is under way. Wait until it is done.")
    fresh = {"attempts": 0, "reason": "", "step": "", "steps_done": 0, "timings": [], "finished_at": None}
    queued = Run.objects.filter(pk=run.pk, state=RunState.FAILED).update(state=RunState.QUEUED, woken_at=at, **fresh)
    if not queued:
        raise ChangeRefused("Only a run that failed can be tried again.")
    run.refresh_from_db()
    audit.record(by=by, at=at, action="tried again", thing=run, page=run.cycle)
    transaction.on_commit(partial(wake, run.pk))
    return run


def claim_run(*, run_id: int, at: datetime) -> str | None:
    """Take the run: the token that lets its holder write, or None when another worker has it."""
    return LEASES.claim(run_id, at=at, started_at=at, step="", steps_done=0, steps_total=0, timings=[])


def renew_lease(*, run_id: int, token: str, at: datetime, **progress: object) -> None:
    """Keep the run and note its progress (fields of ``Run``). Raises LeaseLost when another worker holds it."""
    LEASES.renew(run_id, token, at=at, **progress)


def finish_run(*, run_id: int, token: str, at: datetime) -> None:
    """The run is done. Called first in the transaction that writes its results. Raises LeaseLost."""
    done = {"state": RunState.DONE, "finished_at": at, "step": "", "steps_done": F("steps_total")}
    LEASES.write(run_id, token, **done, **LET_GO)


@transaction.atomic
def fail_run(*, run_id: int, token: str, at: datetime, reason: str) -> None:
    """The run failed; ``reason`` tells people why and what to do. Raises LeaseLost."""
    LEASES.write(run_id, token, state=RunState.FAILED, finished_at=at, reason=reason, **LET_GO)
    _record_failure(run_id, at, reason)


def sweep_runs(*, at: datetime, wake: Wake) -> list[int]:
    """Send again every run whose worker fell silent or whose message seems lost; fail those tried too often.

    Returns the ids sent. May be called at any time and as often as one likes.
    """
    for run_id in LEASES.worn_out(at=at).values_list("pk", flat=True):
        _give_up(run_id=run_id, at=at)
    return LEASES.send_again(at=at, wake=wake)


@transaction.atomic
def _give_up(*, run_id: int, at: datetime) -> None:
    ended = LEASES.worn_out(at=at).filter(pk=run_id)
    if ended.update(state=RunState.FAILED, finished_at=at, reason=WORN_OUT, **LET_GO):
        _record_failure(run_id, at, WORN_OUT)


def _record_failure(run_id: int, at: datetime, reason: str) -> None:
    run = Run.objects.select_related("cycle").get(pk=run_id)
    audit.record(by=SYSTEM, at=at, action="failed", thing=run, page=run.cycle, why=reason)
