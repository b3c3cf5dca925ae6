"""Changes to levels, plans, objectives and milestones: audited once each, refused in plain words."""

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import Event
from foundation.refusals import ChangeRefused, Conflict
from plans.changes import levels, milestones, objectives, plans
from plans.changes.milestones import MilestoneDetails, MilestoneUpdate
from plans.changes.objectives import ObjectiveDetails
from plans.models import Level, Link, Milestone
from plans.queries.thread import load_thread
from tests.factories import (
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PostFactory,
    UnitFactory,
    UserFactory,
)
from tests.factories.risks import ClearanceFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 14)


@pytest.fixture
def by():
    return Actor(user=UserFactory(name="Ann Lee"))


def the_event(thing, page=None):
    """The one event of the change just made."""
    (event,) = Event.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk))
    assert (event.page_type, event.page_id) == ((page or thing)._meta.label_lower, str((page or thing).pk))
    assert event.by_name == "Ann Lee"
    return event


def plan_words(plan, **changes):
    return details_of(plans.PlanDetails, plan, **changes)


def details_of(kind, thing, **changes):
    return kind(**{**{each.name: getattr(thing, each.name) for each in fields(kind)}, **changes})


# The levels (requirement A1)


def test_the_usual_levels_are_made_once(by):
    made = levels.ensure_default_levels(by=by, at=AT)
    assert [level.name for level in made] == [
        "Community strategy",
        "Partnership agreement",
        "Corporate plan",
        "Departmental service plan",
        "Divisional plan",
        "Team plan",
        "Individual EDR plan",
    ]
    assert [level.name for level in made if level.is_reported] == ["Departmental service plan"]
    assert [level.position for level in made] == list(range(1, 8))
    assert all(level.guidance for level in made)
    assert levels.ensure_default_levels(by=by, at=AT) == made
    assert Event.objects.count() == 7


def test_a_level_is_renamed_and_put_out_of_use_and_its_plans_stay(by):
    plan = PlanFactory()
    level = levels.edit_level(
        by=by,
        at=AT,
        level=plan.level,
        details=levels.LevelDetails(name="Business plan", in_use=False, is_reported=True),
    )
    assert the_event(level).changes == {
        "name": ["Service plan", "Business plan"],
        "in_use": ["yes", "no"],
        "is_reported": ["no", "yes"],
    }
    plan.refresh_from_db()
    assert plan.level.name == "Business plan"


def test_a_change_that_changes_nothing_leaves_no_event(by):
    level = LevelFactory()
    levels.edit_level(by=by, at=AT, level=level, details=levels.LevelDetails(name=level.name, guidance=level.guidance))
    assert not Event.objects.exists()


def test_levels_change_places(by):
    first, second, third = (LevelFactory(name=name) for name in ("A", "B", "C"))
    levels.move_level(by=by, at=AT, level=third, up=True)
    assert list(Level.objects.order_by("position").values_list("name", flat=True)) == ["A", "C", "B"]
    levels.move_level(by=by, at=AT, level=first, up=False)
    assert list(Level.objects.order_by("position").values_list("name", flat=True)) == ["C", "A", "B"]
    assert Event.objects.count() == 4
    with pytest.raises(ChangeRefused, match="already at the bottom"):
        levels.move_level(by=by, at=AT, level=second, up=False)


def test_a_new_level_lies_at_the_bottom(by):
    top = LevelFactory()
    level = levels.create_level(by=by, at=AT, details=levels.LevelDetails(name="Ward plan"))
    assert level.position == top.position + 1
    assert the_event(level).changes["name"] == [None, "Ward plan"]


# The plans (requirements A1 and A8)


def test_a_plan_is_made_changed_approved_and_closed(by):
    example = PlanFactory.build(level=LevelFactory(), unit=UnitFactory(), owner=PostFactory())
    plan = plans.create_plan(by=by, at=AT, details=plan_words(example, ref="SP1", title="Housing plan"))
    assert the_event(plan).changes["title"] == [None, "Housing plan"]
    plans.edit_plan(by=by, at=AT, plan=plan, version=1, details=plan_words(plan, title="Homes plan"))
    with pytest.raises(ChangeRefused, match="without objectives"):
        plans.approve_plan(by=by, at=AT, plan=plan, approved_on=TODAY)
    ClearanceFactory(objective=ObjectiveFactory(plan=plan))
    plans.approve_plan(by=by, at=AT, plan=plan, approved_on=date(2026, 10, 1))
    plans.close_plan(by=by, at=AT, plan=plan, why="Year over")
    events = Event.objects.filter(page_type="plans.plan").order_by("pk")
    assert [(event.action, event.why) for event in events] == [
        ("created", ""),
        ("changed", ""),
        ("approved", ""),
        ("closed", "Year over"),
    ]
    assert events[1].changes == {"title": ["Housing plan", "Homes plan"]}
    assert events[2].changes == {"state": ["Draft", "Approved"], "approved_on": [None, "2026-10-01"]}
    assert events[3].changes == {"state": ["Approved", "Closed"]}


def test_a_plan_moves_only_along_its_states(by):
    draft, approved, closed = PlanFactory(state="draft", approved_on=None), PlanFactory(), PlanFactory(state="closed")
    with pytest.raises(ChangeRefused, match="approved already"):
        plans.approve_plan(by=by, at=AT, plan=approved, approved_on=TODAY)
    with pytest.raises(ChangeRefused, match="Only an approved plan"):
        plans.close_plan(by=by, at=AT, plan=draft)
    with pytest.raises(ChangeRefused, match="Only a closed plan"):
        plans.reopen_plan(by=by, at=AT, plan=approved, why="x")
    with pytest.raises(ChangeRefused, match="Enter why"):
        plans.reopen_plan(by=by, at=AT, plan=closed, why=" ")
    with pytest.raises(ChangeRefused, match="Reopen it first"):
        plans.edit_plan(by=by, at=AT, plan=closed, version=1, details=plan_words(closed))
    plans.reopen_plan(by=by, at=AT, plan=closed, why="Closed by mistake")
    assert the_event(closed).why == "Closed by mistake"


def test_a_plan_cannot_be_made_at_a_level_out_of_use_or_end_before_it_starts(by):
    example = PlanFactory.build(level=LevelFactory(in_use=False), unit=UnitFactory(), owner=PostFactory())
    with pytest.raises(ChangeRefused, match="out of use"):
        plans.create_plan(by=by, at=AT, details=plan_words(example))
    with pytest.raises(ChangeRefused, match="ends before it starts"):
        plans.create_plan(
            by=by, at=AT, details=plan_words(example, level=LevelFactory(name="B"), ends_on=date(2020, 1, 1))
        )
    assert not Event.objects.exists()


# Objectives and links: A2 and A4


def test_objectives_are_added_in_order_and_changed(by):
    plan, owner = PlanFactory(), PostFactory(title="Head of Housing")
    made = [
        objectives.create_objective(
            by=by,
            at=AT,
            plan=plan,
            details=ObjectiveDetails(kind="outcome", ref=f"SP1.{n}", title=f"Outcome {n}", owner=owner),
        )
        for n in (1, 2)
    ]
    assert [objective.position for objective in made] == [0, 1]
    assert the_event(made[0]).changes["kind"] == [None, "Outcome"]
    details = ObjectiveDetails(kind="task", ref="SP1.2", title="Survey tenants", owner=owner)
    objectives.edit_objective(by=by, at=AT, objective=made[1], version=1, details=details)
    (event,) = Event.objects.filter(action="changed")
    assert event.changes == {"kind": ["Outcome", "Task"], "title": ["Outcome 2", "Survey tenants"]}


def test_nothing_is_added_to_a_closed_plan(by):
    objective = ObjectiveFactory(plan__state="closed")
    details = ObjectiveDetails(kind="task", ref="N1", title="x", owner=objective.owner)
    with pytest.raises(ChangeRefused, match="closed"):
        objectives.create_objective(by=by, at=AT, plan=objective.plan, details=details)
    with pytest.raises(ChangeRefused, match="closed"):
        objectives.edit_objective(by=by, at=AT, objective=objective, version=1, details=details)
    with pytest.raises(ChangeRefused, match="closed"):
        objectives.set_links(by=by, at=AT, objective=objective, primary=None, on=TODAY)
    promise = MilestoneDetails(ref="M1", title="x", owner=objective.owner, starts_on=TODAY, due_on=TODAY)
    with pytest.raises(ChangeRefused, match="closed"):
        milestones.create_milestone(by=by, at=AT, objective=objective, details=promise)


def links_of(objective):
    return {link.parent_id: (link.is_primary, link.made_on) for link in objective.upward.all()}


def test_one_primary_and_any_number_of_secondary_links(by):
    child, first, second, third = ObjectiveFactory.create_batch(4)
    objectives.set_links(by=by, at=AT, objective=child, primary=first, secondary=[second, third], on=TODAY)
    assert links_of(child) == {first.pk: (True, TODAY), second.pk: (False, TODAY), third.pk: (False, TODAY)}
    events = Event.objects.filter(page_id=str(child.pk), page_type="plans.objective")
    assert [event.action for event in events] == ["created"] * 3
    assert events[0].changes == {
        "contributes to": [None, str(first)],
        "primary": [None, "yes"],
        "made_on": [None, "2026-10-14"],
    }


def test_a_link_that_stays_keeps_its_date_when_it_changes_place_with_another(by):
    child, first, second, third = ObjectiveFactory.create_batch(4)
    made = date(2026, 1, 2)
    LinkFactory(child=child, parent=first, made_on=made)
    LinkFactory(child=child, parent=second, is_primary=False, made_on=made)
    objectives.set_links(by=by, at=AT, objective=child, primary=second, secondary=[first, third], on=TODAY)
    assert links_of(child) == {second.pk: (True, made), first.pk: (False, made), third.pk: (False, TODAY)}
    assert sorted(Event.objects.values_list("action", flat=True)) == ["changed", "changed", "created"]


def test_a_link_taken_away_is_in_the_trail(by):
    link = LinkFactory()
    objectives.set_links(by=by, at=AT, objective=link.child, primary=None, on=TODAY)
    assert not Link.objects.exists()
    event = the_event(link, page=link.child)
    assert (event.action, event.changes["contributes to"]) == ("removed", [str(link.parent), None])


def test_links_saved_unchanged_leave_no_event(by):
    link = LinkFactory()
    objectives.set_links(by=by, at=AT, objective=link.child, primary=link.parent, on=TODAY)
    assert not Event.objects.exists()


def test_an_objective_cannot_contribute_to_itself_or_twice_to_another(by):
    child, parent = ObjectiveFactory.create_batch(2)
    with pytest.raises(ChangeRefused, match="contribute to itself"):
        objectives.set_links(by=by, at=AT, objective=child, primary=child, on=TODAY)
    with pytest.raises(ChangeRefused, match="once"):
        objectives.set_links(by=by, at=AT, objective=child, primary=parent, secondary=[parent], on=TODAY)


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_loop_of_any_length_is_refused_and_nothing_is_kept(by, length):
    top, *rest = ObjectiveFactory.create_batch(length + 1)
    above = top
    for below in rest:
        LinkFactory(child=below, parent=above)
        above = below
    with pytest.raises(ChangeRefused, match=f"{above} already contributes to {top}.*round in a circle"):
        objectives.set_links(by=by, at=AT, objective=top, primary=None, secondary=[above], on=TODAY)
    assert not top.upward.exists()
    assert not Event.objects.exists()
    assert load_thread().links_up(top.pk) == ()


# Milestones: A11 and rules.md 10


def promised(milestone, **changes):
    return details_of(MilestoneDetails, milestone, **changes)


def test_a_milestone_is_made_with_the_date_its_slip_is_counted_from(by):
    objective = ObjectiveFactory()
    promise = MilestoneDetails(
        ref="M1", title="Open the centre", owner=objective.owner, starts_on=TODAY, due_on=date(2027, 3, 31)
    )
    milestone = milestones.create_milestone(by=by, at=AT, objective=objective, details=promise)
    assert milestone.first_due_on == date(2027, 3, 31)
    assert the_event(milestone).changes["due_on"] == [None, "2027-03-31"]


def test_a_new_due_date_needs_a_reason_and_keeps_the_first(by):
    milestone = MilestoneFactory(due_on=date(2026, 12, 31))
    later = promised(milestone, due_on=date(2027, 1, 31))
    with pytest.raises(ChangeRefused, match="why the due date moves"):
        milestones.edit_milestone(by=by, at=AT, milestone=milestone, version=1, details=later)
    milestones.edit_milestone(by=by, at=AT, milestone=milestone, version=1, why="Contractor late", details=later)
    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.first_due_on) == (date(2027, 1, 31), date(2026, 12, 31))
    event = the_event(milestone)
    assert (event.changes, event.why) == ({"due_on": ["2026-12-31", "2027-01-31"]}, "Contractor late")


def test_an_update_is_saved_and_audited(by):
    milestone = MilestoneFactory()
    update = MilestoneUpdate(
        state="in_progress", percent_complete=40, narrative=" Permission given. ", forecast_on=date(2027, 1, 5)
    )
    milestones.update_milestone(by=by, at=AT, milestone=milestone, version=1, update=update)
    milestone.refresh_from_db()
    assert (milestone.version, milestone.updated_at, milestone.percent_complete) == (2, AT, 40)
    assert the_event(milestone).changes == {
        "state": ["Not started", "In progress"],
        "percent_complete": ["0", "40"],
        "narrative": ["", "Permission given."],
        "forecast_on": [None, "2027-01-05"],
    }


def test_complete_means_all_of_it_on_a_day(by):
    milestone = MilestoneFactory(forecast_on=TODAY)
    milestones.update_milestone(
        by=by, at=AT, milestone=milestone, version=1, update=MilestoneUpdate(state="complete", percent_complete=60)
    )
    milestone.refresh_from_db()
    assert (milestone.percent_complete, milestone.completed_on, milestone.forecast_on) == (100, TODAY, None)
    milestones.update_milestone(
        by=by, at=AT, milestone=milestone, version=2, update=MilestoneUpdate(state="in_progress", percent_complete=90)
    )
    milestone.refresh_from_db()
    assert milestone.completed_on is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "on_hold", "percent_complete": 10}, "Enter why it is on hold"),
        ({"state": "cancelled", "percent_complete": 10, "reason": "  "}, "Enter why it is cancelled"),
        ({"state": "not_started", "percent_complete": 10}, "It is not started"),
        ({"state": "in_progress", "percent_complete": 100}, "choose Complete"),
        ({"state": "complete", "percent_complete": 100, "completed_on": date(2026, 10, 15)}, "still to come"),
        (
            {"state": "complete", "percent_complete": 100, "forecast_on": date(2026, 10, 15)},
            "its end is not still to come",
        ),
    ],
)
def test_an_update_that_contradicts_itself_is_refused(by, values, words):
    with pytest.raises(ChangeRefused, match=words):
        milestones.update_milestone(
            by=by, at=AT, milestone=MilestoneFactory(), version=1, update=MilestoneUpdate(**values)
        )
    assert not Event.objects.exists()


def test_on_hold_keeps_its_reason_and_going_on_drops_it(by):
    milestone = MilestoneFactory()
    for version, state, kept in ((1, "on_hold", "No money"), (2, "in_progress", "")):
        said = MilestoneUpdate(state=state, percent_complete=10, reason="No money")
        milestones.update_milestone(by=by, at=AT, milestone=milestone, version=version, update=said)
        milestone.refresh_from_db()
        assert milestone.reason == kept


def test_two_people_saving_one_milestone_the_second_is_told(by):
    milestone = MilestoneFactory()
    words = {"by": by, "at": AT, "milestone": milestone, "version": 1}
    milestones.update_milestone(
        update=MilestoneUpdate(state="in_progress", percent_complete=40, narrative="Mine"), **words
    )
    with pytest.raises(Conflict, match="Nothing was overwritten") as conflict:
        milestones.update_milestone(
            update=MilestoneUpdate(state="in_progress", percent_complete=50, narrative="Theirs"), **words
        )
    assert (conflict.value.stored.narrative, conflict.value.stored.version) == ("Mine", 2)
    assert Milestone.objects.get().narrative == "Mine"
    assert Event.objects.count() == 1


# What the database itself refuses


@pytest.mark.parametrize(
    "values",
    [
        {"percent_complete": 101},
        {"due_on": date(2026, 3, 1)},
        {"state": "complete"},
        {"completed_on": TODAY},
        {"state": "complete", "completed_on": TODAY, "percent_complete": 90},
        {"state": "on_hold"},
        {"state": "cancelled", "reason": ""},
    ],
)
def test_the_database_refuses_a_broken_milestone(values):
    milestone = MilestoneFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(**values)


def test_the_database_refuses_broken_links():
    link = LinkFactory()
    for values in ({"parent": link.parent}, {"parent": link.child}, {"parent": ObjectiveFactory()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LinkFactory(child=link.child, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"ends_on": date(2020, 1, 1)},
        {"state": "approved", "approved_on": None},
        {"state": "closed", "approved_on": None},
    ],
)
def test_the_database_refuses_a_broken_plan(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanFactory(**values)
