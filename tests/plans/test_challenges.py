"""Priorities are challenged before their plan is approved (A21): who, when, what came of it, and what was forgotten."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from plans.changes.challenges import ChallengeDetails, edit_challenge, record_challenge
from plans.models import PriorityChallenge
from plans.queries.authors import authors_of
from plans.queries.timetables import plans_waiting
from tests.factories import (
    ChallengeFactory,
    LevelFactory,
    ObjectiveFactory,
    PlanFactory,
    PlanTimetableFactory,
    PostFactory,
    acting_as,
    sign_in,
)
from tests.pages import page

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 14)
DETAILS = {"challenged_by": "Corporate Scrutiny", "challenged_on": date(2026, 9, 1), "outcome": "Kept."}


def details(**fields):
    return ChallengeDetails(**DETAILS | fields)


@pytest.fixture
def priority():
    plan = PlanFactory(
        level=LevelFactory(name="Corporate plan"), title="Plan 2027", owner=PostFactory(title="Chief"), state="draft",
        approved_on=None, starts_on=date(2027, 4, 1), ends_on=date(2031, 3, 31),
    )  # fmt: skip
    return ObjectiveFactory(plan=plan, kind="priority", ref="P1", title="Clean streets")


def timetable(challenge_on, **fields):
    level = LevelFactory(name="Service plan", is_reported=True)
    given = {"starts_on": date(2027, 4, 1), "draft_on": date(2026, 11, 2), "comments_on": date(2026, 12, 4)}
    later = {"submit_on": date(2026, 12, 18), "review_on": date(2027, 1, 22), "approve_on": date(2027, 2, 24)}
    return PlanTimetableFactory(level=level, challenge_on=challenge_on, **given | later | fields)


def told():
    return [(each.post, each.text, each.late) for each in plans_waiting(TODAY)]


def test_a_priority_of_a_plan_being_written_is_challenged_by_the_day_of_the_timetable(priority):
    client, _ = sign_in(Role.COUNCILLOR)
    places = (priority.plan.get_absolute_url(), f"{reverse('reporting:thread')}?tab=health")
    timetable(date(2026, 10, 13))
    assert told() == [("Chief", "Priority “Clean streets”: was to be challenged by 13 October 2026", True)]
    for place in places:
        assert "Priority that nobody challenged in time" in page(client, place)
    for place in (priority.get_absolute_url(), reverse("reporting:thread-node", args=["P1"])):
        assert "Was to be challenged by 13 October 2026." in page(client, place)
    ChallengeFactory(objective=priority)
    assert told() == []
    for place in places:
        assert "Priority that nobody challenged in time" not in page(client, place)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 10, 20), [("Chief", "Priority “Clean streets”: to be challenged by 20 October 2026", False)]),
        (date(2026, 11, 2), []),
        (None, []),
    ],
)
def test_until_the_day_it_is_no_finding_and_far_from_it_nobody_is_reminded(priority, day, found):
    timetable(day)
    assert told() == found
    client, _ = sign_in(Role.COUNCILLOR)
    assert "nobody challenged in time" not in page(client, priority.plan.get_absolute_url())


def test_approved_plans_other_years_and_other_objectives_wait_for_no_challenge(priority):
    timetable(date(2026, 10, 1))
    priority.plan.starts_on = date(2030, 4, 1)
    priority.plan.save()
    ObjectiveFactory(plan=PlanFactory(starts_on=date(2027, 4, 1), ends_on=date(2028, 3, 31)), kind="priority")
    assert told() == []


def test_a_challenge_comes_before_approval_and_is_of_a_priority(priority):
    given = {"by": SYSTEM, "at": AT, "priority": priority}
    with pytest.raises(ChangeRefused, match="still to come"):
        record_challenge(**given, details=details(challenged_on=date(2026, 10, 15)))
    priority.plan.state, priority.plan.approved_on = "approved", date(2026, 8, 31)
    priority.plan.save()
    with pytest.raises(ChangeRefused, match="The plan was approved on 31 August 2026: a challenge comes before"):
        record_challenge(**given, details=details())
    record_challenge(**given, details=details(challenged_on=date(2026, 8, 31)))
    with pytest.raises(ChangeRefused, match="Only a priority is challenged"):
        record_challenge(by=SYSTEM, at=AT, priority=ObjectiveFactory(plan=priority.plan), details=details())


def test_two_who_correct_it_at_once_lose_no_word_and_neither_becomes_an_author(priority):
    by = acting_as(Role.ADMINISTRATOR)
    made = record_challenge(by=by, at=AT, priority=priority, details=details())
    given = {"by": by, "at": AT, "challenge": made, "version": 1}
    edit_challenge(**given, details=details(outcome="Reworded."))
    with pytest.raises(Conflict):
        edit_challenge(**given, details=details(outcome="Dropped."))
    assert PriorityChallenge.objects.get().outcome == "Reworded."
    assert authors_of(priority.plan) == frozenset()


def test_it_is_recorded_on_the_priorities_page_and_read_by_everybody(priority):
    client, _ = sign_in(Role.ADMINISTRATOR)
    address = reverse("plans:challenge-create", args=["P1"])
    typed = {"challenged_by": "Corporate Scrutiny", "challenged_on": "1/9/2026", "outcome": ""}
    refused = client.post(address, typed).content.decode()
    assert "Enter what came of it" in refused
    assert 'value="Corporate Scrutiny"' in refused
    client.post(address, typed | {"outcome": "Kept, and said more plainly."})
    member, _ = sign_in(Role.COUNCILLOR)
    text = page(member, priority.get_absolute_url())
    assert "Corporate Scrutiny" in text
    assert "Kept, and said more plainly." in text
    assert "Record a challenge" not in text
    assert member.get(address).status_code == 403
    other = ObjectiveFactory(plan=priority.plan)
    assert client.get(reverse("plans:challenge-create", args=[other.ref])).status_code == 404


def test_the_day_of_a_timetable_comes_before_its_drafts(priority):
    client, _ = sign_in(Role.ADMINISTRATOR)
    stored = timetable(None)
    given = {"level": stored.level_id, "starts_on": "1/4/2027", "challenge_on": "3/11/2026", "version": 1}
    given |= {name: f"{day:%d/%m/%Y}" for name, day in stored.dates.items()}
    address = reverse("plans:timetable-edit", args=[stored.pk])
    assert "Priorities are challenged before drafts are ready" in client.post(address, given).content.decode()
    client.post(address, given | {"challenge_on": "1/10/2026"})
    assert "Priorities challenged" in page(client, reverse("plans:timetable-list"))
