"""The screens of calculated measures: tried before it is saved, shown with its inputs, within reach."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import UnitKind
from accounts.roles import Role
from indicators.changes.formulas import FormulaDetails, set_formula
from indicators.models import Formula, Observation
from tests.factories import IndicatorFactory, ObservationFactory, UnitFactory, UserFactory, sign_in
from tests.factories.indicators import Q2
from tests.pages import words_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
Q1 = Q2.previous()


@pytest.fixture
def measures():
    council = UnitFactory(name="Exampleshire", kind=UnitKind.COUNCIL)
    service = UnitFactory(name="Waste", parent=council)
    given = {"service": service, "decimals": 2}
    cost = IndicatorFactory(ref="WR01", name="Net cost of waste", kind="money", **given)
    homes = IndicatorFactory(ref="WR02", name="Households", kind="number", **given)
    each = IndicatorFactory(ref="WR03", name="Cost per household", kind="money", **given)
    IndicatorFactory(ref="WR04", name="Bins lost", kind="number", frequency="M", service=service)
    for period in (Q1, Q2):
        ObservationFactory(indicator=cost, period=period, value=900)
    ObservationFactory(indicator=homes, period=Q1, value=4)
    return cost, homes, each


def posted(client, button, ref="WR03", **fields):
    given = {"text": "[WR01] / [WR02]", "first": Q1.key, "blanks": "blank", "why": "", "version": "1", button: "1"}
    return client.post(reverse("indicators:formula-edit", args=[ref]), given | fields)


def calculated(measures):
    details = FormulaDetails(first=Q1, text="[WR01] / [WR02]", why="Typed until now.")
    return set_formula(by=Actor(user=UserFactory()), at=AT, indicator=measures[2], version=1, details=details)


def test_trying_it_shows_an_example_and_what_waits_and_writes_nothing(measures):
    client, _ = sign_in(Role.ADMINISTRATOR)
    words = words_of(posted(client, "preview"))
    assert f"{Q1.label}: £225.00 from [WR01] / [WR02]" in words
    assert "WR01 Net cost of waste: £900.00" in words
    assert f"1 period is calculated from {Q1.label} on." in words
    assert f"1 period cannot be calculated: [WR02] has no figure for {Q2.label}." in words
    assert not Formula.objects.exists()


def test_what_would_be_restated_is_said_before(measures):
    ObservationFactory(indicator=measures[2], period=Q1, value=220)
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert "1 figure that was approved will be restated: what was approved is kept" in words_of(
        posted(client, "preview")
    )


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"text": "[WR01] / [WR2]"}, "No measure has the reference WR2. Did you mean WR02"),
        ({"text": "[WR01] / [WR03]"}, "WR03 would be worked out from itself: WR03 needs WR03."),
        ({"text": "[WR04] + 1"}, "WR04 is monthly and WR03 quarterly"),
        ({"text": "[WR01] +"}, "At the end, after “+”, something is missing"),
        ({"text": ""}, "Enter the formula"),
        ({"first": ""}, "Select the first period"),
    ],
)
@pytest.mark.parametrize("button", ["preview", "save"])
def test_what_cannot_be_is_said_beside_the_box_and_nothing_is_lost(measures, fields, says, button):
    client, _ = sign_in(Role.ADMINISTRATOR)
    page = posted(client, button, why="Once and for all.", **fields)
    assert says in words_of(page)
    assert "Once and for all." in page.content.decode()
    assert not Formula.objects.exists()


def test_saved_it_stands_on_the_sheet_and_the_measures_page_with_its_inputs(measures):
    client, _ = sign_in(Role.ADMINISTRATOR)
    page = posted(client, "save", why="Typed until now.")
    assert page.status_code == 302
    assert Observation.objects.get(indicator=measures[2]).value == Decimal(225)
    sheet = words_of(client.get(page.url, follow=True))
    for words in ("Calculated, not typed, since April to June 2026 (Q1): [WR01] / [WR02]", "Typed until now."):
        assert words in sheet
    councillor, _ = sign_in(Role.COUNCILLOR)
    shown = words_of(councillor.get(reverse("reporting:measure", args=["WR03"]), {"period": Q1.key}))
    for words in ("How it is calculated", "[WR01] / [WR02]", "Net cost of waste WR01 £900.00", "Households WR02 4"):
        assert words in shown
    waiting = words_of(councillor.get(reverse("reporting:measure", args=["WR03"]), {"period": Q2.key}))
    assert f"{Q2.label} is calculated as soon as every one of them is approved." in waiting


def test_the_sheet_of_an_input_names_what_is_worked_out_from_it(measures):
    calculated(measures)
    client, _ = sign_in(Role.COUNCILLOR)
    page = words_of(client.get(reverse("indicators:indicator-detail", args=["WR01"]), {"tab": "formula"}))
    assert "It is typed, not calculated." in page
    assert "What is worked out from it WR03 Cost per household" in page


def test_its_history_says_what_each_revision_came_from_and_it_is_not_revised(measures):
    calculated(measures)
    client, _ = sign_in(Role.ADMINISTRATOR)
    page = words_of(client.get(reverse("indicators:figure-history", args=["WR03", Q1.key])))
    assert "£225.00 stands now from WR01 Net cost of waste: £900.00 from WR02 Households: 4" in page
    assert "This figure is calculated, not typed" in page
    assert "Calculated, 14 October 2026" in page
    assert "Propose a revision" not in page
    assert "Add words to it" in page
    assert "Propose a revision" in words_of(client.get(reverse("indicators:figure-history", args=["WR01", Q1.key])))


def test_who_reads_one_service_is_told_of_no_measure_of_another(measures):
    partner = UnitFactory(name="Partner", kind=UnitKind.PARTNER)
    theirs = IndicatorFactory(ref="PA01", name="Their share", kind="number", service=partner)
    details = FormulaDetails(first=Q1, text="[WR01] / 10")
    set_formula(by=Actor(user=UserFactory()), at=AT, indicator=theirs, version=1, details=details)
    client, _ = sign_in(Role.PARTNER, unit=partner)
    addresses = (
        reverse("reporting:measure", args=["PA01"]) + f"?period={Q1.key}",
        reverse("indicators:indicator-detail", args=["PA01"]) + "?tab=formula",
        reverse("indicators:figure-history", args=["PA01", Q1.key]),
    )
    for address in addresses:
        page = client.get(address)
        words = words_of(page)
        assert "A measure that you may not read" in words
        assert "WR01" not in page.content.decode()
        assert "900.00" not in words


def test_it_is_typed_again_with_a_reason(measures):
    calculated(measures)
    client, _ = sign_in(Role.ADMINISTRATOR)
    address = reverse("indicators:formula-stop", args=["WR03"])
    given = {"first": Q2.key, "why": "", "version": "2"}
    assert "Enter why" in words_of(client.post(address, given))
    assert client.post(address, given | {"why": "The contractor counts it."}).status_code == 302
    sheet = words_of(client.get(reverse("indicators:indicator-detail", args=["WR03"]), {"tab": "formula"}))
    assert "From July to September 2026 (Q2) : typed The contractor counts it." in sheet


def test_a_sheet_that_somebody_else_saved_meanwhile_is_not_overwritten(measures):
    client, _ = sign_in(Role.ADMINISTRATOR)
    page = posted(client, "save", version="0")
    assert "Somebody else saved this while you had it open." in words_of(page)
    assert not Formula.objects.exists()
