"""The rating against an independent oracle, and what must hold of it whatever the figures (rules.md 3; C9)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from indicators.rules.rating import gap_to, rate
from indicators.rules.rule import DEFAULT_RULE, Rule, Target
from indicators.rules.vocabulary import Basis, Comparison, Edge, Polarity, Status, ValueKind
from tests.examples import examples
from tests.indicators.rules import oracle
from tests.indicators.rules.given import explain
from tests.indicators.rules.strategies import (
    cuts,
    figures,
    full_targets,
    one_sided,
    polarities,
    rules,
    targets,
    two_sided,
)

RANK = {Status.RED: 0, Status.AMBER: 1, Status.GREEN: 2, Status.EXCEEDING: 3}
COMPUTED = (Basis.PERCENT, Basis.POINTS, Basis.VALUES)


def fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def ask_oracle(
    value: Decimal | None, target: Target, rule: Rule, polarity: Polarity, kind: ValueKind, last_year: Decimal | None
) -> str:
    return oracle.status(
        value=fraction(value),
        target=fraction(target.value),
        low=fraction(target.low),
        high=fraction(target.high),
        green_limit=fraction(target.green_limit),
        red_limit=fraction(target.red_limit),
        basis=str(rule.basis),
        green_cut=Fraction(rule.green_cut),
        amber_cut=Fraction(rule.amber_cut),
        exceeding_cut=fraction(rule.exceeding_cut),
        green_edge=str(rule.green_edge),
        red_edge=str(rule.red_edge),
        comparison=str(rule.comparison),
        polarity=str(polarity),
        kind=str(kind),
        last_year=fraction(last_year),
    )


@settings(max_examples=examples(800), deadline=None)
@given(
    value=st.none() | figures,
    target=targets() | full_targets(),
    rule=rules(),
    polarity=polarities,
    kind=st.sampled_from(list(ValueKind)),
    last_year=st.none() | figures,
)
@example(Decimal(0), Target(Decimal(0)), DEFAULT_RULE, Polarity.LOW, ValueKind.NUMBER, None)
@example(Decimal(-11), Target(Decimal(-10)), DEFAULT_RULE, Polarity.HIGH, ValueKind.NUMBER, None)
def test_engine_and_oracle_agree(
    value: Decimal | None,
    target: Target,
    rule: Rule,
    polarity: Polarity,
    kind: ValueKind,
    last_year: Decimal | None,
) -> None:
    rated = rate(value, target, rule, polarity, kind=kind, last_year=last_year)
    assert rated.status == ask_oracle(value, target, rule, polarity, kind, last_year)


@settings(max_examples=examples(500), deadline=None)
@given(full_targets(), rules(Basis.PERCENT, Basis.POINTS), two_sided, figures, st.none() | figures)
def test_engine_and_oracle_agree_on_two_sided_measures(
    target: Target, rule: Rule, polarity: Polarity, value: Decimal, last_year: Decimal | None
) -> None:
    rated = rate(value, target, rule, polarity, last_year=last_year)
    assert rated.status == ask_oracle(value, target, rule, polarity, ValueKind.NUMBER, last_year)


@settings(deadline=None)
@given(full_targets(), rules(*COMPUTED), one_sided, figures, figures, st.none() | figures)
def test_better_never_rates_worse(
    target: Target, rule: Rule, polarity: Polarity, one: Decimal, other: Decimal, last_year: Decimal | None
) -> None:
    worse, better = sorted([one, other], reverse=polarity is Polarity.LOW)
    ranks = [RANK[rate(value, target, rule, polarity, last_year=last_year).status] for value in (worse, better)]
    assert ranks[0] <= ranks[1]


@settings(deadline=None)
@given(full_targets(), rules(Basis.PERCENT, Basis.POINTS), two_sided, figures, figures, st.none() | figures)
def test_nearer_never_rates_worse(
    target: Target, rule: Rule, polarity: Polarity, one: Decimal, other: Decimal, last_year: Decimal | None
) -> None:
    further, nearer = sorted([one, other], key=lambda value: gap_to(value, target, polarity), reverse=True)
    ranks = [RANK[rate(value, target, rule, polarity, last_year=last_year).status] for value in (further, nearer)]
    assert ranks[0] <= ranks[1]


@settings(deadline=None)
@given(full_targets(), rules(*COMPUTED), polarities, figures, st.none() | figures)
def test_mirrored_polarity_mirrors_the_rating(
    target: Target, rule: Rule, polarity: Polarity, value: Decimal, last_year: Decimal | None
) -> None:
    mirrored_polarity = {Polarity.HIGH: Polarity.LOW, Polarity.LOW: Polarity.HIGH}.get(polarity, polarity)

    def negated(number: Decimal | None) -> Decimal | None:
        return None if number is None else -number

    mirrored = Target(
        value=negated(target.value),
        low=negated(target.high),
        high=negated(target.low),
        green_limit=negated(target.green_limit),
        red_limit=negated(target.red_limit),
    )
    rated = rate(value, target, rule, polarity, last_year=last_year)
    flipped = rate(negated(value), mirrored, rule, mirrored_polarity, last_year=negated(last_year))
    assert (rated.status, rated.gap) == (flipped.status, flipped.gap)


@settings(deadline=None)
@given(
    full_targets(),
    rules(*COMPUTED),
    polarities,
    figures,
    st.none() | figures,
    st.sampled_from([Decimal("0.001"), Decimal("0.25"), Decimal(3), Decimal(1000), Decimal(86400)]),
)
def test_changing_units_changes_nothing(
    target: Target, rule: Rule, polarity: Polarity, value: Decimal, last_year: Decimal | None, factor: Decimal
) -> None:
    def converted(number: Decimal | None) -> Decimal | None:
        return None if number is None else number * factor

    in_units = Target(
        value=converted(target.value),
        low=converted(target.low),
        high=converted(target.high),
        green_limit=converted(target.green_limit),
        red_limit=converted(target.red_limit),
    )
    if rule.basis is Basis.PERCENT:
        in_unit_rule = rule
    else:
        in_unit_rule = replace(
            rule,
            green_cut=rule.green_cut * factor,
            amber_cut=rule.amber_cut * factor,
            exceeding_cut=converted(rule.exceeding_cut),
        )
    rated = rate(value, target, rule, polarity, last_year=last_year)
    again = rate(converted(value), in_units, in_unit_rule, polarity, last_year=converted(last_year))
    assert rated.status is again.status


@settings(deadline=None)
@given(figures, cuts, cuts, one_sided, st.sampled_from([Basis.PERCENT, Basis.POINTS]))
def test_a_figure_exactly_on_a_cut_belongs_to_the_better_side_unless_the_rule_says_otherwise(
    aim: Decimal, one: Decimal, other: Decimal, polarity: Polarity, basis: Basis
) -> None:
    green, amber = sorted([one, other])
    assume(aim != 0 or basis is Basis.POINTS)
    assume(green != amber)
    unit = abs(aim) / 100 if basis is Basis.PERCENT else Decimal(1)
    away = -1 if polarity is Polarity.HIGH else 1
    rule = Rule(basis, green, amber)
    strict = replace(rule, green_edge=Edge.WORSE, red_edge=Edge.WORSE)
    on_green, on_amber = aim + away * green * unit, aim + away * amber * unit
    assert rate(on_green, Target(aim), rule, polarity).status is Status.GREEN
    assert rate(on_amber, Target(aim), rule, polarity).status is Status.AMBER
    assert rate(on_green, Target(aim), strict, polarity).status is Status.AMBER
    assert rate(on_amber, Target(aim), strict, polarity).status is Status.RED
    red_alone = replace(rule, red_edge=Edge.WORSE)
    assert rate(on_green, Target(aim), red_alone, polarity).status is Status.GREEN
    assert rate(on_amber, Target(aim), red_alone, polarity).status is Status.RED
    green_alone = replace(rule, green_edge=Edge.WORSE)
    assert rate(on_green, Target(aim), green_alone, polarity).status is Status.AMBER
    assert rate(on_amber, Target(aim), green_alone, polarity).status is Status.AMBER


@settings(deadline=None)
@given(full_targets(), rules(Basis.PERCENT, Basis.POINTS), polarities)
def test_a_figure_exactly_on_target_is_on_target_unless_green_is_strict_and_without_tolerance(
    target: Target, rule: Rule, polarity: Polarity
) -> None:
    assume(polarity not in (Polarity.NONE, Polarity.RANGE))
    assume(target.value or rule.basis is Basis.POINTS)
    is_green = rule.green_edge is Edge.BETTER or rule.green_cut > 0
    assert rate(target.value, target, rule, polarity).status.is_met is is_green


@settings(deadline=None)
@given(figures, figures, cuts, one_sided, st.none() | figures)
def test_equal_cuts_make_two_bands(
    value: Decimal, aim: Decimal, cut: Decimal, polarity: Polarity, last_year: Decimal | None
) -> None:
    rated = rate(value, Target(aim), Rule(Basis.POINTS, cut, cut), polarity, last_year=last_year)
    assert rated.status in (Status.GREEN, Status.RED)


@settings(deadline=None)
@given(figures, full_targets(), rules(*COMPUTED), polarities, figures)
def test_the_comparison_clause_only_ever_turns_red_to_amber(
    value: Decimal, target: Target, rule: Rule, polarity: Polarity, last_year: Decimal
) -> None:
    without = rate(value, target, replace(rule, comparison=Comparison.NONE), polarity, last_year=last_year).status
    with_clause = rate(value, target, rule, polarity, last_year=last_year).status
    assert with_clause is without or (without, with_clause) == (Status.RED, Status.AMBER)


@settings(deadline=None)
@given(st.none() | figures, targets(), rules(), polarities, st.sampled_from(list(ValueKind)), st.none() | figures)
def test_every_rating_has_a_reason_in_words(
    value: Decimal | None,
    target: Target,
    rule: Rule,
    polarity: Polarity,
    kind: ValueKind,
    last_year: Decimal | None,
) -> None:
    if kind is ValueKind.DATE:
        # Days of the calendar, as dates are.
        target = target._replace(value=Decimal(739_800), green_limit=None, red_limit=Decimal(739_900))
        value = None if value is None else Decimal(739_800 + int(value) % 1000)
    reason = explain(value, target, rule, polarity, kind=kind, last_year=last_year, grades=("Low", "High"))
    assert reason[0].isupper() or reason[0].isdigit() or reason[0] in "£−"
    assert "None" not in reason
    assert "no figure" not in reason
