"""The planning timetable (A6): what is due of a plan, whom it waits for, and what is late."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.actors import SYSTEM, actor_for
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from plans.changes.timetables import TimetableDetails, set_timetable
from plans.models import PlanTimetable
from plans.queries.timetables import plans_waiting, timetable_of
from plans.stages import STAGES, due_of, in_order
from reporting.dashboards.needs_you import needs_you
from tests.factories import (
    AppointmentFactory,
    LevelFactory,
    PlanFactory,
    PlanReviewFactory,
    PlanTimetableFactory,
    PostFactory,
    sign_in,
)
from tests.pages import page

AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 14)
DATES = {stage: date(2026, 11 + n // 2, 1 + 14 * (n % 2)) for n, stage in enumerate(list(STAGES)[:4])}
DATES["approve_on"] = date(2027, 2, 24)


def address(name, *arguments):
    return reverse(f"plans:{name}", args=arguments)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "to be submitted by 1 December 2026"),
        ("submitted", "to be reviewed by 15 December 2026"),
        ("signed_off", "to be approved by 24 February 2027"),
    ],
)
def test_a_plan_is_due_for_what_its_state_waits_for(state, words):
    assert due_of(state, DATES, today=TODAY).words == words
    late = due_of(state, DATES, today=date(2027, 3, 1))
    assert late.is_late
    assert late.words == f"was {words}"


def test_nothing_is_due_of_an_approved_plan_and_the_day_itself_is_not_late():
    assert due_of("approved", DATES, today=TODAY) is None
    assert not due_of("draft", DATES, today=date(2026, 12, 1)).is_late


def test_stages_come_one_after_the_other():
    assert in_order(DATES)
    assert not in_order(DATES | {"review_on": date(2026, 11, 1)})


@pytest.fixture
def level():
    return LevelFactory(name="Service plan", is_reported=True)


def draft(level, **fields):
    given = {"state": "draft", "approved_on": None, "starts_on": date(2027, 4, 1), "ends_on": date(2028, 3, 31)}
    return PlanFactory(level=level, **given | fields)


@pytest.mark.django_db
def test_a_plan_goes_by_the_timetable_of_its_level_and_year(level):
    before = PlanTimetableFactory(level=level)
    own = PlanTimetableFactory(level=level, starts_on=date(2027, 4, 1))
    other = PlanTimetableFactory(level=LevelFactory(name="Division", is_reported=True), starts_on=date(2027, 4, 1))
    plan = draft(level)
    assert timetable_of(plan, [before, own, other]) == own
    plan.starts_on = date(2029, 4, 1)
    assert timetable_of(plan, [before, own, other]) is None


@pytest.mark.django_db
def test_plans_wait_for_their_owners_when_due_or_sent_back_and_for_the_performance_team_when_handed_in(level):
    PlanTimetableFactory(level=level, starts_on=date(2027, 4, 1), submit_on=date(2026, 10, 20))
    owner, team = PostFactory(title="Head of Parks"), PostFactory(title="Team", role="administrator")
    draft(level, title="Due", owner=owner)
    back = draft(level, title="Back", owner=owner, starts_on=date(2031, 4, 1), ends_on=date(2032, 4, 1))
    PlanReviewFactory(plan=back, outcome="sent_back", remarks="More.", reviewed_at=AT)
    draft(level, title="Later", owner=owner, starts_on=date(2031, 4, 1), ends_on=date(2032, 4, 1))
    draft(level, title="In", owner=owner, state="submitted")
    waiting = plans_waiting(TODAY)
    assert [(each.post, each.text, each.late) for each in waiting] == [
        ("Head of Parks", "Plan “Back”: sent back to be repaired", False),
        ("Head of Parks", "Plan “Due”: in draft, to be submitted by 20 October 2026", False),
        ("Team", "Plan “In”: waits for review, to be reviewed by 31 October 2026", False),
    ]
    assert {each.post for each in plans_waiting(TODAY, {team.pk})} == {"Team"}
    assert plans_waiting(date(2026, 11, 30), {team.pk})[0].late
    own = actor_for(AppointmentFactory(post=owner).user, today=TODAY)
    assert [each.title for each in needs_you(own, at=AT)] == [each.text for each in waiting[:2]]


@pytest.mark.django_db
def test_a_timetable_out_of_order_or_set_twice_is_refused(level):
    details = TimetableDetails(level=level, starts_on=date(2027, 4, 1), **DATES)
    set_timetable(by=SYSTEM, at=AT, details=details)
    with pytest.raises(ChangeRefused, match="There is a timetable for these plans already"):
        set_timetable(by=SYSTEM, at=AT, details=details)
    wrong = TimetableDetails(
        level=level, starts_on=date(2028, 4, 1), **DATES | {"comments_on": date(2026, 10, 1)}
    )  # fmt: skip
    with pytest.raises(ChangeRefused, match="Each stage comes on the day of the one before it, or later"):
        set_timetable(by=SYSTEM, at=AT, details=wrong)
    other = TimetableDetails(level=LevelFactory(name="Team plan"), starts_on=date(2027, 4, 1), **DATES)
    with pytest.raises(ChangeRefused, match="are not reviewed"):
        set_timetable(by=SYSTEM, at=AT, details=other)


@pytest.mark.django_db
def test_the_performance_team_sets_it_and_everybody_reads_what_is_due_and_late(level):
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert "No planning timetable yet" in page(client, address("timetable-list"))
    given = {
        "level": level.pk, "starts_on": "1 April 2027", "draft_on": "1 September 2026",
        "comments_on": "30 September 2026", "submit_on": "10 October 2026", "review_on": "1 October 2026",
        "approve_on": "24 February 2027",
    }  # fmt: skip
    text = client.post(address("timetable-create"), given).content.decode()
    assert "Each stage comes on the day of the one before it" in text
    client.post(address("timetable-create"), given | {"review_on": "31 October 2026"})
    timetable = PlanTimetable.objects.get()
    plan = draft(level, title="Parks plan")
    member, _ = sign_in(Role.COUNCILLOR)
    assert "was to be submitted by 10 October 2026" in page(member, address("plan-list"))
    assert "Late: it was to be submitted by 10 October 2026" in page(member, plan.get_absolute_url())
    later = given | {"review_on": "31 October 2026", "submit_on": "20 October 2026", "version": 1}
    client.post(address("timetable-edit", timetable.pk), later)
    assert "It is to be submitted by 20 October 2026" in page(member, plan.get_absolute_url())
    again = client.post(address("timetable-edit", timetable.pk), later | {"submit_on": "21 October 2026"})
    assert "Somebody else saved this" in again.content.decode()
