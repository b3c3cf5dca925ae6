"""From a figure to a score between 0 and 10 (rules.md 9.5)."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.rules.rating import rate
from indicators.rules.rule import DEFAULT_RULE, Rule, Target
from indicators.rules.score import middle_of, score_of, status_of
from indicators.rules.vocabulary import Basis, Comparison, Edge, Polarity, Status, ValueKind
from tests.indicators.rules.strategies import figures, full_targets, polarities, rules

D, F = Decimal, Fraction
HIGH, LOW, RANGE, PLAN = Polarity.HIGH, Polarity.LOW, Polarity.RANGE, Polarity.PLAN
NUMBER = ValueKind.NUMBER
POINTS = Rule(basis=Basis.POINTS, green_cut=D(0), amber_cut=D(10))
TOLERANT = Rule(basis=Basis.POINTS, green_cut=D(2), amber_cut=D(8))
LIMITS = Rule(basis=Basis.VALUES, green_cut=D(0), amber_cut=D(0))


def scored(value, target, rule=POINTS, polarity=HIGH, kind=NUMBER, last_year=None):
    """The score of a value by the status that the engine gives it."""
    status = rate(value, target, rule, polarity, kind=kind, last_year=last_year).status
    return score_of(status, value, target, rule, polarity, kind)


@pytest.mark.parametrize(
    ("value", "score"),
    # Target 80, red beyond 10 points below it: 70 is the red cut, 80 the green one, 90 as far beyond.
    [
        (50, F(0)),
        (60, F(0)),
        (65, F(5, 3)),
        (70, F(10, 3)),
        (75, F(5)),
        (80, F(20, 3)),
        (85, F(25, 3)),
        (90, F(10)),
        (99, F(10)),
    ],
)
def test_a_score_is_straight_through_both_cuts(value, score):
    assert scored(D(value), Target(D(80))) == score


@pytest.mark.parametrize(
    ("value", "score"), [(110, F(0)), (105, F(5, 3)), (100, F(10, 3)), (95, F(5)), (90, F(20, 3)), (80, F(10))]
)
def test_where_low_is_good_the_line_runs_the_other_way(value, score):
    assert scored(D(value), Target(D(90)), polarity=LOW) == score


@pytest.mark.parametrize(
    ("value", "score"),
    # From 40 to 80 is good, red beyond 10 outside: 10 inside is as far as the red cut is outside.
    [(20, F(0)), (30, F(10, 3)), (35, F(5)), (40, F(20, 3)), (45, F(25, 3)), (50, F(10)), (60, F(10)), (80, F(20, 3)),
     (85, F(5)), (90, F(10, 3)), (100, F(0))],
)  # fmt: skip
def test_in_a_range_it_rises_from_both_ends(value, score):
    assert scored(D(value), Target(low=D(40), high=D(80)), polarity=RANGE) == score


@pytest.mark.parametrize(("value", "score"), [(40, F(20, 3)), (41, F(25, 3)), (42, F(10)), (44, F(20, 3))])
def test_the_middle_of_a_narrow_range_is_as_good_as_it_gets(value, score):
    assert scored(D(value), Target(low=D(40), high=D(44)), polarity=RANGE) == score


@pytest.mark.parametrize(("value", "score"), [(50, F(10)), (51, F(25, 3)), (52, F(20, 3)), (45, F(5)), (58, F(10, 3))])
def test_what_is_exactly_as_planned_is_as_good_as_it_gets(value, score):
    assert scored(D(value), Target(D(50)), TOLERANT, PLAN) == score


def test_without_a_tolerance_only_the_plan_itself_is_green():
    assert scored(D(50), Target(D(50)), POINTS, PLAN) == 10
    assert scored(D(51), Target(D(50)), POINTS, PLAN) == F(10, 3) * F(19, 10)


@pytest.mark.parametrize(("value", "score"), [(200, F(20, 3)), (180, F(10, 3)), (190, F(5)), (220, F(10)), (150, F(0))])
def test_per_cent_of_target(value, score):
    assert scored(D(value), Target(D(200)), DEFAULT_RULE) == score


@pytest.mark.parametrize(("value", "score"), [(80, F(20, 3)), (50, F(10, 3)), (65, F(5)), (95, F(25, 3)), (5, F(0))])
def test_explicit_values(value, score):
    target = Target(D(85), green_limit=D(80), red_limit=D(50))
    assert scored(D(value), target, LIMITS) == score


@pytest.mark.parametrize(("value", "score"), [(5, F(20, 3)), (10, F(10, 3)), (0, F(10))])
def test_explicit_values_where_low_is_good(value, score):
    assert scored(D(value), Target(green_limit=D(5), red_limit=D(10)), LIMITS, LOW) == score


def test_where_nothing_lies_between_green_and_red_it_is_ten_or_nought():
    two_bands = Rule(basis=Basis.POINTS, green_cut=D(0), amber_cut=D(0))
    assert [scored(D(value), Target(D(80)), two_bands) for value in (79, 80, 95)] == [0, 10, 10]
    assert [scored(D(value), Target(D(1)), kind=ValueKind.YES_NO) for value in (0, 1)] == [0, 10]
    assert [scored(D(value), Target(D(0)), DEFAULT_RULE, LOW) for value in (1, 0)] == [0, 10]
    assert [scored(D(value), Target(green_limit=D(5)), LIMITS) for value in (4, 5)] == [0, 10]
    assert scored(D(3), Target(D(2)), DEFAULT_RULE, kind=ValueKind.GRADE) == 10


def test_a_date_is_good_early():
    due = Target(D(738000))
    assert [scored(D(day), due, kind=ValueKind.DATE) for day in (738000, 738005, 738010)] == [F(20, 3), 5, F(10, 3)]


def test_what_is_not_rated_has_no_score():
    for status in Status:
        if not status.is_rated:
            assert score_of(status, D(1), Target(D(1)), POINTS, HIGH, NUMBER) is None
            assert middle_of(status) is None


@pytest.mark.parametrize(
    ("value", "target", "rule", "polarity"),
    [
        (None, Target(D(80)), POINTS, HIGH),
        (D(1), None, POINTS, HIGH),
        (D(1), Target(text="top quartile"), POINTS, HIGH),
        (D(1), Target(D(80)), Rule(basis=Basis.JUDGEMENT, green_cut=D(0), amber_cut=D(0)), HIGH),
        (D(1), Target(D(80)), POINTS, Polarity.NONE),
        (D(1), Target(D(80)), LIMITS, PLAN),
        (D(1), Target(low=D(1)), POINTS, RANGE),
        (D(1), Target(low=D(1), high=D(2)), LIMITS, HIGH),
    ],
)
def test_a_judgement_without_a_line_is_the_middle_of_its_band(value, target, rule, polarity):
    marks = [
        score_of(status, value, target, rule, polarity, NUMBER) for status in (Status.RED, Status.AMBER, Status.GREEN)
    ]
    assert marks == [F(5, 3), F(5), F(25, 3)]
    assert score_of(Status.EXCEEDING, value, target, rule, polarity, NUMBER) == 10


def test_a_judgement_is_held_at_the_edge_of_its_band():
    given = (D(75), Target(D(80)), POINTS, HIGH, NUMBER)
    assert score_of(Status.GREEN, *given) == F(20, 3)
    assert score_of(Status.RED, *given) == F(10, 3)
    assert score_of(Status.AMBER, D(1), Target(D(1)), POINTS, HIGH, ValueKind.YES_NO) == 5


def test_the_clause_about_last_year_holds_it_at_the_edge_of_amber():
    softened = Rule(basis=Basis.POINTS, green_cut=D(0), amber_cut=D(10), comparison=Comparison.NO_WORSE)
    assert scored(D(60), Target(D(80)), softened, last_year=D(55)) == F(10, 3)


@pytest.mark.parametrize(
    ("score", "status"),
    [(10, "green"), (F(20, 3), "green"), (F(666, 100), "amber"), (F(10, 3), "amber"), (F(333, 100), "red"), (0, "red")],
)
def test_exactly_on_a_cut_a_score_is_of_the_better_side(score, status):
    assert status_of(F(score)) == status


def oracle(value, green, red):
    """A score from three points on the number line: green cut, red cut, and as far beyond the green one."""
    green, red = F(green), F(red)
    place = (F(value) - red) / (green - red)  # 0 at the red cut, 1 at the green one
    return min(max(F(10, 3) + place * F(10, 3), F(0)), F(10))


@given(value=figures, target=figures, green=st.integers(0, 40), width=st.integers(1, 40), low_is_good=st.booleans())
def test_it_is_what_the_number_line_gives(value, target, green, width, low_is_good):
    way = 1 if low_is_good else -1
    rule = Rule(basis=Basis.POINTS, green_cut=D(green), amber_cut=D(green + width))
    found = scored(value, Target(target), rule, LOW if low_is_good else HIGH)
    assert found == oracle(value, target + way * green, target + way * (green + width))


@given(value=figures, target=full_targets(), rule=rules(), polarity=polarities, last_year=st.none() | figures)
def test_a_score_is_in_the_band_of_its_status(value, target, rule, polarity, last_year):
    status = rate(value, target, rule, polarity, last_year=last_year).status
    score = score_of(status, value, target, rule, polarity, NUMBER)
    if not status.is_rated:
        assert score is None
        return
    assert 0 <= score <= 10
    on_a_cut = score in (F(10, 3), F(20, 3))
    assert status_of(score) == ("green" if status.is_met else status) or on_a_cut


@given(values=st.lists(figures, min_size=2, max_size=8), target=figures, rule=rules(Basis.POINTS, Basis.PERCENT))
def test_a_better_figure_never_scores_less(values, target, rule):
    assume(rule.green_edge is Edge.BETTER)
    found = [scored(value, Target(target), rule) for value in sorted(values)]
    assert all(worse <= better for worse, better in pairwise(found))
