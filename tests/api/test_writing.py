"""Figures that other systems send: taken, refused and recorded as the page of the return does it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from accounts.models import Event
from accounts.roles import Role
from api.changes import once
from api.models import SentOnce
from api.rules.scopes import Scope
from indicators.models import Observation
from tests.api.factories import caller
from tests.conftest import NOW
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, UnitFactory, sign_in
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db

PLACE = f"/figures/WR01/{Q2.key}"


@pytest.fixture
def figure():
    measure = IndicatorFactory(ref="WR01", name="Waste recycled")
    in_return = ReturnFactory(service=measure.service)
    return ObservationFactory(indicator=measure, in_return=in_return, state="due", value=None)


@pytest.fixture
def system(figure):
    return caller(Role.DATA_OFFICER, figure.indicator.service, name="Waste system")


def stored():
    return Observation.objects.get(indicator__ref="WR01", period=Q2.key, is_current=True)


def words(answer):
    return answer.status_code, answer.json()["detail"]


def test_a_figure_is_entered_as_a_draft_in_the_tokens_name(system):
    answer = system.patch(PLACE, {"value": "57.1", "evidence": "Weighbridge"})
    assert (answer.status_code, answer.json()["value"], answer.json()["state"]) == (200, "57.1", "draft")
    assert (stored().value, stored().state, stored().evidence) == (Decimal("57.1"), "draft", "Weighbridge")
    event = Event.objects.get(action="saved")
    assert (event.by, event.by_name[:24]) == (system.token.made_by, "Token “Waste system” as ")
    assert event.changes["value"] == [None, "57.1"]


def test_what_the_page_reads_is_read_here(system, figure):
    figure.indicator.kind, figure.indicator.has_parts = "percentage", True
    figure.indicator.numerator, figure.indicator.denominator = "Recycled", "All waste"
    figure.indicator.save()
    assert system.patch(PLACE, {"numerator": "1", "denominator": "8"}).json()["value"] == "12.5"


def test_the_same_twice_is_one(system):
    first, again = (system.patch(PLACE, {"value": "57.1"}) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert Event.objects.filter(action="saved").count() == 1
    assert Observation.objects.count() == 1


def test_what_somebody_else_entered_is_not_overwritten_unread(system, figure):
    client, _ = sign_in(Role.DATA_OFFICER, figure.indicator.service)
    client.post(f"/indicators/returns/{figure.in_return_id}/save/", {
        "figure": figure.pk, f"f{figure.pk}-version": "1", f"f{figure.pk}-value": "60",
    })  # fmt: skip
    assert stored().value == 60
    for body in ({"value": "57.1"}, {"value": "57.1", "version": 1}):
        status, said = words(system.patch(PLACE, body))
        assert (status, "Waste recycled: another figure was entered" in said) == (409, True)
        assert stored().value == 60
    read = system.get(PLACE).json()
    assert system.patch(PLACE, {"value": "57.1", "version": read["version"]}).status_code == 200
    assert stored().value == Decimal("57.1")


def test_fields_left_out_stay_and_null_takes_away(system):
    system.patch(PLACE, {"value": "57.1", "evidence": "Weighbridge"})
    version = system.get(PLACE).json()["version"]
    system.patch(PLACE, {"value": None, "version": version})
    assert (stored().value, stored().evidence) == (None, "Weighbridge")


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({"value": "57.1", "approved_by": 1}, "approved_by", "“approved_by” is no field of this body. Leave it out."),
        ({"value": "57.1", "state": "approved"}, "state", "is no field of this body"),
        ({"value": "57.1", "service": 3, "target": "1"}, "service", "is no field of this body"),
        ({"value": 57.1}, "value", "“value” must be text in quotation marks; numbers too"),
        ({"value": ["57.1"]}, "value", "“value” must be text"),
        ({"value": "fifty"}, "value", "Waste recycled:"),
        ({"value": "NaN"}, "value", "Waste recycled:"),
        ({"value": "1e400"}, "value", "Waste recycled:"),
        ({"value": "9" * 101}, "value", "“value”"),
        ({"absence": "not_available"}, "absence_reason", "Waste recycled: say why there is no figure."),
        ({"absence": "gone"}, "absence", "“absence”"),
        ({"standing": "sure"}, "standing", "“standing”"),
        ({"judgement": "blue"}, "judgement", "“judgement”"),
        ({"value": "1", "action_by": "999"}, "action_by", "select who will do it from the list"),
        ({"value": "1", "action_by_on": "soon"}, "action_by_on", "Waste recycled: by when"),
        ({"value": "1", "version": 0}, "version", "“version”"),
        ({"value": "1", "why": "a\x00b"}, "why", "invisible character"),
        ([], "", ""),
        ("57.1", "", ""),
    ],
)
def test_a_body_that_cannot_be_used_is_told_field_by_field_and_nothing_is_written(system, body, field, said):
    events = Event.objects.count()
    answer = system.patch(PLACE, body)
    assert answer.status_code == 422
    assert field in [each["field"] for each in answer.json()["problems"]]
    assert said in answer.json()["detail"]
    assert (stored().value, stored().version, Event.objects.count()) == (None, 1, events)


def test_what_is_no_json_is_refused(system):
    for body in (b"{", b"\xff\xfe", b"value=57.1"):
        answer = system.client.patch(f"/api/v1{PLACE}", body, content_type="application/json")
        assert words(answer) == (400, "The body is not JSON.")


def test_a_closed_return_is_closed_here_too(system):
    with time_machine.travel(datetime(2026, 11, 5, 12, tzinfo=UTC)):
        status, said = words(system.patch(PLACE, {"value": "57.1"}))
    assert (status, "this return was locked on 3 November 2026" in said) == (422, True)
    assert stored().value is None


def test_what_is_handed_in_is_closed_to_typing(system, figure):
    Observation.objects.filter(pk=figure.pk).update(state="submitted", value=Decimal(60))
    status, said = words(system.patch(PLACE, {"value": "57.1", "version": 1}))
    assert (status, "it cannot be changed this way" in said) == (422, True)


def test_a_figure_that_no_return_asks_for(system, figure):
    later = Q2.next().key
    status, said = words(system.patch(f"/figures/WR01/{later}", {"value": "1"}))
    assert (status, said[:34]) == (422, "No return asks for this figure: it")
    stranger = caller(Role.DATA_OFFICER, UnitFactory())
    assert stranger.patch(f"/figures/WR01/{later}", {"value": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (Role.DATA_OFFICER, True, 200), (Role.APPROVER, True, 200), (Role.ADMINISTRATOR, False, 200),
        (Role.DATA_OFFICER, False, 404), (Role.COUNCILLOR, True, 404), (Role.PARTNER, False, 404),
        (Role.AUDITOR, True, 403),
    ],
)  # fmt: skip
def test_posts_enter_what_their_pages_let_them(figure, role, own, status):
    system = caller(role, figure.indicator.service if own else None)
    answer = system.patch(PLACE, {"value": "57.1"})
    assert answer.status_code == status
    assert (stored().value is not None) is (status == 200)
    if status == 404:
        assert answer.json() == system.patch("/figures/NONE/2026-07-01QF", {"value": "57.1"}).json()


def test_a_token_without_the_scope_writes_nothing(figure):
    system = caller(Role.DATA_OFFICER, figure.indicator.service, scopes=frozenset({Scope.MEASURES_READ}))
    assert system.patch(PLACE, {"value": "57.1"}).status_code == 403
    assert system.post(f"{PLACE}/submit", {"version": 1}).status_code == 403
    assert stored().state == "due"


def test_a_draft_is_submitted_and_twice_is_one(system):
    version = system.patch(PLACE, {"value": "57.1"}).json()["version"]
    assert system.post(f"{PLACE}/submit", {"version": version}).json() == {"submitted": 1, "already": 0}
    assert system.post(f"{PLACE}/submit", {"version": version}).json() == {"submitted": 0, "already": 1}
    assert stored().state == "submitted"
    assert Event.objects.filter(action="submitted", by_name__startswith="Token “Waste system”").count() == 1


def test_what_is_not_ready_or_moved_on_is_not_submitted(system):
    status, _ = words(system.post(f"{PLACE}/submit", {"version": 1}))
    assert status == 422
    system.patch(PLACE, {"value": "57.1"})
    status, _ = words(system.post(f"{PLACE}/submit", {"version": 1}))
    assert (status, stored().state) == (422, "draft")
    assert system.post(f"{PLACE}/submit", {"version": 1, "approve": True}).status_code == 422


def test_a_key_is_answered_alike_again_and_does_nothing(system, figure):
    first = system.patch(PLACE, {"value": "57.1"}, key="march")
    Observation.objects.filter(pk=figure.pk).update(value=Decimal(60), version=9)
    again = system.patch(PLACE, {"value": "57.1"}, key="march")
    assert (again.status_code, again.json()) == (200, first.json())
    assert stored().value == 60


def test_a_key_stands_for_one_request(system):
    system.patch(PLACE, {"value": "57.1"}, key="march")
    status, said = words(system.patch(PLACE, {"value": "58.2"}, key="march"))
    assert (status, said[:32]) == (409, "This Idempotency-Key was used fo")
    assert stored().value == Decimal("57.1")
    assert system.post(f"{PLACE}/submit", {"version": 2}, key="march").status_code == 409


def test_a_refused_request_leaves_its_key_free(system):
    assert system.patch(PLACE, {"value": "fifty"}, key="march").status_code == 422
    assert not SentOnce.objects.exists()
    assert system.patch(PLACE, {"value": "57.1"}, key="march").status_code == 200


def test_a_key_of_another_token_is_another_key(system, figure):
    other = caller(Role.DATA_OFFICER, figure.indicator.service)
    system.patch(PLACE, {"value": "57.1"}, key="march")
    assert other.patch(PLACE, {"value": "58.2", "version": 2}, key="march").status_code == 200
    assert stored().value == Decimal("58.2")


def test_a_key_is_kept_for_a_day(system):
    system.patch(PLACE, {"value": "57.1"}, key="march")
    assert once.forget_old(at=NOW + timedelta(hours=23)) == 0
    with time_machine.travel(NOW + timedelta(days=2)):
        assert system.patch(PLACE, {"value": "58.2", "version": 2}, key="march").status_code == 200
    assert once.forget_old(at=NOW + timedelta(days=4)) == 1
