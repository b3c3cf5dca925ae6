"""The timetable's pages: dates, collection, building, releasing, and who was reminded."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.roles import Role
from foundation.outbox import deliver
from indicators.models import Return
from plans.periods import parse_label
from reporting import builds, reminders
from reporting.changes.cycles import open_cycle
from reporting.models import Cycle, Report, Run
from tests.factories import AppointmentFactory, CycleFactory, IndicatorFactory, sign_in
from tests.factories.indicators import Q2
from tests.factories.reporting import ReportFactory, RunFactory, empty_document

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
LIST, NEW = reverse("reporting:cycle-list"), reverse("reporting:cycle-create")


def at(name, cycle=None):
    return reverse(f"reporting:cycle-{name}", args=[(cycle or CycleFactory()).period.key])


@pytest.fixture
def performance():
    client, _ = sign_in(Role.ADMINISTRATOR)
    return client


def typed(**changes):
    return {
        "period": "2026-10-01QF",
        "opens_on": "4 January 2027",
        "due_on": "20/1/2027",
        "late_after": "2027-01-22",
        "approval_due_on": "27 Jan 2027",
        "locks_on": "3 February 2027",
        "management_team_on": "10 February 2027",
        "cabinet_on": "24 February 2027",
        "scrutiny_on": "3 March 2027",
        **changes,
    }


class TestCreate:
    def test_proposes_the_dates_of_the_next_quarter(self, performance):
        CycleFactory()
        html = performance.get(NEW).content.decode()
        assert "proposed for October to December 2026 (Q3)" in html
        assert 'value="4 January 2027"' in html

    def test_proposes_for_another_quarter_when_asked(self, performance):
        CycleFactory()
        html = performance.get(f"{NEW}?period=2027-01-01QF").content.decode()
        assert "proposed for January to March 2027 (Q4)" in html

    def test_saves(self, performance):
        response = performance.post(NEW, typed())
        cycle = Cycle.objects.get()
        assert response.url == cycle.get_absolute_url() == "/cycles/2026-10-01QF/"
        assert (cycle.due_on, cycle.cabinet_on) == (date(2027, 1, 20), date(2027, 2, 24))

    def test_keeps_what_was_typed_and_says_what_is_wrong(self, performance):
        html = performance.post(NEW, typed(due_on="32 January 2027", cabinet_on="")).content.decode()
        assert "Enter a date such as 17 July 2026" in html
        assert "Enter the day: cabinet" in html
        assert 'value="32 January 2027"' in html
        assert not Cycle.objects.exists()

    def test_refuses_an_order_that_cannot_be(self, performance):
        html = performance.post(NEW, typed(due_on="1 January 2027")).content.decode()
        assert "Figures cannot be due before collection opens." in html
        assert not Cycle.objects.exists()


class TestEdit:
    def test_needs_a_reason_once_collection_has_opened(self, performance):
        cycle = CycleFactory()
        IndicatorFactory()
        open_cycle(by=SYSTEM, at=AT, cycle=cycle)
        address = at("edit", cycle)
        assert "Why the dates move" in performance.get(address).content.decode()
        dates = {name: getattr(cycle, name).isoformat() for name in typed() if name != "period"}
        moved = dates | {"due_on": "2026-10-21"}
        assert "Enter why the dates move" in performance.post(address, moved).content.decode()
        assert performance.post(address, moved | {"why": "Flood"}).status_code == 302
        assert Return.objects.get().due_at == datetime(2026, 10, 21, 22, 59, 59, tzinfo=UTC)


class TestDetail:
    def test_says_where_collection_is_and_who_is_late(self, performance):
        cycle = CycleFactory(due_on=date(2026, 10, 5), late_after=date(2026, 10, 7))
        indicator = IndicatorFactory(service__name="Waste and Recycling")
        open_cycle(by=SYSTEM, at=AT, cycle=cycle)
        html = performance.get(cycle.get_absolute_url()).content.decode()
        assert "1 of 1 figures are still to come in, from 1 service: 1 service late." in html
        assert f'href="/indicators/returns/{Return.objects.get().pk}/">{indicator.service.name}</a>' in html
        assert "1 figure late" in html
        assert "Build the reports" in html
        assert html.count("csrfmiddlewaretoken") == html.count('method="post"') == 3

    def test_shows_a_failed_build_first(self, performance):
        run = RunFactory(state="failed", reason="No fonts")
        html = performance.get(run.cycle.get_absolute_url()).content.decode()
        assert "The last build failed." in html
        assert run.get_absolute_url() in html

    def test_offers_only_what_a_person_may_do(self):
        cycle = ReportFactory().cycle
        client, _ = sign_in(Role.DIRECTOR)
        html = client.get(cycle.get_absolute_url()).content.decode()
        for action in ("Build the drafts again", "Release the drafts", "Change the dates", "Reminders"):
            assert action not in html

    @pytest.mark.parametrize("key", ["2026-10-01QF", "nonsense", "2026-13-01QF"])
    def test_of_no_quarter(self, performance, key):
        assert performance.get(f"/cycles/{key}/").status_code == 404

    def test_takes_the_same_statements_however_many_services(self, performance):
        cycle, counts = CycleFactory(), []
        for services in (2, 20):
            for _ in range(services):
                IndicatorFactory()
            open_cycle(by=SYSTEM, at=AT, cycle=cycle)
            with CaptureQueriesContext(connection) as captured:
                performance.get(cycle.get_absolute_url())
            counts.append(len(captured))
        assert counts[0] == counts[1] <= 12


class TestList:
    def test_shows_the_newest_first_with_its_reports(self, performance):
        cycle = ReportFactory().cycle
        ReportFactory(cycle=cycle, run=Run.objects.get(), subject_id=2, state="released", released_at=AT)
        CycleFactory(period=parse_label("2026/27 Q3"))
        html = performance.get(LIST).content.decode()
        assert html.index("October to December 2026") < html.index("July to September 2026")
        assert "1 released, 1 draft" in html

    def test_without_any_says_what_to_do(self, performance):
        assert "Add the quarter whose figures are collected next." in performance.get(LIST).content.decode()

    def test_takes_the_same_statements_however_many_quarters(self, performance):
        counts = []
        for first, last in ((0, 2), (2, 12)):
            for n in range(first, last):
                CycleFactory(period=Q2.next(n))
            with CaptureQueriesContext(connection) as captured:
                performance.get(LIST)
            counts.append(len(captured))
        assert counts[0] == counts[1] <= 8


class TestOpen:
    def test_opens_collection_now(self, performance):
        IndicatorFactory()
        cycle = CycleFactory()
        performance.post(at("open", cycle))
        assert Return.objects.count() == 1
        assert Cycle.objects.get().opened_at


class TestBuild:
    def test_leads_to_its_progress_and_pressing_twice_to_the_same(self, performance):
        cycle = CycleFactory()
        first = performance.post(at("build", cycle))
        assert first.url == Run.objects.get().get_absolute_url() == performance.post(at("build", cycle)).url

    def test_of_one_kind(self, performance):
        performance.post(at("build"), {"kinds": ["service"]})
        assert Run.objects.get().kinds == ["service"]

    def test_of_a_kind_there_is_not_builds_all(self, performance):
        performance.post(at("build"), {"kinds": ["nonsense"]})
        assert Run.objects.get().kinds == []


class TestRelease:
    def test_releases_the_chosen_drafts(self, performance):
        first = ReportFactory()
        second = ReportFactory(cycle=first.cycle, run=first.run, subject_id=2, title="Second")
        address = at("release", first.cycle)
        assert " checked" not in performance.get(address).content.decode()
        response = performance.post(address, {"reports": [second.pk]})
        run = Run.objects.get(purpose="release")
        assert response.url == run.get_absolute_url()
        builds.perform_run(run_id=run.pk, clock=timezone.now)
        assert list(Report.objects.order_by("pk").values_list("state", flat=True)) == ["draft", "released"]

    def test_groups_them_by_whom_they_are_for_and_says_what_is_missing(self, performance):
        lacking = {"sentence": "", "rows": [["Missing", "2"], ["Awaiting sign-off", "1"], ["In late", "3"]]}
        first = ReportFactory(document=empty_document(coverage=lacking), audience="cabinet")
        ReportFactory(cycle=first.cycle, run=first.run)
        html = performance.get(at("release", first.cycle)).content.decode()
        assert html.index(">Cabinet</h2>") < html.index(">Management team</h2>")
        assert html.count("-lacks") == 2
        assert ">2 missing, 1 awaiting sign-off ·" in html
        assert "1 report is built; it lacks figures, and would be released so." in html
        assert "1 report is ready, with every figure that was due." in html

    def test_one_button_stands_for_all_of_an_audience_as_it_was_shown(self, performance):
        first = ReportFactory()
        second = ReportFactory(cycle=first.cycle, run=first.run, subject_id=2, title="Second")
        address = at("release", first.cycle)
        assert f'value="{first.pk},{second.pk},"' in performance.get(address).content.decode()
        ReportFactory(cycle=first.cycle, run=first.run, subject_id=3, title="Built meanwhile")
        performance.post(address, {"reports_all": [f"{first.pk},{second.pk},"]})
        assert Run.objects.get(purpose="release").report_ids == [first.pk, second.pk]

    def test_keeps_the_ticks_when_it_is_refused(self, performance):
        report = ReportFactory()
        RunFactory(cycle=report.cycle)
        assert performance.post(at("release", report.cycle), {"reports": [report.pk]}).content.count(b" checked") == 1

    @pytest.mark.parametrize("typed", ["x", "9" * 30, "1,2,x"])
    def test_what_is_no_draft_is_refused(self, performance, typed):
        report = ReportFactory()
        html = performance.post(at("release", report.cycle), {"reports": [typed], "reports_all": [typed]})
        assert "There is a problem" in html.content.decode()

    def test_asks_for_at_least_one(self, performance):
        report = ReportFactory()
        assert "Select at least one report" in performance.post(at("release", report.cycle), {}).content.decode()

    def test_says_why_not_while_they_are_being_built(self, performance):
        report = ReportFactory()
        RunFactory(cycle=report.cycle)
        html = performance.post(at("release", report.cycle), {"reports": [report.pk]}).content.decode()
        assert "Reports of this quarter are being made just now." in html

    def test_refuses_a_report_of_another_quarter(self, performance):
        own, foreign = ReportFactory(), ReportFactory(cycle=CycleFactory(period=Q2.next()))
        performance.post(at("release", own.cycle), {"reports": [foreign.pk]})
        assert not Run.objects.filter(purpose="release").exists()


class TestReminders:
    def test_shows_who_was_reminded_and_why_somebody_was_not(self, performance):
        officer = AppointmentFactory(post__title="Data officer", user__name="Dana Officer")
        IndicatorFactory(data_provider=officer.post, owner__title="Head of Waste")
        cycle = CycleFactory()
        open_cycle(by=SYSTEM, at=AT, cycle=cycle)
        reminders.send_digests(at=AT)
        deliver(clock=lambda: AT)
        html = performance.get(at("reminders", cycle)).content.decode()
        assert "Dana Officer" in html
        assert "Reminded today" in html
        assert "Nothing is left to do." in html
        assert "Thursday 15 October 2026" in html


@pytest.mark.parametrize("role", [Role.COUNCILLOR, Role.CABINET_MEMBER, Role.SCRUTINY_CHAIR, Role.EMPLOYEE])
def test_the_timetable_is_not_for_those_who_only_read(role):
    cycle = CycleFactory()
    client, _ = sign_in(role)
    assert client.get(LIST).status_code == client.get(cycle.get_absolute_url()).status_code == 403


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.DATA_OFFICER, Role.AUDITOR])
def test_only_the_performance_team_changes_the_timetable(role):
    cycle = ReportFactory().cycle
    client, _ = sign_in(role)
    assert client.get(cycle.get_absolute_url()).status_code == 200
    for name in ("edit", "open", "build", "release"):
        assert client.post(at(name, cycle)).status_code == 403
    for name in ("edit", "release", "reminders"):
        assert client.get(at(name, cycle)).status_code == 403
    assert client.get(NEW).status_code == 403
