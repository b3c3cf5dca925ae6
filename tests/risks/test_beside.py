"""The risks beside what they threaten: on the pages of the council, a priority, a service, a plan and the thread."""

from datetime import date

import pytest
from django.test import Client

from accounts.actors import actor_for
from accounts.roles import Role
from risks.queries.risks import few_words, risks_about
from risks.queries.threats import read_threats
from risks.rules.scoring import Counts
from tests.factories import AppointmentFactory, LinkFactory, ObjectiveFactory, PlanFactory, PostFactory, UnitFactory
from tests.factories.risks import ClearanceFactory, RegisterFactory, RiskFactory, assess
from tests.risks.test_queries import EXEMPT, TODAY

pytestmark = pytest.mark.django_db


def reader(role: Role = Role.COUNCILLOR) -> Client:
    client = Client()
    client.force_login(AppointmentFactory(post=PostFactory(role=role.value)).user)
    return client


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def threatened():
    """A priority, an objective beneath it in a service's plan, and risks against that objective."""
    priority = ObjectiveFactory(kind="priority", title="Fair and healthy", ref="P1")
    objective = ObjectiveFactory(plan=PlanFactory(unit=UnitFactory(name="Care")), title="Homes that last", ref="C1")
    LinkFactory(child=objective, parent=priority)
    register = RegisterFactory(unit=objective.plan.unit)
    high = RiskFactory(
        ref="R1", title="Care market fails", threatens=[objective], register=register, scores={"current": (3, 4)}
    )
    assess(high, "current", 4, 4, on=date(2026, 10, 1))
    RiskFactory(ref="R2", title="Quiet matter", threatens=[objective], register=register, scores={"current": (2, 2)})
    RiskFactory(
        ref="R3",
        title="Secret settlement",
        threatens=[objective],
        register=register,
        scores={"current": (5, 5)},
        **EXEMPT,
    )
    return priority, objective


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(0, 0, 0, 0, 0), ""),
        (Counts(1, 1, 0, 0, 0), "1 risk"),
        (Counts(3, 3, 1, 2, 0), "3 risks, 1 above appetite, 2 risen"),
    ],
)
def test_a_few_words_say_how_risks_stand(counts, said):
    assert few_words(counts) == said


def test_the_councils_page_has_those_above_appetite_or_rising_with_the_rule(threatened):
    page = text(reader(), "/council/")
    assert "Risks standing out: 1" in page
    assert "Care market fails" in page
    assert "Above appetite, at 16, High. Risen since the assessment before." in page
    assert "Quiet matter" not in page
    assert "Secret settlement" not in page


def test_who_may_know_of_an_exempt_risk_sees_it_there_marked(threatened):
    page = text(reader(Role.ADMINISTRATOR), "/council/")
    assert "Risks standing out: 2" in page
    assert "Secret settlement" in page


def test_a_priority_has_the_risks_to_anything_beneath_it(threatened):
    page = text(reader(), "/priorities/P1/")
    assert "1 of 2 risks stands above appetite. One has risen." in page
    assert page.index("Care market fails") < page.index("Quiet matter")


def test_a_service_has_the_risks_of_its_register_and_against_its_plans(threatened):
    _, objective = threatened
    elsewhere = RiskFactory(title="From elsewhere", threatens=[objective], scores={"current": (1, 1)})
    RiskFactory(title="Not here")
    page = text(reader(), f"/services/{objective.plan.unit_id}/")
    assert "1 of 3 risks stands above appetite." in page
    assert elsewhere.title in page
    assert "Not here" not in page


def test_a_director_begins_with_the_risks_to_the_own_services(threatened):
    _, objective = threatened
    client = Client()
    post = PostFactory(role=Role.DIRECTOR.value, unit=objective.plan.unit)
    client.force_login(AppointmentFactory(post=post).user)
    page = text(client, "/")
    assert "Risks to your services" in page
    assert page.index("Secret settlement") < page.index("Care market fails") < page.index("Quiet matter")


def test_the_thread_says_it_beside_each_objective(threatened):
    for path in ("/thread/", "/thread/P1/"):
        assert "2 risks, 1 above appetite, 1 risen" in text(reader(), path)


def test_a_plan_says_of_each_objective_whether_it_was_looked_at(threatened):
    _, objective = threatened
    ClearanceFactory(objective=ObjectiveFactory(plan=objective.plan))
    ObjectiveFactory(plan=objective.plan)
    page = text(reader(), objective.plan.get_absolute_url())
    for words in ("2 risks, 1 above appetite, 1 risen", "No significant risk", "Not looked at yet"):
        assert page.count(words) == 1


def test_the_register_is_narrowed_to_those_that_stand_out(threatened):
    page = text(reader(), "/risks/?concern=exception")
    assert "Care market fails" in page
    assert "Quiet matter" not in page


def test_risks_and_what_they_threaten_take_the_same_statements_however_many(django_assert_num_queries):
    actor = actor_for(AppointmentFactory(post=PostFactory(role=Role.COUNCILLOR.value)).user, today=TODAY)
    for _ in range(4):
        RiskFactory(threatens=[ObjectiveFactory(), ObjectiveFactory()])
    with django_assert_num_queries(3):
        threats = read_threats(actor, today=TODAY)
    assert len(threats.rows) == 4
    assert risks_about(actor=actor, objectives=list(threats.by_objective)).count() == 4
