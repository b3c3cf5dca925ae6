"""The life of a run: asked for once, claimed by one worker at a time, kept by a lease, done or failed."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from accounts import audit
from accounts.actors import SYSTEM, Actor
from foundation.lease_times import LEASE_SECONDS, MAX_ATTEMPTS, WAKE_SECONDS
from foundation.leases import LeaseLost
from foundation.refusals import ChangeRefused
from reporting.models import Cycle, Purpose, Report, ReportKind, Run
from reporting.workflow import ReportState, RunState

Wake = Callable[[int], object]  # sends a worker the run's number; where that fails the sweep sends it again

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
    """Take the run: the token that lets its holder write, or None when another worker has it.

    A run is free when it waits, or when its worker's lease has ended. One statement decides, so only one worker wins.
    """
    token = secrets.token_hex(16)
    free = Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, lease_ends_at__lt=at)
    claimed = Run.objects.filter(free, pk=run_id, attempts__lt=MAX_ATTEMPTS).update(
        state=RunState.RUNNING,
        lease_token=token,
        lease_ends_at=at + timedelta(seconds=LEASE_SECONDS),
        attempts=F("attempts") + 1,
        started_at=at,
        step="",
        steps_done=0,
        steps_total=0,
        timings=[],
    )
    return token if claimed else None


def renew_lease(*, run_id: int, token: str, at: datetime, **progress: object) -> None:
    """Keep the run and note its progress (fields of ``Run``). Raises LeaseLost when another worker holds it."""
    ends_at = at + timedelta(seconds=LEASE_SECONDS)
    _write_as_holder(run_id, token, lease_ends_at=ends_at, **progress)


def finish_run(*, run_id: int, token: str, at: datetime) -> None:
    """The run is done. Called first in the transaction that writes its results. Raises LeaseLost."""
    _write_as_holder(
        run_id, token, state=RunState.DONE, finished_at=at, lease_ends_at=None, lease_token="",
        step="", steps_done=F("steps_total"),
    )  # fmt: skip


@transaction.atomic
def fail_run(*, run_id: int, token: str, at: datetime, reason: str) -> None:
    """The run failed; ``reason`` tells people why and what to do. Raises LeaseLost."""
    _write_as_holder(
        run_id, token, state=RunState.FAILED, finished_at=at, lease_ends_at=None, lease_token="", reason=reason
    )
    _record_failure(run_id, at, reason)


def sweep_runs(*, at: datetime, wake: Wake) -> list[int]:
    """Send again every run whose worker fell silent or whose message seems lost; fail those tried too often.

    Returns the ids sent. May be called at any time and as often as one likes: nothing is sent twice within
    ``WAKE_SECONDS``.
    """
    for run_id in _stale(at).filter(attempts__gte=MAX_ATTEMPTS).values_list("pk", flat=True):
        _give_up(run_id=run_id, at=at)
    quiet = Q(woken_at__lt=at - timedelta(seconds=WAKE_SECONDS))
    forgotten = (_stale(at) | Run.objects.filter(state=RunState.QUEUED)).filter(quiet)
    sent = list(forgotten.order_by("pk").values_list("pk", flat=True))
    Run.objects.filter(pk__in=sent).update(woken_at=at)
    for run_id in sent:
        wake(run_id)
    return sent


@transaction.atomic
def _give_up(*, run_id: int, at: datetime) -> None:
    ended = _stale(at).filter(pk=run_id, attempts__gte=MAX_ATTEMPTS)
    if ended.update(state=RunState.FAILED, finished_at=at, lease_ends_at=None, lease_token="", reason=WORN_OUT):
        _record_failure(run_id, at, WORN_OUT)


def _stale(at: datetime) -> models.QuerySet[Run]:
    return Run.objects.filter(state=RunState.RUNNING, lease_ends_at__lt=at)


def _write_as_holder(run_id: int, token: str, **values: object) -> None:
    if not Run.objects.filter(pk=run_id, state=RunState.RUNNING, lease_token=token).update(**values):
        raise LeaseLost(f"Run {run_id} was taken up by another worker.")


def _record_failure(run_id: int, at: datetime, reason: str) -> None:
    run = Run.objects.select_related("cycle").get(pk=run_id)
    audit.record(by=SYSTEM, at=at, action="failed", thing=run, page=run.cycle, why=reason)
