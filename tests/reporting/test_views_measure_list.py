"""The list of every measure: what it narrows and sorts, whom it shows what, and what it costs."""

import csv
import io

import pytest
from django.test import Client

from accounts.roles import Role
from indicators.models import AnnualTarget, Indicator, Observation
from tests.factories import period_target, sign_in
from tests.factories.indicators import Q2
from tests.reporting.small_council import SmallCouncil, at_two_sizes, text_of

PATH = "/measures/"


pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return sign_in(Role.COUNCILLOR)[0]


def refs(client: Client, **asked: str) -> list[str]:
    return [row.ref for row in client.get(PATH, asked).context["rows"]]


def test_every_measure_is_listed_with_its_status_and_sorted_as_asked(council: SmallCouncil, client: Client) -> None:
    every = sorted(council.measures)
    assert refs(client) == every
    assert refs(client, sort="-ref") == every[::-1]
    by_name = {ref: each.name.casefold() for ref, each in council.measures.items()}
    assert refs(client, sort="name") == sorted(every, key=lambda ref: (by_name[ref], ref))
    statuses = [row.status["key"] for row in client.get(PATH, {"sort": "status"}).context["rows"]]
    assert statuses == sorted(statuses, key=statuses.index), "those of one status stand together"
    assert statuses[0] == "red"


def test_it_is_narrowed_by_words_status_and_key(council: SmallCouncil, client: Client) -> None:
    ref, measure = next(iter(council.measures.items()))
    assert refs(client, q=ref.lower()) == [ref]
    assert ref in refs(client, q=measure.name[:8].upper())
    assert set(refs(client, status="red")) < set(council.measures)
    Indicator.objects.exclude(ref=ref).update(is_key=False)
    Indicator.objects.filter(ref=ref).update(is_key=True)
    assert refs(client, key="1") == [ref]
    response = client.get(PATH, {"q": "nothing is called this"})
    assert "No measure fits these filters" in text_of(response)


def test_as_a_file_it_holds_what_the_filters_leave(council: SmallCouncil, client: Client) -> None:
    ref = next(iter(council.measures))
    lines = client.get(PATH, {"q": ref, "download": "csv"}).content.decode().splitlines()
    assert len(lines) == 2
    assert ref in lines[1]


def test_how_the_year_is_expected_to_end_stands_beside_how_it_stands(council: SmallCouncil, client: Client) -> None:
    period_target(council.measures["H1"], Q2.next(2), 97)
    AnnualTarget.objects.filter(indicator=council.measures["H1"]).update(value=97)
    (row,) = client.get(PATH, {"q": "H1"}).context["rows"]
    assert (row.status["word"], row.forecast["word"], row.forecast_value) == ("On target", "Near target", "about 95.0%")
    assert [reason["code"] for reason in row.reasons] == ["expected_to_miss"]
    (line,) = csv.DictReader(io.StringIO(client.get(PATH, {"q": "H1", "download": "csv"}).content.decode("utf-8-sig")))
    assert (line["Year-end forecast"], line["Expected at the year's end"]) == ("Near target", "about 95.0%")


def test_where_nothing_can_be_told_of_the_year_it_says_so(council: SmallCouncil, client: Client) -> None:
    Observation.objects.all().delete()
    response = client.get(PATH)
    assert {(row.forecast, row.forecast_value) for row in response.context["rows"]} == {(None, "")}
    assert "No forecast" in text_of(response)


def test_its_statements_do_not_grow_with_measures(council: SmallCouncil, client: Client) -> None:
    few, many = at_two_sizes(client, PATH, council)
    assert few == many


def test_a_partner_sees_only_measures_of_their_own(council: SmallCouncil) -> None:
    partner = sign_in(Role.PARTNER, unit=council.housing)[0]
    own = sorted(ref for ref, each in council.measures.items() if each.service_id == council.housing.pk)
    assert refs(partner) == own != sorted(council.measures)
    assert "Priority" not in [field["label"] for field in partner.get(PATH).context["filters"]["fields"]]
