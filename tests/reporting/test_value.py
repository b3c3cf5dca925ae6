"""Value for money: what the pages say, to whom, and what they say where something is missing."""

import csv
import io
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from tests.factories import IndicatorFactory, ObservationFactory, RatingRuleFactory, UnitFactory, period_target, sign_in
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
LIST = "/value/"


def text(answer):
    return " ".join(answer.content.decode().split())


def measure(service, group, value, **about):
    """A measure with a target of 100: at 100 it scores 6⅔ and at 90 or, where low is good, 110 it scores 3⅓."""
    polarity = "low" if group == "cost" else "high"
    made = IndicatorFactory(service=service, dimension=group, polarity=polarity, kind="number", **about)
    period_target(made, Q2, Decimal(100))
    if value is not None:
        ObservationFactory(indicator=made, value=Decimal(value))
    return made


@pytest.fixture(autouse=True)
def rule():
    RatingRuleFactory(green_cut=0, amber_cut=10)


@pytest.fixture
def services():
    """One in each quarter, and one without a cost."""
    found = {name: UnitFactory(name=name, kind="department") for name in ("Bins", "Calls", "Homes", "Parks", "Rates")}
    for name, cost, performance in (("Bins", 100, 100), ("Calls", 120, 100), ("Homes", 100, 80), ("Parks", 120, 80)):
        measure(found[name], "cost", cost, ref=f"{name[:2].upper()}C")
        measure(found[name], "performance", performance, ref=f"{name[:2].upper()}P")
    measure(found["Rates"], "performance", 100)
    return found


@pytest.fixture
def reader():
    return sign_in(Role.COUNCILLOR)[0]


def test_services_stand_by_quarter_the_worst_first(services, reader):
    page = reader.get(LIST)
    rows = [(row.name, row.reading.quarter.value, row.number) for row in page.context["rows"]]
    assert rows == [
        ("Parks", "poor", 4),
        ("Calls", "costly", 2),
        ("Homes", "falls_short", 3),
        ("Bins", "good", 1),
        ("Rates", "not_placed", None),
    ]
    told = text(page)
    assert "1 of 4 services placed is good value" in told
    assert 'alt="Cost against performance. 1 Bins: good value; 2 Calls: performs well at a high cost;' in told
    assert "to prompt questions, not to rank" in told


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?sort=service", ["Bins", "Calls", "Homes", "Parks", "Rates"]),
        ("?sort=-cost", ["Bins", "Homes", "Calls", "Parks", "Rates"]),
        ("?sort=performance", ["Homes", "Parks", "Bins", "Calls", "Rates"]),
        ("?sort=-reading", ["Rates", "Bins", "Homes", "Calls", "Parks"]),
        ("?quarter=costly", ["Calls"]),
        ("?quarter=none&sort=nothing&period=x", ["Parks", "Calls", "Homes", "Bins", "Rates"]),
    ],
)
def test_the_list_is_sorted_and_narrowed(services, reader, query, names):
    assert [row.name for row in reader.get(LIST + query).context["rows"]] == names


def test_scores_are_those_of_a_basket_and_the_file_has_them(services, reader):
    line = {
        row["Service"]: row
        for row in csv.DictReader(io.StringIO(reader.get(f"{LIST}?download=csv").content.decode("utf-8-sig")))
    }
    bins = line["Bins"]
    assert (bins["Cost score"], bins["Performance score"], bins["Satisfaction score"]) == ("6.67", "6.67", "")
    assert (bins["Reading"], bins["Satisfaction"]) == ("Good value", "No measure")
    # A fifth over a target of which a tenth is near it lies at 0, by the rules' own straight line.
    assert Decimal(line["Parks"]["Cost score"]) == 0
    row = next(each for each in reader.get(LIST).context["rows"] if each.name == "Bins")
    assert row.reading.place == (Fraction(20, 3), Fraction(20, 3))


def test_a_service_is_read_together_on_one_page(services, reader):
    bins = services["Bins"]
    measure(bins, "satisfaction", 70, name="People content with their bins")
    measure(bins, "cost", 100, ref="BINUNIT", name="Net cost of collection", unit="per household")
    page = reader.get(reverse("reporting:value", args=[bins.pk]))
    told = text(page)
    assert "Cost scores 6.7 of 10 and performance 6.7. People see it otherwise: satisfaction scores 0.0." in told
    assert [len(table.rows) for table in page.context["page"].tables] == [2, 1, 1]
    (ratio,) = page.context["page"].ratios
    assert (ratio.ref, ratio.url.partition("?")[0]) == ("BINUNIT", "/measures/BINUNIT/")
    assert "<strong>100.0 per household</strong>, target 100.0 per household" in told
    lines = reader.get(f"/value/{bins.pk}/?download=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["Cost", "Cost", "Performance", "Satisfaction"]
    assert [line.endswith(",Yes") for line in lines[1:]].count(True) == 1


def test_what_is_missing_says_what_to_do_to_who_may_do_it(services, reader):
    address = reverse("reporting:value", args=[services["Rates"].pk])
    told = text(reader.get(address))
    assert "It has no cost measure." in told
    assert "This service has no cost measure." in told
    assert "The performance team says on a measure’s definition sheet what it tells of." in told
    assert "It is not placed in the picture" in told
    admin = text(sign_in(Role.ADMINISTRATOR)[0].get(address))
    assert "Add a measure of what it costs, such as the cost per household" in admin


def test_a_council_that_has_said_nothing_is_told_how_to_begin(reader):
    plain = IndicatorFactory(service=UnitFactory(name="Plain"))
    assert "No measure says yet what it tells of" in text(reader.get(LIST))
    told = text(reader.get(reverse("reporting:value", args=[plain.service_id])))
    assert "No measure of this service says yet whether it tells of cost" in told


def test_without_a_rated_pair_there_is_no_picture(reader):
    measure(UnitFactory(name="Rates"), "performance", 100)
    told = text(reader.get(LIST))
    assert "No service can be placed yet" in told
    assert "so there is nothing to draw" in told


def test_a_figure_that_awaits_sign_off_places_nothing(reader):
    unit = UnitFactory(name="Waits")
    measure(unit, "performance", 100)
    ObservationFactory(indicator=measure(unit, "cost", None), value=Decimal(50), state="submitted")
    (row,) = reader.get(LIST).context["rows"]
    assert (row.reading.quarter.value, row.said) == ("not_placed", "None of its cost measures is rated.")


def test_a_partner_reads_its_own_service_alone(services):
    unit = UnitFactory(name="Own", kind="partner")
    measure(unit, "cost", 100)
    client, _ = sign_in(Role.PARTNER, unit)
    assert [row.name for row in client.get(LIST).context["rows"]] == ["Own"]
    assert "Bins" not in text(client.get(LIST))
    assert "Bins" not in text(client.get(reverse("reporting:value", args=[unit.pk])))
    assert client.get(reverse("reporting:value", args=[services["Bins"].pk])).status_code == 404


def test_statements_do_not_grow(reader):
    unit = UnitFactory(name="Grows")

    def statements(number, address):
        for _ in range(number):
            other = UnitFactory()
            for group in ("cost", "performance"):
                measure(unit, group, 100)
                measure(other, group, 100)
        reader.get(address)
        with CaptureQueriesContext(connection) as asked:
            reader.get(address)
        return len(asked)

    for address in (LIST, reverse("reporting:value", args=[unit.pk])):
        assert statements(1, address) == statements(6, address)
