"""Plans kept as models, and plans that are started from one (A18)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import Post
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from plans.changes.models import create_from_model, mark_as_model
from plans.changes.plans import PlanDetails
from plans.models import Milestone, Objective, Plan
from plans.queries.authors import authors_of
from tests.factories import (
    IndicatorFactory,
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PlanSectionFactory,
    PostFactory,
    QuestionFactory,
    UnitFactory,
    acting_as,
    sign_in,
)
from tests.pages import page

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 14)


@pytest.fixture
def model():
    """A model of 2026/27 with an answer, a local answer, an objective with a measure and a link, and two milestones."""
    level = LevelFactory(name="Service plan", is_reported=True, position=1)
    plan = PlanFactory(level=level, title="Model plan", ref="MODEL", is_model=True)
    PlanSectionFactory(plan=plan, answer="For everybody.")
    local = QuestionFactory(level=plan.level, unit=plan.unit)
    PlanSectionFactory(plan=plan, template=local, answer="For us alone.")
    objective = ObjectiveFactory(plan=plan, title="More trees", description="In each street.")
    LinkFactory(child=objective)
    ObjectiveFactory(plan=plan, title="Merged away", merged_into=objective)
    IndicatorFactory().contributions.create(objective=objective, made_on=date(2026, 2, 1))
    done = {"state": "complete", "percent_complete": 100, "completed_on": date(2026, 6, 30), "narrative": "Done."}
    MilestoneFactory(objective=objective, title="Plant", due_on=date(2026, 6, 30), **done)
    MilestoneFactory(objective=objective, title="Count", due_on=date(2027, 3, 31))
    MilestoneFactory(objective=objective, title="Dropped", state="cancelled", reason="No.")
    return plan


def details(level, **fields):
    given = {"ref": "SP-PARKS-27", "title": "Parks plan", "starts_on": date(2027, 4, 1), "ends_on": date(2028, 3, 31)}
    return PlanDetails(level=level, unit=UnitFactory(), owner=PostFactory(), **given | fields)


def begun(model, **fields):
    return create_from_model(by=SYSTEM, at=AT, details=details(model.level, **fields), model=model)


def test_answers_objectives_and_milestones_come_as_a_draft_of_the_plans_owner(model):
    plan = begun(model)
    assert (plan.state, plan.modelled_on, plan.follows) == ("draft", model, None)
    assert [each.answer for each in plan.sections.all()] == ["For everybody."]
    objective = plan.objectives.get()
    told = (objective.ref, objective.title, objective.description, objective.owner)
    assert told == ("SP-PARKS-27-1", "More trees", "In each street.", plan.owner)
    steps = [
        (step.title, step.due_on, step.first_due_on, step.owner, step.state, step.percent_complete, step.narrative)
        for step in objective.milestones.order_by("due_on")
    ]
    fresh = (plan.owner, "not_started", 0, "")
    assert steps == [
        ("Plant", date(2027, 6, 30), date(2027, 6, 30), *fresh),
        ("Count", date(2028, 3, 30), date(2028, 3, 30), *fresh),
    ]


def test_what_others_answer_for_stays_with_the_model(model):
    objective = begun(model).objectives.get()
    assert not objective.upward.exists()
    assert not objective.contributions.exists()


def test_no_date_is_past_or_after_the_plan_and_of_a_plan_that_is_over_there_are_none(model):
    plan = begun(model, starts_on=date(2026, 4, 1), ends_on=date(2026, 12, 31))
    days = Milestone.objects.filter(objective__plan=plan).values_list("starts_on", "due_on")
    assert sorted(days) == [(TODAY, TODAY), (TODAY, date(2026, 12, 31))]
    over = begun(model, ref="OLD", starts_on=date(2025, 4, 1), ends_on=TODAY - timedelta(days=1))
    assert not Milestone.objects.filter(objective__plan=over).exists()


def test_references_are_free_however_long_the_plans_is(model):
    taken = ObjectiveFactory(ref="SP-OF-A-LONG-NAME--1")
    plan = begun(model, ref="SP-OF-A-LONG-NAME-XX")
    assert taken.ref != plan.objectives.get().ref == "SP-OF-A-LONG-NAME--2"


def test_a_model_was_approved_is_of_the_same_level_and_still_one(model):
    with pytest.raises(ChangeRefused, match="is a model of the level Service plan"):
        create_from_model(by=SYSTEM, at=AT, details=details(LevelFactory(name="Team plan")), model=model)
    mark_as_model(by=SYSTEM, at=AT, plan=model, is_model=False)
    with pytest.raises(ChangeRefused, match="is no longer kept as a model"):
        begun(model)
    draft = PlanFactory(level=model.level, state="draft", approved_on=None)
    with pytest.raises(ChangeRefused, match="not approved yet"):
        mark_as_model(by=SYSTEM, at=AT, plan=draft, is_model=True)


def test_who_marks_a_model_is_no_author_and_who_starts_from_it_is_one(model):
    by = acting_as(Role.ADMINISTRATOR)
    mark_as_model(by=by, at=AT, plan=model, is_model=False)
    mark_as_model(by=by, at=AT, plan=model, is_model=True)
    assert authors_of(model) == frozenset()
    plan = create_from_model(by=by, at=AT, details=details(model.level), model=model)
    assert authors_of(plan) == {by.user.pk}


def test_the_performance_team_marks_it_and_a_service_starts_from_it(model):
    Plan.objects.filter(pk=model.pk).update(is_model=False)
    team, _ = sign_in(Role.ADMINISTRATOR)
    head, actor = sign_in(Role.APPROVER)
    address = reverse("plans:plan-model", args=[model.ref])
    assert "Start from a model" not in page(head, reverse("plans:plan-create"))
    assert head.post(address, {"keep": "yes"}).status_code == 403
    team.post(address, {"keep": "yes"})
    assert "Kept as a model" in page(head, model.get_absolute_url())
    assert "Model plan" in page(head, f"{reverse('plans:plan-list')}?state=model")
    assert "Service plan: Model plan" in page(head, f"{reverse('plans:plan-create')}?model=MODEL")
    post = Post.objects.get(pk__in=actor.post_ids)
    given = {
        "level": model.level_id, "ref": "SP-NEW", "title": "New plan", "unit": post.unit_id, "owner": post.pk,
        "starts_on": "1/4/2027", "ends_on": "31/3/2028", "model": model.pk,
    }  # fmt: skip
    other = LevelFactory(name="Team plan", position=2)
    text = head.post(reverse("plans:plan-create"), given | {"level": other.pk}).content.decode()
    assert "This is a model of another level. Choose one of Team plan, or none" in text
    head.post(reverse("plans:plan-create"), given)
    assert Objective.objects.get(plan__ref="SP-NEW").title == "More trees"
    assert "Started from the model" in page(head, reverse("plans:plan-detail", args=["SP-NEW"]))
