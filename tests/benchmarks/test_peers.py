"""What others reached, where a target of ours is judged (C4): below the middle of its peers."""

from decimal import Decimal

import pytest

from benchmarks.queries.peers import middle_of_peers
from indicators.queries.easy_targets import Aims, easy_targets
from indicators.rules.rule import Target
from indicators.rules.softening import Doubt, Peers
from tests.factories import IndicatorFactory
from tests.factories.benchmarks import LAST_YEAR, ComparedMeasureFactory, CouncilFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def councils():
    """Five, the first of them ours."""
    return [CouncilFactory(name=name, is_own=name == "Ours") for name in ("Ours", *"ABCD")]


def test_a_target_below_the_middle_of_all_councils_is_on_the_list(councils):
    indicator = IndicatorFactory(decimals=1)
    figures = dict(zip(councils, (".80", ".85", ".90", ".95", ".70"), strict=True))
    published(ComparedMeasureFactory(indicator=indicator, scale=100), figures)
    assert middle_of_peers([indicator], 2026) == {
        indicator.pk: Peers("all councils", LAST_YEAR.label, Decimal("85.00"), "bottom quartile, 4 of 5")
    }
    found = easy_targets([indicator], 2026, {indicator.pk: Aims(Target(Decimal(82)))})
    (finding,) = found[indicator.pk]
    assert finding.doubt is Doubt.BELOW_PEERS
    assert finding.words == (
        f"82% asks for less than the middle of all councils, 85% in {LAST_YEAR.label}, by 3 percentage points."
    )
    assert easy_targets([indicator], 2026, {indicator.pk: Aims(Target(Decimal(85)))}) == {}


def test_what_nobody_publishes_or_holds_good_the_other_way_has_no_peers(councils):
    alone, turned = IndicatorFactory(), IndicatorFactory(polarity="high")
    published(ComparedMeasureFactory(indicator=turned, polarity="low"), dict.fromkeys(councils, "10"))
    assert middle_of_peers([alone, turned], 2026) == {}


def test_without_a_council_of_our_own_there_are_no_peers():
    assert middle_of_peers([IndicatorFactory()], 2026) == {}
