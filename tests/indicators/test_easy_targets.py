"""Which targets look too easy, read from what is stored: years that are over, peers, and a new year's list (C4)."""

from decimal import Decimal

import pytest

from indicators.models import SeriesBreak
from indicators.queries import easy_targets as module
from indicators.queries.easy_targets import Aims, easy_targets, held_against, register_peers, set_aims
from indicators.queries.year_results import results_before
from indicators.rules.rule import Target
from indicators.rules.softening import Doubt, Peers
from indicators.rules.vocabulary import Status
from plans.periods import Frequency, Period, parse_label
from tests.factories import AnnualTargetFactory, IndicatorFactory, ObservationFactory, RatingRuleFactory
from tests.factories.indicators import period_target

pytestmark = pytest.mark.django_db
D = Decimal


def year_of(label: str) -> Period:
    return parse_label(label, frequency=Frequency.YEAR)


def figures(indicator, label, *values):
    """The approved figures of a year's quarters."""
    for period, value in zip(year_of(label).parts(Frequency(indicator.frequency)), values, strict=True):
        if value is not None:
            ObservationFactory(indicator=indicator, period=period, value=D(value), state="approved")


@pytest.fixture
def rate():
    """A rate that met its target of 80 % three years running, at 84, 86 and 88 %."""
    indicator = IndicatorFactory(frequency="Q", counting="rate", decimals=1)
    for label, value in (("2023/24", 84), ("2024/25", 86), ("2025/26", 88)):
        AnnualTargetFactory(indicator=indicator, year=year_of(label), value=D(80))
        figures(indicator, label, 70, 75, 78, value)
    return indicator


def test_a_level_ends_on_its_last_period_and_a_count_on_its_total(rate):
    count = IndicatorFactory(frequency="Q", counting="flow", kind="number", polarity="low")
    RatingRuleFactory(indicator=count, basis="values", green_cut=0, amber_cut=0)
    figures(count, "2025/26", 10, 20, 30, 40)
    AnnualTargetFactory(indicator=count, year=year_of("2025/26"), value=D(90))
    for number, period in enumerate(year_of("2025/26").parts(Frequency.QUARTER)):
        period_target(count, period, 22 + number // 3, green_limit=D(25), red_limit=D(30))
    found = results_before([rate, count], 2026, years=2)
    assert [(each.year.label, each.value, each.status) for each in found[rate.pk]] == [
        ("2024/25", 86, Status.GREEN), ("2025/26", 88, Status.GREEN),
    ]  # fmt: skip
    # 100 against explicit limits of 100 and 120 in all.
    assert [(each.value, each.status) for each in found[count.pk]] == [(None, Status.UNKNOWN), (100, Status.GREEN)]


def test_an_easy_target_is_told_with_its_arithmetic(rate):
    AnnualTargetFactory(indicator=rate, year=year_of("2026/27"), value=D(82))
    found = easy_targets([rate], 2026, set_aims([rate], 2026))
    assert [(each.doubt, each.words) for each in found[rate.pk]] == [
        (Doubt.BELOW_NOW, "82% asks for less than the 88% of 2025/26, by 6 percentage points."),
        (
            Doubt.ALWAYS_MET,
            "Met in each of the last three years (2023/24: 84% against 80%; 2024/25: 86% against 80%; 2025/26: 88% "
            "against 80%), and 82% is no more than the best of them reached.",
        ),
    ]
    assert easy_targets([rate], 2026, {rate.pk: Aims(Target(D(90)))}) == {}
    assert easy_targets([rate], 2026, {}) == {}


@pytest.mark.parametrize(("counting", "typed", "is_known"), [
    ("rate", [82, 82, None, None], True),  # a level that is the same in all that are set
    ("rate", [70, 82, None, None], False),
    ("rate", [70, 75, 78, 82], True),
    ("rate", [None, None, None, 82], True),
    ("cumulative", [41, 82, None, None], False),
    ("flow", [None, None, None, 82], False),
    ("flow", [20, 20, 20, 22], True),
    ("flow", [], True),
])  # fmt: skip
def test_a_year_whose_periods_are_not_all_set_is_not_held_against_others(counting, typed, is_known):
    indicator = IndicatorFactory(frequency="Q", counting=counting)
    AnnualTargetFactory(indicator=indicator, year=year_of("2026/27"), value=D(82))
    for period, value in zip(year_of("2026/27").parts(Frequency.QUARTER), typed, strict=False):
        if value is not None:
            period_target(indicator, period, value)
    (aims,) = set_aims([indicator], 2026).values()
    assert aims.year.value == (82 if is_known else None)


def test_a_year_that_runs_is_no_result_and_a_new_definition_ends_the_line(rate):
    figures(rate, "2026/27", 90, 91, None, None)
    (asked,) = held_against([rate], 2027, {rate.pk: Aims(Target(D(82)))}).values()
    assert [each.label for each in asked.came] == ["2023/24", "2024/25", "2025/26"]
    SeriesBreak.objects.create(indicator=rate, period=year_of("2025/26").parts(Frequency.QUARTER)[0], note="New")
    (asked,) = held_against([rate], 2027, {rate.pk: Aims(Target(D(82)))}).values()
    assert [each.label for each in asked.came] == ["2025/26"]


def test_a_gap_ends_the_line(rate):
    rate.observations.filter(period__in=[each.key for each in year_of("2024/25").parts(Frequency.QUARTER)]).delete()
    (asked,) = held_against([rate], 2026, {rate.pk: Aims(Target(D(82)))}).values()
    assert [each.label for each in asked.came] == ["2025/26"]


def test_answers_are_held_against_nothing_but_last_year():
    answer = IndicatorFactory(kind="yes_no", frequency="Y", counting="snapshot")
    figures(answer, "2025/26", 1)
    AnnualTargetFactory(indicator=answer, year=year_of("2025/26"), value=D(1))
    assert easy_targets([answer], 2026, {answer.pk: Aims(Target(D(0)))}) == {}


def test_who_knows_peers_says_it_here(rate, monkeypatch):
    monkeypatch.setattr(module, "_peers", [])

    def peers(indicators, first):
        return {each.pk: Peers("all councils", f"{first - 1}", D(95)) for each in indicators}

    register_peers(peers)
    register_peers(peers)
    assert len(module._peers) == 1
    found = easy_targets([rate], 2026, {rate.pk: Aims(Target(D(92)))})
    assert [each.words for each in found[rate.pk]] == [
        "92% asks for less than the middle of all councils, 95% in 2025, by 3 percentage points."
    ]


def test_statements_do_not_grow_with_measures(rate, django_assert_num_queries):
    more = [rate, *IndicatorFactory.create_batch(5)]
    for each in more:
        AnnualTargetFactory(indicator=each, year=year_of("2026/27"), value=D(82))
    aims = set_aims(more, 2026)
    with django_assert_num_queries(8):
        easy_targets(more, 2026, aims)
    with django_assert_num_queries(8):
        easy_targets([rate], 2026, aims)
