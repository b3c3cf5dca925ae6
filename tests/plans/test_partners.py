"""A partner organisation's own plans: its people write and keep them, and no others (A14)."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from plans.models import Objective, Plan
from tests.factories import LevelFactory, LinkFactory, ObjectiveFactory, PlanFactory, PostFactory, UnitFactory, sign_in
from tests.pages import page

pytestmark = pytest.mark.django_db
DRAFT = {"state": "draft", "approved_on": None}


def address(name, *arguments):
    return reverse(f"plans:{name}", args=arguments)


@pytest.fixture
def partner():
    return UnitFactory(name="Health Trust", kind="partner")


@pytest.fixture
def person(partner):
    return sign_in(Role.PARTNER, partner)


@pytest.fixture
def plan(partner):
    return PlanFactory(unit=partner, owner=PostFactory(unit=partner), level=LevelFactory(is_reported=True), **DRAFT)


def test_a_plan_is_begun_for_ones_own_organisation_with_ones_own_posts(person, partner):
    client, actor = person
    level, council = LevelFactory(is_reported=True), PostFactory(title="Director of Place")
    own = next(iter(actor.post_ids))
    assert "Director of Place" not in page(client, address("plan-create"))
    given = {
        "level": level.pk, "ref": "HT-27", "title": "Trust plan", "unit": partner.pk, "owner": own,
        "starts_on": "1/4/2027", "ends_on": "31/3/2028",
    }  # fmt: skip
    for wrong in ({"unit": council.unit_id}, {"owner": council.pk}):
        assert client.post(address("plan-create"), given | wrong).status_code == 200
        assert not Plan.objects.exists()
    client.post(address("plan-create"), given)
    about = {"kind": "objective", "ref": "HT1", "title": "Fewer falls", "owner": own}
    client.post(address("objective-create", "HT-27"), about)
    step = {"ref": "HT1-M", "title": "Train", "owner": own, "starts_on": "1/4/2027", "due_on": "1/9/2027"}
    client.post(address("milestone-create", "HT1"), step)
    assert Objective.objects.get(plan__ref="HT-27", owner=own).milestones.get().due_on == date(2027, 9, 1)


def test_nobody_elses_plan_is_there_and_an_approved_one_is_not_changed(person, plan):
    client, _ = person
    other = PlanFactory(level=plan.level, **DRAFT)
    assert client.get(address("plan-edit", other.ref)).status_code == 404
    assert client.get(address("plan-edit", plan.ref)).status_code == 200
    Plan.objects.filter(pk=plan.pk).update(state="approved", approved_on=date(2026, 10, 1))
    assert client.get(address("plan-edit", plan.ref)).status_code == 403
    for name in ("plan-approve", "plan-review", "plan-close"):
        assert client.get(address(name, plan.ref)).status_code == 403


def test_what_the_partner_may_not_know_of_stays_linked_and_unseen(person, plan):
    client, _ = person
    objective, above = ObjectiveFactory(plan=plan), ObjectiveFactory(plan=plan, kind="outcome", title="Ours above")
    hidden = LinkFactory(child=objective, parent=ObjectiveFactory(title="The council's alone")).parent
    links = address("objective-links", objective.ref)
    assert "The council" not in page(client, links).partition("<main")[2]
    client.post(links, {"primary": ""})
    assert dict(objective.upward.values_list("parent", "is_primary")) == {hidden.pk: True}
    client.post(links, {"primary": above.pk})
    assert dict(objective.upward.values_list("parent", "is_primary")) == {above.pk: True, hidden.pk: False}
    assert client.get(f"{objective.get_absolute_url()}?tab=history").status_code == 403


def test_the_menu_leads_a_partner_to_its_plans_and_the_council_to_the_thread(person):
    own, council = reverse("plans:plan-list"), reverse("reporting:thread")
    text = page(person[0], own)
    assert f'href="{own}"' in text
    assert f'href="{council}"' not in text
    head, _ = sign_in(Role.APPROVER)
    assert f'href="{council}"' in page(head, own)
