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
