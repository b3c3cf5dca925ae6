"""Many measures given to another owner, or put into a set, at once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from indicators.models import Indicator, IndicatorSet
from tests.factories import IndicatorFactory, PostFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return sign_in(Role.ADMINISTRATOR)[0]


def page(query: str = "") -> str:
    return f"{reverse('indicators:measures-change')}{query}"


def test_what_is_ticked_gets_another_owner_and_joins_a_set(client: Client) -> None:
    first, second, other = IndicatorFactory.create_batch(3)
    post, corporate = PostFactory(title="Head of Streets"), IndicatorSet.objects.create(name="Corporate")
    Indicator.objects.filter(pk=second.pk).update(owner=post)
    second.sets.add(corporate)
    answer = client.post(
        page(),
        {"chosen": [first.pk, second.pk], "owner": post.pk, "joins": corporate.pk, "why": "Reorganised."},
        follow=True,
    )
    assert "1 measure changed. 1 measure stood like that already." in answer.text
    assert set(Indicator.objects.filter(owner=post)) == {first, second}
    assert set(corporate.indicators.all()) == {first, second}
    other.refresh_from_db()
    assert (other.owner != post, other.version) == (True, 1)
    event = Event.objects.get(action="changed", thing_id=str(first.pk), thing_type="indicators.indicator")
    assert event.why == "Reorganised."
    assert event.changes["owner"][1] == "Head of Streets"
    assert event.changes["sets"] == [None, "Corporate"]


def test_a_set_is_left_and_the_rest_stays(client: Client) -> None:
    measure = IndicatorFactory()
    kept, left = (IndicatorSet.objects.create(name=name) for name in ("Kept", "Left"))
    measure.sets.set([kept, left])
    client.post(page(), {"chosen": [measure.pk], "leaves": left.pk})
    assert list(measure.sets.all()) == [kept]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"why": "Reorganised."}, "Tick at least one measure"),
        ({"chosen": ["{pk}"]}, "Choose what is to change about the measures that are ticked"),
        (
            {"chosen": ["{pk}"], "joins": "{set}", "leaves": "{set}"},
            "Choose another set than the one they are put into",
        ),
        ({"chosen": ["999999"], "joins": "{set}"}, "Tick measures of the list"),
    ],
)
def test_what_is_not_said_is_asked_for_and_changes_nothing(client: Client, sent: dict, sentence: str) -> None:
    measure, named = IndicatorFactory(), IndicatorSet.objects.create(name="Corporate")
    keys = {"pk": measure.pk, "set": named.pk}
    data = {
        name: [each.format(**keys) for each in value] if isinstance(value, list) else value.format(**keys)
        for name, value in sent.items()
    }
    answer = client.post(page(), data)
    assert sentence in answer.text
    assert not measure.sets.exists()
    assert not Event.objects.filter(action="changed", thing_type="indicators.indicator").exists()


def test_the_list_is_narrowed_as_that_of_measures_is(client: Client) -> None:
    IndicatorFactory(name="Missed collections")
    IndicatorFactory(name="Books lent")
    text = client.get(page("?q=missed")).text
    assert "Missed collections" in text
    assert "Books lent" not in text
    assert "No measure fits these filters" in client.get(page("?q=nothing")).text


def test_the_page_costs_the_same_for_few_as_for_many(client: Client) -> None:
    counts = []
    for size in (1, 30):
        IndicatorFactory.create_batch(size)
        with CaptureQueriesContext(connection) as statements:
            client.get(page())
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 16
