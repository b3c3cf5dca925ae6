"""The whole of units or areas, by a formula: exact, by an oracle in ``fractions``; gaps by table (rules.md 7, 23)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.formula import Blanks, Given, Worked, work_out
from indicators.rules.formula_text import parse
from indicators.rules.vocabulary import Absence, Standing, ValueKind

D = Decimal
WHOLE = parse("whole([A], [B])")
NOT_APPLICABLE, NOT_AVAILABLE, WITHHELD = (
    Given(absence=each) for each in (Absence.NOT_APPLICABLE, Absence.NOT_AVAILABLE, Absence.WITHHELD)
)
AWAITED, BLANK, BARE = Given(is_awaited=True), Given(), Given(D(75))
amounts = st.decimals(0, 10**6, places=2)


def of(numerator: int, denominator: int) -> Given:
    share = D(100) * numerator / denominator if denominator else D(0)
    return Given(share, numerator=D(numerator), denominator=D(denominator))


def share(one: Given, other: Given, blanks: Blanks = Blanks.BLANK) -> Worked:
    return work_out(WHOLE, {"A": one, "B": other}, blanks, kind=ValueKind.PERCENTAGE, has_parts=True)


@given(parts=st.lists(st.tuples(amounts, st.decimals(1, 10**6, places=2)), min_size=1, max_size=8))
def test_a_rate_is_all_numerators_over_all_denominators(parts: list[tuple[Decimal, Decimal]]) -> None:
    refs = [f"U{place}" for place in range(len(parts))]
    formula = parse(f"whole({', '.join(f'[{ref}]' for ref in refs)})")
    given_ = {ref: Given(D(1), numerator=one, denominator=other) for ref, (one, other) in zip(refs, parts, strict=True)}
    found = work_out(formula, given_, kind=ValueKind.PERCENTAGE, has_parts=True)
    above, below = (sum((Fraction(pair[place]) for pair in parts), Fraction(0)) for place in (0, 1))
    assert found.value is not None
    assert abs(Fraction(found.value) - above * 100 / below) <= Fraction(1, 10**10)
    assert (Fraction(found.numerator or 0), Fraction(found.denominator or 0)) == (above, below)


@given(values=st.lists(st.decimals(-(10**6), 10**6, places=3), min_size=1, max_size=8))
def test_a_count_is_added_up(values: list[Decimal]) -> None:
    refs = [f"U{place}" for place in range(len(values))]
    formula = parse(f"whole({', '.join(f'[{ref}]' for ref in refs)})")
    found = work_out(formula, {ref: Given(value) for ref, value in zip(refs, values, strict=True)})
    assert (found.value, found.denominator) == (sum(values), None)


def test_a_small_unit_does_not_count_like_a_large_one() -> None:
    found = share(of(1, 2), of(80, 100))
    assert (round(found.value or 0, 4), found.numerator, found.denominator) == (D("79.4118"), 81, 102)


@pytest.mark.parametrize(("other", "blanks", "says"), [
    (BLANK, Blanks.BLANK, ("B",)),
    (BARE, Blanks.BLANK, ("B",)),  # entered without its parts
    (BLANK, Blanks.NOUGHT, 75),
    (AWAITED, Blanks.NOUGHT, ("B",)),
    (NOT_APPLICABLE, Blanks.BLANK, 75),
    (NOT_AVAILABLE, Blanks.BLANK, Absence.NOT_AVAILABLE),
    (NOT_AVAILABLE, Blanks.NOUGHT, 75),
    (WITHHELD, Blanks.BLANK, Absence.WITHHELD),
    (WITHHELD, Blanks.NOUGHT, Absence.WITHHELD),
])  # fmt: skip
def test_gaps_are_left_out_only_where_that_is_right(other: Given, blanks: Blanks, says: object) -> None:
    found = share(of(45, 60), other, blanks)
    assert (found.waits_for or found.absence or found.value) == says


def test_of_nothing_there_is_no_whole() -> None:
    assert share(NOT_APPLICABLE, NOT_APPLICABLE).absence is Absence.NOT_APPLICABLE
    assert share(of(0, 0), of(0, 0)).absence is Absence.NOT_APPLICABLE
    assert share(BLANK, BLANK, Blanks.NOUGHT).waits_for == ("A", "B")
    assert share(BARE, BARE, Blanks.NOUGHT).waits_for == ("A", "B")
    assert share(of(45, 60), NOT_AVAILABLE).reason == "B is not available."
    assert work_out(WHOLE, {"A": Given(D(5)), "B": BLANK}).waits_for == ("B",)
    large = Given(D(10**14 - 1))
    assert work_out(WHOLE, {"A": large, "B": Given(D(1))}).absence is Absence.NOT_AVAILABLE
    found = work_out(WHOLE, {"A": large, "B": large})
    assert (found.absence, found.reason) == (
        Absence.NOT_AVAILABLE,
        "The formula’s result is larger than a figure can be.",
    )


def test_it_is_as_firm_as_its_least_firm_part() -> None:
    firm, soft = Given(D(1)), Given(D(2), standing=Standing.ESTIMATED)
    assert work_out(WHOLE, {"A": firm, "B": soft}).standing is Standing.ESTIMATED
