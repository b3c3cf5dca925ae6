"""Runs: asked for once, claimed by one worker, kept by a lease, done or failed (hardening finding 5)."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.actors import SYSTEM
from accounts.models import Event
from foundation.lease_times import LEASE_SECONDS, MAX_ATTEMPTS, WAKE_SECONDS
from foundation.leases import LeaseLost
from foundation.refusals import ChangeRefused
from reporting.changes import runs
from reporting.models import Run
from reporting.workflow import RunState
from tests.factories import CycleFactory
from tests.factories.reporting import ReportFactory, RunFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(seconds=LEASE_SECONDS + 1)


@pytest.fixture
def woken():
    """The ids that a worker was woken up for."""
    return []


def ask(woken, cycle=None):
    return runs.request_run(by=SYSTEM, at=AT, cycle=cycle or CycleFactory(), wake=woken.append)


class TestRequest:
    def test_wakes_a_worker_once_the_row_is_committed(self, woken, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            run = ask(woken)
            assert woken == []
        assert woken == [run.pk]

    def test_pressing_twice_returns_the_running_one_and_wakes_nobody(self, woken, django_capture_on_commit_callbacks):
        cycle = CycleFactory()
        with django_capture_on_commit_callbacks(execute=True):
            first, second = ask(woken, cycle=cycle), ask(woken, cycle=cycle)
        assert first == second
        assert woken == [first.pk]
        assert Run.objects.count() == 1

    def test_another_can_be_asked_for_when_it_is_done(self, woken):
        cycle = CycleFactory()
        RunFactory(cycle=cycle, state="done")
        assert ask(woken, cycle=cycle).state == RunState.QUEUED
        assert Run.objects.count() == 2

    def test_is_in_the_history_of_the_quarter(self, woken):
        run = ask(woken)
        event = Event.objects.get(action="asked to build drafts")
        assert (event.page_type, event.page_id) == ("reporting.cycle", str(run.cycle_id))


class TestRequestRelease:
    def test_names_the_drafts_and_leaves_out_what_is_released(self, woken):
        draft = ReportFactory()
        released = ReportFactory(cycle=draft.cycle, run=draft.run, subject_id=2, state="released", released_at=AT)
        reports = [released, draft]
        run = runs.request_release(by=SYSTEM, at=AT, cycle=draft.cycle, reports=reports, wake=woken.append)
        assert (run.purpose, run.report_ids) == ("release", [draft.pk])

    def test_refuses_when_nothing_is_a_draft(self, woken):
        with pytest.raises(ChangeRefused, match="nothing to release"):
            runs.request_release(by=SYSTEM, at=AT, cycle=CycleFactory(), reports=[], wake=woken.append)

    def test_refuses_while_the_drafts_are_being_built_again(self, woken):
        draft = ReportFactory()
        ask(woken, cycle=draft.cycle)
        with pytest.raises(ChangeRefused, match="being made just now"):
            runs.request_release(by=SYSTEM, at=AT, cycle=draft.cycle, reports=[draft], wake=woken.append)


class TestClaim:
    def test_gives_the_run_to_one(self):
        run = RunFactory()
        assert runs.claim_run(run_id=run.pk, at=AT)
        assert runs.claim_run(run_id=run.pk, at=AT) is None

    @pytest.mark.parametrize("state", ["done", "failed"])
    def test_leaves_what_has_ended_alone(self, state):
        run = RunFactory(state=state, reason="Why")
        assert runs.claim_run(run_id=run.pk, at=AT) is None

    def test_of_a_run_that_does_not_exist_is_nothing(self):
        assert runs.claim_run(run_id=404, at=AT) is None

    def test_takes_up_a_run_whose_worker_fell_silent_and_starts_afresh(self):
        run = RunFactory()
        first = runs.claim_run(run_id=run.pk, at=AT)
        runs.renew_lease(run_id=run.pk, token=first, at=AT, step="Report 7 of 42", steps_done=7, timings=[["a", 1]])
        second = runs.claim_run(run_id=run.pk, at=LATER)
        run.refresh_from_db()
        assert second != first
        assert (run.attempts, run.steps_done, run.step, run.timings) == (2, 0, "", [])

    def test_a_renewed_lease_keeps_others_away(self):
        run = RunFactory()
        token = runs.claim_run(run_id=run.pk, at=AT)
        runs.renew_lease(run_id=run.pk, token=token, at=LATER)
        assert runs.claim_run(run_id=run.pk, at=LATER + timedelta(seconds=1)) is None

    def test_a_worker_that_lost_its_lease_can_write_nothing(self):
        run = RunFactory()
        lost = runs.claim_run(run_id=run.pk, at=AT)
        runs.claim_run(run_id=run.pk, at=LATER)
        for write in (
            lambda: runs.renew_lease(run_id=run.pk, token=lost, at=LATER),
            lambda: runs.finish_run(run_id=run.pk, token=lost, at=LATER),
            lambda: runs.fail_run(run_id=run.pk, token=lost, at=LATER, reason="Why"),
        ):
            with pytest.raises(LeaseLost):
                write()
        run.refresh_from_db()
        assert run.state == RunState.RUNNING

    def test_gives_up_after_the_last_attempt(self):
        run = RunFactory(state="running", lease_ends_at=AT, attempts=MAX_ATTEMPTS)
        assert runs.claim_run(run_id=run.pk, at=LATER) is None


class TestSweep:
    def test_sends_again_what_a_worker_left(self, woken):
        run = RunFactory(state="running", lease_ends_at=AT, attempts=1)
        assert runs.sweep_runs(at=LATER, wake=woken.append) == [run.pk] == woken

    def test_recovers_within_a_minute_of_the_last_sign_of_life(self, woken):
        claimed_at = AT
        run = RunFactory(requested_at=claimed_at, woken_at=claimed_at)
        runs.claim_run(run_id=run.pk, at=claimed_at)
        minute = [claimed_at + timedelta(seconds=seconds) for seconds in range(0, 60, 5)]
        assert any(runs.sweep_runs(at=at, wake=woken.append) for at in minute)

    def test_leaves_a_run_that_is_being_worked_on(self, woken):
        RunFactory(state="running", lease_ends_at=LATER + timedelta(seconds=9), attempts=1)
        assert runs.sweep_runs(at=LATER, wake=woken.append) == []

    def test_sends_again_a_run_whose_message_was_lost_and_not_at_every_sweep(self, woken):
        run = RunFactory(requested_at=AT, woken_at=AT)
        lost = AT + timedelta(seconds=WAKE_SECONDS + 1)
        assert runs.sweep_runs(at=AT + timedelta(seconds=5), wake=woken.append) == []
        assert runs.sweep_runs(at=lost, wake=woken.append) == [run.pk]
        assert runs.sweep_runs(at=lost + timedelta(seconds=5), wake=woken.append) == []

    def test_says_failed_after_the_last_attempt(self, woken):
        run = RunFactory(state="running", lease_ends_at=AT, attempts=MAX_ATTEMPTS)
        assert runs.sweep_runs(at=LATER, wake=woken.append) == []
        run.refresh_from_db()
        assert run.state == RunState.FAILED
        assert "stopped 3 times" in run.reason
        assert Event.objects.get(action="failed").why == run.reason


class TestRetry:
    def test_puts_a_failed_run_back(self, woken, django_capture_on_commit_callbacks):
        run = RunFactory(state="failed", reason="Why", attempts=MAX_ATTEMPTS, steps_done=3)
        with django_capture_on_commit_callbacks(execute=True):
            again = runs.retry_run(by=SYSTEM, at=AT, run=run, wake=woken.append)
        assert (again.state, again.attempts, again.reason, again.steps_done) == (RunState.QUEUED, 0, "", 0)
        assert woken == [run.pk]
        assert runs.claim_run(run_id=run.pk, at=AT)

    def test_refuses_what_has_not_failed(self, woken):
        with pytest.raises(ChangeRefused, match="Only a run that failed"):
            runs.retry_run(by=SYSTEM, at=AT, run=RunFactory(state="done"), wake=woken.append)

    def test_refuses_while_another_is_under_way(self, woken):
        failed = RunFactory(state="failed", reason="Why")
        RunFactory(cycle=failed.cycle)
        with pytest.raises(ChangeRefused, match="Another run"):
            runs.retry_run(by=SYSTEM, at=AT, run=failed, wake=woken.append)
