"""What formulas come to: exact, by an oracle in ``fractions``; gaps, noughts and loops by table."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.formula import (
    Blanks,
    Given,
    Loop,
    Worked,
    as_decimal,
    firmness,
    in_order,
    input_problem,
    work_out,
)
from indicators.rules.formula_text import FormulaProblem, parse
from indicators.rules.vocabulary import Absence, Standing
from tests.indicators.rules.formulas import Made, all_figures, figures, made

NOT_AVAILABLE = Given(absence=Absence.NOT_AVAILABLE)
NOT_APPLICABLE = Given(absence=Absence.NOT_APPLICABLE)
WITHHELD = Given(value=Decimal(3), absence=Absence.WITHHELD)
AWAITED = Given(is_awaited=True)
BLANK = Given()


def one(number: int | str) -> Given:
    return Given(Decimal(number))


def worked(text: str, blanks: Blanks = Blanks.BLANK, **given: Given) -> Worked:
    return work_out(parse(text), given, blanks)


@given(formula=made, numbers=all_figures)
def test_a_formula_comes_to_what_fractions_make_of_it(formula: Made, numbers: dict[str, Decimal]) -> None:
    found = work_out(parse(formula.text), {ref: Given(value) for ref, value in numbers.items()})
    try:
        expected = formula.value({ref: Fraction(value) for ref, value in numbers.items()})
    except ZeroDivisionError:
        assert found.absence is Absence.NOT_APPLICABLE
        assert found.reason.endswith("is nought: nothing is divided by it.")
        return
    if abs(expected) >= 10**14:
        assert found.absence is Absence.NOT_AVAILABLE
        return
    assert found.value is not None
    assert found.value.is_finite()
    assert abs(Fraction(found.value) - expected) <= Fraction(1, 2 * 10**10)


@given(number=figures, other=figures.filter(bool))
def test_a_quotient_is_rounded_once_at_its_tenth_place(number: Decimal, other: Decimal) -> None:
    exact = Context(prec=120).divide(number, other)
    expected = exact.quantize(Decimal("1e-10"), rounding=ROUND_HALF_UP, context=Context(prec=120))
    assert worked("[A] / [B]", A=Given(number), B=Given(other)).value == expected


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("1 / 3 * 3", "1"),  # exactly: a decimal calculator says 0.9999999999
        ("0.1 + 0.2", "0.3"),
        ("2 / 3", "0.6666666667"),
        ("-2 / 3", "-0.6666666667"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(2.345, 2)", "2.35"),
        ("mean(1, 2, 4)", "2.3333333333"),
        ("min(3, -1, 2) + max(3, -1, 2)", "2"),
        ("sum(1)", "1"),
        ("--1", "1"),
        ("99999999999999 * 1", "99999999999999"),
    ],
)
def test_what_formulas_come_to(text: str, comes_to: str) -> None:
    assert worked(text).value == Decimal(comes_to)


@pytest.mark.parametrize(
    ("a", "b", "blanks", "expected"),
    [
        (one(6), one(3), Blanks.BLANK, Worked(Decimal(9))),
        (one(6), BLANK, Blanks.BLANK, Worked(waits_for=("B",))),
        (BLANK, BLANK, Blanks.BLANK, Worked(waits_for=("A", "B"))),
        (one(6), AWAITED, Blanks.BLANK, Worked(waits_for=("B",))),
        (one(6), NOT_AVAILABLE, Blanks.BLANK, Worked(absence=Absence.NOT_AVAILABLE, reason="B is not available.")),
        (NOT_APPLICABLE, one(1), Blanks.BLANK, Worked(absence=Absence.NOT_APPLICABLE, reason="A is not applicable.")),
        (NOT_APPLICABLE, NOT_AVAILABLE, Blanks.BLANK,
         Worked(absence=Absence.NOT_AVAILABLE, reason="B is not available.")),
        (NOT_AVAILABLE, BLANK, Blanks.BLANK, Worked(waits_for=("B",))),
        (WITHHELD, BLANK, Blanks.BLANK, Worked(absence=Absence.WITHHELD, reason="A is withheld.")),
        (one(6), WITHHELD, Blanks.NOUGHT, Worked(absence=Absence.WITHHELD, reason="B is withheld.")),
        (one(6), BLANK, Blanks.NOUGHT, Worked(Decimal(6))),
        (one(6), AWAITED, Blanks.NOUGHT, Worked(waits_for=("B",))),
        (one(6), NOT_AVAILABLE, Blanks.NOUGHT, Worked(Decimal(6))),
        (NOT_APPLICABLE, one(2), Blanks.NOUGHT, Worked(Decimal(2))),
        (BLANK, BLANK, Blanks.NOUGHT, Worked(waits_for=("A", "B"))),
    ],
)  # fmt: skip
def test_gaps_are_never_filled_but_by_choice(a: Given, b: Given, blanks: Blanks, expected: Worked) -> None:
    found = worked("[A] + [B]", blanks, A=a, B=b)
    assert found == expected
    assert found.is_blank == bool(expected.waits_for)


def test_division_by_nought_is_not_applicable_and_names_the_divisor() -> None:
    found = worked("100 * [A] / ([B] - 2)", A=one(1), B=one(2))
    assert found == Worked(absence=Absence.NOT_APPLICABLE, reason="([B] - 2) is nought: nothing is divided by it.")
    assert worked("[A] / [B]", Blanks.NOUGHT, A=one(1)).absence is Absence.NOT_APPLICABLE
    assert worked("1 + 2 / [A]", A=one(0)).reason == "[A] is nought: nothing is divided by it."
    long = f"({'0 + ' * 60}[A])"
    assert worked(f"1 / {long}", A=one(0)).reason == f"{long[:200]} is nought: nothing is divided by it."


def test_a_result_that_no_figure_can_be_is_not_available() -> None:
    found = worked("[A] * [A]", A=one(10**7))
    assert found == Worked(absence=Absence.NOT_AVAILABLE, reason="The formula’s result is larger than a figure can be.")
    assert worked("[A] * [A] - 1", A=one(10**7)).value == 10**14 - 1


def test_a_result_is_as_firm_as_its_least_firm_input() -> None:
    assert firmness([Standing.FINAL, Standing.REVISED]) is Standing.FINAL
    assert firmness([Standing.FINAL, Standing.PROVISIONAL]) is Standing.PROVISIONAL
    assert firmness([Standing.ESTIMATED, Standing.PROVISIONAL]) is Standing.ESTIMATED
    assert worked("[A]", A=Given(Decimal(1), standing=Standing.ESTIMATED)).standing is Standing.ESTIMATED


def test_measures_are_worked_out_after_those_they_need() -> None:
    order = in_order({"D": ["B", "C"], "B": ["A"], "C": ["A"]})
    assert order.index("A") < min(order.index("B"), order.index("C")) < max(order.index("B"), order.index("C"))
    assert order[-1] == "D"


def test_a_loop_is_told_with_its_way() -> None:
    with pytest.raises(Loop) as refused:
        in_order({"B": ["C"], "C": ["A"], "A": ["B"], "X": ["A"]})
    assert refused.value.path == ("A", "B", "C", "A")
    assert str(refused.value) == (
        "A would be worked out from itself: A needs B, B needs C, C needs A. Take one of them out of its formula."
    )
    with pytest.raises(Loop, match="A would be worked out from itself: A needs A"):
        in_order({"A": ["A"]})


@pytest.mark.parametrize(
    ("kind", "says"), [("number", ""), ("yes_no", "yes or no"), ("date", "a date"), ("grade", "a grade")]
)
def test_only_amounts_are_reckoned_with(kind: str, says: str) -> None:
    assert input_problem(kind, "WR01") == (
        says and f"WR01 is {says}, which cannot be reckoned with. Take it out of the formula."
    )


_BITS = ["[A]", "[B]", "1", "0", "9" * 14, "+", "-", "*", "/", "(", ")", ", ", "sum(", "mean(", "min(", "round("]


@given(
    bits=st.lists(st.sampled_from(_BITS), max_size=60),
    a=st.sampled_from([BLANK, AWAITED, NOT_AVAILABLE, WITHHELD, one(0), one("99999999999999.9999999999")]),
    blanks=st.sampled_from(Blanks),
)
def test_nothing_typed_gives_infinity_or_raises(bits: list[str], a: Given, blanks: Blanks) -> None:
    try:
        formula = parse("".join(bits))
    except FormulaProblem:
        return
    found = work_out(formula, {"A": a, "B": one(2)}, blanks)
    assert [found.value is not None, found.absence is not None, bool(found.waits_for)].count(True) == 1
    if found.value is not None:
        assert found.value.is_finite()
        assert abs(found.value) <= 10**14


def test_decimals_have_ten_places_and_halves_go_away_from_nought() -> None:
    assert str(as_decimal(Fraction(5, 10**11))) == "1E-10"
    assert as_decimal(Fraction(-5, 10**11)) == Decimal("-1E-10")
