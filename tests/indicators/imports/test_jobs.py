"""Applying an import in the background: asked for once, applied once, and taken up again after its worker died."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from accounts.models import Event
from accounts.roles import Role
from foundation.lease_times import LEASE_SECONDS, MAX_ATTEMPTS, WAKE_SECONDS
from foundation.leases import LeaseLost
from foundation.refusals import ChangeRefused
from indicators import tasks
from indicators.imports import jobs, kinds, reading
from indicators.imports.batches import Upload, discard_batch, discard_undecided, keep_upload
from indicators.imports.figures import kind as figures
from indicators.imports.figures.plan import plan_import
from indicators.models import ImportBatch, Observation
from tests.factories import UnitFactory, sign_in
from tests.indicators.imports.import_files import csv_file
from tests.indicators.opened import address
from tests.pages import words_of
from tests.trail_last import trail_last

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock, pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
WHY = "Reported to cabinet in 2026."


class Clock:
    def __init__(self):
        self.now = AT

    def __call__(self):
        return self.now

    def pass_(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def by():
    UnitFactory(name="Exampleshire", kind="council")
    return sign_in(Role.ADMINISTRATOR)[1]


@pytest.fixture
def batch(by):
    content = csv_file({}, {"period": "2026/27 Q2", "actual": "80"})
    plan = plan_import(content, "q1.csv", today=AT.date())
    return keep_upload(by=by, at=AT, upload=Upload(filename="q1.csv", content=content), plan=plan)


def asked(batch, by, wake=lambda _: None):
    return jobs.request_import(by=by, at=AT, batch=batch, wake=wake, why=WHY)


def test_it_is_applied_once_by_whoever_is_first(batch, by, clock):
    asked(batch, by)
    assert jobs.perform_import(batch_id=batch.pk, clock=clock)
    assert not jobs.perform_import(batch_id=batch.pk, clock=clock)
    batch.refresh_from_db()
    assert (batch.state, batch.attempts, bytes(batch.content), batch.lease_token) == ("applied", 1, b"", "")
    assert Observation.objects.count() == 2
    assert Event.objects.filter(action="applied").count() == 1
    assert Event.objects.get(action="applied").by == by.user


def test_it_takes_its_rows_before_the_trail(batch, by, clock):
    asked(batch, by)
    with trail_last():
        assert jobs.perform_import(batch_id=batch.pk, clock=clock)


def test_a_worker_is_woken_once_the_row_is_there(batch, by, django_capture_on_commit_callbacks):
    woken = []
    with django_capture_on_commit_callbacks(execute=True):
        asked(batch, by, woken.append)
        assert woken == []
    assert woken == [batch.pk]


def test_asking_twice_and_discarding_meanwhile_are_refused(batch, by):
    asked(batch, by)
    with pytest.raises(ChangeRefused, match="was waiting to be applied already"):
        asked(batch, by)
    with pytest.raises(ChangeRefused, match="was waiting to be applied already"):
        discard_batch(by=by, at=AT, batch=batch)


def test_nobody_waits_while_the_file_is_read_compared_and_made_ready(batch, by, clock, monkeypatch, transactional_db):
    seen = []

    def noted(real):
        def call(*args, **kwargs):
            seen.append(connection.in_atomic_block)
            return real(*args, **kwargs)

        return call

    heard = replace(figures.FIGURES, read=noted(figures.FIGURES.read), plan=noted(figures.FIGURES.plan))
    monkeypatch.setitem(kinds.import_kinds(), "figures", heard)
    for name in ("prepare_import", "write_import"):
        monkeypatch.setattr(figures, name, noted(getattr(figures, name)))
    asked(batch, by)
    assert jobs.perform_import(batch_id=batch.pk, clock=clock)
    assert seen == [False, False, False, True]


def test_after_its_worker_died_another_takes_it_up_and_the_dead_one_can_write_no_more(batch, by, clock):
    asked(batch, by)
    dead = jobs.claim_import(batch_id=batch.pk, at=clock())
    assert not jobs.perform_import(batch_id=batch.pk, clock=clock)
    clock.pass_(LEASE_SECONDS + 1)
    assert jobs.perform_import(batch_id=batch.pk, clock=clock)
    with pytest.raises(LeaseLost):
        jobs.LEASES.write(batch.pk, dead, state="applied")
    assert Observation.objects.count() == 2
    assert ImportBatch.objects.get().attempts == 2


def test_the_sweep_sends_what_fell_silent_and_what_was_never_heard_of(batch, by, clock):
    sent = []
    asked(batch, by)
    assert jobs.sweep_imports(at=clock(), wake=sent.append) == []
    clock.pass_(WAKE_SECONDS + 1)
    assert jobs.sweep_imports(at=clock(), wake=sent.append) == [batch.pk]
    jobs.claim_import(batch_id=batch.pk, at=clock())
    clock.pass_(WAKE_SECONDS + 1)
    assert jobs.sweep_imports(at=clock(), wake=sent.append) == [batch.pk]
    assert jobs.sweep_imports(at=clock(), wake=sent.append) == []
    assert sent == [batch.pk] * 2


def test_what_was_tried_too_often_is_a_preview_again_with_the_reason(batch, by, clock):
    asked(batch, by)
    for _ in range(MAX_ATTEMPTS):
        assert jobs.claim_import(batch_id=batch.pk, at=clock())
        clock.pass_(LEASE_SECONDS + 1)
    assert jobs.claim_import(batch_id=batch.pk, at=clock()) is None
    jobs.sweep_imports(at=clock(), wake=[].append)
    batch.refresh_from_db()
    assert batch.state == "previewed"
    assert f"The worker stopped {MAX_ATTEMPTS} times" in batch.reason
    asked(batch, by)
    assert jobs.perform_import(batch_id=batch.pk, clock=clock)


def test_a_fault_writes_nothing_and_says_what_to_do(batch, by, clock, monkeypatch, caplog):
    def fail(_):
        raise ValueError("a fault")

    monkeypatch.setattr(figures, "write_import", fail)
    asked(batch, by)
    assert not jobs.perform_import(batch_id=batch.pk, clock=clock)
    batch.refresh_from_db()
    assert batch.state == "previewed"
    assert "Nothing was written. Try again" in batch.reason
    assert f"the number of this import, {batch.pk}:" in batch.reason
    assert "a fault" in caplog.text
    assert not Observation.objects.exists()


def test_what_the_database_broke_off_is_written_once_more(batch, by, clock, monkeypatch):
    class DeadlockError(Exception):
        pgcode = "40P01"

    real, tries = figures.write_import, []

    def broken_off(prepared):
        tries.append(1)
        real(prepared)
        if len(tries) == 1:
            raise OperationalError("deadlock detected") from DeadlockError()

    monkeypatch.setattr(figures, "write_import", broken_off)
    asked(batch, by)
    assert jobs.perform_import(batch_id=batch.pk, clock=clock)
    assert (len(tries), Observation.objects.count()) == (2, 2)


def test_the_task_does_the_job(batch, by):
    asked(batch, by)
    tasks.apply_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.attempts) == ("applied", 1)


class TestALargeFile:
    """It is kept as it came, and a worker makes its preview."""

    @pytest.fixture(autouse=True)
    def _everything_is_large(self, monkeypatch):
        monkeypatch.setattr(reading, "AT_ONCE", 0)

    @pytest.fixture
    def unread(self, by):
        return self.received(by, csv_file({}, {"period": "2026/27 Q2", "actual": "80"}))

    def received(self, by, content, wake=lambda _: None):
        return reading.receive(by=by, at=AT, upload=Upload(filename="q1.csv", content=content), wake=wake)

    def test_a_worker_is_woken_for_it_and_its_upload_is_in_the_trail(self, by, django_capture_on_commit_callbacks):
        woken = []
        with django_capture_on_commit_callbacks(execute=True):
            batch = self.received(by, csv_file({}), woken.append)
        assert (woken, batch.state, batch.summary) == ([batch.pk], "waiting", {"counts": {}})
        assert Event.objects.get(action="uploaded").by == by.user

    def test_read_by_a_worker_it_has_the_preview_that_a_small_one_has_at_once(self, unread, batch, clock):
        assert jobs.perform_import(batch_id=unread.pk, clock=clock)
        for each in (unread, batch):
            each.refresh_from_db()
        assert (unread.state, unread.summary) == ("previewed", batch.summary)
        assert unread.plan_digest == batch.plan_digest
        assert not Observation.objects.exists()

    def test_then_it_is_decided_on_and_applied_like_any_other(self, unread, by, clock):
        with pytest.raises(ChangeRefused, match="still being read"):
            asked(unread, by)
        with pytest.raises(ChangeRefused, match="still being read"):
            discard_batch(by=by, at=AT, batch=unread)
        jobs.perform_import(batch_id=unread.pk, clock=clock)
        asked(unread, by)
        assert jobs.perform_import(batch_id=unread.pk, clock=clock)
        assert Observation.objects.count() == 2

    def test_one_that_is_no_table_says_so_and_is_not_kept(self, by, clock):
        batch = self.received(by, b"something,else\n1,2\n")
        assert not jobs.perform_import(batch_id=batch.pk, clock=clock)
        batch.refresh_from_db()
        assert (batch.state, bytes(batch.content)) == ("unusable", b"")
        client = sign_in(Role.ADMINISTRATOR)[0]
        words = words_of(client.get(address("import-detail", batch.pk)))
        assert "It cannot be used: nothing of it was written." in words
        assert "No row of headings was found" in words
        assert "Upload a corrected file" in words
        assert "Apply the import" not in words

    def test_a_worker_that_died_is_followed_by_another_and_not_for_ever(self, unread, clock):
        for _ in range(MAX_ATTEMPTS):
            assert jobs.READING.claim(unread.pk, at=clock(), steps_done=0)
            clock.pass_(LEASE_SECONDS + 1)
        sent = []
        assert jobs.sweep_imports(at=clock(), wake=sent.append) == []
        unread.refresh_from_db()
        assert unread.state == "unusable"
        assert "Upload the file again" in unread.reason

    def test_a_lost_message_is_sent_again(self, unread, clock):
        clock.pass_(WAKE_SECONDS + 1)
        assert jobs.sweep_imports(at=clock(), wake=lambda _: None) == [unread.pk]

    def test_its_page_follows_the_worker_and_shows_rows_only_when_read(self, unread, clock):
        client = sign_in(Role.ADMINISTRATOR)[0]
        page = words_of(client.get(address("import-detail", unread.pk)))
        assert "Its preview is being made." in page
        assert "Waiting to be read. It starts as soon as a worker is free." in page
        assert "Not read yet" in page
        jobs.READING.claim(unread.pk, at=AT)
        assert "Reading the file." in words_of(client.get(address("import-progress", unread.pk)))
        ImportBatch.objects.update(state="waiting")
        jobs.perform_import(batch_id=unread.pk, clock=clock)
        assert "See what it would do" in words_of(client.get(address("import-progress", unread.pk)))
        assert client.get(address("import-list")).status_code == 200


class TestProgress:
    def test_the_page_follows_the_job_and_its_fragment_ends_with_a_link(self, batch, by, clock):
        client = sign_in(Role.ADMINISTRATOR)[0]
        asked(batch, by)
        text = client.get(address("import-detail", batch.pk)).content.decode()
        assert "Waiting to be applied. It starts as soon as a worker is free." in text
        assert "js/progress.js" in text
        assert "Apply the import" not in text
        jobs.claim_import(batch_id=batch.pk, at=AT)
        ImportBatch.objects.update(steps_done=1)
        fragment = client.get(address("import-progress", batch.pk))
        assert fragment["Cache-Control"] == "no-store"
        assert "Comparing it with what is stored." in fragment.content.decode()
        assert "See what became of it" not in fragment.content.decode()
        ImportBatch.objects.update(state="applied", applied_at=AT)
        assert "See what became of it" in client.get(address("import-progress", batch.pk)).content.decode()

    def test_waiting_for_long_says_that_it_starts_by_itself(self, batch, by):
        asked(batch, by)
        batch.refresh_from_db()
        later = jobs.progress_of(batch, at=AT + timedelta(minutes=5))
        assert "No worker has taken it up yet" in later["sentence"]


# Nobody decides


def test_a_file_that_nobody_decides_on_goes_with_its_rows(batch):
    assert discard_undecided(at=AT + timedelta(days=30), days=30) == 0
    assert discard_undecided(at=AT + timedelta(days=30, minutes=1), days=30) == 1
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.content), list(batch.summary)) == ("discarded", b"", ["counts"])
    event = Event.objects.get(action="discarded")
    assert (event.by_name, event.why) == ("The system", "Nobody decided on it for 30 days.")
    assert discard_undecided(at=AT + timedelta(days=90), days=30) == 0


def test_a_file_whose_decision_came_to_nothing_waits_anew(batch):
    decided = AT + timedelta(days=29)
    ImportBatch.objects.filter(pk=batch.pk).update(decided_at=decided, reason="Something went wrong.")
    assert discard_undecided(at=decided + timedelta(days=30), days=30) == 0
    assert discard_undecided(at=decided + timedelta(days=31), days=30) == 1


def test_a_file_that_waits_for_its_worker_is_decided_on(batch, by):
    asked(batch, by)
    assert discard_undecided(at=AT + timedelta(days=90), days=30) == 0


def test_the_page_of_a_discarded_file_says_why_and_that_its_rows_are_gone(batch):
    discard_undecided(at=AT + timedelta(days=31), days=30)
    client, _ = sign_in(Role.ADMINISTRATOR)
    words = words_of(client.get(address("import-detail", batch.pk)))
    assert "Discarded: nothing of it was written. Nobody decided on it for 30 days." in words
    assert "Its rows are gone" in words
    assert "Take a filter off" not in words
