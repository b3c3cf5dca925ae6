"""A rolling sample of the plans that are not all reviewed (A7): who is drawn, why, by whom, and what comes of it."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import audit
from accounts.actors import SYSTEM, actor_for
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from plans.changes.levels import LevelDetails, edit_level
from plans.changes.plans import approve_plan
from plans.changes.reviews import submit_plan
from plans.changes.sampling import draw_sample, give_to_reviewer
from plans.models import PlanReview, SampleDraw
from plans.periods import Frequency, Period
from plans.queries.sampling import lines_of, sample_of
from plans.queries.timetables import plans_waiting
from plans.sampling import Candidate, draw, lot
from tests.factories import AppointmentFactory, LevelFactory, ObjectiveFactory, PlanFactory, PostFactory, sign_in
from tests.factories.risks import ClearanceFactory
from tests.pages import page

AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 14)
YEAR = Period(date(2027, 4, 1), Frequency.YEAR)
DRAFT = {"state": "draft", "approved_on": None, "starts_on": date(2027, 4, 1), "ends_on": date(2028, 3, 31)}
LAST = {"starts_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31)}


def candidates(*lasts, first=2027):
    return [Candidate(place, f"DP{place}", last, first) for place, last in enumerate(lasts)]


def test_those_never_looked_at_come_first_then_the_one_looked_at_longest_ago():
    found = draw(candidates(2026, None, 2025), year=2027, over=3, plans=6)
    assert [(each.key, each.why) for each in found] == [(1, "Never looked at"), (2, "Last looked at in 2025/26")]


def test_whatever_would_come_round_too_late_is_drawn_whether_or_not_there_is_a_place():
    found = draw(candidates(2024, 2024, None), year=2027, over=3, plans=3)
    assert {(each.key, each.why) for each in found} == {
        (0, "Last looked at in 2024/25, and each comes round within 3 years"),
        (1, "Last looked at in 2024/25, and each comes round within 3 years"),
    }


def test_between_plans_that_are_alike_the_lot_decides_and_says_so():
    alike = candidates(None, None, None, None)
    found = draw(alike, year=2027, over=4, plans=4)
    assert [each.key for each in found] == [min(alike, key=lambda each: lot(each.ref, 2027)).key]
    assert found[0].why == "Never looked at; drawn by lot from 4 plans alike"
    assert draw(list(reversed(alike)), year=2027, over=4, plans=4) == found
    assert draw(alike, year=2027, over=4, plans=4, before=[found[0].key]) == []


@given(st.lists(st.integers(2026, 2032), min_size=1, max_size=12), st.integers(1, 5))
def test_each_plan_comes_round_within_the_years_that_were_set(firsts, over):
    """Plans that begin in these years, one a year in each line; each is looked at in the year in which it is drawn."""
    looked_at: dict[int, list[int]] = {line: [] for line in range(len(firsts))}
    for year in range(2026, 2046):
        there = [
            Candidate(line, f"DP{line}", max(looked_at[line], default=None), first)
            for line, first in enumerate(firsts)
            if first <= year
        ]
        for each in draw(there, year=year, over=over, plans=len(there)):
            looked_at[each.key].append(year)
    for line, years in looked_at.items():
        gaps = [later - before for before, later in zip([firsts[line] - 1, *years], [*years, 2046], strict=True)]
        assert max(gaps) <= over


@pytest.fixture
def level():
    return LevelFactory(name="Divisional plan", sampled_over=3)


@pytest.fixture
def team():
    post = PostFactory(title="Performance manager", role="administrator")
    return AppointmentFactory(post=post).post


def ready(level, **fields):
    plan = PlanFactory(level=level, **DRAFT | fields)
    ClearanceFactory(objective=ObjectiveFactory(plan=plan))
    return plan


def signed_off(plan):
    return PlanReview.objects.create(plan=plan, number=1, submitted_at=AT, reviewed_at=AT, outcome="signed_off")


@pytest.mark.django_db
def test_a_line_is_what_a_plan_was_started_from_or_the_earlier_plans_of_its_unit(level):
    before = PlanFactory(level=level, **LAST)
    signed_off(before)
    started, anew = ready(level, follows=before), ready(level, unit=before.unit)
    other = ready(level)
    lines = lines_of(level)
    assert [lines[each.pk].last for each in (started, anew, other)] == [2026, 2026, None]
    assert [lines[each.pk].first for each in (started, other)] == [2026, 2027]


@pytest.mark.django_db
def test_a_drawn_plan_is_reviewed_before_approval_and_the_others_need_the_draw_alone(level, team):
    before = PlanFactory(level=level, **LAST)
    signed_off(before)
    chosen, other = ready(level, title="New"), ready(level, title="Seen", follows=before)
    given = {"by": SYSTEM, "at": AT, "approved_on": TODAY}
    with pytest.raises(ChangeRefused, match="that of 2027/28 is not drawn yet"):
        approve_plan(plan=other, **given)
    assert [each.text for each in plans_waiting(TODAY, {team.pk})] == [
        "Sample of Divisional plan, 2027/28: to be drawn, 2 plans being written"
    ]
    drawn = draw_sample(by=SYSTEM, at=AT, level=level, year=YEAR)
    assert (drawn.plans, drawn.over, plans_waiting(TODAY, {team.pk})) == (2, 3, [])
    chosen.refresh_from_db()
    assert (chosen.sampled, chosen.sampled_why, chosen.reviewer) == (drawn, "Never looked at", team)
    approve_plan(plan=other, **given)
    with pytest.raises(ChangeRefused, match="Submit it; once its reviewer"):
        approve_plan(plan=chosen, **given)
    submit_plan(by=SYSTEM, at=AT, plan=chosen)
    assert [each.text for each in plans_waiting(TODAY, {team.pk})] == ["Plan “New”: waits for review"]
    sample = sample_of(level, YEAR)
    assert [(row.title, row.stands) for row in sample.chosen] == [("New", "Submitted")]
    assert [(row.title, row.last, row.due) for row in sample.others] == [("Seen", "2026/27", "2029/30")]


@pytest.mark.django_db
def test_a_further_draw_adds_what_began_later_and_nothing_twice(level, team):
    ready(level)
    draw_sample(by=SYSTEM, at=AT, level=level, year=YEAR)
    with pytest.raises(ChangeRefused, match="Nothing is left to draw"):
        draw_sample(by=SYSTEM, at=AT, level=level, year=YEAR)
    for _ in range(3):
        ready(level)
    draw_sample(by=SYSTEM, at=AT, level=level, year=YEAR)
    assert len(sample_of(level, YEAR).chosen) == 2
    assert SampleDraw.objects.count() == 2


@pytest.mark.django_db
def test_the_reviewer_is_no_author_and_is_asked_alone(level, team):
    plan = ready(level, title="Ours")
    with pytest.raises(ChangeRefused, match="asks for no review"):
        give_to_reviewer(by=SYSTEM, at=AT, plan=plan, reviewer=team)
    writer = team.appointments.get().user
    audit.record(by=actor_for(writer, today=TODAY), at=AT, action="changed", thing=plan)
    draw_sample(by=SYSTEM, at=AT, level=level, year=YEAR)
    plan.refresh_from_db()
    assert plan.reviewer is None
    with pytest.raises(ChangeRefused, match=f"{writer.name} wrote in this plan"):
        give_to_reviewer(by=SYSTEM, at=AT, plan=plan, reviewer=team)
    with pytest.raises(ChangeRefused, match="no post of the performance team"):
        give_to_reviewer(by=SYSTEM, at=AT, plan=plan, reviewer=PostFactory())
    second = AppointmentFactory(post=PostFactory(title="Second", role="administrator")).post
    give_to_reviewer(by=SYSTEM, at=AT, plan=plan, reviewer=second)
    submit_plan(by=SYSTEM, at=AT, plan=plan)
    assert {each.post for each in plans_waiting(TODAY)} == {"Second"}


@pytest.mark.django_db
def test_a_level_is_sampled_or_reviewed_throughout(level):
    details = LevelDetails(name="Divisional plan", is_reported=True, sampled_over=2)
    with pytest.raises(ChangeRefused, match="none of them is sampled"):
        edit_level(by=SYSTEM, at=AT, level=level, details=details)
    client, _ = sign_in(Role.ADMINISTRATOR)
    given = {"name": "Divisional plan", "in_use": "on", "is_reported": "on", "sampled_over": "2"}
    answer = client.post(reverse("plans:level-edit", args=[level.pk]), given)
    assert "Leave one empty" in answer.content.decode()
    client.post(reverse("plans:level-edit", args=[level.pk]), given | {"is_reported": "", "sampled_over": "11"})
    level.refresh_from_db()
    assert (level.is_reported, level.sampled_over) == (False, 3)


@pytest.mark.django_db
def test_the_page_says_who_was_drawn_when_and_why(level, team):
    plan = ready(level, title="Parks division")
    client, user = sign_in(Role.ADMINISTRATOR)
    address = reverse("plans:sample-detail", args=[level.pk, YEAR.key])
    assert "Not drawn yet" in page(client, reverse("plans:sample-list"))
    assert "Draw the sample" in page(client, address)
    client.post(reverse("plans:sample-draw", args=[level.pk, YEAR.key]))
    member, _ = sign_in(Role.COUNCILLOR)
    text = page(member, address)
    assert f"Drawn by {user.name} on" in text
    assert "Never looked at" in text
    assert "Performance manager" in text
    assert "Drawn for quality assurance" in page(member, plan.get_absolute_url())
    assert member.get(reverse("plans:sample-detail", args=[level.pk, "2027-04-01QF"])).status_code == 404
