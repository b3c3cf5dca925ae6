"""Where we stand among others: found by one statement, as the rules have it."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.changes.kept import keep_groups
from benchmarks.models import ComparedMeasure, Council, Group, KeptSummary
from benchmarks.queries.groups import lens_of, lenses, own_council
from benchmarks.queries.standing import OUTTURN, compared_measures, stood
from benchmarks.rules.ranking import Place
from benchmarks.rules.verdicts import Trend
from plans.periods import Frequency, parse_key
from tests.benchmarks.reference import FOLDER, MEASURES, latest, needs_reference, rows_of
from tests.benchmarks.rules.test_published import oracle
from tests.factories import IndicatorFactory, ObservationFactory, UnitFactory
from tests.factories.benchmarks import (
    LAST_YEAR,
    ComparedMeasureFactory,
    CouncilFactory,
    GroupFactory,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def councils():
    """Five, the first of them ours."""
    return [CouncilFactory(name=name, is_own=name == "Ours", region="North") for name in ("Ours", *"ABCD")]


def where_we_stand(lens="all", **asked):
    own = own_council()
    given = {"reach": None, **asked}
    return stood(compared_measures(**given), own=own, lens=lens_of(lenses(own), lens), **given)


@needs_reference
@pytest.mark.sweep
def test_every_council_stands_where_pandas_puts_it_by_every_measure():
    call_command("load_framework", str(FOLDER), stdout=StringIO())
    service = UnitFactory()
    for measure in ComparedMeasure.objects.all():
        measure.indicator = IndicatorFactory(ref=measure.code, service=service, frequency="Y")
        measure.save()
    about = {row["indicator_code"]: row for row in rows_of(MEASURES)}
    told = {
        code: (figures, oracle(figures, about[code]["polarity"], about[code]["goldilocks_midpoint"]))
        for code, (_, figures) in latest().items()
    }
    measures = compared_measures(reach=None)
    for council in Council.objects.all():
        found = stood(measures, own=council, lens=lenses(council)[0], reach=None)
        assert len(found) == 105
        for each in found:
            figures, expected = told[each.measure.code]
            assert (each.reporting, each.councils, each.basis) == (len(figures), 32, "")
            if council.name not in figures:
                assert (each.own, each.place, each.gap) == (None, None, None)
                continue
            row = expected.loc[council.name]
            assert (each.place.rank, each.quartile) == (row["rank"], row["quartile"]), (council, each.measure.code)
            assert each.own == figures[council.name]


def test_we_stand_among_those_that_report(councils):
    ours, *others = councils
    measure = ComparedMeasureFactory(polarity="low")
    published(measure, dict(zip([ours, *others[:3]], ("12.5", "10", "11", "14"), strict=True)))
    (found,) = where_we_stand()
    assert (found.place, found.quartile) == (Place(3, 4), 3)
    assert (found.own_words, found.median_words, found.rank_words) == ("12.5%", "11.8%", "3 of 4")
    assert found.reporting_words == "4 of 5 councils reporting"
    assert found.gap == Decimal("-0.75")
    assert found.gap_words == "0.8 points worse than the median"
    assert found.best_words == "2.5 points from the top quartile"
    assert found.period == LAST_YEAR.label


def test_the_latest_round_counts_and_the_gap_is_followed_over_three(councils):
    ours, *others = councils
    measure = ComparedMeasureFactory(polarity="high")
    for years, own in ((4, "99"), (3, "10"), (2, "12"), (1, "13"), (0, "15")):
        period = LAST_YEAR.previous(years)
        published(measure, {ours: own, **dict.fromkeys(others, "14")}, period=period)
    (found,) = where_we_stand()
    assert (found.period, found.place, found.gaps) == (LAST_YEAR.label, Place(1, 5), (-2, -1, 1))
    assert (found.trend, found.trend_words) == (Trend.BETTER, "moving our way")


def test_a_group_without_us_tells_no_rank(councils):
    ours, *others = councils
    group = GroupFactory()
    group.members.set(others)
    published(ComparedMeasureFactory(), dict.fromkeys(councils, "10") | {ours: "20"})
    (found,) = where_we_stand(str(group.pk))
    assert (found.place, found.mark, found.reporting, found.median) == (None, None, 4, 10)
    assert found.gap_words == "10.0 points better than the median"
    group.members.add(ours)
    keep_groups([group.pk])
    assert where_we_stand(str(group.pk))[0].place == Place(1, 5)


def test_our_family_group_is_the_one_that_holds_for_the_measure(councils):
    ours, *others = councils
    for grouping, members in (("Housing", others[:1]), ("Waste", others)):
        GroupFactory(kind="family", name="Family 1", grouping=grouping).members.set([ours, *members])
    for grouping in ("Housing", "Waste", "Roads"):
        published(ComparedMeasureFactory(code=grouping, grouping=grouping), dict.fromkeys(councils, "10"))
    found = {each.measure.code: each for each in where_we_stand("family")}
    assert {code: each.reporting for code, each in found.items()} == {"Housing": 2, "Waste": 5, "Roads": 0}
    assert found["Roads"].place is None


def test_without_a_figure_published_for_us_our_outturn_stands_labelled(councils):
    _, *others = councils
    yearly = IndicatorFactory(frequency="Y")
    ObservationFactory(indicator=yearly, period=LAST_YEAR, value=Decimal("45"), state="approved")
    published(
        ComparedMeasureFactory(indicator=yearly, scale=100), dict(zip(others, (".5", ".4", ".3", ".2"), strict=True))
    )
    (found,) = where_we_stand()
    assert (found.own, found.basis, found.place) == (Decimal("0.45"), OUTTURN, Place(2, 5))
    assert (found.own_words, found.reporting, found.median_words) == ("45.0%", 4, "35.0%")


@pytest.mark.parametrize(
    ("frequency", "counting", "values", "own"),
    [("Q", "flow", (1, 2, 3, 4), 10), ("Q", "rate", (1, 2, 3, 4), None), ("Q", "cumulative", (1, 2, 3, 9), 9),
     ("Q", "flow", (1, 2), None), ("M", "flow", (1, 2, 3, 4), None)],
)  # fmt: skip
def test_an_outturn_is_made_of_approved_parts(councils, frequency, counting, values, own):
    _, *others = councils
    ours = IndicatorFactory(frequency=frequency, counting=counting)
    for period, value in zip(LAST_YEAR.parts(Frequency(frequency)), values, strict=False):
        ObservationFactory(indicator=ours, period=period, value=Decimal(value), state="approved")
    ObservationFactory(indicator=ours, period=parse_key("2026-04-01QF"), value=Decimal(99), state="draft")
    published(ComparedMeasureFactory(indicator=ours), dict.fromkeys(others, "5"))
    (found,) = where_we_stand()
    assert found.own == own
    assert found.basis == (OUTTURN if own else "")


def test_a_measure_beyond_reach_is_left_out(councils):
    published(near := ComparedMeasureFactory(), dict.fromkeys(councils, "5"))
    published(ComparedMeasureFactory(), dict.fromkeys(councils, "5"))
    reach = frozenset({near.indicator.service_id})
    assert [each.measure.pk for each in where_we_stand(reach=reach)] == [near.pk]
    assert where_we_stand(reach=frozenset()) == []
    assert [each.measure.pk for each in where_we_stand(keys=[near.indicator_id])] == [near.pk]


def test_more_measures_take_no_more_statements(councils):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            where_we_stand()
        return len(asked)

    for _ in range(2):
        published(ComparedMeasureFactory(), dict.fromkeys(councils, "5"))
    few = statements()
    for _ in range(20):
        published(ComparedMeasureFactory(), dict.fromkeys(councils, "5"))
    assert statements() == few


def test_groups_follow_what_is_said_of_a_council(councils):
    north = Group.objects.get(kind="region")
    assert north.members.count() == 5
    published(ComparedMeasureFactory(), dict.fromkeys(councils, "5"))
    assert KeptSummary.objects.get(group=north).reporting == 5
    own = own_council()
    assert [each.label for each in lenses(own)] == ["All councils", "North"]
    assert lens_of(lenses(own), "nowhere").key == "all"
    assert lens_of([], "").groups == {}
