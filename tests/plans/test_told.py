"""Who is told of plans, objectives and milestones; and that of private ones nobody is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from accounts.actors import SYSTEM
from accounts.models import Notice, Post, Watch
from foundation.versions import field_values
from plans.changes.milestones import (
    MilestoneDetails,
    MilestoneUpdate,
    create_milestone,
    edit_milestone,
    update_milestone,
)
from plans.changes.objectives import ObjectiveDetails, create_objective, edit_objective, set_links
from plans.changes.plans import PlanDetails, approve_plan, close_plan, edit_plan, reopen_plan
from plans.models import Objective
from tests.factories import (
    AppointmentFactory,
    LevelFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    UnitFactory,
)
from tests.factories.risks import ClearanceFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def owner() -> Post:
    return AppointmentFactory(post__title="Head of parks", post__role="approver", user__name="Hetty").post


@pytest.fixture
def objective(owner) -> Objective:
    plan = PlanFactory(title="Parks plan", owner=owner)
    return ObjectiveFactory(plan=plan, title="More trees", owner=owner)


def watcher(name: str, kind: str, pk: int) -> None:
    person = AppointmentFactory(post__role="councillor", user__name=name).user
    Watch.objects.create(user=person, about=kind, about_id=pk, since=AT)


def told() -> list[tuple[str, str, str]]:
    rows = Notice.objects.order_by("pk").values_list("to__name", "words", "because")
    found = list(rows)
    Notice.objects.all().delete()
    return found


def test_a_plan_is_told_of_when_it_is_approved_closed_and_reopened(objective):
    plan = PlanFactory(title="Trees", state="draft", approved_on=None, owner=objective.owner)
    ClearanceFactory(objective=ObjectiveFactory(plan=plan))
    watcher("Ann", "plan", plan.pk)
    approve_plan(by=SYSTEM, at=AT, plan=plan, approved_on=date(2026, 10, 1))
    words = "“Trees” was approved on 1 October 2026."
    assert told() == [("Ann", words, "watch this plan"), ("Hetty", words, "own this plan as Head of parks")]
    close_plan(by=SYSTEM, at=AT, plan=plan)
    assert told()[0][1] == "“Trees” was closed."
    reopen_plan(by=SYSTEM, at=AT, plan=plan, why="A slip.")
    assert told()[0][1] == "“Trees” was reopened."


def test_what_was_told_of_a_plan_moves_with_it(objective):
    plan = objective.plan
    watcher("Ann", "plan", plan.pk)
    details = PlanDetails(**field_values(plan, PlanDetails.__dataclass_fields__))
    edit_plan(by=SYSTEM, at=AT, plan=plan, version=1, details=replace(details, purpose="Shade."))
    elsewhere = UnitFactory()
    edit_plan(by=SYSTEM, at=AT, plan=plan, version=2, details=replace(details, purpose="Shade.", unit=elsewhere))
    assert set(Notice.objects.values_list("unit", flat=True)) == {elsewhere.pk}


def test_an_objective_is_told_of_to_who_watches_it_or_its_plan(objective, owner):
    watcher("Ann", "objective", objective.pk)
    watcher("Bo", "plan", objective.plan_id)
    details = ObjectiveDetails(kind="objective", ref=objective.ref, title="Many more trees", owner=owner)
    edit_objective(by=SYSTEM, at=AT, objective=objective, version=1, details=details)
    words = "“Many more trees” was changed."
    assert told() == [
        ("Bo", words, "watch its plan"),
        ("Ann", words, "watch this objective"),
        ("Hetty", words, "own this objective as Head of parks"),
    ]
    set_links(by=SYSTEM, at=AT, objective=objective, primary=ObjectiveFactory(), on=AT.date())
    assert {name for name, *_ in told()} == {"Ann", "Bo", "Hetty"}


def test_whom_an_objective_is_given_to_is_told(objective):
    heir = AppointmentFactory(post__title="Head of woods", user__name="Heir").post
    details = ObjectiveDetails(kind="objective", ref=objective.ref, title=objective.title, owner=heir)
    edit_objective(by=SYSTEM, at=AT, objective=objective, version=1, details=details)
    assert told() == [("Heir", "The objective “More trees” is given to Head of woods to own.", "are Head of woods")]
    create_objective(by=SYSTEM, at=AT, plan=objective.plan, details=replace(details, ref="NEW", title="Fewer weeds"))
    assert told()[0][1] == "The objective “Fewer weeds” is given to Head of woods to own."


def test_a_milestone_is_told_of_when_more_than_its_words_change(objective, owner):
    dates = {"starts_on": date(2026, 4, 1), "due_on": date(2026, 12, 1)}
    details = MilestoneDetails(ref="M1", title="Plant 100", owner=owner, **dates)
    milestone = create_milestone(by=SYSTEM, at=AT, objective=objective, details=details)
    given = "The milestone “Plant 100”, due 1 December 2026, is given to Head of parks to own."
    assert told() == [("Hetty", given, "are Head of parks")]
    watcher("Ann", "objective", objective.pk)
    watcher("Bo", "plan", objective.plan_id)
    said = MilestoneUpdate(state="not_started", percent_complete=0, narrative="Soon.")
    update_milestone(by=SYSTEM, at=AT, milestone=milestone, version=1, update=said)
    assert told() == []
    late = MilestoneUpdate(state="in_progress", percent_complete=10, forecast_on=date(2027, 1, 5))
    update_milestone(by=SYSTEM, at=AT, milestone=milestone, version=2, update=late)
    words = "The milestone “Plant 100” is in progress, due 1 December 2026, expected on 5 January 2027."
    assert told() == [
        ("Bo", words, "watch its plan"),
        ("Ann", words, "watch its objective"),
        ("Hetty", words, "own this milestone as Head of parks"),
    ]
    moved = replace(details, due_on=date(2027, 1, 5))
    edit_milestone(by=SYSTEM, at=AT, milestone=milestone, version=3, details=moved, why="Frost.")
    assert "due 5 January 2027" in told()[0][1]
    done = MilestoneUpdate(state="complete", percent_complete=100)
    update_milestone(by=SYSTEM, at=AT, milestone=milestone, version=4, update=done)
    assert told()[0][1] == "The milestone “Plant 100” was completed on 14 October 2026, due 5 January 2027."


def test_of_a_private_plan_nobody_is_told_anything(owner):
    plan = PlanFactory(level=LevelFactory(is_private=True), owner=owner)
    objective = ObjectiveFactory(plan=plan, owner=owner)
    watcher("Ann", "plan", plan.pk)
    watcher("Bo", "objective", objective.pk)
    milestone = MilestoneFactory(objective=objective, owner=owner)
    update = MilestoneUpdate(state="complete", percent_complete=100)
    update_milestone(by=SYSTEM, at=AT, milestone=milestone, version=1, update=update)
    details = ObjectiveDetails(kind="task", ref=objective.ref, title="Mine", owner=owner)
    edit_objective(by=SYSTEM, at=AT, objective=objective, version=1, details=details)
    close_plan(by=SYSTEM, at=AT, plan=plan)
    assert told() == []
