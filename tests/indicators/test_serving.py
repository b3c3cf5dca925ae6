"""Many measures are linked to an objective at once, from its own page."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Event
from accounts.roles import Role
from indicators.models import Contribution
from plans.models import Objective
from tests.factories import IndicatorFactory, ObjectiveFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client, _ = sign_in(Role.ADMINISTRATOR)
    return client


@pytest.fixture
def objective() -> Objective:
    return ObjectiveFactory(ref="P1", plan__state="approved", plan__approved_on=date(2026, 4, 1))


PAGE = "/indicators/objectives/P1/measures/"


def test_what_is_ticked_serves_it_from_today_and_is_taken_off_likewise(client: Client, objective: Objective) -> None:
    first, second, third = IndicatorFactory.create_batch(3)
    Contribution.objects.create(indicator=first, objective=objective, made_on=date(2026, 4, 1))
    said = client.post(PAGE, {"chosen": [first.pk, second.pk, third.pk], "do": "on"}, follow=True).text
    assert "2 measures linked to P1. 1 measure served it already." in said
    made = dict(Contribution.objects.values_list("indicator", "made_on"))
    assert made == {first.pk: date(2026, 4, 1), second.pk: date(2026, 10, 14), third.pk: date(2026, 10, 14)}
    assert Event.objects.filter(action="created", page_id=str(second.pk)).count() == 1
    said = client.post(PAGE, {"chosen": [second.pk], "do": "off"}, follow=True).text
    assert "1 measure taken off P1." in said
    assert list(Contribution.objects.order_by("pk").values_list("indicator", flat=True)) == [first.pk, third.pk]


def test_those_that_serve_it_stand_first_and_can_be_picked_out(client: Client, objective: Objective) -> None:
    other, serving = IndicatorFactory(ref="A1", name="Anything"), IndicatorFactory(ref="Z9", name="Zeal")
    Contribution.objects.create(indicator=serving, objective=objective, made_on=date(2026, 4, 1))
    page = client.get(PAGE).text
    assert page.index("Zeal") < page.index("Anything")
    assert other.name not in client.get(f"{PAGE}?serving=yes").text
    assert serving.name not in client.get(f"{PAGE}?serving=no").text
    assert "No measure in use fits" in client.get(f"{PAGE}?q=nothing").text


def test_what_is_not_on_the_page_or_not_ticked_changes_nothing(client: Client, objective: Objective) -> None:
    IndicatorFactory()
    assert "Tick at least one measure" in client.post(PAGE, {"do": "on"}).text
    assert "Tick measures of the list" in client.post(PAGE, {"chosen": ["99999"], "do": "on"}).text
    assert not Contribution.objects.exists()


def test_its_own_page_and_the_prioritys_lead_there_for_those_who_may(client: Client, objective: Objective) -> None:
    for page in ("/plans/objectives/P1/", "/priorities/P1/"):
        assert PAGE in client.get(page).text
        assert PAGE not in sign_in(Role.DIRECTOR)[0].get(page).text
    Objective.objects.get().plan.__class__.objects.update(state="closed")
    assert client.get(PAGE).status_code == 404


def test_the_page_costs_the_same_for_few_as_for_many(client: Client, objective: Objective) -> None:
    counts = []
    for size in (1, 30):
        IndicatorFactory.create_batch(size)
        with CaptureQueriesContext(connection) as statements:
            client.get(PAGE)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 15
