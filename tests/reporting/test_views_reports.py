"""The list of reports, each report's page and its files; who may read which (G1, hardening (i))."""

import re
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.actors import SYSTEM
from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from indicators.models import Observation
from plans.periods import parse_label
from reporting import builds
from reporting.changes.reports import withdraw_report
from reporting.document import section
from reporting.models import Report, Run
from reporting.models.report import Frozen
from tests.factories import CycleFactory, UnitFactory, sign_in
from tests.factories.indicators import Q2
from tests.factories.reporting import ReportFactory, RunFactory, measured_service
from tests.reporting import sample_document as sample

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
LIST = reverse("reporting:report-list")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(builds, "render_pdf", lambda document, **_: b"%PDF-" + document["released"].encode())


def built(kind="service", audience="management_team"):
    run = RunFactory(kinds=[kind])
    assert builds.perform_run(run_id=run.pk, clock=timezone.now)
    return Report.objects.get(kind=kind, audience=audience)


def release(report):
    return builds.release_reports(by=SYSTEM, at=AT, reports=[report])[0]


def page(role, address):
    client, _ = sign_in(role)
    return client.get(address)


class TestReportDetail:
    def test_shows_the_document_with_contents_and_files(self):
        *_, (on_target, _, off) = measured_service()
        report = built()
        html = page(Role.ADMINISTRATOR, report.get_absolute_url()).content.decode()
        assert "Waste and Recycling: quarterly monitoring report" in html
        assert "1 of 3 rated measures is on target (33%); 1 is off target." in html
        assert "Of 3 measures due, 3 in on time." in html
        assert '<a class="govuk-link govuk-link--no-visited-state" href="#attention">Needs attention</a>' in html
        assert f'id="measure-{off.ref}"' in html
        assert f'href="#measure-{on_target.ref}"' in html
        assert reverse("reporting:report-file", args=[report.pk, "pdf"]) in html
        assert "Draft. Building again replaces it." in html

    def test_shows_the_year_before_where_the_period_before_is_not_compared(self):
        moved = {"word": "Worse", "arrow": "down", "real": None}
        none = {"word": "No comparison", "arrow": "none", "real": None}
        cards = [
            sample.measure("A", direction=none, year_ago=moved),
            sample.measure("B", direction=none, year_ago=none),
            sample.measure("C", direction=moved, year_ago=moved),
        ]
        report = ReportFactory(document=sample.document(sections=[section("m", "M", measures=cards)]))
        html = page(Role.ADMINISTRATOR, report.get_absolute_url()).content.decode()
        shown = [re.search(f'id="measure-{ref}".*?</p>', html, re.DOTALL)[0] for ref in "ABC"]
        words = [" ".join(strip_tags(each).split()) for each in shown]
        assert words[0].endswith("Worse since a year ago")
        assert words[1].endswith("No comparison")
        assert words[2].endswith("Worse")

    def test_a_table_of_words_has_its_labels_where_it_becomes_cards(self):
        report = ReportFactory(document=sample.document())
        html = page(Role.ADMINISTRATOR, report.get_absolute_url()).content.decode()
        assert '<td class="govuk-table__cell" data-label="Progress">Done</td>' in html

    def test_says_who_released_it_and_when(self):
        measured_service()
        report = release(built())
        html = page(Role.COUNCILLOR, report.get_absolute_url()).content.decode()
        assert "Released by The system on 14 October 2026, 10:30. Nothing in it changes any more." in html

    def test_opens_with_what_was_restated(self):
        *_, (on_target, _, _) = measured_service()
        report = release(built())
        Observation.objects.filter(indicator=on_target, period=Q2).update(value=70)
        builds.perform_run(run_id=RunFactory(cycle=report.cycle, kinds=["service"]).pk, clock=timezone.now)
        again = Report.objects.get(edition=2)
        html = page(Role.ADMINISTRATOR, again.get_absolute_url()).content.decode()
        assert html.index("Changed since the last report") < html.index("Of 3 measures due")
        assert "“On target” becomes “Off target”" in html

    def test_compares_as_reported_with_as_now_known(self):
        *_, (on_target, _, _) = measured_service()
        report = release(built())
        Observation.objects.filter(indicator=on_target, period=Q2).update(value=70)
        address = report.get_absolute_url()
        assert "Figure: 70.0%" not in page(Role.COUNCILLOR, address).content.decode()
        html = page(Role.COUNCILLOR, address + "?now=1").content.decode()
        assert "Now known: Figure: 70.0%. As reported: Figure: 95.0%." in html

    def test_comparing_what_still_stands_says_so(self):
        measured_service()
        html = page(Role.COUNCILLOR, release(built()).get_absolute_url() + "?now=1").content.decode()
        assert "Everything in it still stands as reported." in html

    def test_escapes_what_people_typed(self):
        *_, (_, _, off) = measured_service()
        off.name = "<script>alert(1)</script>"
        off.save()
        html = page(Role.ADMINISTRATOR, built().get_absolute_url()).content.decode()
        assert "<script>alert(1)</script>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html

    def test_its_history_is_a_tab(self):
        measured_service()
        report = release(built())
        html = page(Role.AUDITOR, report.get_absolute_url() + "?tab=history").content.decode()
        assert "Released" in html
        assert "Built" in html
        assert page(Role.COUNCILLOR, report.get_absolute_url() + "?tab=history").status_code == 403

    @pytest.mark.parametrize("measures", [3, 30])
    def test_takes_the_same_statements_however_many_measures(self, measures, django_assert_max_num_queries):
        measured_service(values=tuple(range(90, 90 - measures, -1)))
        report = release(built())
        client, _ = sign_in(Role.COUNCILLOR)
        with django_assert_max_num_queries(10):
            client.get(report.get_absolute_url())
        with django_assert_max_num_queries(22):
            client.get(report.get_absolute_url() + "?now=1")


@pytest.mark.sweep
class TestWhoMayRead:
    """What a person may not read answers like what does not exist."""

    @pytest.mark.parametrize(
        ("role", "draft", "released"),
        [
            (Role.ADMINISTRATOR, 200, 200),
            (Role.DIRECTOR, 200, 200),
            (Role.AUDITOR, 200, 200),
            (Role.COUNCILLOR, 404, 200),
            (Role.CABINET_MEMBER, 404, 200),
            (Role.SCRUTINY_CHAIR, 404, 200),
            (Role.EMPLOYEE, 404, 200),
            (Role.APPROVER, 404, 200),
            (Role.PARTNER, 404, 404),
        ],
    )
    def test_council_wide_report(self, role, draft, released):
        report = ReportFactory()
        client, _ = sign_in(role)
        for name in ("detail", "pdf"):
            address = report.get_absolute_url() if name == "detail" else f"/reports/{report.pk}/report.pdf"
            assert client.get(address).status_code == (draft if name == "detail" else 404)
        release(report)
        for address in (report.get_absolute_url(), f"/reports/{report.pk}/report.pdf"):
            assert client.get(address).status_code == released

    def test_a_head_of_service_reads_the_draft_of_the_own_service_only(self):
        own, *_ = measured_service("Waste and Recycling")
        measured_service("Housing")
        builds.perform_run(run_id=RunFactory(kinds=["service"]).pk, clock=timezone.now)
        client, _ = sign_in(Role.APPROVER, own)
        mine, foreign = Report.objects.get(unit=own), Report.objects.exclude(unit=own).get()
        assert client.get(mine.get_absolute_url()).status_code == 200
        assert client.get(foreign.get_absolute_url()).status_code == 404
        assert client.get(f"/reports/{foreign.pk}/report.xlsx").status_code == 404
        html = client.get(LIST).content.decode()
        assert "1 report" in html
        assert "Housing" not in html

    def test_a_partner_reads_released_reports_of_its_own_unit_only(self):
        own, *_ = measured_service("Partner")
        measured_service("Housing")
        builds.perform_run(run_id=RunFactory(kinds=["service"]).pk, clock=timezone.now)
        builds.release_reports(by=SYSTEM, at=AT, reports=list(Report.objects.all()))
        client, _ = sign_in(Role.PARTNER, own)
        assert client.get(Report.objects.get(unit=own).get_absolute_url()).status_code == 200
        assert client.get(Report.objects.exclude(unit=own).get().get_absolute_url()).status_code == 404

    def test_a_stranger_is_sent_to_sign_in(self, client):
        report = release(ReportFactory())
        for address in (LIST, report.get_absolute_url(), f"/reports/{report.pk}/report.pdf", LIST + "?download=csv"):
            assert client.get(address).status_code == 302

    @pytest.mark.parametrize("pk", [0, 999_999, 10**25])
    def test_what_does_not_exist(self, pk):
        client, _ = sign_in(Role.ADMINISTRATOR)
        assert client.get(f"/reports/{pk}/").status_code == 404
        assert client.get(f"/reports/{pk}/report.pdf").status_code == 404


class TestFiles:
    @pytest.mark.parametrize(
        ("ending", "kind", "start"),
        [("pdf", "application/pdf", b"%PDF"), ("xlsx", "application/vnd.openxml", b"PK")],
    )
    def test_download_with_their_names_and_are_not_stored(self, ending, kind, start):
        measured_service()
        report = release(built())
        response = page(Role.COUNCILLOR, f"/reports/{report.pk}/report.{ending}")
        assert response["Content-Type"].startswith(kind)
        assert response["Cache-Control"] == "private, no-store"
        name = f"waste-and-recycling-quarterly-monitoring-report-2026-27-q2-management-team.{ending}"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response.content.startswith(start)
        assert response.content == bytes(report.files.get(format=ending).content)

    def test_a_draft_and_an_edition_say_so_in_their_name(self):
        measured_service()
        report = built()
        assert "-draft.pdf" in page(Role.ADMINISTRATOR, f"/reports/{report.pk}/report.pdf")["Content-Disposition"]
        release(report)
        builds.perform_run(run_id=RunFactory(cycle=report.cycle, kinds=["service"]).pk, clock=timezone.now)
        again = Report.objects.get(edition=2)
        name = page(Role.ADMINISTRATOR, f"/reports/{again.pk}/report.pdf")["Content-Disposition"]
        assert "-edition-2-draft.pdf" in name

    def test_a_title_cannot_break_the_header(self):
        report = release(ReportFactory(title='A"\r\nSet-Cookie: x=1; é'))
        disposition = page(Role.COUNCILLOR, f"/reports/{report.pk}/report.pdf")["Content-Disposition"]
        assert disposition == 'attachment; filename="a-set-cookie-x-1-2026-27-q2-management-team.pdf"'


class TestReportList:
    def fill(self, number=3):
        first = ReportFactory(title="Report 0")
        for n in range(1, number):
            ReportFactory(cycle=first.cycle, run=first.run, subject_id=n, title=f"Report {n}")
        other = CycleFactory(period=parse_label("2026/27 Q1"))
        service = UnitFactory(name="Waste")
        ReportFactory(cycle=other, kind="service", audience="scrutiny", unit=service, title="Waste report")
        return service

    def test_filters_in_the_address(self):
        service = self.fill()
        client, _ = sign_in(Role.ADMINISTRATOR)
        for query, count in (
            ("?cycle=all", "4 reports"),
            (f"?cycle={Q2.key}", "3 of 4 reports"),
            ("?cycle=all&kind=service", "1 of 4 reports"),
            ("?cycle=all&audience=scrutiny", "1 of 4 reports"),
            (f"?cycle=all&service={service.pk}", "1 of 4 reports"),
            ("?cycle=all&state=released", "0 of 4 reports"),
            ("?kind=nonsense&cycle=all&service=y", "4 reports"),
        ):
            assert count in client.get(LIST + query).content.decode(), query
        assert "No report matches these filters" in client.get(LIST + "?state=released").content.decode()

    def test_shows_the_newest_quarter_until_another_is_asked_for(self):
        self.fill()
        client, _ = sign_in(Role.ADMINISTRATOR)
        for query in ("", "?cycle=x", "?sort=title"):
            html = client.get(LIST + query).content.decode()
            assert "3 of 4 reports" in html, query
            assert "Waste report" not in html, query
            assert ">Latest: July to September 2026 (Q2)</option>" in html, query
            assert '<option value="all">All quarters</option>' in html, query
        assert "Waste report" not in client.get(LIST + "?download=csv").content.decode()
        assert "Waste report" in client.get(LIST + "?cycle=all&download=csv").content.decode()

    def test_a_long_list_has_pages_that_keep_its_filters(self):
        self.fill(number=30)
        client, _ = sign_in(Role.ADMINISTRATOR)
        html = client.get(LIST + "?cycle=all&sort=title").content.decode()
        assert html.count('class="govuk-table__row app-measure"') == 25
        assert 'href="?cycle=all&amp;sort=title&amp;page=2"' in html
        html = client.get(LIST + "?cycle=all&sort=title&page=2").content.decode()
        assert html.count('class="govuk-table__row app-measure"') == 6

    def test_says_in_the_column_what_the_filter_says(self):
        ReportFactory(kind="themed", title="A safer place: progress report")
        html = page(Role.ADMINISTRATOR, LIST).content.decode()
        assert '<option value="themed">Themed report</option>' in html
        assert 'data-label="Kind">Themed report</td>' in html

    def test_reports_of_one_title_are_told_apart_in_their_links(self):
        first = ReportFactory(title="Exception report")
        ReportFactory(cycle=first.cycle, run=first.run, audience="cabinet", title="Exception report")
        html = page(Role.ADMINISTRATOR, LIST).content.decode()
        for whom in ("Management team", "Cabinet"):
            assert f'Exception report<span class="govuk-visually-hidden">, for {whom}</span></a>' in html

    def test_sorts_both_ways(self):
        self.fill()
        client, _ = sign_in(Role.ADMINISTRATOR)
        html = client.get(LIST + "?cycle=all&sort=title").content.decode()
        assert html.index("Report 0") < html.index("Report 2") < html.index("Waste report")
        html = client.get(LIST + "?cycle=all&sort=-title").content.decode()
        assert html.index("Waste report") < html.index("Report 2") < html.index("Report 0")

    def test_downloads_what_it_shows(self):
        self.fill()
        client, _ = sign_in(Role.ADMINISTRATOR)
        text = client.get(LIST + "?cycle=all&kind=service&download=csv").content.decode("utf-8-sig")
        assert text.splitlines()[0].startswith("Report,Quarter,Kind,For,State")
        assert text.splitlines()[1].startswith("Waste report,2026/27 Q1,Service quarterly monitoring report")
        assert len(text.splitlines()) == 2
        book = openpyxl.load_workbook(BytesIO(client.get(LIST + "?cycle=all&download=xlsx").content))
        assert any("Waste report" in str(row) for row in book.worksheets[0].values)
        book.close()

    def test_without_any_says_what_to_expect(self):
        assert "No reports yet" in page(Role.COUNCILLOR, LIST).content.decode()

    def test_takes_the_same_statements_however_many_reports(self):
        client, _ = sign_in(Role.ADMINISTRATOR)
        first, counts = ReportFactory(), []
        for subjects in (range(1, 4), range(4, 40)):
            for n in subjects:
                ReportFactory(cycle=first.cycle, run=first.run, subject_id=n)
            with CaptureQueriesContext(connection) as captured:
                client.get(LIST)
            counts.append(len(captured))
        assert counts[0] == counts[1] <= 12


class TestRelease:
    def test_asks_first_and_says_what_is_in_it(self):
        measured_service()
        report = built()
        client, _ = sign_in(Role.ADMINISTRATOR)
        address = f"/reports/{report.pk}/release/"
        assert f'href="{address}"' in client.get(report.get_absolute_url()).content.decode()
        html = client.get(address).content.decode()
        assert report.document["coverage"]["sentence"] in html
        assert "never changes again" in html
        assert not Run.objects.filter(purpose="release").exists()
        assert client.post(address).status_code == 302
        assert Run.objects.filter(purpose="release").count() == 1

    def test_says_that_it_can_be_withdrawn_and_until_when(self):
        html = page(Role.ADMINISTRATOR, f"/reports/{ReportFactory().pk}/release/").content.decode()
        assert "It can be withdrawn until a scrutiny pack holds it or a later report compares itself with it." in html

    def test_what_is_released_is_shown_not_asked_about_again(self):
        report = release(ReportFactory())
        client, _ = sign_in(Role.ADMINISTRATOR)
        assert client.get(f"/reports/{report.pk}/release/")["Location"] == report.get_absolute_url()

    def test_leads_to_its_progress(self):
        report = ReportFactory()
        client, _ = sign_in(Role.ADMINISTRATOR)
        response = client.post(f"/reports/{report.pk}/release/")
        run = Run.objects.get(purpose="release")
        assert response.url == run.get_absolute_url()
        assert run.report_ids == [report.pk]

    def test_of_what_is_released_is_refused_with_the_reason(self):
        report = release(ReportFactory())
        client, _ = sign_in(Role.ADMINISTRATOR)
        html = client.post(f"/reports/{report.pk}/release/", follow=True).content.decode()
        assert "None of these reports is a draft" in html

    @pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COUNCILLOR, Role.AUDITOR])
    def test_is_the_performance_teams(self, role):
        report = ReportFactory()
        client, _ = sign_in(role)
        assert client.post(f"/reports/{report.pk}/release/").status_code == 403
        assert not Run.objects.filter(purpose="release").exists()

    def test_is_not_offered_to_who_may_not(self):
        report = ReportFactory()
        html = page(Role.ADMINISTRATOR, report.get_absolute_url()).content.decode()
        assert "Release this report" in html
        assert "Release this report" not in page(Role.DIRECTOR, report.get_absolute_url()).content.decode()


class TestWithdraw:
    """A report released by mistake is taken from its readers, and kept as it was."""

    def withdrawn(self, report):
        client, _ = sign_in(Role.ADMINISTRATOR)
        return client.post(f"/reports/{report.pk}/withdraw/", {"why": "It was the wrong quarter."}, follow=True)

    def test_readers_are_told_when_and_why(self):
        report = release(ReportFactory())
        assert "The report is withdrawn." in self.withdrawn(report).content.decode()
        client, _ = sign_in(Role.COUNCILLOR)
        for address in (report.get_absolute_url(), f"/reports/{report.pk}/report.pdf"):
            html = client.get(address, follow=True).content.decode()
            assert "This report was withdrawn on" in html
            assert "It was the wrong quarter." in html
            assert report.document["headline"] not in html
        assert report.get_absolute_url() not in client.get(f"{LIST}?cycle=all").content.decode()

    def test_is_kept_as_it_was_for_those_who_prepare_reports(self):
        report = release(ReportFactory())
        before = (report.document, report.checksum, bytes(report.files.get(format="pdf").content))
        html = self.withdrawn(report).content.decode()
        assert "Withdrawn on" in html
        assert report.document["headline"] in html
        report.refresh_from_db()
        assert (report.document, report.checksum, bytes(report.files.get(format="pdf").content)) == before
        assert page(Role.ADMINISTRATOR, f"/reports/{report.pk}/report.pdf").status_code == 200
        for change in (report.save, report.files.all().delete, Report.objects.filter(pk=report.pk).delete):
            with pytest.raises(Frozen):
                change()

    def test_is_recorded_with_the_reason(self):
        report = release(ReportFactory())
        self.withdrawn(report)
        event = Event.objects.get(action="withdrew")
        assert (event.thing_id, event.why) == (str(report.pk), "It was the wrong quarter.")

    def test_needs_a_reason(self):
        report = release(ReportFactory())
        client, _ = sign_in(Role.ADMINISTRATOR)
        html = client.post(f"/reports/{report.pk}/withdraw/", {"why": ""}).content.decode()
        assert "Enter why the report is withdrawn" in html
        with pytest.raises(ChangeRefused, match="Say why"):
            withdraw_report(by=SYSTEM, at=AT, report=report, why=" ")

    def test_the_next_build_makes_a_new_edition(self):
        measured_service()
        report = release(built())
        self.withdrawn(report)
        builds.perform_run(run_id=RunFactory(cycle=report.cycle, kinds=["service"]).pk, clock=timezone.now)
        latest = Report.objects.get(unit=report.unit_id, state="draft")
        assert latest.edition == report.edition + 1
        assert latest.document["restatements"] == []

    def test_not_once_a_later_report_compares_itself_with_it(self):
        report = release(ReportFactory())
        ReportFactory(cycle=report.cycle, run=report.run, edition=2)
        html = self.withdrawn(report).content.decode()
        assert "compares itself with this one. Build those of July to September 2026 (Q2) again" in html
        client, _ = sign_in(Role.ADMINISTRATOR)
        response = client.get(f"/reports/{report.pk}/withdraw/", follow=True)
        assert response.redirect_chain[0][0] == report.get_absolute_url()
        assert "compares itself with this one" in response.content.decode()
        assert Report.objects.get(pk=report.pk).state == "released"

    def test_not_a_draft(self):
        assert "Only a released report can be withdrawn." in self.withdrawn(ReportFactory()).content.decode()

    @pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COUNCILLOR, Role.AUDITOR])
    def test_is_for_who_may_release(self, role):
        report = release(ReportFactory())
        client, _ = sign_in(role)
        assert client.post(f"/reports/{report.pk}/withdraw/", {"why": "No."}).status_code == 403
        assert "Withdraw this report" not in client.get(report.get_absolute_url()).content.decode()

    def test_a_partner_is_not_told_of_reports_that_were_never_theirs(self):
        report = release(ReportFactory())
        self.withdrawn(report)
        assert page(Role.PARTNER, report.get_absolute_url()).status_code == 404
