"""What keeps a plan from approval (requirement B3): every objective was looked at for risk."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from plans.changes.plans import approve_plan
from plans.queries.readiness import Lack, lacks_of
from tests.factories import AppointmentFactory, LevelFactory, ObjectiveFactory, PlanFactory, PostFactory
from tests.factories.risks import ClearanceFactory, RiskFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def draft():
    return PlanFactory(title="Parks plan", state="draft", approved_on=None)


def approve(plan):
    approve_plan(by=SYSTEM, at=AT, plan=plan, approved_on=date(2026, 10, 1))


def test_a_plan_with_objectives_that_nobody_looked_at_for_risk_is_refused_with_their_names(draft):
    ObjectiveFactory(plan=draft, ref="P1", title="More trees", position=1)
    ObjectiveFactory(plan=draft, ref="P2", title="Safe paths", position=2)
    ClearanceFactory(objective=ObjectiveFactory(plan=draft, ref="P3", title="Benches", position=3))
    with pytest.raises(ChangeRefused) as refused:
        approve(draft)
    assert str(refused.value) == (
        "The plan cannot be approved yet. These have no risk assessment: “More trees” (P1) and “Safe paths” (P2). "
        "Open each, and raise a risk or record no significant risk."
    )
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_risk_that_stands_and_no_significant_risk_both_count(draft):
    RiskFactory(threatens=[ObjectiveFactory(plan=draft)])
    ClearanceFactory(objective=ObjectiveFactory(plan=draft))
    approve(draft)
    draft.refresh_from_db()
    assert draft.state == "approved"


def test_a_closed_risk_does_not_count_and_an_exempt_one_does_without_being_named(draft):
    objective = ObjectiveFactory(plan=draft, ref="P1", title="More trees")
    RiskFactory(threatens=[objective], closed_on=date(2026, 9, 1), closed_why="Gone.")
    with pytest.raises(ChangeRefused, match=r"This has no risk assessment: “More trees” \(P1\)\. Open it,"):
        approve(draft)
    RiskFactory(threatens=[objective], is_exempt=True, exempt_paragraph=3, exempt_reason="It names a firm.")
    assert lacks_of(draft) == []


def test_nothing_is_asked_of_a_private_plan():
    plan = PlanFactory(level=LevelFactory(is_private=True), state="draft", approved_on=None)
    ObjectiveFactory(plan=plan)
    assert lacks_of(plan) == []


def test_of_many_objectives_the_first_are_named(draft):
    found = [ObjectiveFactory(plan=draft, ref=f"P{n:02}", title=f"Aim {n:02}", position=n) for n in range(1, 16)]
    assert "“Aim 12” (P12) and 3 more." in Lack("no risk assessment", "Do it.", found).refusal


def test_the_page_of_a_draft_says_what_is_wanting_before_anybody_tries(client, draft):
    objective = ObjectiveFactory(plan=draft, ref="P1", title="More trees")
    client.force_login(AppointmentFactory(post=PostFactory(role=Role.ADMINISTRATOR.value)).user)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "1 objective has no risk assessment." in page
    assert f"{objective.get_absolute_url()}#risks" in page
    answer = client.post(reverse("plans:plan-approve", args=[draft.ref]), {"approved_on": "1 October 2026"})
    assert "This has no risk assessment: “More trees” (P1)." in answer.content.decode()
    ClearanceFactory(objective=objective)
    assert "no risk assessment" not in client.get(draft.get_absolute_url()).content.decode()
