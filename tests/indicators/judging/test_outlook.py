"""How the year of a measure is expected to end, from what is stored (rules.md 8)."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from indicators.judging.outlook import HISTORY, Expected, track_record, turns, year_ends
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import measured
from indicators.models import AnnualTarget, Indicator, Observation, SeriesBreak
from indicators.rules.vocabulary import Status
from indicators.rules.year_end import How
from plans.periods import Period, parse_label
from tests.factories import IndicatorFactory, ObservationFactory, RatingRuleFactory, period_target
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
Q1, Q3, Q4 = Q2.previous(), Q2.next(), Q2.next(2)


def counted(values: Iterable[int], *, last: Period = Q2, **fields: str) -> Indicator:
    """A measure with these figures, the last of them in ``last``."""
    made = IndicatorFactory(**{"ref": "ONE", "kind": "number", "counting": "flow", **fields})
    for back, value in enumerate(reversed(list(values))):
        ObservationFactory(indicator=made, period=last.previous(back), value=Decimal(value))
    return made


def aimed_at(measure: Indicator, aim: int) -> None:
    """A target of the year, in equal shares."""
    for period in Q2.year.parts(Q2.frequency):
        period_target(measure, period, aim // 4)
    AnnualTarget.objects.filter(indicator=measure).update(value=aim)


def expected(measure: Indicator, period: Period = Q2, history: int = HISTORY) -> Expected | None:
    found = measured(Indicator.objects.filter(pk=measure.pk), report_period=period, history=history)
    return year_ends(found, report_period=period, rules=RulesInForce.load()).get(measure.pk)


def test_a_flow_ends_on_its_share_of_the_targets_and_is_held_against_the_year() -> None:
    measure = counted([10, 20])
    for period, aim in zip(Q2.year.parts(Q2.frequency), (30, 30, 20, 20), strict=True):
        period_target(measure, period, aim)
    AnnualTarget.objects.update(value=100)
    found = expected(measure)
    assert found is not None
    assert (found.end.value, found.end.how, found.target_words) == (50, How.PROFILE, "100.0")
    assert found.outlook.status is Status.RED
    assert found.mark["word"] == "Off target"
    assert (found.left, [step.value for step in found.way]) == ((Q3, Q4), [10, 10])
    assert (found.year, found.last_period, found.is_over) == (Q2.year, Q4, False)


def test_a_flow_is_held_against_the_limits_of_all_its_periods_together() -> None:
    measure = counted([10, 20], polarity="low")
    RatingRuleFactory(indicator=measure, basis="values", green_cut=0, amber_cut=0)
    for period in Q2.year.parts(Q2.frequency):
        period_target(measure, period, 12, green_limit=Decimal(14), red_limit=Decimal(16))
    AnnualTarget.objects.update(value=48)
    found = expected(measure)
    assert found is not None
    # 60 against 48, with explicit limits of 56 and 64 in all.
    assert (found.end.value, found.outlook.status) == (60, Status.AMBER)


def test_a_level_is_held_against_the_target_of_the_last_period_by_the_rule_in_force_then() -> None:
    rule = RatingRuleFactory()
    measure = counted([80, 85], counting="rate", kind="percentage")
    period_target(measure, Q4, 88)
    found = expected(measure)
    assert found is not None
    assert found.outlook.status is Status.AMBER
    RatingRuleFactory(scheme=rule.scheme, starts_on=Q4.start, green_cut=Decimal(5))
    found = expected(measure)
    assert found is not None
    assert found.outlook.status is Status.GREEN


def test_without_a_target_for_the_last_period_the_year_itself_is_the_target() -> None:
    measure = counted([80, 85], counting="rate", kind="percentage")
    period_target(measure, Q1, 84)
    found = expected(measure)
    assert found is not None
    assert found.target_words == "84.0%"
    AnnualTarget.objects.update(is_not_rated=True)
    found = expected(measure)
    assert found is not None
    assert found.outlook.status is Status.NOT_RATED


def test_a_count_is_held_against_the_range_of_its_year() -> None:
    measure = counted([10, 20], polarity="range")
    for period in Q2.year.parts(Q2.frequency):
        period_target(measure, period, None, low=Decimal(12), high=Decimal(16))
    found = expected(measure)
    assert found is not None
    assert (found.target_words, found.outlook.status) == ("48.0 to 64.0", Status.GREEN)
    AnnualTarget.objects.update(low=Decimal(40), high=Decimal(50))
    found = expected(measure)
    assert found is not None
    assert (found.target_words, found.outlook.status) == ("40.0 to 50.0", Status.RED)


def test_a_count_whose_periods_are_not_all_set_is_held_against_nothing() -> None:
    measure = counted([10, 20])
    period_target(measure, Q1, 15)
    found = expected(measure)
    assert found is not None
    assert (found.target_words, found.outlook.status.is_rated) == ("no target", False)


def test_a_year_that_was_restated_ended_on_its_own_figure() -> None:
    RatingRuleFactory()
    measure = counted([20, 20, 20, 20, 20, 20, 30, 40], last=Q4)
    for back in range(8):
        period_target(measure, Q4.previous(back), 25)
    AnnualTarget.objects.update(value=100)
    own = ObservationFactory(indicator=measure, period=Q2.year, value=Decimal(96))
    found = expected(measure, Q4)
    assert found is not None
    assert (found.end.value, found.is_over, found.mark["word"]) == (96, True, "Near target")
    assert expected(measure, Q3).end.how is not How.OVER  # type: ignore[union-attr]
    Observation.objects.filter(pk=own.pk).update(state="submitted")
    found = expected(measure, Q4)
    assert found is not None
    assert (found.end.value, found.mark["word"]) == (110, "On target")
    ObservationFactory(indicator=measure, period=Q2.year.previous(), value=Decimal(120))
    (last,) = track_record(expected(measure, Q2), RulesInForce.load())  # type: ignore[arg-type]
    assert (last.outturn, last.is_right) == ("120.0", False)


def test_every_page_tells_the_same_however_much_of_the_past_it_reads() -> None:
    measure = counted(range(10, 40), counting="rate")
    short, long = expected(measure, history=12), expected(measure, history=24)
    assert short is not None
    assert long is not None
    assert short.end == long.end


def test_figures_that_are_not_signed_off_tell_nothing() -> None:
    measure = counted([80, 85], counting="rate")
    Observation.objects.filter(period=Q2).update(state="submitted")
    found = expected(measure)
    assert found is not None
    assert (found.end.value, found.left) == (80, (Q2, Q3, Q4))
    Observation.objects.update(state="draft")
    assert expected(measure) is None


def test_nothing_is_told_across_a_new_definition() -> None:
    measure = counted([10] * 12)
    SeriesBreak.objects.create(indicator=measure, period=Q2, note="Counted anew")
    assert expected(measure) is None
    level = counted([10] * 11 + [20], ref="TWO", counting="rate")
    SeriesBreak.objects.create(indicator=level, period=Q2, note="Counted anew")
    found = expected(level)
    assert found is not None
    assert (found.end.value, found.end.reach) == (20, None)


def test_a_yearly_measure_expects_the_year_that_runs() -> None:
    year = parse_label("2025/26")
    found = expected(counted([70, 75], last=year, counting="rate", frequency="Y"))
    assert found is not None
    assert (found.year, found.end.value, found.left) == (year.next(), 75, (year.next(),))


def test_a_year_that_is_over_has_its_end() -> None:
    found = expected(counted([10, 20, 30, 40], last=Q4), period=Q4)
    assert found is not None
    assert (found.end.value, found.is_over, found.way) == (100, True, ())


def test_the_track_record_holds_forecasts_of_earlier_years_against_what_came() -> None:
    RatingRuleFactory()
    measure = counted([10, 10, 30, 30, 20, 20, 30, 30, 20, 20])
    for back in range(10):
        period_target(measure, Q2.previous(back), 20)
    found = expected(measure)
    assert found is not None
    last, before = track_record(found, RulesInForce.load())
    assert (last.year.label, last.forecast, last.outturn, last.is_right) == ("2025/26", "80.0", "100.0", True)
    assert (before.year.label, before.forecast, before.outturn, before.is_right) == ("2024/25", "40.0", "80.0", False)
    assert (last.within, before.within) == (None, None)


def test_of_no_measure_nothing_is_asked(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert year_ends([], report_period=Q2, rules=RulesInForce([], ())) == {}


@pytest.mark.parametrize(
    ("values", "aim", "is_turned"),
    [
        ([20, 20, 20, 20, 20, 10], 80, True),
        ([20, 20, 20, 20, 10, 10], 80, False),  # it was at risk before
        ([20, 20, 20, 20, 20, 20], 80, False),
        ([20, 20, 20, 20, 20, 20], None, False),
    ],
)
def test_a_figure_puts_a_measure_at_risk_that_was_not(values: list[int], aim: int | None, is_turned: bool) -> None:
    measure = counted(values)
    if aim is not None:
        aimed_at(measure, aim)
    found = expected(measure)
    assert found is not None
    assert turns(found, RulesInForce.load()) is is_turned


def test_the_first_figure_of_a_year_puts_it_at_risk_and_its_last_does_not() -> None:
    measure = counted([5], last=Q1)
    aimed_at(measure, 80)
    found = expected(measure, Q1)
    assert found is not None
    assert turns(found, RulesInForce.load())
    over = expected(counted([5, 5, 5, 5], last=Q4, ref="TWO"), Q4)
    assert over is not None
    assert not turns(over, RulesInForce.load())
