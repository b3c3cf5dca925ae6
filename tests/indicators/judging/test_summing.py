"""Objectives and priorities summed up from what is stored: rules and weights of the day, down the thread."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.scorecard import measured
from indicators.judging.sum_words import sum_words
from indicators.judging.summing import of_glances, of_measured, sums_of
from indicators.rules.summing import SummingRule
from plans.models import Link
from plans.queries.thread import load_thread
from tests.factories import (
    IndicatorFactory,
    LevelFactory,
    LinkFactory,
    ObjectiveFactory,
    ObservationFactory,
    PlanFactory,
    period_target,
)
from tests.factories.indicators import Q2
from tests.factories.summing import SummingChoiceFactory, weigh

pytestmark = pytest.mark.django_db
F = Fraction


def _sums(period=Q2):
    return sums_of(
        period, thread=load_thread, standings=lambda: of_glances(glances(collected(period), report_period=period))
    )


def _measure(objective, value, *, target=80, **fields):
    """A measure that serves the objective. Red beyond 10% of 80: 72 is the red cut, 88 scores 10."""
    made = IndicatorFactory(expected_from=date(2020, 1, 1), **fields)
    period_target(made, Q2, target)
    if value is not None:
        ObservationFactory(indicator=made, value=Decimal(value))
    made.contributions.create(objective=objective, made_on=date(2026, 4, 1))
    return made


@pytest.fixture
def priority():
    plan = PlanFactory(level=LevelFactory(name="Corporate plan", position=3), starts_on=date(2024, 4, 1))
    return ObjectiveFactory(plan=plan, kind="priority", title="Clean streets")


def _beneath(parent, **fields):
    child = ObjectiveFactory(**fields)
    LinkFactory(child=child, parent=parent, made_on=date(2026, 4, 1))
    return child


def test_counts_until_the_council_chooses_otherwise(priority, django_assert_num_queries):
    _measure(priority, 80)
    sums = _sums()
    with django_assert_num_queries(1):
        assert sums.of(priority.pk) is None
        assert sums.rule_of(priority.pk) is SummingRule.COUNTS


def test_a_weighted_basket_worked_out_by_hand(priority):
    """Of 50 with 10, 30 with 5 and 20 with 0 it is 6.5; 11 more of weight that nobody scored leave it as it is."""
    good, near, off, late = (_measure(priority, value) for value in (88, 76, 60, None))
    SummingChoiceFactory(objective=priority)
    weigh(priority, {good: 50, near: 30, off: 20, late: 11})

    made = _sums().of(priority.pk)

    assert made.found.score == F(13, 2)
    assert made.found.status == "amber"
    assert made.found.scored == F(100, 111)
    assert [each.part.score for each in made.parts] == [10, 5, 0, None]
    assert [each.share for each in made.parts] == [F(1, 2), F(3, 10), F(1, 5), None]


def test_it_is_told_with_its_rule_its_weight_and_each_part(priority):
    good, off = _measure(priority, 88, name="Streets swept"), _measure(priority, 60)
    SummingChoiceFactory(objective=priority)
    weigh(priority, {good: 3, off: 1})

    words = sum_words(_sums(), priority.pk, query="?period=x")

    assert words.short == "On target by weighted basket, 100% of the weight scored"
    assert words.said == "On target by weighted basket. It scores 7.5 of 10; 100% of the weight was scored."
    assert words.weights == "Weights that count from 1 April 2020 on."
    first = words.rows[0]
    assert (first.name, first.score, first.weight, first.share) == ("Streets swept", "10.0", "3", "75.0%")
    assert first.status["word"] == "On target"
    assert first.url.endswith(f"{good.ref}/?period=x")


def test_without_weights_all_parts_weigh_the_same_and_a_new_one_weighs_one(priority):
    good = _measure(priority, 88)
    SummingChoiceFactory(objective=priority)
    assert "all parts weigh the same" in sum_words(_sums(), priority.pk).weights
    weigh(priority, {good: 4})
    _measure(priority, 60)
    words = sum_words(_sums(), priority.pk)
    assert words.weights.endswith("1 of its parts came after they were set, with a weight of 1.")
    assert [row.share for row in words.rows] == ["80.0%", "20.0%"]


def test_an_objective_by_counts_is_summed_up_by_the_rule_above_it(priority):
    child = _beneath(priority, title="Sweep")
    for value in (80, 80, 60):
        _measure(child, value)
    SummingChoiceFactory(level=priority.plan.level, rule="majority")

    sums = _sums()
    (part,) = sums.of(priority.pk).parts

    assert sums.of(child.pk) is None
    assert (part.part.status, part.by_rule, part.is_lent) == ("green", SummingRule.MAJORITY, True)
    assert sum_words(sums, priority.pk).rows[0].by == "By majority of parts, the rule of the whole"


def test_an_objective_with_a_rule_of_its_own_counts_by_that(priority):
    child = _beneath(priority)
    _measure(child, 88)
    _measure(child, 60)
    SummingChoiceFactory(level=priority.plan.level)
    SummingChoiceFactory(objective=child, rule="worst")
    (part,) = _sums().of(priority.pk).parts
    assert (part.part.status, part.part.score, part.is_lent) == ("red", F(5, 3), False)

    SummingChoiceFactory(objective=child, rule="basket", starts_on=date(2021, 4, 1))
    (part,) = _sums().of(priority.pk).parts
    assert (part.part.status, part.part.score) == ("amber", F(5))


def test_an_objectives_own_choice_goes_before_its_levels_until_it_goes_by_that_again(priority):
    SummingChoiceFactory(level=priority.plan.level, rule="worst")
    SummingChoiceFactory(objective=priority, rule="counts", starts_on=date(2020, 5, 1))
    assert _sums().of(priority.pk) is None
    SummingChoiceFactory(objective=priority, rule="", starts_on=date(2020, 6, 1))
    assert _sums().rule_of(priority.pk) is SummingRule.WORST
    SummingChoiceFactory(objective=priority, rule="basket", starts_on=date(2026, 10, 1))
    assert _sums().rule_of(priority.pk) is SummingRule.WORST
    assert _sums(Q2.next()).rule_of(priority.pk) is SummingRule.BASKET


def test_old_quarters_go_by_the_weights_of_their_day(priority):
    good, off = _measure(priority, 88), _measure(priority, 60)
    for each, value in ((good, 88), (off, 60)):
        period_target(each, Q2.previous(), 80)
        ObservationFactory(indicator=each, period=Q2.previous(), value=Decimal(value))
    SummingChoiceFactory(objective=priority)
    weigh(priority, {good: 9, off: 1}, ends_on=date(2026, 6, 30))
    weigh(priority, {good: 1, off: 9}, starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))

    assert [_sums(period).of(priority.pk).found.score for period in (Q2.previous(), Q2)] == [9, 1]
    assert _sums(Q2.next()).of(priority.pk).weights is None


def test_a_basket_with_less_than_half_of_its_weight_scored_is_not_rated_and_drops_out_above(priority):
    child = _beneath(priority)
    good, late = _measure(child, 88), _measure(child, None)
    other = _measure(priority, 60)
    SummingChoiceFactory(level=priority.plan.level)
    SummingChoiceFactory(objective=child)
    weigh(child, {good: 1, late: 2})
    weigh(priority, {child: 1, other: 1})
    sums = _sums()
    assert sums.of(child.pk).found.status == "not_rated"
    assert sums.of(child.pk).found.score == 10
    assert (sums.of(priority.pk).found.score, sums.of(priority.pk).found.scored) == (0, F(1, 2))


def test_plans_that_did_not_run_in_the_quarter_are_left_out(priority):
    last_year = {"starts_on": date(2025, 4, 1), "ends_on": date(2026, 3, 31)}
    old = _beneath(priority, plan=PlanFactory(**last_year, state="closed"))
    outlived = _beneath(priority, plan=PlanFactory(**last_year))
    coming = _beneath(priority, plan=PlanFactory(starts_on=date(2027, 4, 1), ends_on=date(2028, 3, 31)))
    now = _beneath(priority)
    SummingChoiceFactory(objective=priority, rule="worst")
    assert {each.key[1] for each in _sums().of(priority.pk).parts} == {outlived.pk, now.pk}
    then = {each.key[1] for each in _sums(Q2.last_year()).of(priority.pk).parts}
    assert then == {old.pk, outlived.pk}
    assert coming.pk not in then


def test_a_link_that_runs_in_a_circle_is_left_out_from_wherever_it_is_looked_at(priority):
    child = _beneath(priority)
    _measure(child, 60)
    _measure(priority, 80)
    Link.objects.create(child=priority, parent=child, made_on=date(2026, 4, 1))
    for each in (priority, child):
        SummingChoiceFactory(objective=each, rule="worst")
    sums = _sums()
    assert [sums.of(each.pk).found.status for each in (priority, child)] == ["green", "red"]
    again = _sums()
    assert [again.of(each.pk).found.status for each in (child, priority)] == ["red", "green"]


def test_reports_and_pages_read_the_same_standing(priority):
    fields = [
        {"polarity": "low"},
        {"kind": "number"},
        {"polarity": "range"},
        {"is_data_only": True},
        {"polarity": "plan"},
    ]
    for number, more in enumerate(fields * 3):
        _measure(priority, [60, 76, None, 88, 79][number % 4], **more)
    asked = collected(Q2)
    quick, full = of_glances(glances(asked, report_period=Q2)), of_measured(measured(asked, report_period=Q2))
    assert {pk: (each.status, each.score) for pk, each in quick.items()} == {
        pk: (each.status, each.score) for pk, each in full.items()
    }
    assert len({each.score for each in quick.values()}) > 3


def test_statements_do_not_grow_with_parts(priority, django_assert_num_queries):
    SummingChoiceFactory(objective=priority)
    for _ in range(2):
        weigh_of = _beneath(priority)
        _measure(weigh_of, 80)
        with django_assert_num_queries(9):
            sum_words(_sums(), priority.pk)


def test_what_was_read_is_kept_whole(priority, django_assert_num_queries):
    SummingChoiceFactory(objective=priority)
    _measure(priority, 80)
    made = _sums().made()
    with django_assert_num_queries(0):
        assert made.of(priority.pk).found.status == "green"
