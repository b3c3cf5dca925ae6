"""What those who answer for a measure expect its year to end on: who may say it, and what is refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actors import SYSTEM
from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from indicators.changes.forecasts import say_forecast
from indicators.models import Indicator, OwnForecast
from indicators.queries.forecasts import forecasts_of
from tests.factories import AppointmentFactory, IndicatorFactory
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
TYPED = {"value": "91.5%", "basis": "Two lorries more from November.", "confidence": "medium"}


@pytest.fixture
def officer() -> tuple[Client, Indicator]:
    """Who enters the figures of a service, and a measure of it."""
    appointed = AppointmentFactory(post__role=Role.DATA_OFFICER)
    measure = IndicatorFactory(ref="W1", name="Bins missed", service=appointed.post.unit, owner=appointed.post)
    client = Client()
    client.force_login(appointed.user)
    return client, measure


def test_a_forecast_is_read_as_a_figure_kept_and_told_on_the_trail(officer: tuple[Client, Indicator]) -> None:
    client, measure = officer
    page = client.post("/indicators/definitions/W1/forecast/", TYPED)
    assert (page.status_code, page["Location"]) == (302, "/measures/W1/#outlook")
    (said,) = forecasts_of([measure.pk])[measure.pk]
    assert (said.value, said.year, said.basis) == (Decimal("91.5"), Q2.year, TYPED["basis"])
    assert str(said) == "W1 forecast for 2026/27"
    event = Event.objects.get(action="forecast")
    assert event.page_id == str(measure.pk)
    assert event.by == said.said_by


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": ""}, "Enter what the year will end on"),
        ({"value": "nearly all"}, "nearly all"),
        ({"basis": " "}, "Enter what it rests on"),
        ({"confidence": ""}, "Select how sure you are"),
        ({"confidence": "utter"}, "Choose how sure you are from the list"),
    ],
)
def test_what_cannot_be_used_is_named_nothing_is_written_and_nothing_typed_is_lost(
    officer: tuple[Client, Indicator], changes: dict[str, str], words: str
) -> None:
    page = officer[0].post("/indicators/definitions/W1/forecast/", TYPED | changes)
    assert page.status_code == 200
    html = page.content.decode()
    assert words in html
    assert changes.get("basis", TYPED["basis"]).strip() in html
    assert not OwnForecast.objects.exists()


def test_of_answers_there_is_no_forecast_and_others_may_not_say_one(officer: tuple[Client, Indicator]) -> None:
    client, measure = officer
    stranger = Client()
    stranger.force_login(AppointmentFactory(post__role=Role.DATA_OFFICER).user)
    assert stranger.get("/indicators/definitions/W1/forecast/").status_code == 403
    Indicator.objects.update(kind="yes_no")
    assert client.get("/indicators/definitions/W1/forecast/").status_code == 404
    assert "Say what you expect" not in client.get("/measures/W1/").content.decode()
    with pytest.raises(ChangeRefused, match="figures of this measure are not"):
        say(Indicator.objects.get(pk=measure.pk))


def say(measure: Indicator, **changes: object) -> OwnForecast:
    given = {"at": AT, "year": Q2.year, "value": Decimal(9), "basis": "It is so.", "confidence": "high"}
    return say_forecast(by=SYSTEM, indicator=measure, **(given | changes))


def test_a_year_that_is_over_and_a_forecast_without_a_basis_are_refused(officer: tuple[Client, Indicator]) -> None:
    with pytest.raises(ChangeRefused, match="The year 2025/26 is over: enter its figure instead"):
        say(officer[1], year=Q2.year.previous())
    with pytest.raises(ChangeRefused, match="Say what the forecast rests on"):
        say(officer[1], basis=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        say(officer[1], value=None)


def test_the_latest_forecast_comes_first(officer: tuple[Client, Indicator]) -> None:
    measure = officer[1]
    say(measure)
    later = say_forecast(
        by=SYSTEM,
        at=AT.replace(hour=10),
        indicator=measure,
        year=Q2.year,
        value=Decimal(8),
        basis="B",
        confidence="low",
    )
    assert forecasts_of([measure.pk])[measure.pk][0] == later
    assert forecasts_of([]) == {}
