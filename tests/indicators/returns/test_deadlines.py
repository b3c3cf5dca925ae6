"""When a figure is late: after the grace of the deadline in force, and whoever says so says the same (rules.md 18)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.actors import SYSTEM
from accounts.roles import Role
from foundation.dates import end_of_day
from indicators.changes.returns import lock_return, reopen_return, send_back, submit_return
from indicators.judging.council_statuses import glances
from indicators.judging.scorecard import measured
from indicators.models import Indicator, Observation, Return
from reporting.changes.cycles import edit_cycle
from reporting.models import Cycle
from reporting.queries.coverage import coverage_of
from reporting.queries.cycles import collection, last_day
from reporting.queries.figure_cautions import cautions, coverage_at_a_glance
from reporting.queries.figure_notes import beside
from reporting.queries.reminders import duties, next_digest_on
from reporting.snapshots.live import gather
from tests.factories import CycleFactory, ObservationFactory, sign_in
from tests.factories.indicators import Q2
from tests.indicators.returns.pages import edit_url, figures, make_return

pytestmark = pytest.mark.django_db

# Due on Tuesday 20 October 2026, late after 22 October, approval due 27 October, locked after 3 November.
IN_TIME = datetime(2026, 10, 19, 9, tzinfo=UTC)
AFTER_GRACE = datetime(2026, 10, 23, 9, tzinfo=UTC)
LOCKED = datetime(2026, 11, 4, 9, tzinfo=UTC)
UNTIL = end_of_day(date(2026, 11, 16))


@pytest.fixture
def in_return(service):
    CycleFactory(opened_at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    return make_return(service, 1)


@pytest.fixture
def reopened(in_return):
    lock_return(by=SYSTEM, at=LOCKED, in_return=in_return)
    return reopen_return(by=SYSTEM, at=LOCKED, in_return=in_return, until=UNTIL, reason="Flood")


def handed_in(in_return, at):
    Observation.objects.filter(in_return=in_return).update(state="draft", value=95)
    submit_return(by=SYSTEM, at=at, in_return=in_return)
    return figures(in_return)[0]


def sent_back(in_return, *, handed_in_at=IN_TIME, at=AFTER_GRACE):
    return send_back(by=SYSTEM, at=at, observation=handed_in(in_return, handed_in_at), note="Which depot?")


def seen(service, name, at, *args, role=Role.DATA_OFFICER):
    with time_machine.travel(at, tick=False):
        client, _ = sign_in(role, service)
        return " ".join(strip_tags(client.get(reverse(name, args=args)).content.decode()).split())


def whether_late(in_return, at):
    """What each of those who say it says of the return's one figure."""
    (figure,) = figures(in_return)
    found = measured(Indicator.objects.all(), report_period=Q2, history=4)
    (glance,) = glances(Indicator.objects.all(), report_period=Q2)
    (duty,) = duties(Cycle.objects.all(), at=at)
    (row,) = collection(Q2, at=at)
    live, noted = gather(Q2, at=at), cautions({Q2}, at=at).of(glance)
    listed = seen(in_return.service, "indicators:return-list", at)
    page = seen(in_return.service, "indicators:return-edit", at, in_return.pk)
    return {
        "list": "Late, 1 left" in listed,
        "page": "late since" in page,
        "home": "late since" in seen(in_return.service, "home", at),
        "collection": row.progress.late == 1,
        "digest": duty.late and "late since" in duty.text,
        "council": noted is not None and noted.is_overdue,
        "service's page": beside(found)[figure.pk].arrival.is_overdue(at),
        "report": any(reason["code"] == "late" for item in live.items.values() for reason in item.reasons),
    }


@pytest.mark.parametrize("at", [LOCKED + timedelta(hours=1), UNTIL])
def test_nobody_calls_a_return_late_that_was_reopened_by_exception(reopened, at):
    assert set(whether_late(reopened, at).values()) == {False}
    assert "reopened until Monday 16 November 2026" in seen(reopened.service, "indicators:return-edit", at, reopened.pk)
    with time_machine.travel(at, tick=False):
        client, _ = sign_in(Role.ADMINISTRATOR)
        late = client.get(reverse("indicators:return-list") + "?state=late").content.decode()
    assert edit_url(reopened) not in late


def test_everybody_calls_a_return_late_once_its_deadline_is_over(in_return):
    assert set(whether_late(in_return, AFTER_GRACE).values()) == {True}


def test_a_figure_sent_back_has_three_working_days_and_a_state_of_its_own(in_return):
    figure = sent_back(in_return)
    assert figure.back_by == end_of_day(date(2026, 10, 28))
    at = AFTER_GRACE + timedelta(hours=1)
    assert set(whether_late(in_return, at).values()) == {False}
    page = seen(in_return.service, "indicators:return-edit", at, in_return.pk)
    assert "1 sent back" in page
    assert "sent back, due again Wednesday 28 October 2026" in page
    assert "Which depot? (Hand it in again by Wednesday 28 October 2026.)" in page


def test_a_figure_sent_back_is_late_once_its_own_date_is_over(in_return):
    sent_back(in_return)
    after = end_of_day(date(2026, 10, 28)) + timedelta(seconds=1)
    assert set(whether_late(in_return, after).values()) == {True}
    assert "late since Wednesday 28 October 2026" in seen(
        in_return.service, "indicators:return-edit", after, in_return.pk
    )


def test_a_figure_that_came_late_and_was_sent_back_stays_late(in_return):
    figure = sent_back(in_return, handed_in_at=AFTER_GRACE, at=AFTER_GRACE + timedelta(hours=1))
    assert figure.back_by is None


def test_the_date_of_what_is_sent_back_lies_neither_before_the_grace_nor_after_the_lock(in_return):
    early = datetime(2026, 10, 16, 9, tzinfo=UTC)
    assert sent_back(in_return, handed_in_at=early, at=early).back_by == in_return.grace_ends_at
    Observation.objects.filter(in_return=in_return).update(state="submitted")
    (figure,) = figures(in_return)
    assert send_back(by=SYSTEM, at=in_return.locks_at, observation=figure, note="x").back_by == in_return.locks_at


@pytest.mark.parametrize("moved", ["reopened", "sent back"])
def test_what_comes_in_by_the_deadline_in_force_came_in_on_time(in_return, moved):
    if moved == "reopened":
        lock_return(by=SYSTEM, at=LOCKED, in_return=in_return)
        reopen_return(by=SYSTEM, at=LOCKED, in_return=in_return, until=UNTIL, reason="Flood")
        last = UNTIL
    else:
        last = sent_back(in_return).back_by
    for at, counts in ((last, (1, 0)), (last + timedelta(seconds=1), (0, 1))):
        Observation.objects.filter(in_return=in_return).update(state="submitted", value=95, submitted_at=at)
        found = measured(Indicator.objects.all(), report_period=Q2, history=4)
        looked = glances(Indicator.objects.all(), report_period=Q2)
        for told in (
            coverage_of(found, beside(found), report_period=Q2),
            coverage_at_a_glance(looked, cautions({Q2}, at=at), report_period=Q2),
        ):
            assert (told.on_time, told.late) == counts
        page = seen(in_return.service, "indicators:return-handed-in", at, in_return.pk)
        assert ("which was late" in page, "handed in late" in page) == (bool(counts[1]), bool(counts[1]))


@pytest.mark.parametrize("state", ["due", "submitted"])
def test_an_exception_moves_approval_as_many_working_days_as_the_figures(in_return, service, state):
    reopen_return(by=SYSTEM, at=AFTER_GRACE, in_return=in_return, until=UNTIL, reason="Flood")
    Observation.objects.filter(in_return=in_return).update(state=state, value=95)
    listed = seen(service, "indicators:return-list", AFTER_GRACE, role=Role.APPROVER)
    assert "Monday 16 November 2026" in listed
    assert "20 October" not in listed
    assert ("1 figure waits for your approval, by Monday 23 November 2026" in listed) is (state == "submitted")
    (duty,) = duties(Cycle.objects.all(), at=AFTER_GRACE)
    due = "due Monday 16 November 2026" if state == "due" else "for approval, due Monday 23 November 2026"
    assert due in duty.text


def test_what_an_officer_gets_back_is_not_due_after_its_approval(in_return, service):
    figure = sent_back(in_return, at=datetime(2026, 10, 27, 9, tzinfo=UTC))
    Observation.objects.filter(pk=figure.pk).update(state="submitted")
    page = seen(service, "indicators:return-list", AFTER_GRACE, role=Role.APPROVER)
    assert "by Friday 30 October 2026" in page


def test_reminders_go_on_while_a_return_is_open_by_exception(reopened):
    cycle = Cycle.objects.get()
    assert last_day(cycle) == date(2026, 11, 16)
    assert next_digest_on(cycle, today=date(2026, 11, 4)) == date(2026, 11, 5)
    assert next_digest_on(cycle, today=date(2026, 11, 16)) is None


def test_an_exception_stays_when_the_timetable_moves(in_return):
    reopen_return(by=SYSTEM, at=AFTER_GRACE, in_return=in_return, until=UNTIL, reason="Flood")
    cycle = Cycle.objects.get()
    names = ("opens_on", "due_on", "late_after", "approval_due_on", "locks_on")
    dates = {name: getattr(cycle, name) for name in (*names, "management_team_on", "cabinet_on", "scrutiny_on")}
    edit_cycle(by=SYSTEM, at=AFTER_GRACE, cycle=cycle, dates=dates | {"due_on": date(2026, 10, 21)}, why="Later.")
    stored = Return.objects.get()
    assert (stored.extended_to, stored.due_at) == (UNTIL, datetime(2026, 10, 21, 22, 59, 59, tzinfo=UTC))
    assert re.search("Monday 16 November 2026", seen(stored.service, "indicators:return-list", AFTER_GRACE))


def test_one_late_figure_makes_the_return_late_whatever_was_sent_back(in_return):
    sent_back(in_return)
    indicator = ObservationFactory(
        indicator__service=in_return.service, in_return=in_return, state="due", value=None
    ).indicator
    (row,) = collection(Q2, at=AFTER_GRACE)
    assert (row.progress.late, row.progress.left) == (1, 2)
    assert indicator.observations.get().back_by is None
    page = seen(in_return.service, "indicators:return-edit", AFTER_GRACE, in_return.pk)
    assert "late since Thursday 22 October 2026" in page
