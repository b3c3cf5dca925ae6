"""How the audit trail is told: in the words of the field, whatever the code calls a thing (G2, glossary)."""

from datetime import UTC, datetime

import pytest
from django.apps import apps

from accounts import audit
from accounts.actors import SYSTEM
from accounts.models import Event
from accounts.queries.history import actions_and_kinds, history_rows
from accounts.queries.sentences import WORDS, kind_words
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
    assert told(action="changed", thing=indicator) == "The system changed the measure “HS07 Homes let”"
    person = UserFactory(name="Ann Lee")
    assert told(action="disabled", thing=person) == "The system disabled the person “Ann Lee”"
    assert told(action="set a new password", thing=person) == "The system set a new password: “Ann Lee”"
    assert Event.objects.filter(thing_type="indicators.observation").exists()


def test_what_was_asked_for_is_told_without_the_kind():
    event = Event(
        action="asked to build drafts", thing_type="reporting.run", thing_name="Reports of 2026/27 Q2", by_name="Ann",
        at=AT, changes={},
    )  # fmt: skip
    assert history_rows([event])[0].what == "Asked to build drafts: “Reports of 2026/27 Q2”"


def row_of(**event):
    found = Event(**{"by_name": "Ann Lee", "at": AT, "changes": {}, "action": "changed", **event})
    return history_rows([found], naming=True)[0]


def test_a_change_is_a_sentence_with_the_measure_and_both_values():
    page = {"page_type": "indicators.indicator", "page_id": str(IndicatorFactory(name="Recycling rate").pk)}
    about = {"thing_type": "indicators.annualtarget", "thing_name": "WR01 target for 2026/27", **page}
    row = row_of(changes={"value": ["45%", "47%"], "rationale": ["", "More bins"]}, **about)
    assert row.what == "Ann Lee changed the target of Recycling rate for 2026/27 from 45% to 47%"
    assert [change.field for change in row.changes] == ["Why this target"]
    about = {"thing_type": "indicators.observation", "thing_name": "WR01 2026/27 Q2", **page}
    row = row_of(action="approved", changes={"state": ["Submitted", "Approved"]}, **about)
    assert row.what == "Ann Lee approved the figure of Recycling rate for 2026/27 Q2"


def test_a_deputy_and_long_or_many_changes():
    about = {"thing_type": "plans.plan", "thing_name": "Waste plan"}
    row = row_of(on_behalf_of="Head of Waste", changes={"title": ["Waste", "Waste plan"]}, **about)
    assert row.what == "Ann Lee, for Head of Waste, changed the plan “Waste plan”, title from Waste to Waste plan"
    assert row.changes == ()
    row = row_of(changes={"purpose": ["", "So " * 40]}, **about)
    assert (row.what, len(row.changes)) == ("Ann Lee changed the plan “Waste plan”", 1)
    row = row_of(changes={"title": ["A", "B"], "ref": ["C", "D"]}, **about)
    assert (row.what, len(row.changes)) == ("Ann Lee changed the plan “Waste plan”", 2)


def test_sign_ins_refusals_and_files_read_as_sentences():
    person = {"thing_type": "accounts.user", "thing_name": "Ann Lee"}
    assert row_of(action="signed in", **person).what == "Ann Lee signed in"
    address = {"thing_type": "address", "thing_name": "/setup/"}
    assert row_of(action="was refused", **address).what == "Ann Lee was refused /setup/"


def test_the_filter_offers_the_same_words():
    audit.record(by=SYSTEM, at=AT, action="created", thing=UserFactory())
    assert actions_and_kinds()[1] == [("accounts.user", "Person")]
    assert kind_words("reporting.run") == "Build"
    assert kind_words("scrutiny.pack") == "Pack"
    assert kind_words("gone.thing") == "Thing"


def test_every_thing_that_has_other_words_exists():
    assert {model._meta.label_lower for model in apps.get_models()} >= set(WORDS)
