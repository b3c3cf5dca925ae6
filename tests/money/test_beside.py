"""Money beside performance: on the pages of an objective, its plan, a priority, a service and the council."""

from decimal import Decimal

import pytest

from accounts.roles import Role
from money.models import StaffShare
from money.queries.stated import without_means
from plans.models import ObjectiveKind
from tests.factories import LevelFactory, LinkFactory, ObjectiveFactory, sign_in
from tests.factories.indicators import Q2
from tests.factories.money import BudgetLineFactory, ShareFactory, ledger_month

pytestmark = pytest.mark.django_db


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def objective():
    """An objective under a priority that half a line over plan serves, and a capital line."""
    priority = ObjectiveFactory(kind=ObjectiveKind.PRIORITY, ref="P1", plan__level=LevelFactory(name="Corporate plan"))
    priority.plan.starts_on, priority.plan.ends_on = Q2.year.start, Q2.year.end
    priority.plan.state, priority.plan.approved_on = "approved", Q2.year.start
    priority.plan.save()
    child = LinkFactory(parent=priority, child__ref="WR1").child
    line = BudgetLineFactory(name="Refuse", unit=child.plan.unit)
    other = BudgetLineFactory(name="Nothing", planned=Decimal(480000))
    vans = BudgetLineFactory(name="Vans", nature="capital", planned=Decimal(50000), unit=child.plan.unit)
    ShareFactory(line=line, objective=child, percent=50)
    ShareFactory(line=vans, objective=child)
    ledger_month((line, "60000", "150000"), (other, "160000", "480000"), (vans, "0", "40000"))
    return child


def test_an_objective_tells_what_it_costs_and_what_pays_for_it(objective):
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(objective.get_absolute_url()))
    for said in ("£60,000.00", "£75,000.00", "£15,000 over, 25.0%", "£10,000 under, 20.0%", ">Refuse</a>", ">Vans</a>"):
        assert said in page
    assert "by primary links" not in page
    assert "With all that contributes to it by primary links" in text(client.get("/plans/objectives/P1/"))
    assert "No money is linked to it yet." in text(client.get(ObjectiveFactory().get_absolute_url()))
    assert "£60,000, £15,000 over, 25.0%; capital £50,000, £10,000 under, 20.0%" in text(
        client.get(objective.plan.get_absolute_url())
    )


def test_without_a_budget_nothing_is_said_of_money():
    client, _ = sign_in(Role.COUNCILLOR)
    objective = ObjectiveFactory()
    assert "What it costs" not in text(client.get(objective.get_absolute_url()))
    assert "None linked" not in text(client.get(objective.plan.get_absolute_url()))
    assert "What they cost" not in text(client.get("/council/"))


def test_a_priority_and_a_service_tell_what_they_cost(objective):
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get("/priorities/P1/"))
    assert "£15,000 over, 25.0%" in page
    assert "by primary links, each share of a budget line once" in page
    service = text(client.get(f"/services/{objective.plan.unit_id}/"))
    assert "£30,000 over, 25.0%" in service
    assert "£110,000 of £170,000 of spending and income planned (64.7%) is linked to an objective." in service


def test_the_council_tells_what_each_priority_costs_and_its_share_of_all(objective):
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get("/council/"))
    assert "Revenue of £600,000 is forecast to come in £30,000 over, 5.0%; capital of £50,000" in page
    assert "Revenue, 10.0% of all revenue" in page
    assert "Capital, 100.0% of all capital" in page


def test_a_partner_is_told_of_the_own_money_alone(objective):
    """What another unit's line pays for the partner's objective is not told to the partner."""
    line = BudgetLineFactory(name="Elsewhere", planned=Decimal(7))
    ShareFactory(line=line, objective=objective)
    client, _ = sign_in(Role.PARTNER, objective.plan.unit)
    page = text(client.get(objective.get_absolute_url()))
    assert "£60,000.00" in page
    assert "Elsewhere" not in page


def test_a_plans_reviewer_is_told_of_objectives_that_neither_money_nor_staff_serve():
    paid, worked, bare = (ObjectiveFactory() for _ in range(3))
    task = ObjectiveFactory(kind="task")
    ShareFactory(objective=paid)
    StaffShare.objects.create(unit=worked.plan.unit, objective=worked, percent=50)
    lack = without_means([paid, worked, bare, task])
    assert list(lack.objectives) == [bare]
    assert without_means([paid, worked, task]) is None
