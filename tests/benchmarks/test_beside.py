"""The strip on the page of a measure: where we stand, and where our rating contradicts it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.roles import Role
from indicators.queries.quarters import latest_quarter
from tests.factories import ObservationFactory, period_target, sign_in
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory, published

pytestmark = pytest.mark.django_db


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def reader():
    return sign_in(Role.COUNCILLOR)[0]


def compared(*figures):
    councils = [CouncilFactory(name=f"Council {n}", is_own=not n) for n in range(len(figures))]
    measure = ComparedMeasureFactory(title="Compared", indicator__ref="WR03")
    published(measure, dict(zip(councils, figures, strict=True)))
    return measure


def test_the_page_of_a_measure_tells_where_we_stand(reader):
    measure = compared("50", "40", "30", "20")
    page = text(reader.get("/measures/WR03/"))
    assert "Among other councils" in page
    assert "50.0% in 2025/26: rank 1 of 4, top quartile, 15.0 points better than the median (35.0%)." in page
    assert f'href="{measure.get_absolute_url()}"' in page


def test_a_rating_that_contradicts_the_rank_is_called_out(reader):
    measure = compared("20", "30", "40", "50").indicator
    quarter = latest_quarter(timezone.localdate())
    ObservationFactory(indicator=measure, period=quarter, value=Decimal(20), state="approved")
    period_target(measure, quarter, Decimal(10))
    page = text(reader.get("/measures/WR03/"))
    assert "bottom quartile" in page
    assert "Met here, but in the bottom quartile of councils" in page


def test_without_others_or_without_our_own_council_there_is_no_strip(reader):
    measure = ComparedMeasureFactory(indicator__ref="WR03")
    assert "Among other councils" not in text(reader.get("/measures/WR03/"))
    published(measure, {CouncilFactory(): "5"})
    assert "Among other councils" not in text(reader.get("/measures/WR03/"))


def test_list_page_strip_and_file_say_the_same(reader):
    measure = compared("33.25", "40", "30", "20", "10")
    address = measure.get_absolute_url()
    said = "33.3% in 2025/26: rank 2 of 5, second quartile, 3.3 points better than the median (30.0%). 5 of 5 councils"
    assert said in text(reader.get("/measures/WR03/"))
    page = text(reader.get(address))
    assert said in page
    own = page.split("Our own council")[1].split("</tr>")[0]
    assert all(each in own for each in (">2<", "33.3%", "Second quartile", "3.3 points better than the median"))
    row = text(reader.get("/benchmarks/")).split(f'href="{address}"')[1].split("</tr>")[0]
    assert all(each in row for each in ("33.3%", "30.0%", "2 of 5", "Second quartile", "3.3 points better than"))
    (line,) = reader.get("/benchmarks/?download=csv").content.decode("utf-8-sig").splitlines()[1:]
    assert ",33.25,Published,30,2,5,5,5,2,3.25,40,too few periods," in line
    (line,) = (
        each for each in reader.get(f"{address}?download=csv").content.decode().splitlines() if "Council 0" in each
    )
    assert line == "2,Council 0,33.25,Final,2,3.25"
