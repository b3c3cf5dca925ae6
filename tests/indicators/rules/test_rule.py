"""What is refused when a rule or a target is saved, and a rule in words (rules.md 3)."""

from decimal import Decimal

import pytest

from indicators.rules.rule import DEFAULT_RULE, Rule, Target, percent_base, rule_problems, rule_words
from indicators.rules.vocabulary import Basis, Comparison, Edge, Polarity, ValueKind

D = Decimal
HIGH, LOW, RANGE, PLAN = Polarity.HIGH, Polarity.LOW, Polarity.RANGE, Polarity.PLAN
POINTS = Rule(Basis.POINTS, D(0), D(5))
EXPLICIT = Rule(Basis.VALUES, D(0), D(0))
TOLERANT = Rule(Basis.POINTS, D(2), D(5), green_edge=Edge.WORSE, red_edge=Edge.WORSE)
STRICT = Rule(Basis.POINTS, D(0), D(5), green_edge=Edge.WORSE, red_edge=Edge.WORSE)


@pytest.mark.parametrize(
    ("rule", "target", "polarity", "kind"),
    [
        (DEFAULT_RULE, None, HIGH, ValueKind.NUMBER),
        (DEFAULT_RULE, Target(), Polarity.NONE, ValueKind.NUMBER),
        (DEFAULT_RULE, Target(D(80)), HIGH, ValueKind.PERCENTAGE),
        (DEFAULT_RULE, Target(low=D(-5), high=D(5)), RANGE, ValueKind.PERCENTAGE),
        (DEFAULT_RULE, Target(low=D(0), high=D(5)), RANGE, ValueKind.PERCENTAGE),
        (POINTS, Target(D(0)), LOW, ValueKind.NUMBER),
        (POINTS, Target(D(739_800)), Polarity.NONE, ValueKind.DATE),
        (POINTS, Target(D(2)), HIGH, ValueKind.GRADE),
        (DEFAULT_RULE, None, Polarity.NONE, ValueKind.YES_NO),
        (DEFAULT_RULE, Target(D(0)), Polarity.NONE, ValueKind.YES_NO),
        (DEFAULT_RULE, Target(D(1)), Polarity.NONE, ValueKind.YES_NO),
        (EXPLICIT, Target(D(80)), HIGH, ValueKind.NUMBER),
        (Rule(Basis.POINTS, D(0), D(0), D(0)), Target(D(80)), HIGH, ValueKind.NUMBER),
        (EXPLICIT, Target(D(80), red_limit=D(70)), HIGH, ValueKind.NUMBER),
        (EXPLICIT, Target(D(80), red_limit=D(80)), HIGH, ValueKind.NUMBER),
        (EXPLICIT, Target(D(80), red_limit=D(80)), LOW, ValueKind.NUMBER),
        (EXPLICIT, Target(D(20), red_limit=D(25)), LOW, ValueKind.NUMBER),
        (EXPLICIT, Target(green_limit=D(80), red_limit=D(70)), HIGH, ValueKind.NUMBER),
        (STRICT, Target(low=D(0), high=D(5)), RANGE, ValueKind.NUMBER),
        (POINTS, Target(low=D(0), high=D(0)), RANGE, ValueKind.NUMBER),
        (TOLERANT, Target(low=D(5), high=D(5)), RANGE, ValueKind.NUMBER),
        (TOLERANT, Target(D(3)), PLAN, ValueKind.NUMBER),
        (Rule(Basis.JUDGEMENT, D(-1), D(-2)), Target(text="top quartile"), HIGH, ValueKind.NUMBER),
    ],
)
def test_sound_rules_and_targets_have_no_problems(
    rule: Rule, target: Target | None, polarity: Polarity, kind: ValueKind
) -> None:
    assert rule_problems(rule, target, polarity, kind) == []


@pytest.mark.parametrize(
    ("rule", "target", "polarity", "kind", "said"),
    [
        (Rule(Basis.POINTS, D(-1), D(5)), None, HIGH, ValueKind.NUMBER, "green cut point cannot be below 0"),
        (Rule(Basis.POINTS, D(5), D(2)), None, HIGH, ValueKind.NUMBER, "amber cut point cannot be below the green"),
        (Rule(Basis.POINTS, D(0), D(2), D(-1)), None, HIGH, ValueKind.NUMBER, "exceeding cut point"),
        (DEFAULT_RULE, Target(D(0)), LOW, ValueKind.NUMBER, "Per cent of a target of 0 means nothing"),
        (DEFAULT_RULE, Target(low=D(0), high=D(0)), RANGE, ValueKind.NUMBER, "Per cent of a limit of 0"),
        (DEFAULT_RULE, Target(D(739_800)), LOW, ValueKind.DATE, "date cannot be judged by per cent"),
        (DEFAULT_RULE, Target(D(2)), HIGH, ValueKind.GRADE, "grade cannot be judged by per cent"),
        (POINTS, Target(low=D(0)), RANGE, ValueKind.NUMBER, "both the lowest and the highest"),
        (POINTS, Target(high=D(5)), RANGE, ValueKind.NUMBER, "both the lowest and the highest"),
        (POINTS, Target(D(3)), RANGE, ValueKind.NUMBER, "both the lowest and the highest"),
        (POINTS, Target(low=D(5), high=D(0)), RANGE, ValueKind.NUMBER, "cannot be above the highest"),
        (STRICT, Target(low=D(5), high=D(5)), RANGE, ValueKind.NUMBER, "Widen the range"),
        (STRICT, None, PLAN, ValueKind.NUMBER, "Allow a tolerance"),
        (POINTS, Target(D(3)), Polarity.NONE, ValueKind.NUMBER, "whether higher or lower is better"),
        (POINTS, Target(text="top quartile"), HIGH, ValueKind.NUMBER, "A target in words is rated by"),
        (POINTS, Target(low=D(1), high=D(2)), HIGH, ValueKind.NUMBER, "Enter the target as a figure"),
        (EXPLICIT, None, RANGE, ValueKind.NUMBER, "Explicit values fit only"),
        (EXPLICIT, Target(D(80), red_limit=D(90)), HIGH, ValueKind.NUMBER, "red limit is better than the green"),
        (EXPLICIT, Target(D(20), red_limit=D(10)), LOW, ValueKind.NUMBER, "red limit is better than the green"),
        (Rule(Basis.POINTS, D(0), D(5), D(1)), None, PLAN, ValueKind.NUMBER, "can exceed its target"),
        (DEFAULT_RULE, Target(D(2)), HIGH, ValueKind.YES_NO, "the wanted answer: Yes or No"),
    ],
)
def test_problems_are_told_in_plain_words(
    rule: Rule, target: Target | None, polarity: Polarity, kind: ValueKind, said: str
) -> None:
    problems = rule_problems(rule, target, polarity, kind)
    assert len(problems) == 1
    assert said in problems[0]
    assert problems[0].endswith(".")


def test_several_problems_are_told_at_once() -> None:
    rule = Rule(Basis.VALUES, D(-2), D(-3), exceeding_cut=D(1), comparison=Comparison.BETTER)
    assert len(rule_problems(rule, None, PLAN)) == 4


@pytest.mark.parametrize(
    ("rule", "target", "polarity", "kind"),
    [
        (DEFAULT_RULE, Target(D(0)), HIGH, ValueKind.GRADE),
        (EXPLICIT, Target(D(20), red_limit=D(10)), PLAN, ValueKind.NUMBER),
    ],
)
def test_what_makes_no_sense_at_all_is_said_once(
    rule: Rule, target: Target, polarity: Polarity, kind: ValueKind
) -> None:
    assert len(rule_problems(rule, target, polarity, kind)) == 1


@pytest.mark.parametrize(
    ("target", "polarity", "base"),
    [
        (Target(D(-80)), HIGH, 80), (Target(green_limit=D(80)), HIGH, 0), (Target(), RANGE, 0),
        (Target(low=D(-5), high=D(3)), RANGE, 5), (Target(high=D(3)), RANGE, 3), (Target(low=D(3)), RANGE, 3),
    ],
)  # fmt: skip
def test_per_cent_is_of_the_target_or_of_the_larger_limit(target: Target, polarity: Polarity, base: int) -> None:
    assert percent_base(target, polarity) == base


def test_the_red_limit_falls_back_on_the_green_one_and_that_on_the_target() -> None:
    assert (Target(D(80)).green, Target(D(80)).red) == (D(80), D(80))
    limits = Target(D(80), green_limit=D(75), red_limit=D(70))
    assert (limits.green, limits.red) == (D(75), D(70))


def test_a_target_in_words_is_a_target_without_a_figure() -> None:
    assert Target().is_empty
    assert not Target(text="top quartile").is_empty
    assert not Target(text="top quartile").has_figure
    assert Target(low=D(1)).has_figure
    assert Target(high=D(1)).has_figure


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(Basis.PERCENT, Decimal(0), Decimal(10)),
         "Green at target or better, amber up to 10% of target short of it, red beyond."),
        (Rule(Basis.POINTS, Decimal(1), Decimal(1)), "Green up to 1 point short of target, red beyond, no amber."),
        (Rule(Basis.VALUES, Decimal(0), Decimal(0)),
         "Green to the green limit beside each target, red beyond the red limit, amber between."),
        (Rule(Basis.VALUES, Decimal(0), Decimal(0), is_two_band=True),
         "Green to the red limit, red beyond it, no amber."),
        (Rule(Basis.JUDGEMENT, Decimal(0), Decimal(0)),
         "A person enters the status with a reason; nothing is computed."),
    ],
)  # fmt: skip
def test_a_rule_is_told_in_a_sentence(rule, words):
    assert rule_words(rule) == words


def test_the_usual_rule_is_amber_to_ten_per_cent_short() -> None:
    assert rule_words(DEFAULT_RULE) == "Green at target or better, amber up to 10% of target short of it, red beyond."


def test_the_clauses_of_a_rule_are_told_too():
    words = rule_words(
        Rule(Basis.PERCENT, Decimal(0), Decimal("2.5"), Decimal(5), Edge.WORSE, Edge.WORSE, Comparison.NO_WORSE)
    )
    assert "amber up to 2.5% of target" in words
    assert "Exceeding where it is better than target by more than 5% of target." in words
    assert "Amber instead of red where it is no worse than the same period last year." in words
    assert "Exactly on a cut point counts as the worse side." in words
    five_or_more = rule_words(Rule(Basis.PERCENT, Decimal(0), Decimal(5), red_edge=Edge.WORSE))
    assert five_or_more.endswith(" Exactly on the amber cut point is red.")
    assert rule_words(Rule(Basis.PERCENT, Decimal(2), Decimal(5), green_edge=Edge.WORSE)).endswith(" is not green.")
