"""The reason for a status, in one sentence with its arithmetic (rules.md 3)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.rules.rating import rate
from indicators.rules.reasons import describe
from indicators.rules.rule import DEFAULT_RULE, Rule, Target
from indicators.rules.vocabulary import STATUS_WORDS, Basis, Comparison, Edge, Polarity, Status, ValueKind
from tests.indicators.rules.given import explain

D = Decimal
HIGH, LOW, RANGE, PLAN = Polarity.HIGH, Polarity.LOW, Polarity.RANGE, Polarity.PLAN
PERCENTAGE, NUMBER = ValueKind.PERCENTAGE, ValueKind.NUMBER
POINTS = Rule(Basis.POINTS, D(2), D(5))
EXCEEDING = Rule(Basis.POINTS, D(0), D(5), D(10))
EXPLICIT = Rule(Basis.VALUES, D(0), D(0))
NO_WORSE = Rule(Basis.PERCENT, D(0), D(10), comparison=Comparison.NO_WORSE)
FLOOR = Target(D(80), red_limit=D(70))
BAND = Target(low=D(-5), high=D(5))


@pytest.mark.parametrize(
    ("value", "target", "rule", "polarity", "kind", "expected"),
    [
        ("73.5", Target(D(80)), Rule(Basis.POINTS, D(0), D(5)), HIGH, PERCENTAGE,
         "6.5 points below the target of 80%: more than the 5 allowed, so off target"),
        ("76", Target(D(80)), POINTS, HIGH, PERCENTAGE,
         "4 points below the target of 80%: more than the 2 allowed, but within 5, so near target"),
        ("79", Target(D(80)), POINTS, HIGH, PERCENTAGE,
         "1 point below the target of 80%: within the 2 allowed, so on target"),
        ("95.1", Target(D(90)), DEFAULT_RULE, HIGH, PERCENTAGE,
         "5.1 points (5.7%) above the target of 90%, so on target"),
        ("78.5", Target(D(80)), DEFAULT_RULE, HIGH, PERCENTAGE,
         "1.5 points (1.9%) below the target of 80%: within the 10% allowed, so near target"),
        ("66", Target(D(80)), Rule(Basis.PERCENT, D(0), D(0)), HIGH, PERCENTAGE,
         "14 points (17.5%) below the target of 80%, so off target"),
        ("29.999", Target(D(30)), DEFAULT_RULE, HIGH, NUMBER,
         "0.001 (under 0.1%) below the target of 30: within the 10% allowed, so near target"),
        ("30", Target(D(30)), DEFAULT_RULE, LOW, NUMBER, "Exactly on the target of 30, so on target"),
        ("3", Target(D(0)), DEFAULT_RULE, LOW, NUMBER,
         "3 above the target of 0: a percentage of this target means nothing, so any shortfall counts, so off target"),
        ("-1", Target(D(0)), DEFAULT_RULE, LOW, NUMBER, "1 below the target of 0, so on target"),
        ("1234.5", Target(D(1000)), POINTS, LOW, ValueKind.MONEY,
         "£234.50 above the target of £1,000: more than the £5 allowed, so off target"),
        ("0.05", Target(D("0.04")), POINTS, LOW, ValueKind.RATIO,
         "0.01 above the target of 0.04 : 1: within the 2 allowed, so on target"),
        ("3700", Target(D(3600)), Rule(Basis.POINTS, D(0), D(60)), LOW, ValueKind.DURATION,
         "0:01:40 above the target of 1:00:00: more than the 0:01:00 allowed, so off target"),
        ("739802", Target(D(739_800)), Rule(Basis.POINTS, D(0), D(7)), LOW, ValueKind.DATE,
         "2 days after the target of 3 July 2026: within the 7 allowed, so near target"),
        ("739799", Target(D(739_800)), Rule(Basis.POINTS, D(0), D(7)), LOW, ValueKind.DATE,
         "1 day before the target of 3 July 2026, so on target"),
        ("0", Target(D(1)), Rule(Basis.POINTS, D(0), D(1)), HIGH, ValueKind.GRADE,
         "1 grade below the target of Good: within the 1 allowed, so near target"),
        ("0", Target(D(1)), DEFAULT_RULE, HIGH, ValueKind.YES_NO,
         "The answer is No but Yes is wanted, so off target"),
        ("1", Target(D(1)), DEFAULT_RULE, HIGH, ValueKind.YES_NO, "The answer is Yes as wanted, so on target"),
        ("1", BAND, DEFAULT_RULE, RANGE, PERCENTAGE, "Inside the range −5% to 5%, so on target"),
        ("-6.3", BAND, DEFAULT_RULE, RANGE, PERCENTAGE,
         "1.3 points (26%) below the range −5% to 5%: more than the 10% allowed, so off target"),
        ("7", BAND, POINTS, RANGE, PERCENTAGE,
         "2 points above the range −5% to 5%: within the 2 allowed, so on target"),
        ("80", FLOOR, EXPLICIT, HIGH, NUMBER, "Exactly on the target of 80, so on target"),
        ("75", FLOOR, EXPLICIT, HIGH, NUMBER,
         "5 below the target of 80: worse than 80, but no worse than 70, so near target"),
        ("65", FLOOR, EXPLICIT, HIGH, NUMBER, "15 below the target of 80: worse than 70, so off target"),
        ("75", FLOOR, replace(EXPLICIT, is_two_band=True), HIGH, NUMBER,
         "5 below the target of 80: no worse than 70, so on target"),
        ("65", FLOOR, replace(EXPLICIT, is_two_band=True), HIGH, NUMBER,
         "15 below the target of 80: worse than 70, so off target"),
        ("76", Target(D(80), green_limit=D(75)), EXPLICIT, HIGH, NUMBER,
         "4 below the target of 80: no worse than 75, so on target"),
        ("76", Target(green_limit=D(75)), EXPLICIT, HIGH, NUMBER, "1 above the target of 75, so on target"),
        ("95", Target(D(80)), Rule(Basis.POINTS, D(0), D(5), D(10)), HIGH, NUMBER,
         "15 above the target of 80: better by more than 10, so exceeding target"),
        ("81", Target(D(80)), Rule(Basis.POINTS, D(0), D(5), D(0)), HIGH, NUMBER,
         "1 above the target of 80, so exceeding target"),
        ("82", Target(D(80)), EXCEEDING, HIGH, NUMBER, "2 above the target of 80, so on target"),
        ("70", Target(D(80)), EXCEEDING, HIGH, NUMBER,
         "10 below the target of 80: more than the 5 allowed, so off target"),
        ("79.5", Target(D(80), green_limit=D(75)), EXPLICIT, HIGH, NUMBER,
         "0.5 below the target of 80: no worse than 75, so on target"),
        ("739802", Target(D(739_800)), Rule(Basis.POINTS, D(0), D(7)), RANGE, ValueKind.DATE,
         "2 days after the target of 3 July 2026: within the 7 allowed, so near target"),
    ],
)  # fmt: skip
def test_the_reason_tells_the_arithmetic(
    value: str, target: Target, rule: Rule, polarity: Polarity, kind: ValueKind, expected: str
) -> None:
    assert explain(D(value), target, rule, polarity, kind=kind, grades=("Inadequate", "Good")) == expected
    if kind is not ValueKind.GRADE:
        assert describe(rate(D(value), target, rule, polarity, kind=kind)) == expected


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("80", "Exactly on the target of 80: less than the 5 allowed, so near target"),
        ("75", "5 below the target of 80: not less than the 5 allowed, so off target"),
    ],
)
def test_the_reason_says_when_a_boundary_belongs_to_the_worse_side(value: str, said: str) -> None:
    rule = Rule(Basis.POINTS, D(0), D(5), green_edge=Edge.WORSE, red_edge=Edge.WORSE)
    assert explain(D(value), Target(D(80)), rule, HIGH) == said


@pytest.mark.parametrize(("amber", "said"), [("2", "more than the 2 allowed"), ("5", "not less than the 5 allowed")])
def test_the_last_edge_is_the_green_one_of_two_bands_and_the_red_one_of_three(amber: str, said: str) -> None:
    rule = Rule(Basis.POINTS, D(2), D(amber), green_edge=Edge.BETTER, red_edge=Edge.WORSE)
    assert explain(D(70), Target(D(80)), rule, HIGH) == f"10 below the target of 80: {said}, so off target"


@pytest.mark.parametrize(("red", "said"), [(None, "worse than 80"), ("70", "not better than 70")])
def test_so_it_is_with_explicit_values(red: str | None, said: str) -> None:
    rule = Rule(Basis.VALUES, D(0), D(0), green_edge=Edge.BETTER, red_edge=Edge.WORSE)
    target = Target(D(80), red_limit=D(red) if red else None)
    assert explain(D(60), target, rule, HIGH) == f"20 below the target of 80: {said}, so off target"


def test_a_distance_has_no_more_decimals_than_tell_it_from_the_cut() -> None:
    said = explain(D("79.7488"), Target(D(80)), Rule(Basis.POINTS, D(0), D("0.26")), HIGH, decimals=1)
    assert said == "0.25 below the target of 80: within the 0.26 allowed, so near target"


def test_the_reason_with_explicit_values_and_the_boundary_on_the_worse_side() -> None:
    rule = Rule(Basis.VALUES, D(0), D(0), green_edge=Edge.WORSE, red_edge=Edge.WORSE)
    said = "10 below the target of 80: not better than 70, so off target"
    assert explain(D(70), FLOOR, rule, HIGH) == said


@pytest.mark.parametrize(
    ("clause", "words"), [(Comparison.NO_WORSE, "no worse than"), (Comparison.BETTER, "better than")]
)
def test_the_reason_names_last_years_figure(clause: Comparison, words: str) -> None:
    rule = Rule(Basis.PERCENT, D(0), D(10), comparison=clause)
    reason = explain(D(50), Target(D(80)), rule, HIGH, kind=PERCENTAGE, last_year=D(48))
    assert reason == (
        "30 points (37.5%) below the target of 80%: more than allowed, "
        f"but {words} the 48% of the same period last year, so near target"
    )


@pytest.mark.parametrize(
    ("value", "target", "rule", "polarity", "said"),
    [
        (None, Target(D(1)), DEFAULT_RULE, HIGH, "No figure has been entered"),
        (D(1), None, DEFAULT_RULE, HIGH, "No target has been set for this period"),
        (D(1), Target(text="top quartile"), DEFAULT_RULE, HIGH, "The target is in words (“top quartile”)"),
        (D(1), Target(D(1)), DEFAULT_RULE, Polarity.NONE, "Nobody has said which way is good"),
        (D(1), Target(D(1)), Rule(Basis.JUDGEMENT, D(0), D(0)), HIGH, "A person decides the status"),
        (D(1), Target(D(1)), EXPLICIT, PLAN, "Its rule gives explicit values"),
    ],
)
def test_what_is_not_rated_says_why(
    value: Decimal | None, target: Target | None, rule: Rule, polarity: Polarity, said: str
) -> None:
    assert explain(value, target, rule, polarity).startswith(said)


def test_figures_are_printed_with_the_indicators_decimals_and_unit() -> None:
    reason = explain(D("19.94"), Target(D(23)), DEFAULT_RULE, LOW, decimals=1, unit="days")
    assert reason == "3.1 days (13.3%) below the target of 23 days, so on target"


def test_without_decimals_of_its_own_a_figure_is_printed_with_four_at_most() -> None:
    said = explain(D(1) / D(3), Target(D(2)), POINTS, HIGH)
    assert said.startswith("1.6667 below the target of 2")


def test_a_difference_never_prints_as_nothing() -> None:
    reason = explain(D("96.96"), Target(D(97)), DEFAULT_RULE, HIGH, kind=PERCENTAGE, decimals=0)
    assert reason.startswith("0.04 points (under 0.1%) below the target of 97%")


def test_the_words_are_the_schemes_own() -> None:
    words = {**STATUS_WORDS, Status.AMBER: "within tolerance"}
    assert describe(rate(D(75), Target(D(80)), DEFAULT_RULE, HIGH), words=words).endswith("so within tolerance")


def test_a_gap_past_a_cut_never_prints_as_the_cut() -> None:
    low_by_a_hair = explain(D(1234), Target(D(1299)), Rule(Basis.PERCENT, D(0), D(5)), HIGH)
    assert low_by_a_hair == "65 (5.004%) below the target of 1,299: more than the 5% allowed, so off target"
    points = explain(D("74.99999"), Target(D(80)), Rule(Basis.POINTS, D(0), D(5)), HIGH)
    assert points == "5.00001 below the target of 80: more than the 5 allowed, so off target"
    exact = explain(D(95), Target(D(100)), Rule(Basis.PERCENT, D(0), D(5)), HIGH)
    assert exact == "5 (5%) below the target of 100: within the 5% allowed, so near target"


def test_an_allowance_in_millions_prints_as_millions() -> None:
    rating = rate(D("12.5"), Target(D(11)), Rule(Basis.POINTS, D(0), D(2)), Polarity.LOW, kind=ValueKind.MONEY)
    assert describe(rating, unit="£m") == ("£1.50m above the target of £11m: within the £2m allowed, so near target")
