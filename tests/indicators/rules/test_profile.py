"""Annual targets spread over the year (rules.md 6; requirement C3)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.profile import ProfileError, quotients, spread, whole_of_parts
from indicators.rules.values import own_places
from indicators.rules.vocabulary import Counting, Profile, ValueKind

D = Decimal
FLOW, CUMULATIVE, SNAPSHOT, RATE = Counting.FLOW, Counting.CUMULATIVE, Counting.SNAPSHOT, Counting.RATE


def numbers(*texts: str) -> list[Decimal]:
    return [D(text) for text in texts]


@pytest.mark.parametrize(
    ("annual", "counting", "decimals", "expected"),
    [
        ("100", FLOW, 0, numbers("25", "25", "25", "25")),
        ("10", FLOW, 0, numbers("3", "3", "2", "2")),
        ("10", CUMULATIVE, 0, numbers("3", "6", "8", "10")),
        ("10", FLOW, 1, numbers("2.5", "2.5", "2.5", "2.5")),
        ("0.5", FLOW, 0, numbers("0.2", "0.1", "0.1", "0.1")),
        ("-10", FLOW, 0, numbers("-3", "-3", "-2", "-2")),
        ("0", FLOW, 0, numbers("0", "0", "0", "0")),
    ],
)
def test_equal_shares(annual: str, counting: Counting, decimals: int, expected: list[Decimal]) -> None:
    assert spread(D(annual), Profile.EQUAL, counting, 4, decimals) == expected


def test_last_years_shape() -> None:
    quarters = numbers("10", "20", "30", "40")
    assert spread(D(200), Profile.LAST_YEAR, FLOW, 4, 0, given=quarters) == numbers("20", "40", "60", "80")
    totals = numbers("10", "30", "60", "100")
    assert spread(D(200), Profile.LAST_YEAR, CUMULATIVE, 4, 0, given=totals) == numbers("20", "60", "120", "200")
    # Largest remainder: 3.33 and 6.67 of 10 are 3 and 7.
    assert spread(D(10), Profile.LAST_YEAR, FLOW, 2, 0, given=numbers("1", "2")) == numbers("3", "7")


@pytest.mark.parametrize("counting", [SNAPSHOT, RATE])
def test_levels_stay_or_follow_a_straight_line(counting: Counting) -> None:
    assert spread(D(90), Profile.LEVEL, counting, 4, 0) == [D(90)] * 4
    line = spread(D(90), Profile.STRAIGHT_LINE, counting, 4, 1, baseline=D(85))
    assert line == numbers("86.3", "87.5", "88.8", "90")
    assert spread(D(80), Profile.STRAIGHT_LINE, counting, 2, 0, baseline=D(90)) == numbers("85", "80")


def test_typed_targets_are_kept_as_typed() -> None:
    assert spread(D(10), Profile.TYPED, FLOW, 2, 0, given=numbers("4", "6")) == numbers("4", "6")
    assert spread(D(10), Profile.TYPED, CUMULATIVE, 2, 0, given=numbers("4", "10")) == numbers("4", "10")
    assert spread(D(10), Profile.TYPED, CUMULATIVE, 2, 0, given=numbers("10", "10")) == numbers("10", "10")
    assert spread(D(10), Profile.TYPED, RATE, 2, 0, given=numbers("12", "10")) == numbers("12", "10")
    assert spread(D(10), Profile.TYPED, FLOW, 3, 0, given=numbers("4", "3", "3")) == numbers("4", "3", "3")
    assert spread(D(10), Profile.TYPED, RATE, 3, 0, given=numbers("9", "8", "10")) == numbers("9", "8", "10")


@pytest.mark.parametrize(
    ("counting", "given", "said"),
    [
        (RATE, numbers("12", "10", "9"), "last period's target is 9; it must equal"),
        (CUMULATIVE, numbers("4", "12", "10"), "no period's target can be below the one before"),
    ],
)
def test_the_last_and_every_period_typed_is_held(counting: Counting, given: list[Decimal], said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        spread(D(10), Profile.TYPED, counting, 3, 0, given=given)


@pytest.mark.parametrize(
    ("counting", "profile", "changes", "said"),
    [
        (
            FLOW,
            Profile.LEVEL,
            {},
            "Choose equal shares, last year's shape or a target typed for",
        ),
        (RATE, Profile.EQUAL, {}, "cannot be spread as equal shares. Choose the same level, a straight"),
        (FLOW, Profile.TYPED, {"given": numbers("4", "5")}, "add up to 9, not to the annual target of 10"),
        (FLOW, Profile.TYPED, {"given": numbers("10")}, "each of the 2 periods: there are 1"),
        (RATE, Profile.TYPED, {"given": numbers("10", "9")}, "last period's target is 9; it must equal"),
        (CUMULATIVE, Profile.TYPED, {"given": numbers("12", "10")}, "no period's target can be below the one before"),
        (FLOW, Profile.LAST_YEAR, {"given": numbers("1")}, "each of the 2 periods: there are 1"),
        (FLOW, Profile.LAST_YEAR, {"given": numbers("0", "0")}, "no shape to follow"),
        (FLOW, Profile.LAST_YEAR, {"given": numbers("-1", "5")}, "no shape to follow"),
        (CUMULATIVE, Profile.LAST_YEAR, {"given": numbers("5", "4")}, "no shape to follow"),
        (RATE, Profile.STRAIGHT_LINE, {}, "Enter the baseline"),
    ],
)
def test_what_does_not_fit_is_refused_in_plain_words(
    counting: Counting, profile: Profile, changes: dict[str, list[Decimal]], said: str
) -> None:
    with pytest.raises(ProfileError, match=said):
        spread(D(10), profile, counting, 2, 0, **changes)


def test_a_year_has_periods() -> None:
    with pytest.raises(ProfileError, match="at least one period"):
        spread(D(10), Profile.EQUAL, FLOW, 0, 0)


amounts = st.decimals(-(10**9), 10**9, places=3, allow_nan=False, allow_infinity=False)
shapes = st.lists(st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False), min_size=1, max_size=12)


@given(amounts, shapes, st.integers(0, 4))
def test_what_is_counted_sums_to_the_annual_target_exactly(
    annual: Decimal, shape: list[Decimal], decimals: int
) -> None:
    shape[0] += 1
    parts = spread(annual, Profile.LAST_YEAR, FLOW, len(shape), decimals, given=shape)
    assert sum(parts) == annual
    unit = D(1).scaleb(-max(decimals, own_places(annual)))
    total = sum(shape)
    for part, share in zip(parts, shape, strict=True):
        assert abs(part - annual * share / total) <= unit


@given(amounts, st.integers(1, 12), st.integers(0, 4))
def test_a_running_total_ends_on_the_annual_target_and_never_turns_back(
    annual: Decimal, periods: int, decimals: int
) -> None:
    totals = spread(annual, Profile.EQUAL, CUMULATIVE, periods, decimals)
    assert totals[-1] == annual
    assert totals == sorted(totals, reverse=annual < 0)


@given(amounts, amounts, st.integers(1, 12), st.integers(0, 4))
def test_a_straight_line_ends_on_the_annual_target_and_never_turns_back(
    annual: Decimal, baseline: Decimal, periods: int, decimals: int
) -> None:
    line = spread(annual, Profile.STRAIGHT_LINE, RATE, periods, decimals, baseline=baseline)
    assert line[-1] == annual
    assert line == sorted(line, reverse=annual < baseline)


@given(amounts, st.integers(1, 12))
def test_equal_shares_differ_by_one_unit_at_most(annual: Decimal, periods: int) -> None:
    parts = spread(annual, Profile.EQUAL, FLOW, periods, 3)
    assert max(parts) - min(parts) <= D("0.001")


counts = st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)
bases = st.decimals(1, 10**6, places=2, allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(counts, bases), min_size=1, max_size=12), st.sampled_from([RATE, SNAPSHOT]), st.booleans())
def test_a_ratio_with_parts_is_profiled_by_its_parts(
    parts: list[tuple[Decimal, Decimal]], counting: Counting, is_share: bool
) -> None:
    kind, times = (ValueKind.PERCENTAGE, 100) if is_share else (ValueKind.RATIO, 1)
    exact = [Fraction(top) * times / Fraction(base) for top, base in parts]
    for found, wanted in zip(quotients(parts, len(parts), kind), exact, strict=True):
        assert abs(Fraction(found) - wanted) <= Fraction(1, 10**10)
    tops, bottoms = (sum(Fraction(part[n]) for part in parts) for n in (0, 1))
    whole = tops * times / bottoms if counting is RATE else exact[-1]
    assert abs(Fraction(whole_of_parts(parts, counting, kind)) - whole) <= Fraction(1, 10**10)


@pytest.mark.parametrize(("parts", "said"), [
    ([], "Enter a numerator and a denominator for each of the 4 periods: there are 0."),
    ([(D(1), D(2))] * 3, "there are 3"),
    ([(D(1), D(0))] * 4, "A denominator of 0 gives no target."),
    ([(D(0), D(0))] * 4, "A denominator of 0 gives no target."),
])  # fmt: skip
def test_parts_that_give_no_target(parts: list[tuple[Decimal, Decimal]], said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        quotients(parts, 4, ValueKind.PERCENTAGE)


def test_no_parts_give_no_year() -> None:
    with pytest.raises(ProfileError, match="Enter a numerator and a denominator for each period"):
        whole_of_parts([], RATE, ValueKind.PERCENTAGE)
