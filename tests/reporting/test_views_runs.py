"""A run's page: its steps with times, what failed and what to do; safe to leave."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.roles import Role
from reporting.models import Run
from tests.factories import sign_in
from tests.factories.reporting import RunFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def performance():
    client, _ = sign_in(Role.ADMINISTRATOR)
    return client


def running(**changes):
    return RunFactory(
        state="running", attempts=1, started_at=AT, lease_ends_at=AT + timedelta(seconds=20), steps_done=7,
        steps_total=44, step="Report 7 of 42: Waste and Recycling", timings=[[f"Step {n}", 1.25] for n in range(7)],
        **changes,
    )  # fmt: skip


class TestProgress:
    def test_says_which_report_is_being_made(self, performance):
        html = performance.get(running().get_absolute_url()).content.decode()
        assert "Report 7 of 42: Waste and Recycling." in html
        assert "2 earlier steps" in html
        assert "2.5 s" in html
        assert "Refresh the progress" in html
        assert "js/progress.js" in html

    def test_fragment_is_what_the_page_shows_and_is_not_stored(self, performance):
        run = running()
        response = performance.get(f"/builds/{run.pk}/progress/")
        html = response.content.decode()
        assert html.strip().startswith('<div data-progress="Report 7 of 42: Waste and Recycling."')
        assert "<html" not in html
        assert response["Cache-Control"] == "no-store"

    def test_says_that_it_was_taken_up_again(self, performance):
        run = running()
        Run.objects.update(attempts=2)
        assert "It was taken up again (attempt 2)." in performance.get(run.get_absolute_url()).content.decode()

    def test_waiting_for_long_says_that_it_starts_by_itself(self, performance):
        run = RunFactory(requested_at=AT - timedelta(minutes=5))
        assert "No worker has taken it up yet" in performance.get(run.get_absolute_url()).content.decode()

    def test_done_leads_to_the_reports(self, performance):
        run = RunFactory(state="done", started_at=AT, finished_at=AT + timedelta(seconds=61))
        html = performance.get(run.get_absolute_url()).content.decode()
        assert "The drafts are there. It took 61 seconds." in html
        assert "/reports/?cycle=2026-07-01QF" in html
        assert "data-progress-ended" in html

    def test_failed_says_why_and_offers_another_try(self, performance):
        run = RunFactory(state="failed", reason="It stopped at “Report 3”. <b>No fonts</b>.")
        html = performance.get(run.get_absolute_url()).content.decode()
        assert "It stopped at “Report 3”. &lt;b&gt;No fonts&lt;/b&gt;." in html
        assert "Try again" in html
        assert html.count("csrfmiddlewaretoken") == 2  # signing out, and trying again

    def test_of_a_run_that_does_not_exist(self, performance):
        assert performance.get("/builds/404/").status_code == 404


class TestRetry:
    def test_puts_it_back_into_the_queue(self, performance):
        run = RunFactory(state="failed", reason="Why")
        response = performance.post(f"/builds/{run.pk}/retry/")
        assert response.url == run.get_absolute_url()
        assert Run.objects.get().state == "queued"

    def test_of_what_is_running_says_why_not(self, performance):
        html = performance.post(f"/builds/{running().pk}/retry/", follow=True).content.decode()
        assert "Only a run that failed can be tried again." in html


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COUNCILLOR, Role.AUDITOR, Role.DATA_OFFICER])
def test_is_for_the_performance_team(role):
    run = RunFactory(state="failed", reason="Why")
    client, _ = sign_in(role)
    assert client.get(run.get_absolute_url()).status_code == 403
    assert client.get(f"/builds/{run.pk}/progress/").status_code == 403
    assert client.post(f"/builds/{run.pk}/retry/").status_code == 403
    assert Run.objects.get().state == "failed"
