"""What reports call out: a status that contradicts the rank among councils (rules.md 12 and 14)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.queries.callouts import callouts
from benchmarks.rules.verdicts import Callout
from indicators.rules.vocabulary import Status
from tests.factories import IndicatorFactory
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def councils():
    """Four, the first of them ours."""
    return [CouncilFactory(name=name, is_own=name == "Ours") for name in ("Ours", *"ABC")]


def ranked(councils, *figures, **about):
    compared = ComparedMeasureFactory(**about)
    published(compared, dict(zip(councils, figures, strict=True)))
    return compared.indicator_id


def test_what_is_met_at_the_bottom_and_red_at_the_top_is_called_out(councils):
    last, first = ranked(councils, *"1234"), ranked(councils, *"5234")
    assert callouts({last: Status.GREEN, first: Status.RED}) == {last: Callout.GREEN_BOTTOM, first: Callout.RED_TOP}
    assert callouts({last: Status.RED, first: Status.GREEN}) == {}
    assert callouts({last: Status.GREEN}) == {last: Callout.GREEN_BOTTOM}, "of the measures asked for alone"


def test_of_several_the_first_by_its_code_counts_as_on_the_measures_page(councils):
    measure = IndicatorFactory()
    ranked(councils, *"1234", indicator=measure, code="B")
    ranked(councils, *"5234", indicator=measure, code="A")
    assert callouts({measure.pk: Status.GREEN}) == {}
    assert callouts({measure.pk: Status.RED}) == {measure.pk: Callout.RED_TOP}


def test_without_a_council_of_our_own_nothing_is():
    assert callouts({IndicatorFactory().pk: Status.GREEN}) == {}


def test_statements_do_not_grow_with_measures(councils):
    def asked(measures):
        with CaptureQueriesContext(connection) as captured:
            assert len(callouts(dict.fromkeys(measures, Status.GREEN))) == len(measures)
        return len(captured)

    few = [ranked(councils, *"1234") for _ in range(2)]
    many = few + [ranked(councils, *"1234") for _ in range(8)]
    assert asked(few) == asked(many) <= 5
