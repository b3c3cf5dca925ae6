"""The usual rules: what each says is what it does, and one button takes it."""

import pytest
from django.test import Client

from accounts.roles import Role
from foundation.dates import day_words
from indicators.models import RatingRule, Scheme
from indicators.queries.usual_rules import previews
from tests.factories import ObservationFactory, RatingRuleFactory, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/indicators/rules/usual/"


@pytest.fixture
def client() -> Client:
    client, _ = sign_in(Role.ADMINISTRATOR)
    return client


def test_each_says_what_figures_would_be_called() -> None:
    said = {each.usual.key: [example.status["word"] for example in each.examples] for each in previews()}
    assert said == {
        "three": ["On target", "On target", "Near target", "Off target"],
        "two": ["On target", "On target", "Off target", "Off target"],
        "four": ["Exceeding target", "On target", "Near target", "Off target"],
    }


@pytest.mark.parametrize(("bands", "number"), [("two", 2), ("three", 3), ("four", 4)])
def test_one_button_makes_the_councils_rule_with_its_words(client: Client, bands: str, number: int) -> None:
    assert f"Take {bands} bands" in client.get(PAGE).text
    client.post(PAGE, {"bands": bands})
    rule = RatingRule.objects.get()
    assert (rule.indicator_set, rule.indicator, rule.target) == (None, None, None)
    assert day_words(rule.starts_on) == "1 April 2025"
    assert len(rule.scheme.bands) == number
    assert "Take " not in client.get(PAGE).text
    assert "There is a version from that day already" in client.post(PAGE, {"bands": "two"}, follow=True).text
    assert client.post(PAGE, {"bands": "five"}).status_code == 404


def test_it_can_be_taken_after_figures_were_read_in(client: Client) -> None:
    ObservationFactory(state="approved", value=5)
    client.post(PAGE, {"bands": "three"})
    assert RatingRule.objects.get().reason == "Chosen among the usual rules. Three bands: green, amber and red."


def test_a_first_rule_of_ones_own_needs_no_scheme_and_no_amber(client: Client) -> None:
    typed = {
        "scope": "council", "starts_on": "1 April 2026", "basis": "percent", "green_cut": "2", "amber_cut": "",
        "green_edge": "better", "red_edge": "better", "comparison": "none", "save": "",
    }  # fmt: skip
    assert "What would change" in client.post("/indicators/rules/new/", {**typed, "preview": ""}).text
    assert not Scheme.objects.exists()
    client.post("/indicators/rules/new/", typed)
    rule = RatingRule.objects.get()
    assert (rule.green_cut, rule.amber_cut, rule.scheme.name) == (2, 2, "The usual words")


def test_where_there_are_words_already_one_chooses_among_them(client: Client) -> None:
    RatingRuleFactory()
    page = client.post("/indicators/rules/new/", {"scope": "council", "starts_on": "1 April 2026"}).text
    assert "Select the words and colours" in page
