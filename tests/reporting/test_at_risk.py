"""Measures whose target for the year is at risk (C11)."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from accounts.actors import SYSTEM
from accounts.roles import Role
from indicators.changes.forecasts import say_forecast
from indicators.models import AnnualTarget, Observation
from tests.factories import ObservationFactory, period_target, sign_in
from tests.factories.indicators import Q2
from tests.reporting.small_council import SmallCouncil, at_two_sizes, small_council, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> SmallCouncil:
    """H2 is off target; H1 is on target and its latest figures fall; W1 is near its target."""
    council = small_council()
    for ref in ("H1", "H2", "W1"):
        aim = 10 if ref == "W1" else 97
        period_target(council.measures[ref], Q2.next(2), aim)
        AnnualTarget.objects.filter(indicator=council.measures[ref]).update(value=aim)
    return council


@pytest.fixture
def reader() -> Client:
    return sign_in(Role.COUNCILLOR)[0]


def test_what_is_on_target_still_comes_first(council: SmallCouncil, reader: Client) -> None:
    page = reader.get("/at-risk/")
    lines = page.context["page"].object_list
    assert [(each.ref, each.now["word"], each.then["word"], each.is_early) for each in lines] == [
        ("H1", "On target", "Near target", True),
        ("H2", "Off target", "Off target", False),
        ("W1", "Near target", "Near target", False),
    ]
    assert "3 measures at risk" in text_of(page)
    assert lines[0].url == f"/measures/H1/?period={Q2.key}#outlook"
    assert (lines[0].value, lines[0].target, lines[0].chance_text) == ("95.0%", "97.0%", "")


def test_the_list_is_narrowed_sorted_and_taken_away(council: SmallCouncil, reader: Client) -> None:
    waste = council.waste.pk
    refs = lambda query: [each.ref for each in reader.get(f"/at-risk/?{query}").context["page"].object_list]  # noqa: E731
    assert refs("early=1") == ["H1"]
    assert refs(f"service={waste}") == ["W1"]
    assert refs("sort=-name") == sorted(refs("sort=name"), reverse=True)
    assert refs("sort=service")[-1] == "W1"
    answer = reader.get("/at-risk/?download=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Reference"] for row in rows] == ["H1", "H2", "W1"]
    assert rows[0]["Expected status"] == "Near target"
    nothing = reader.get(f"/at-risk/?service={waste}&early=1")
    assert "Nothing at risk fits these filters" in text_of(nothing)


def test_what_its_owner_expects_stands_beside_it(council: SmallCouncil, reader: Client) -> None:
    say_forecast(
        by=SYSTEM, at=datetime(2026, 10, 12, tzinfo=UTC), indicator=council.measures["H1"], year=Q2.year,
        value=Decimal(98), basis="A new team.", confidence="high",
    )  # fmt: skip
    (line,) = reader.get("/at-risk/?early=1").context["page"].object_list
    assert (line.own, line.own_mark["word"]) == ("98.0%", "On target")


def test_where_nothing_is_at_risk_the_page_says_what_it_cannot_tell(council: SmallCouncil, reader: Client) -> None:
    Observation.objects.all().delete()
    page = reader.get("/at-risk/")
    assert "No measure is at risk" in text_of(page)
    assert page.context["worth"] == ""


def test_the_page_says_what_such_forecasts_were_worth(council: SmallCouncil, reader: Client) -> None:
    measure = council.measures["H1"]
    for back, value in zip(range(2, 14), (60, 95, 97, 99, 98, 94, 95, 96, 97, 95, 93, 96), strict=True):
        ObservationFactory(indicator=measure, period=Q2.previous(back), value=value)
    period_target(measure, Q2.previous(2), 90)
    page = reader.get("/at-risk/")
    assert page.context["worth"] == (
        "At this point of the year before, 0 of 1 forecast would have been right about the target "
        "and 0 of 1 interval would have held what came."
    )
    assert page.context["worth"] in text_of(page)


def test_statements_do_not_grow_with_the_council(council: SmallCouncil, reader: Client) -> None:
    before, after = at_two_sizes(reader, "/at-risk/", council)
    assert before == after
