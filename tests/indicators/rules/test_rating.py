"""Edge tables for the rating (rules.md 3; requirement C9). Each row is one sentence of docs/rules.md."""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.rules.rating import rate
from indicators.rules.results import Because
from indicators.rules.rule import DEFAULT_RULE, Rule, Target
from indicators.rules.vocabulary import Basis, Comparison, Edge, Polarity, Status, ValueKind

D = Decimal
HIGH, LOW, RANGE, PLAN = Polarity.HIGH, Polarity.LOW, Polarity.RANGE, Polarity.PLAN
G, A, R, X = Status.GREEN, Status.AMBER, Status.RED, Status.EXCEEDING
POINTS = Rule(Basis.POINTS, D(2), D(5))
TWO_BANDS = Rule(Basis.PERCENT, D(0), D(0))
EXPLICIT = Rule(Basis.VALUES, D(0), D(0))


def rated(value: str, target: Target | str, rule: Rule, polarity: Polarity, **kwargs: object) -> Status:
    aim = Target(D(target)) if isinstance(target, str) else target
    return rate(D(value), aim, rule, polarity, **kwargs).status


@pytest.mark.parametrize(
    ("value", "target", "polarity", "expected"),
    [
        ("100", "100", HIGH, G),
        ("99.999999", "100", HIGH, A),
        ("90", "100", HIGH, A),
        ("89.999999", "100", HIGH, R),
        ("100", "100", LOW, G),
        ("100.000001", "100", LOW, A),
        ("110", "100", LOW, A),
        ("110.000001", "100", LOW, R),
        # The gap is per cent of the target's absolute value: a negative target turns nothing round.
        ("-10", "-10", HIGH, G),
        ("-11", "-10", HIGH, A),
        ("-11.1", "-10", HIGH, R),
        ("-9", "-10", HIGH, G),
        ("-9", "-10", LOW, A),
        ("-8.9", "-10", LOW, R),
        ("100", "100", PLAN, G),
        ("110", "100", PLAN, A),
        ("90", "100", PLAN, A),
        ("111", "100", PLAN, R),
        ("89", "100", PLAN, R),
    ],
)
def test_per_cent_of_target_by_default_green_at_target_amber_to_ten_per_cent(
    value: str, target: str, polarity: Polarity, expected: Status
) -> None:
    assert rated(value, target, DEFAULT_RULE, polarity) is expected


@pytest.mark.parametrize(
    ("value", "polarity", "expected"),
    [
        ("80", HIGH, G), ("78", HIGH, G), ("77.99", HIGH, A), ("75", HIGH, A), ("74.99", HIGH, R),
        ("82", LOW, G), ("82.01", LOW, A), ("85", LOW, A), ("85.01", LOW, R),
        ("82", PLAN, G), ("78", PLAN, G), ("85", PLAN, A), ("75", PLAN, A), ("74.9", PLAN, R), ("85.1", PLAN, R),
    ],
)  # fmt: skip
def test_points_are_the_measures_own_units(value: str, polarity: Polarity, expected: Status) -> None:
    assert rated(value, "80", POINTS, polarity) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("-5", G), ("5", G), ("0", G), ("-6.3", G), ("-7", G), ("7.01", A), ("10", A), ("-10.01", R), ("28.7", R)],
)
def test_in_range_the_gap_is_the_distance_outside(value: str, expected: Status) -> None:
    assert rated(value, Target(low=D(-5), high=D(5)), POINTS, RANGE) is expected


def test_in_range_per_cent_is_of_the_larger_limit() -> None:
    band = Target(low=D(-5), high=D(50))
    assert rated("55", band, DEFAULT_RULE, RANGE) is A
    assert rated("55.1", band, DEFAULT_RULE, RANGE) is R
    assert rated("-10", band, DEFAULT_RULE, RANGE) is A
    assert rate(D("-6"), band, DEFAULT_RULE, RANGE).gap_percent == 2


def test_the_gap_in_range_is_nought_inside_and_never_negative() -> None:
    assert rate(D(1), Target(low=D(-5), high=D(5)), POINTS, RANGE).gap == 0


@pytest.mark.parametrize(
    ("value", "expected"), [("80", A), ("80.01", G), ("78.01", A), ("75", R), ("75.01", A), ("74", R)]
)
def test_an_edge_may_belong_to_the_worse_side(value: str, expected: Status) -> None:
    rule = Rule(Basis.POINTS, D(0), D(5), green_edge=Edge.WORSE, red_edge=Edge.WORSE)
    assert rated(value, "80", rule, HIGH) is expected


def test_on_the_edge_of_a_range_with_the_boundary_on_the_worse_side() -> None:
    rule = Rule(Basis.POINTS, D(0), D(5), green_edge=Edge.WORSE, red_edge=Edge.WORSE)
    band = Target(low=D(-5), high=D(5))
    assert rated("5", band, rule, RANGE) is A
    assert rated("4.99", band, rule, RANGE) is G
    assert rated("10", band, rule, RANGE) is R


@pytest.mark.parametrize(("value", "expected"), [("80", G), ("79.99", R), ("81", G)])
def test_equal_cuts_make_two_bands(value: str, expected: Status) -> None:
    assert rated(value, "80", TWO_BANDS, HIGH) is expected


@pytest.mark.parametrize(
    ("value", "polarity", "target", "expected"),
    [
        # A floor standard: green at target, red beyond the floor, amber between.
        ("80", HIGH, Target(D(80), red_limit=D(70)), G),
        ("79.9", HIGH, Target(D(80), red_limit=D(70)), A),
        ("70", HIGH, Target(D(80), red_limit=D(70)), A),
        ("69.9", HIGH, Target(D(80), red_limit=D(70)), R),
        ("20", LOW, Target(D(20), red_limit=D(25)), G),
        ("25", LOW, Target(D(20), red_limit=D(25)), A),
        ("25.1", LOW, Target(D(20), red_limit=D(25)), R),
        # Values for each band: green as far as one, red beyond the other.
        ("76", HIGH, Target(D(80), green_limit=D(75), red_limit=D(70)), G),
        ("74", HIGH, Target(D(80), green_limit=D(75), red_limit=D(70)), A),
        ("74", HIGH, Target(green_limit=D(75), red_limit=D(70)), A),
        ("69", HIGH, Target(green_limit=D(75), red_limit=D(70)), R),
        # Without a red limit there are two bands.
        ("79", HIGH, Target(D(80)), R),
    ],
)
def test_explicit_values(value: str, polarity: Polarity, target: Target, expected: Status) -> None:
    assert rated(value, target, EXPLICIT, polarity) is expected


@pytest.mark.parametrize(("value", "expected"), [("80", G), ("75", G), ("74.9", R)])
def test_without_a_word_for_amber_all_as_far_as_the_red_limit_is_green(value: str, expected: Status) -> None:
    rule = Rule(Basis.VALUES, D(0), D(0), is_two_band=True)
    assert rated(value, Target(D(80), green_limit=D(80), red_limit=D(75)), rule, HIGH) is expected


def test_explicit_values_with_the_boundary_on_the_worse_side() -> None:
    rule = Rule(Basis.VALUES, D(0), D(0), green_edge=Edge.WORSE, red_edge=Edge.WORSE)
    floor = Target(D(80), red_limit=D(70))
    assert [rated(v, floor, rule, HIGH) for v in ("80.1", "80", "70.1", "70")] == [G, A, A, R]


def test_explicit_values_fit_only_measures_with_one_good_direction() -> None:
    rating = rate(D(1), Target(D(1), D(0), D(2)), EXPLICIT, RANGE)
    assert (rating.status, rating.because) == (Status.NOT_RATED, Because.MISFIT)


def test_two_bands_have_one_edge_whatever_the_other_is_said_to_be() -> None:
    edges = {"green_edge": Edge.WORSE, "red_edge": Edge.BETTER}
    assert rate(D(75), Target(D(80)), Rule(Basis.POINTS, D(5), D(5), **edges), HIGH).status is Status.RED
    assert rate(D(80), Target(D(80)), Rule(Basis.VALUES, D(0), D(0), **edges), HIGH).status is Status.RED


def test_a_range_under_explicit_values_has_no_target_to_rate_against() -> None:
    rating = rate(D(5), Target(low=D(1), high=D(9), red_limit=D(3)), EXPLICIT, HIGH)
    assert (rating.status, rating.because) == (Status.NOT_RATED, Because.NO_TARGET)


def test_a_target_in_words_is_told_before_anything_else_that_keeps_from_rating() -> None:
    for rule, polarity in ((DEFAULT_RULE, Polarity.NONE), (EXPLICIT, Polarity.PLAN)):
        assert rate(D(5), Target(text="top quartile"), rule, polarity).because is Because.TARGET_IN_WORDS


def test_explicit_values_without_any_green_limit_are_not_rated() -> None:
    assert rated("1", Target(low=D(0), high=D(2)), EXPLICIT, HIGH) is Status.NOT_RATED


@pytest.mark.parametrize(
    ("value", "polarity", "expected"),
    [("88", HIGH, G), ("88.01", HIGH, X), ("80", HIGH, G), ("72", LOW, G), ("71.99", LOW, X)],
)
def test_exceeding_is_better_by_more_than_its_cut(value: str, polarity: Polarity, expected: Status) -> None:
    rule = Rule(Basis.PERCENT, D(0), D(10), exceeding_cut=D(10))
    assert rated(value, "80", rule, polarity) is expected
    assert expected.is_met


def test_with_an_exceeding_cut_of_nought_exactly_on_target_is_green() -> None:
    rule = Rule(Basis.POINTS, D(0), D(5), exceeding_cut=D(0))
    assert [rated(v, "80", rule, HIGH) for v in ("80", "80.01")] == [G, X]


def test_exceeding_beside_explicit_values_counts_from_the_target() -> None:
    rule = Rule(Basis.VALUES, D(0), D(0), exceeding_cut=D(5))
    target = Target(D(80), green_limit=D(75), red_limit=D(70))
    assert [rated(v, target, rule, HIGH) for v in ("76", "85", "85.1")] == [G, G, X]


def test_neither_a_range_nor_a_plan_can_be_exceeded() -> None:
    rule = Rule(Basis.POINTS, D(0), D(5), exceeding_cut=D(0))
    assert rated("1", Target(low=D(0), high=D(9)), rule, RANGE) is G
    assert rated("1", "1", rule, PLAN) is G


@pytest.mark.parametrize(
    ("clause", "last_year", "expected"),
    [
        (Comparison.NO_WORSE, "59", A), (Comparison.NO_WORSE, "60", A), (Comparison.NO_WORSE, "61", R),
        (Comparison.BETTER, "59", A), (Comparison.BETTER, "60", R), (Comparison.BETTER, "61", R),
        (Comparison.NONE, "10", R),
    ],
)  # fmt: skip
def test_past_amber_is_amber_by_the_same_period_last_year(clause: Comparison, last_year: str, expected: Status) -> None:
    rule = Rule(Basis.PERCENT, D(0), D(10), comparison=clause)
    assert rated("60", "80", rule, HIGH, last_year=D(last_year)) is expected
    mirrored = rated("-60", "-80", rule, LOW, last_year=-D(last_year))
    assert mirrored is expected


def test_the_comparison_clause_needs_a_figure_last_year() -> None:
    rule = Rule(Basis.PERCENT, D(0), D(10), comparison=Comparison.NO_WORSE)
    assert rated("60", "80", rule, HIGH) is R


def test_the_comparison_clause_beside_explicit_values_and_ranges() -> None:
    explicit = Rule(Basis.VALUES, D(0), D(0), comparison=Comparison.NO_WORSE)
    assert rated("60", Target(D(80), red_limit=D(70)), explicit, HIGH, last_year=D(60)) is A
    points = Rule(Basis.POINTS, D(0), D(1), comparison=Comparison.BETTER)
    band = Target(low=D(-5), high=D(5))
    assert rated("-9", band, points, RANGE, last_year=D(10)) is A
    assert rated("-9", band, points, RANGE, last_year=D(9)) is R


def test_a_year_ago_within_the_range_is_no_nearer_than_now_on_its_edge() -> None:
    rule = Rule(Basis.POINTS, D(0), D(0), green_edge=Edge.WORSE, red_edge=Edge.WORSE, comparison=Comparison.NO_WORSE)
    band = Target(low=D(0), high=D(10))
    assert rated("10", band, rule, RANGE) is R
    assert rated("10", band, rule, RANGE, last_year=D(5)) is A
    assert rated("10", band, replace(rule, comparison=Comparison.BETTER), RANGE, last_year=D(5)) is R
    assert rated("10", band, replace(rule, comparison=Comparison.BETTER), RANGE, last_year=D(11)) is A


@pytest.mark.parametrize(
    ("value", "polarity", "expected"),
    [("0", LOW, G), ("-1", LOW, G), ("1", LOW, R), ("0", HIGH, G), ("1", HIGH, G), ("-1", HIGH, R), ("0", PLAN, G)],
)
def test_per_cent_of_a_target_of_nought_is_green_at_target_or_better_else_red(
    value: str, polarity: Polarity, expected: Status
) -> None:
    rating = rate(D(value), Target(D(0)), DEFAULT_RULE, polarity)
    assert (rating.status, rating.gap_percent) == (expected, None)


@pytest.mark.parametrize(("value", "wanted", "expected"), [("1", "1", G), ("0", "1", R), ("0", "0", G), ("1", "0", R)])
def test_the_wanted_answer_is_green(value: str, wanted: str, expected: Status) -> None:
    assert rated(value, wanted, DEFAULT_RULE, Polarity.NONE, kind=ValueKind.YES_NO) is expected


def test_a_yes_no_measure_without_a_wanted_answer_is_not_rated() -> None:
    assert rated("1", Target(low=D(0)), DEFAULT_RULE, HIGH, kind=ValueKind.YES_NO) is Status.NOT_RATED


@pytest.mark.parametrize(("days_late", "expected"), [(-3, G), (0, G), (1, A), (7, A), (8, R)])
def test_a_date_is_green_on_or_before_with_a_tolerance_in_days(days_late: int, expected: Status) -> None:
    rule = Rule(Basis.POINTS, D(0), D(7))
    due = D(739_800)
    for polarity in Polarity:
        assert rate(due + days_late, Target(due), rule, polarity, kind=ValueKind.DATE).status is expected


def test_a_date_or_grade_by_per_cent_of_target_is_green_only_at_target_or_better() -> None:
    assert rated("739801", "739800", DEFAULT_RULE, LOW, kind=ValueKind.DATE) is R
    assert rated("12", "13", DEFAULT_RULE, HIGH, kind=ValueKind.GRADE) is R
    assert rated("13", "13", DEFAULT_RULE, HIGH, kind=ValueKind.GRADE) is G


@pytest.mark.parametrize(("grade", "expected"), [("3", G), ("2", G), ("1", A), ("0", R)])
def test_grades_are_steps_on_an_ordered_scale(grade: str, expected: Status) -> None:
    assert rated(grade, "2", Rule(Basis.POINTS, D(0), D(1)), HIGH, kind=ValueKind.GRADE) is expected


def test_what_cannot_be_rated_says_so() -> None:
    table = [
        (None, Target(D(1)), DEFAULT_RULE, HIGH, Status.UNKNOWN, Because.NO_FIGURE),
        (D(1), None, DEFAULT_RULE, HIGH, Status.NOT_RATED, Because.NO_TARGET),
        (D(1), Target(), DEFAULT_RULE, HIGH, Status.NOT_RATED, Because.NO_TARGET),
        (D(1), Target(text="top quartile"), DEFAULT_RULE, HIGH, Status.NOT_RATED, Because.TARGET_IN_WORDS),
        (D(1), Target(D(1)), DEFAULT_RULE, Polarity.NONE, Status.NOT_RATED, Because.NO_POLARITY),
        (D(1), Target(D(1)), DEFAULT_RULE, RANGE, Status.NOT_RATED, Because.NO_TARGET),
        (D(1), Target(low=D(1)), DEFAULT_RULE, HIGH, Status.NOT_RATED, Because.NO_TARGET),
        (
            D(1),
            Target(D(1)),
            Rule(Basis.JUDGEMENT, D(0), D(0)),
            HIGH,
            Status.NOT_RATED,
            Because.JUDGEMENT,
        ),
    ]
    for value, target, rule, polarity, status, because in table:
        rating = rate(value, target, rule, polarity)
        assert (rating.status, rating.because, rating.gap_percent) == (status, because, None)


def test_status_is_worked_out_on_unrounded_values() -> None:
    third = D(1) / D(3) * 100
    assert rated(str(third), "33.4", POINTS, HIGH) is G
    assert rated("96.96", "97", Rule(Basis.POINTS, D(0), D(1)), HIGH) is A
    # Thirty-one digits apart by one in the last place: nothing is rounded away.
    assert rated("10000000000000.0000000000000001", "10000000000000", DEFAULT_RULE, LOW) is A


def test_gap_and_gap_per_cent() -> None:
    rating = rate(D("73.5"), Target(D(80)), POINTS, HIGH)
    assert (rating.gap, rating.gap_percent) == (D("6.5"), D("8.125"))
    assert rate(D(90), Target(D(80)), POINTS, HIGH).gap == -10
    days_late = rate(D(739_815), Target(D(739_814)), POINTS, HIGH, kind=ValueKind.DATE)
    assert (days_late.gap, days_late.gap_percent) == (1, None)


def test_hart_2014_rates_as_published() -> None:
    """Rows of a published table: 10 % of target, boundary on the better side."""
    rows = [("78.5", "80", HIGH, A), ("2.6", "1.58", LOW, R), ("63.6", "70", HIGH, A), ("57.1", "70", HIGH, R)]
    for value, target, polarity, expected in rows:
        assert rated(value, target, DEFAULT_RULE, polarity) is expected
