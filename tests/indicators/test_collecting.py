"""How often a measure is entered, on its definition sheet: shown with numbers, tried, and changed with a reason."""

from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from accounts.models import Event
from accounts.roles import Role
from indicators.models import Indicator
from plans.periods import parse_label
from tests.factories import IndicatorFactory, ObservationFactory, sign_in
from tests.indicators.test_definitions_views import typed

pytestmark = pytest.mark.django_db
MONTHLY = {"kind": "number", "counting": "flow", "decimals": 0, "unit": "", "polarity": "high"}


@pytest.fixture
def admin() -> Client:
    return sign_in(Role.ADMINISTRATOR)[0]


def sheet(measure: Indicator) -> str:
    return f"/indicators/definitions/{measure.ref}/"


def text_of(response: object) -> str:
    return unescape(" ".join(response.content.decode().split()))  # type: ignore[attr-defined]


def with_months(**fields: object) -> Indicator:
    measure = IndicatorFactory(**{**MONTHLY, "collected": "M", "combining": "sum", **fields})
    for month, value in (("July 2026", 12), ("August 2026", 14), ("September 2026", 16)):
        ObservationFactory(indicator=measure, period=parse_label(month), value=Decimal(value))
    return measure


def test_the_sheet_shows_it_with_the_measures_own_figures(admin: Client) -> None:
    page = text_of(admin.get(sheet(with_months())))
    assert "With its own figures:" in page
    assert "12 + 14 + 16 = 42" in page


def test_without_all_of_them_the_numbers_are_made_up_and_say_so(admin: Client) -> None:
    page = text_of(admin.get(sheet(IndicatorFactory(**MONTHLY, collected="M", combining="sum"))))
    assert "With made-up figures:" in page
    assert "12 + 14 + 15 = 41" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"collected": "W", "combining": "sum"}, "12 + 14 + … + 12"),
        ({"counting": "snapshot", "combining": "last"}, "15, as in September 2026"),
        ({"counting": "rate", "combining": "entered"}, "Each quarter is entered itself, beside its months."),
        ({"kind": "yes_no", "counting": "snapshot", "combining": "last"}, "Yes, as in September 2026"),
        ({"kind": "duration", "counting": "flow", "combining": "sum"}, "0:12:00 + 0:14:00 + 0:15:00 = 0:41:00"),
        ({"kind": "date", "counting": "snapshot", "combining": "last"}, "30 September 2026, as in September 2026"),
        (
            {"kind": "grade", "grades": "Low\nHigh", "counting": "snapshot", "combining": "last"},
            "High, as in September",
        ),
    ],
)
def test_every_way_is_shown(admin: Client, fields: dict[str, object], said: str) -> None:
    assert said in text_of(admin.get(sheet(IndicatorFactory(**{**MONTHLY, "collected": "M", **fields}))))


def test_a_measure_that_is_entered_as_reported_shows_nothing_of_it(admin: Client) -> None:
    page = text_of(admin.get(sheet(IndicatorFactory(**MONTHLY))))
    assert "figures:" not in page


def test_it_is_tried_before_it_is_saved(admin: Client) -> None:
    measure = IndicatorFactory(**MONTHLY)
    page = admin.post(f"{sheet(measure)}change/", typed(measure, collected="M", combining="", preview="1"))
    assert "12 + 14 + 15 = 41" in text_of(page)
    measure.refresh_from_db()
    assert measure.collected == ""


def test_a_change_needs_a_reason_once_there_are_figures(admin: Client) -> None:
    measure = with_months(collected="", combining="")
    changed = typed(measure, collected="M", combining="")
    assert "can change how they read" in text_of(admin.post(f"{sheet(measure)}change/", changed))
    admin.post(f"{sheet(measure)}change/", {**changed, "why": "Counted each month from now on."})
    measure.refresh_from_db()
    assert (measure.collected, measure.combining) == ("M", "sum")
    assert Event.objects.get(action="changed").changes["collected"] == ["", "Monthly"]
