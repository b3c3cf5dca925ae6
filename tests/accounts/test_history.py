"""How the audit trail is told: in the words of the field, whatever the code calls a thing (G2, glossary)."""

from datetime import UTC, datetime

import pytest
from django.apps import apps

from accounts import audit
from accounts.actors import SYSTEM
from accounts.models import Event
from accounts.queries.history import WORDS, actions_and_kinds, history_rows, kind_words
from plans.periods import parse_label
from tests.factories import IndicatorFactory, ObservationFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


def told(*, action: str, thing: object, page: object | None = None) -> str:
    audit.record(by=SYSTEM, at=AT, action=action, thing=thing, page=page)
    return history_rows(Event.objects.order_by("-pk")[:1], naming=page is None)[0].what


def test_things_have_the_words_of_the_field():
    indicator = IndicatorFactory(ref="HS07", name="Homes let")
    figure = ObservationFactory(indicator=indicator, period=parse_label("2026/27 Q2"), value=1)
    assert told(action="approved", thing=figure, page=indicator) == "Approved figure “HS07 2026/27 Q2”"
    assert told(action="changed", thing=indicator) == "Changed measure “HS07 Homes let”"
    person = UserFactory(name="Ann Lee")
    assert told(action="disabled", thing=person) == "Disabled person “Ann Lee”"
    assert told(action="set a new password", thing=person) == "Set a new password: “Ann Lee”"
    assert Event.objects.filter(thing_type="indicators.observation").exists()


def test_what_was_asked_for_is_told_without_the_kind():
    event = Event(
        action="asked to build drafts", thing_type="reporting.run", thing_name="Reports of 2026/27 Q2", by_name="Ann",
        at=AT, changes={},
    )  # fmt: skip
    assert history_rows([event])[0].what == "Asked to build drafts: “Reports of 2026/27 Q2”"


def test_the_filter_offers_the_same_words():
    audit.record(by=SYSTEM, at=AT, action="created", thing=UserFactory())
    assert actions_and_kinds()[1] == [("accounts.user", "Person")]
    assert kind_words("reporting.run") == "Build"
    assert kind_words("scrutiny.pack") == "Pack"
    assert kind_words("gone.thing") == "Thing"


def test_every_thing_that_has_other_words_exists():
    assert {model._meta.label_lower for model in apps.get_models()} >= set(WORDS)
