"""A measure's page shows the finer figures behind a longer one, and the year to date (rules.md 7)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from indicators.models import Indicator, SeriesBreak
from plans.periods import parse_label
from tests.factories import IndicatorFactory, ObservationFactory, sign_in
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to(NOW)  # type: ignore[attr-defined]


def monthly(**fields: object) -> Indicator:
    given = {"kind": "number", "counting": "flow", "collected": "M", "combining": "sum", "decimals": 0, "unit": ""}
    return IndicatorFactory(**{**given, **fields})


def figures(measure: Indicator, **said: object) -> None:
    """Approved figures by the name of their month or quarter."""
    for name, value in said.items():
        label = f"2026/27 {name}" if name.startswith("Q") else f"{name} 2026"
        fields = value if isinstance(value, dict) else {"value": Decimal(value)}
        ObservationFactory(indicator=measure, period=parse_label(label), **fields)


def page_of(measure: Indicator, client: Client | None = None) -> str:
    client = client or sign_in(Role.COUNCILLOR)[0]
    response = client.get(reverse("reporting:measure", args=[measure.ref]), {"period": Q2.key})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_months_behind_a_quarter_and_the_year_to_date() -> None:
    measure = monthly()
    figures(measure, April=10, May=11, June=12, Q1=33, July=12, August=14, September=15, Q2=41, October=9)
    page = page_of(measure)
    assert "Entered monthly: the figures behind it" in page
    assert "12 + 14 + 15 = 41" in page
    assert "10 + 11 + 12 = 33" in page
    assert "2026/27 Q3, not complete" in page
    assert "1 of 3 months: 9 so far" in page
    assert "Year to date: 74 (April 2026 to September 2026)" in page


def test_what_is_missing_is_said() -> None:
    measure = monthly()
    figures(measure, April=10, May=11, June=12, Q1=33, July=12)
    figures(measure, August={"value": None, "absence": "not_available", "absence_reason": "System down"})
    page = page_of(measure)
    assert "1 of 3 months: 12 so far; August 2026: not available" in page
    assert "Year to date: 45 (April 2026 to September 2026, 4 of 6 months)" in page


def test_a_draft_is_no_figure() -> None:
    measure = monthly()
    figures(measure, July=12, August={"value": Decimal(98765), "state": "draft", "approved_at": None})
    assert "98,765" not in page_of(measure)


def test_shares_are_told_with_their_parts() -> None:
    measure = monthly(kind="percentage", counting="rate", combining="parts", has_parts=True, numerator="a",
                      denominator="b", decimals=1)  # fmt: skip
    for month, above, below in (("July", 45, 60), ("August", 28, 40), ("September", 66, 100)):
        parts = {"value": Decimal(above * 100) / below, "numerator": above, "denominator": below}
        figures(measure, **{month: parts})
    page = page_of(measure)
    assert "(45 + 28 + 66) ÷ (60 + 40 + 100) = 69.5%" in page
    assert "75.0% (45 of 60)" in page
    assert "Year to date: 69.5% (April 2026 to September 2026, 3 of 6 months)" in page


def test_a_quarterly_count_has_a_year_to_date_too() -> None:
    measure = monthly(collected="", combining="")
    figures(measure, Q1=33, Q2=41)
    page = page_of(measure)
    assert "Year to date: 74 (April 2026 to September 2026)" in page
    assert "the figures behind it" not in page


@pytest.mark.parametrize("fields", [{"counting": "snapshot"}, {"counting": "rate"}, {"counting": "cumulative"}])
def test_what_does_not_add_up_has_no_year_to_date(fields: dict[str, str]) -> None:
    measure = monthly(**fields, collected="", combining="")
    figures(measure, Q1=33, Q2=41)
    assert "Year to date" not in page_of(measure)


def test_no_year_to_date_crosses_a_new_definition() -> None:
    measure = monthly(collected="", combining="")
    figures(measure, Q1=33, Q2=41)
    SeriesBreak.objects.create(indicator=measure, period=Q2, note="Counted anew")
    assert "Year to date" not in page_of(measure)


def test_the_page_asks_no_more_than_for_any_measure() -> None:
    client, _ = sign_in(Role.COUNCILLOR)
    asked = []
    for measure in (monthly(collected="", combining=""), monthly()):
        figures(measure, Q1=33, Q2=41)
        if measure.collected:
            figures(measure, April=10, May=11, June=12, July=12, August=14, September=15)
        page_of(measure, client)
        with CaptureQueriesContext(connection) as queries:
            page_of(measure, client)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_beside_no_figure_stands_how_far_the_quarter_has_come() -> None:
    measure = monthly()
    assert "so far" not in page_of(measure)
    figures(measure, July=12, August=14)
    assert '<p class="app-hero__to-date">2 of 3 months: 26 so far</p>' in page_of(measure)
    figures(measure, September=15, Q2=41)
    assert '<p class="app-hero__to-date">2 of 3' not in page_of(measure)
