"""Formulas as people type them: what is read, and what is said of everything else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.rules.formula_text import (
    DEEPEST,
    FUNCTIONS,
    LONGEST,
    MOST_MEASURES,
    FormulaProblem,
    Op,
    Parsed,
    near,
    parse,
    renamed,
)


def steps(text: str) -> list[str]:
    return [
        each.ref or str(each.number) if each.op in (Op.NUMBER, Op.MEASURE) else each.op for each in parse(text).steps
    ]


def test_a_formula_is_read_into_steps_with_the_usual_order_of_signs() -> None:
    assert steps("[WR01] / [WR02] * 100") == ["WR01", "WR02", "/", "100", "*"]
    assert steps("1 + 2 * 3 - 4") == ["1", "2", "3", "*", "+", "4", "-"]
    assert steps("-(1 + 2) * 3") == ["1", "2", "+", "negate", "3", "*"]
    assert steps("SUM([A], [B], .5)") == ["A", "B", "1/2", "sum"]
    assert parse(" [B]+[A]\n+[B] ").refs == ("B", "A")
    assert parse(" [B] ").text == "[B]"


def test_signs_of_word_processors_are_read_as_ours() -> None:
    assert steps("[A] × 2 ÷ 4 − 1 – 1\u00a0+ 1") == steps("[A] * 2 / 4 - 1 - 1 + 1")


def test_a_division_keeps_its_divisor_for_words() -> None:
    assert [each.text for each in parse("[A] / ([B] - 3)").steps if each.op is Op.DIVIDE] == ["([B] - 3)"]


DEEP = "(" * DEEPEST + "1" + ")" * DEEPEST


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("", 0, "Write a formula, such as [WR01] / [WR02] * 100."),
        ("5%", 1, "At character 2: Leave the % out: to get a percentage, multiply by 100."),
        ("£5", 0, "Leave the £ out"),
        ("2^3", 1, "Powers are not worked out"),
        ("=1", 0, "Leave the = out"),
        ("[A", 0, "This square bracket is not closed"),
        ("1]", 1, "There is no [ before this ]"),
        ("{1}", 0, "Use round brackets"),
        ("1 & 2", 2, "“&” has no meaning in a formula. A formula has numbers, + - * / ( )"),
        ("1.", 1, "Write a number with a digit after its point"),
        ("[ ]", 0, "the square brackets are empty"),
        ("007", 0, "“007” begins with a nought"),
        ("01", 0, "“01” begins with a nought"),
        ("123456789012345", 0, "the number is too long: up to 14 digits, and 10 after the point"),
        ("0.12345678901", 0, "the number is too long"),
        ("1,234", 0, "“1,234” could be one number or two. Write numbers without commas"),
        ("sum(1,234)", 4, "could be one number or two"),
        ("1,2", 1, "A comma stands here"),
        ("1 2", 2, "Between “1” and “2” something is missing: put + - * or / there."),
        ("[A] [B]", 4, "Between “[A]” and “[B]” something is missing"),
        ("(1 + 2", 6, "At the end a bracket is still open"),
        ("1 + 2)", 5, "This bracket closes nothing"),
        ("1 +", 3, "At the end, after “+”, something is missing"),
        ("* 3", 0, "“*” cannot stand here"),
        ("1 + * 3", 4, "“*” cannot stand here"),
        ("()", 1, "Before this bracket something is missing"),
        ("WR01 / 2", 0, "“WR01” stands alone. Put a measure’s reference in square brackets: [WR01]."),
        ("2 * WR01", 4, "At character 5: “WR01” stands alone"),
        ("2 * sum", 4, "What sum takes stands in brackets: sum([A], [B])."),
        ("sm([A])", 0, "there is no function “sm”. Did you mean “sum”?"),
        ("power([A])", 0, "there is no function “power”. There are sum, mean, min, max, round and whole."),
        ("__import__('os')", 11, "Leave the quotation marks out."),
        ("round([A], [B])", 11, "round takes what is rounded and a whole number of decimal places"),
        ("round([A], 1, 2)", 11, "round takes what is rounded"),
        ("round([A], 0.5)", 11, "round takes what is rounded"),
        ("round([A], 1 + 1)", 11, "round takes what is rounded"),
        ("whole([A] + 1, [B])", 0, "whole stands alone and takes measures, each once"),
        ("2 * whole([A], [B])", 4, "whole stands alone"),
        ("whole([A], [A])", 0, "whole stands alone"),
        ("whole(1, [A])", 0, "whole stands alone"),
        ("whole(-[A])", 0, "whole stands alone"),
        ("[whole] - whole([A])", 10, "At character 11: whole stands alone"),
        ("round([A], 11)", 11, "round takes what is rounded"),
        ("-" * (DEEPEST + 1) + "1", 0, "stand inside each other"),
        ("(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1), 0, "stand inside each other"),
        (f"(1 + {DEEP})", 0, "stand inside each other"),
        (f"({DEEP} + 1)", 0, "stand inside each other"),
        (f"sum(1, {DEEP})", 0, "stand inside each other"),
        ("1+" * LONGEST, LONGEST, "The formula is 1,000 characters long, and may have 500."),
        ("+".join(f"[{n}]" for n in range(MOST_MEASURES + 1)), 0, "names 31 measures, and may name 30"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_where_and_what_to_do(text: str, position: int, says: str) -> None:
    with pytest.raises(FormulaProblem) as refused:
        parse(text)
    assert says in str(refused.value)
    assert refused.value.position == position


def test_brackets_as_deep_as_allowed_and_sums_as_long_as_allowed_are_read() -> None:
    assert steps(DEEP) == ["1"]
    assert len(parse("1+" * (LONGEST // 2 - 1) + "10").steps) == LONGEST - 1
    assert len(parse("+".join(f"[{n}]" for n in range(MOST_MEASURES))).refs) == MOST_MEASURES


def test_numbers_as_long_as_a_figure_are_read_and_round_goes_to_its_last_place() -> None:
    assert steps("12345678901234 + 1.0123456789") == ["12345678901234", "10123456789/10000000000", "+"]
    assert parse("round([A], 10)").steps[-1].takes == 10


def test_a_whole_takes_its_measures() -> None:
    assert steps("whole([A], [B], [C])") == ["A", "B", "C", "whole"]


def test_every_function_is_one_that_the_engine_has() -> None:
    assert {Op(name) for name in FUNCTIONS} == {Op.SUM, Op.MEAN, Op.MIN, Op.MAX, Op.ROUND, Op.WHOLE}


def test_measures_are_renamed_in_their_brackets_alone() -> None:
    assert renamed("[1] / [ 2 ] * 12", {"1": "WR01", "2": "WR02"}) == "[WR01] / [WR02] * 12"
    assert renamed("[A] + [B]", {"A": "B"}) == "[B] + [B]"


def test_a_formula_that_was_read_is_given_other_names() -> None:
    found = parse("[1] / ([2] - 3)").named({"1": "WR01", "2": "HS02"})
    assert (found.text, found.refs) == ("[WR01] / ([HS02] - 3)", ("WR01", "HS02"))
    assert [each.ref for each in found.steps if each.op is Op.MEASURE] == ["WR01", "HS02"]
    assert found.steps[-1].text == "([HS02] - 3)"


def test_references_that_look_alike_are_offered() -> None:
    assert set(near("wr1", ["WR01", "WR10", "HS01"])) == {"WR01", "WR10"}
    assert near("zzz", ["WR01"]) == []
    assert len(near("WR0", ["WR01", "WR02", "WR03", "WR04"])) == 3
    # Of a long word the first forty letters are compared: 18 of them in twenty are three of five.
    assert near("a" * 40 + "b", ["a" * 18 + "zz"]) == ["a" * 18 + "zz"]


_BITS = [
    "[A]",
    "[WR01]",
    "1",
    "2.5",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    ",",
    " ",
    "sum",
    "round(",
    "[",
    "]",
    "x",
    "%",
    "9" * 15,
]


def read_or_refused(text: str) -> Parsed | FormulaProblem:
    try:
        return parse(text)
    except FormulaProblem as problem:
        return problem


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_BITS), max_size=40).map("".join)))
@example("\x00")
@example("[\u202e]")
@example("٣ + ٤")
@example("(" * 490)
@example("-" * 499 + "1")
def test_any_text_is_read_or_refused_in_plain_words(text: str) -> None:
    found = read_or_refused(text)
    if isinstance(found, FormulaProblem):
        assert str(found).endswith((".", "?"))
        assert 0 <= found.position <= LONGEST
    else:
        assert 0 < len(found.steps) <= LONGEST
        assert all(ref in text for ref in found.refs)
