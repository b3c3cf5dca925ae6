"""Setting targets: spread over the year, checked against the rule, restated with a reason (C3, rules.md 6)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.actors import SYSTEM
from accounts.models import Event
from foundation.refusals import ChangeRefused, Conflict
from indicators.changes.targets import TargetValues, of_parts, period_targets, set_target
from indicators.models import AnnualTarget, Indicator, PeriodTarget
from plans.periods import parse_label
from tests.conftest import NOW
from tests.factories import IndicatorFactory, ObservationFactory, RatingRuleFactory

pytestmark = pytest.mark.django_db
THIS, NEXT = parse_label("2026/27"), parse_label("2027/28")


def put(indicator, year=NEXT, version=0, why="", at=NOW, **values):
    return set_target(
        by=SYSTEM, at=at, indicator=indicator, year=year, version=version, values=TargetValues(**values), why=why
    )


def spread_of(indicator):
    return [each.value for each in PeriodTarget.objects.filter(indicator=indicator).order_by("period")]


@pytest.mark.parametrize(
    ("counting", "values", "expected"),
    [
        ("rate", {"value": 90}, [90, 90, 90, 90]),
        ("rate", {"value": 90, "profile": "straight_line", "baseline": 82}, [84, 86, 88, 90]),
        ("rate", {"value": 90, "profile": "typed", "typed": [70, 80, 85, 90]}, [70, 80, 85, 90]),
        ("flow", {"value": 10, "profile": "equal"}, ["2.5", "2.5", "2.5", "2.5"]),
        ("cumulative", {"value": 10, "profile": "equal"}, ["2.5", 5, "7.5", 10]),
        ("flow", {"value": 10, "profile": "typed", "typed": [1, 2, 3, 4]}, [1, 2, 3, 4]),
    ],
)
def test_a_years_target_is_spread_over_its_periods(counting, values, expected):
    indicator = IndicatorFactory(counting=counting, kind="number")
    as_decimals = {
        name: [Decimal(v) for v in value] if name == "typed" else Decimal(value) if name != "profile" else value
        for name, value in values.items()
    }
    put(indicator, **as_decimals)
    assert spread_of(indicator) == [Decimal(each) for each in expected]


def test_a_ratio_is_spread_by_its_parts():
    indicator = IndicatorFactory(kind="percentage", counting="rate", has_parts=True, numerator="a", denominator="b")
    parts = [(Decimal(top), Decimal(100)) for top in (40, 50, 60, 70)]
    set_target(by=SYSTEM, at=NOW, indicator=indicator, year=NEXT, version=0, values=of_parts(indicator, parts))
    assert spread_of(indicator) == [40, 50, 60, 70]
    assert indicator.annual_targets.get().value == 55
    with pytest.raises(ChangeRefused, match="denominator of 0"):
        of_parts(indicator, [(Decimal(1), Decimal(0))] * 4)


def test_last_years_shape_is_that_of_its_figures():
    indicator = IndicatorFactory(counting="flow", kind="number", decimals=0)
    for n, value in enumerate((10, 20, 30, 40), 1):
        ObservationFactory(indicator=indicator, period=parse_label(f"2026/27 Q{n}"), value=value)
    put(indicator, value=Decimal(200), profile="last_year")
    assert spread_of(indicator) == [20, 40, 60, 80]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"value": 90, "profile": "equal"}, "cannot be spread as equal shares"),
        ({"value": 90, "profile": "typed", "typed": [1, 2, 3, 4]}, "it must equal the annual target of 90"),
        ({"value": 90, "profile": "straight_line"}, "Enter the baseline"),
        ({}, "Enter a target as a figure or in words"),
        ({"low": 3}, "Enter both the lowest and the highest"),
        ({"low": 3, "high": 2}, "The lowest good value cannot be above"),
        ({"value": 0}, "Per cent of a target of 0 means nothing"),
        ({"value": 90, "red_limit": 80}, "does not use explicit limits"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused_and_nothing_is_written(values, words):
    indicator = IndicatorFactory()
    as_decimals = {n: Decimal(v) if isinstance(v, int) else v for n, v in values.items()}
    if "typed" in as_decimals:
        as_decimals["typed"] = [Decimal(v) for v in as_decimals["typed"]]
    with pytest.raises(ChangeRefused, match=words):
        put(indicator, **as_decimals)
    assert not AnnualTarget.objects.exists()
    assert not Event.objects.exists()


def test_a_target_of_nought_is_fine_by_points():
    indicator = IndicatorFactory()
    RatingRuleFactory(indicator=indicator, basis="points", amber_cut=Decimal(2))
    put(indicator, value=Decimal(0))
    assert spread_of(indicator) == [0, 0, 0, 0]


def test_explicit_limits_lie_as_far_from_each_periods_target():
    level, total = IndicatorFactory(), IndicatorFactory(counting="cumulative", kind="number")
    RatingRuleFactory(basis="values")
    put(level, value=Decimal(90), profile="straight_line", baseline=Decimal(82), red_limit=Decimal(85))
    put(total, value=Decimal(10), profile="equal", red_limit=Decimal(8), green_limit=Decimal(9))
    limits = PeriodTarget.objects.order_by("period")
    assert [each.red_limit for each in limits.filter(indicator=level)] == [79, 81, 83, 85]
    assert [each.red_limit for each in limits.filter(indicator=total)] == [2, 4, 6, 8]


def test_a_range_and_words_stand_for_the_whole_year():
    indicator = IndicatorFactory(polarity="range")
    put(indicator, low=Decimal(10), high=Decimal(12))
    assert {(each.low, each.high) for each in PeriodTarget.objects.all()} == {(Decimal(10), Decimal(12))}
    worded = IndicatorFactory()
    put(worded, text="Top quartile")
    assert spread_of(worded) == [None] * 4
    assert AnnualTarget.objects.get(indicator=worded).text == "Top quartile"


def test_a_data_only_measure_takes_no_target():
    with pytest.raises(ChangeRefused, match="no target, by design"):
        put(IndicatorFactory(is_data_only=True), value=Decimal(9))


def test_it_is_recorded_once_with_every_period():
    indicator = IndicatorFactory()
    put(indicator, value=Decimal(90), rationale="Upper quartile")
    event = Event.objects.get()
    assert (event.action, event.thing_type, event.page_id) == ("set", "indicators.annualtarget", str(indicator.pk))
    assert event.changes["value"] == [None, "90%"]
    assert event.changes["2027/28 Q1"] == [None, "90%"]
    put(indicator, version=1, value=Decimal(90), rationale="Upper quartile")
    assert Event.objects.count() == 1
    put(indicator, version=1, value=Decimal(92), rationale="Upper quartile")
    assert Event.objects.order_by("-pk").first().changes["2027/28 Q4"] == ["90%", "92%"]


# Restatements


def test_once_the_first_period_is_over_a_change_needs_a_reason():
    indicator = IndicatorFactory()
    put(indicator, year=THIS, at=datetime(2026, 6, 30, 12, tzinfo=UTC), value=Decimal(90))
    with pytest.raises(ChangeRefused, match=r"April to June 2026 \(Q1\) is over"):
        put(indicator, year=THIS, version=1, value=Decimal(80))
    put(indicator, year=THIS, version=1, value=Decimal(80), why="A contract was lost")
    assert Event.objects.order_by("-pk").first().why == "A contract was lost"


def test_the_first_period_is_over_at_midnight_in_london():
    last_moment = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)  # 23:59 in London
    put(IndicatorFactory(), year=THIS, at=last_moment, value=Decimal(90))
    with pytest.raises(ChangeRefused, match="Enter why"):
        put(IndicatorFactory(), year=THIS, at=datetime(2026, 6, 30, 23, 1, tzinfo=UTC), value=Decimal(90))


def test_not_rating_a_year_is_a_decision_with_a_reason():
    indicator = IndicatorFactory()
    with pytest.raises(ChangeRefused, match="Enter why it is not rated"):
        put(indicator, is_not_rated=True)
    put(indicator, is_not_rated=True, why="The contract is being let")
    assert AnnualTarget.objects.get().is_not_rated


def test_somebody_elses_target_is_not_overwritten():
    indicator = IndicatorFactory()
    put(indicator, value=Decimal(90))
    for version in (0, 7):
        with pytest.raises(Conflict) as conflict:
            put(indicator, version=version, value=Decimal(80))
        assert conflict.value.stored.value == 90


def test_periods_that_the_measure_no_longer_has_go():
    indicator = IndicatorFactory()
    put(indicator, value=Decimal(90))
    Indicator.objects.filter(pk=indicator.pk).update(frequency="H")
    put(Indicator.objects.get(), version=1, value=Decimal(91))
    assert spread_of(indicator) == [91, 91]


def test_looking_at_the_periods_saves_nothing():
    indicator = IndicatorFactory()
    targets = period_targets(indicator, NEXT, TargetValues(value=Decimal(90)))
    assert targets[0].period.label == "2027/28 Q1"
    assert not PeriodTarget.objects.exists()
