"""A run from start to finish: all of it published or nothing, never twice (hardening (iii), product.md 17)."""

import hashlib
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import SYSTEM, Actor
from accounts.models import Event, Identity
from foundation.lease_times import LEASE_SECONDS
from foundation.refusals import ChangeRefused
from reporting import builds
from reporting.changes.runs import claim_run, request_release, retry_run
from reporting.models import Frozen, Report, ReportFile, Run
from reporting.pdf import PdfError
from reporting.sections import problems
from reporting.snapshots import checksum
from reporting.workflow import RunState
from tests.factories import CycleFactory, PostFactory, UnitFactory, UserFactory
from tests.factories.reporting import ReportFactory, RunFactory, measured_service

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def quick(monkeypatch):
    """Files made in no time, so that what is tested is the run."""
    monkeypatch.setattr(builds, "render_pdf", lambda document, **_: f"%PDF {document['title']}".encode())
    monkeypatch.setattr(builds, "document_xlsx", lambda document, timestamp: b"PK" + document["released"].encode())


def perform(run):
    done = builds.perform_run(run_id=run.pk, clock=timezone.now)
    run.refresh_from_db()
    return done


def contents():
    """Everything that readers see, byte for byte."""
    return [
        (
            r.pk,
            r.edition,
            r.state,
            r.checksum,
            r.document,
            [(f.format, bytes(f.content)) for f in r.files.order_by("format")],
        )
        for r in Report.objects.order_by("pk")
    ]


@pytest.mark.sweep
class TestBuild:
    def test_the_council_s_crest_goes_onto_every_cover(self, monkeypatch):
        crests = []
        monkeypatch.setattr(builds, "render_pdf", lambda _, *, crest, **__: crests.append(crest) or b"%PDF")
        Identity.objects.create(colour="#12305c", crest=b"a picture")
        measured_service()
        assert perform(RunFactory())
        assert crests == [b"a picture"] * Report.objects.count()
        assert len(crests) > 1

    def test_makes_every_report_of_the_quarter_with_its_files(self):
        measured_service()
        run = RunFactory()
        assert perform(run), run.reason
        assert run.state == RunState.DONE
        made = set(Report.objects.values_list("kind", "audience"))
        assert made == {
            ("service", "management_team"),
            ("exception", "management_team"),
            ("exception", "cabinet"),
            ("themed", "management_team"),
            ("themed", "cabinet"),
        }
        for report in Report.objects.all():
            assert problems(report.document) == []
            assert report.checksum == checksum(report.document, report.facts)
            files = {file.format: bytes(file.content) for file in report.files.all()}
            assert files["pdf"].startswith(b"%PDF")
            assert files["xlsx"].startswith(b"PK")
            for file in report.files.all():
                assert file.checksum == hashlib.sha256(bytes(file.content)).hexdigest()

    def test_keeps_the_steps_with_their_times(self, quick):
        measured_service()
        run = RunFactory()
        perform(run)
        names = [name for name, _ in run.timings]
        assert names[0].startswith("Gathering")
        assert names[1] == "Report 1 of 5: Waste and Recycling: quarterly monitoring report, Management team"
        assert run.steps_done == run.steps_total == 7

    def test_of_one_kind_makes_that_kind_only(self, quick):
        measured_service()
        perform(RunFactory(kinds=["service"]))
        assert set(Report.objects.values_list("kind", flat=True)) == {"service"}

    def test_again_replaces_the_drafts_in_their_place(self, quick):
        measured_service()
        cycle = CycleFactory()
        perform(RunFactory(cycle=cycle))
        before = list(Report.objects.order_by("pk").values_list("pk", "edition"))
        files = ReportFile.objects.count()
        perform(RunFactory(cycle=cycle))
        assert list(Report.objects.order_by("pk").values_list("pk", "edition")) == before
        assert ReportFile.objects.count() == files

    def test_performed_twice_is_done_once(self, quick):
        measured_service()
        run = RunFactory()
        assert perform(run)
        before = contents()
        assert not perform(run)
        assert contents() == before

    def test_a_council_without_anything_still_gets_its_exception_reports(self, quick):
        run = RunFactory()
        assert perform(run)
        assert set(Report.objects.values_list("kind", "audience")) == {
            ("exception", "management_team"),
            ("exception", "cabinet"),
        }

    def test_says_in_the_history_of_each_report_who_had_it_built(self, quick):
        user = UserFactory(name="Priya Shah")
        perform(RunFactory(requested_by=user))
        assert set(Event.objects.filter(action="built").values_list("by_name", flat=True)) == {"Priya Shah"}


class TestFailure:
    def test_leaves_the_earlier_drafts_untouched_and_says_why(self, quick, monkeypatch, caplog):
        measured_service()
        cycle = CycleFactory()
        perform(RunFactory(cycle=cycle))
        before = contents()

        def refuse(document, **_):
            if document["kind"] == "themed":
                raise PdfError("The PDF compiler refused the document: unknown glyph")
            return b"%PDF new"

        monkeypatch.setattr(builds, "render_pdf", refuse)
        run = RunFactory(cycle=cycle)
        with caplog.at_level(logging.ERROR):
            assert not perform(run)
        assert contents() == before
        assert run.state == RunState.FAILED
        assert "Priority of Waste and Recycling: progress report" in run.reason
        assert "unknown glyph" in run.reason
        assert "PdfError" in caplog.text
        assert Event.objects.get(action="failed").why == run.reason

    def test_technical_detail_stays_in_the_log(self, quick, monkeypatch, caplog):
        def crash(*args, **kwargs):
            raise ZeroDivisionError("division by zero")

        monkeypatch.setattr(builds.snapshots, "make", crash)
        run = RunFactory()
        perform(run)
        assert "division" not in run.reason
        assert f"the number {run.pk}" in run.reason
        assert "ZeroDivisionError: division by zero" in caplog.text

    def test_after_retry_it_runs(self, quick, monkeypatch):
        run = RunFactory(state="failed", reason="Why")
        retry_run(by=SYSTEM, at=timezone.now(), run=run, wake=lambda run_id: None)
        assert perform(run)
        assert run.state == RunState.DONE


class TestLostLease:
    def test_a_worker_overtaken_while_building_writes_nothing(self, quick, monkeypatch):
        """It fell silent too long; another took the run up and finished. One report of each, not two."""
        measured_service()
        run = RunFactory()
        make, taken = builds.snapshots.make, []

        def overtaken(order, live):
            if not taken:
                taken.append(True)
                later = timezone.now() + timedelta(seconds=LEASE_SECONDS + 1)
                assert builds.perform_run(run_id=run.pk, clock=lambda: later)
            return make(order, live)

        monkeypatch.setattr(builds.snapshots, "make", overtaken)
        assert not perform(run)
        assert run.state == RunState.DONE
        assert Report.objects.count() == 5
        assert ReportFile.objects.count() == 10

    def test_overtaken_just_before_publishing_it_writes_nothing(self, quick, monkeypatch):
        run = RunFactory()
        publish = builds.publish_drafts

        def overtaken(**given):
            claim_run(run_id=run.pk, at=timezone.now() + timedelta(seconds=LEASE_SECONDS + 1))
            return publish(**given)

        monkeypatch.setattr(builds, "publish_drafts", overtaken)
        assert not perform(run)
        assert run.state == RunState.RUNNING
        assert not Report.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestHeartbeat:
    def test_keeps_the_run_during_a_long_step(self, quick, monkeypatch):
        """A step may take longer than a lease lasts: meanwhile the run still belongs to its worker."""
        monkeypatch.setattr(builds, "RENEW_SECONDS", 0.05)
        run, ends = RunFactory(), []
        gather = builds.snapshots.gather

        def slow(period, at):
            ends.append(Run.objects.get().lease_ends_at)
            time.sleep(0.4)
            ends.append(Run.objects.get().lease_ends_at)
            return gather(period, at=at)

        monkeypatch.setattr(builds.snapshots, "gather", slow)
        assert perform(run)
        assert ends[1] > ends[0]

    def test_does_not_keep_a_run_that_hangs(self, quick, monkeypatch, caplog):
        monkeypatch.setattr(builds, "RENEW_SECONDS", 0.05)
        monkeypatch.setattr(builds, "STEP_SECONDS", 0.1)
        run, ends = RunFactory(), []

        def hangs(period, at):
            for _ in range(2):
                time.sleep(0.3)
                ends.append(Run.objects.get().lease_ends_at)
            raise PdfError("It ended at last.")

        monkeypatch.setattr(builds.snapshots, "gather", hangs)
        assert not perform(run)
        assert ends[0] == ends[1]
        assert "hangs at “Gathering" in caplog.text


class TestRelease:
    def release(self, *reports, by=SYSTEM):
        run = request_release(by=by, at=timezone.now(), cycle=reports[0].cycle, reports=reports, wake=lambda run_id: 0)
        perform(run)
        return run

    def test_prints_who_released_it_and_when_and_freezes_it(self, quick):
        measured_service()
        perform(RunFactory())
        report = Report.objects.first()
        user = UserFactory(name="Priya Shah")
        run = self.release(report, by=Actor(user=user, on_behalf_of=PostFactory(title="Head of Performance")))
        assert run.state == RunState.DONE, run.reason
        report.refresh_from_db()
        line = "Released by Priya Shah on behalf of Head of Performance on 14 October 2026, 10:30"
        assert report.document["released"] == line
        assert (report.state, report.released_by) == ("released", user)
        assert bytes(report.files.get(format="xlsx").content) == b"PK" + line.encode()
        event = Event.objects.get(action="released")
        assert (event.by_name, event.on_behalf_of) == ("Priya Shah", "Head of Performance")

    def test_without_a_worker_does_the_same(self, quick):
        report = ReportFactory()
        builds.release_reports(by=SYSTEM, at=AT, reports=[report])
        report.refresh_from_db()
        assert report.document["released"] == "Released by The system on 14 October 2026, 10:30"
        assert report.files.count() == 2

    def test_a_later_build_makes_a_new_edition(self, quick):
        measured_service()
        cycle = CycleFactory()
        perform(RunFactory(cycle=cycle))
        self.release(*Report.objects.filter(kind="service"))
        before = contents()[0]
        perform(RunFactory(cycle=cycle))
        assert contents()[0] == before
        editions = Report.objects.filter(kind="service").order_by("edition")
        assert [(each.edition, each.state) for each in editions] == [(1, "released"), (2, "draft")]
        assert Report.objects.filter(kind="exception", edition=2).count() == 0

    def test_refuses_a_draft_that_was_built_again_meanwhile(self, quick):
        report = ReportFactory()
        Report.objects.filter(pk=report.pk).update(checksum="0" * 64)
        with pytest.raises(ChangeRefused, match="built again or released meanwhile"):
            builds.release_reports(by=SYSTEM, at=AT, reports=[report])
        assert Report.objects.get().state == "draft"

    def test_is_all_or_nothing(self, quick, monkeypatch):
        first = ReportFactory(title="First")
        second = ReportFactory(title="Second", cycle=first.cycle, run=first.run, subject_id=2)

        def refuse(document, **_):
            if document["title"] == "Second":
                raise PdfError("No")
            return b"%PDF"

        second.document = {**second.document, "title": "Second"}
        second.checksum = checksum(second.document, {})
        second.save()
        monkeypatch.setattr(builds, "render_pdf", refuse)
        assert self.release(first, second).state == RunState.FAILED
        assert set(Report.objects.values_list("state", flat=True)) == {"draft"}


class TestFrozen:
    @pytest.fixture
    def released(self, quick):
        report = ReportFactory()
        builds.release_reports(by=SYSTEM, at=AT, reports=[report])
        return Report.objects.get(pk=report.pk)

    def test_report_refuses_every_change(self, released):
        released.title = "Another"
        for change in (
            released.save,
            released.delete,
            lambda: Report.objects.filter(pk=released.pk).update(title="Another"),
            lambda: Report.objects.all().delete(),
            lambda: released.cycle.reports.all().update(document={}),
        ):
            with pytest.raises(Frozen):
                change()

    def test_files_refuse_every_change(self, released):
        file = released.files.get(format="pdf")
        file.content = b"other"
        for change in (file.save, file.delete, lambda: released.files.all().update(content=b"other")):
            with pytest.raises(Frozen):
                change()
        with pytest.raises(Frozen):
            ReportFile.objects.create(report=released, format="odt", content=b"", checksum="")

    def test_a_draft_may_change(self):
        report = ReportFactory()
        report.title = "Another"
        report.save()
        assert Report.objects.filter(pk=report.pk).update(title="A third") == 1


def test_checksum_is_the_same_in_either_databases_spelling_of_a_number():
    assert checksum({"a": 5.0, "b": [1e16]}, {}) == checksum({"b": [10**16], "a": 5}, {})
    assert checksum({"a": 5.5}, {}) != checksum({"a": 5}, {})


def test_the_database_holds_one_report_of_each():
    first = ReportFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFactory(cycle=first.cycle, run=first.run)
    committee = UnitFactory(kind="committee")
    ReportFactory(cycle=first.cycle, run=first.run, audience="scrutiny", committee=committee)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFactory(cycle=first.cycle, run=first.run, audience="scrutiny", committee=committee)
