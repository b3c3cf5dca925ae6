"""A11: milestones as they stand on a day, with overdue and at-risk ones visible (rules.md 10)."""

from datetime import date
from decimal import Decimal

import pytest

from foundation.marks import Mark
from plans.models import Milestone
from plans.progress import MARKS, Progress
from plans.queries.milestones import find_milestones, milestone_row, milestone_rows, percent_together, with_concern
from tests.factories import MilestoneFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 14)


def row_of(milestone):
    return milestone_row(milestone, today=TODAY)


def test_a_row_says_all_in_words():
    milestone = MilestoneFactory(
        ref="M1",
        title="Open the centre",
        due_on=date(2026, 12, 31),
        first_due_on=date(2026, 11, 30),
        percent_complete=80,
        state="in_progress",
        narrative="Nearly there.",
        owner__title="Head of Housing",
    )
    row = row_of(milestone)
    assert (row.url, row.ref, row.title) == ("/plans/milestones/M1/", "M1", "Open the centre")
    assert (row.due, row.percent) == ("31 December 2026", "80%")
    assert row.slipped == "First set for 30 November 2026, now 31 days later"
    assert row.status == Mark("on_track", "On track", "tick", "green")
    assert (row.narrative, row.owner) == ("Nearly there.", "Head of Housing")


def test_overdue_completed_and_brought_forward_are_said():
    overdue = MilestoneFactory(due_on=date(2026, 10, 13), state="in_progress", percent_complete=95)
    assert (row_of(overdue).due, row_of(overdue).status.word) == ("13 October 2026", "Overdue")
    done = MilestoneFactory(state="complete", percent_complete=100, completed_on=date(2026, 10, 1))
    assert row_of(done).due == "31 December 2026, completed 1 October 2026"
    earlier = MilestoneFactory(due_on=date(2026, 12, 30), first_due_on=date(2026, 12, 31))
    assert row_of(earlier).slipped == "First set for 31 December 2026, now 1 day earlier"


def test_every_judgement_has_its_word_shape_and_colour():
    assert set(MARKS) == set(Progress)
    assert len({mark.word for mark in MARKS.values()}) == len(MARKS)


def test_concerns_pick_out_what_they_say():
    fine = MilestoneFactory(state="in_progress", percent_complete=90)
    overdue = MilestoneFactory(due_on=date(2026, 10, 1), state="in_progress", percent_complete=99)
    behind = MilestoneFactory(percent_complete=1, state="in_progress")
    soon = MilestoneFactory(due_on=date(2026, 10, 20), state="in_progress", percent_complete=99)
    slipped = MilestoneFactory(first_due_on=date(2026, 11, 1), state="in_progress", percent_complete=99)
    stopped = MilestoneFactory(
        first_due_on=date(2026, 11, 1), state="cancelled", reason="No money", due_on=date(2026, 11, 2)
    )
    rows = milestone_rows(find_milestones(reach=None).order_by("pk"), today=TODAY)

    by_pk = {each.pk: each for each in (fine, overdue, behind, soon, slipped, stopped)}

    def picked(concern):
        return [by_pk[row.pk] for row in with_concern(rows, concern)]

    assert picked("") == [fine, overdue, behind, soon, slipped, stopped]
    assert picked("overdue") == [overdue]
    assert picked("off_track") == [behind]
    assert picked("due_soon") == [soon]
    assert picked("slipped") == [slipped]
    with pytest.raises(ValueError, match="not a concern"):
        picked("late")


def test_milestones_of_closed_plans_and_out_of_reach_are_left_out():
    MilestoneFactory(objective__plan__state="closed")
    ours, _ = MilestoneFactory(), MilestoneFactory()
    reach = frozenset({ours.objective.plan.unit_id})
    assert list(find_milestones(reach=reach)) == [ours]
    assert find_milestones(reach=None).count() == 2


@pytest.mark.parametrize("size", [1, 9])
def test_milestones_are_read_in_one_statement(size, django_assert_num_queries):
    MilestoneFactory.create_batch(size)
    with django_assert_num_queries(1):
        assert len(milestone_rows(find_milestones(reach=None), today=TODAY)) == size


def test_an_objective_is_as_far_as_its_scored_milestones_together():
    MilestoneFactory(percent_complete=80, state="in_progress")
    MilestoneFactory(percent_complete=41, state="in_progress")
    MilestoneFactory(percent_complete=0, state="cancelled", reason="No money")
    assert percent_together(milestone_rows(Milestone.objects.select_related("owner"), today=TODAY)) == Decimal("60.5")
    assert percent_together([]) is None
