"""Longer periods of shorter ones, wholes of units, the year to date (rules.md 7): tables by hand, an oracle in pandas
and one in fractions.
"""

from decimal import Decimal
from fractions import Fraction

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.aggregation import (
    Piece,
    combine,
    combinings,
    makes_up,
    progress_words,
    unit_combinings,
    usual_combining,
    year_to_date,
)
from indicators.rules.vocabulary import Absence, Combining, Counting, ValueKind
from plans.periods import Frequency

SUM, LAST, PARTS, WEIGHTED, MEAN, ENTERED = Combining
NUMBER, PERCENT = ValueKind.NUMBER, ValueKind.PERCENTAGE
FLOW, RATE, SNAPSHOT = Counting.FLOW, Counting.RATE, Counting.SNAPSHOT
NOT_AVAILABLE, NOT_APPLICABLE, WITHHELD = Absence
BLANK = "blank"
D = Decimal

figures = st.integers(-(10**9), 10**9).map(lambda n: D(n) / 100)
counts = st.integers(0, 5000).map(D)
shares = st.lists(st.tuples(counts, st.integers(1, 5000).map(D)), min_size=1, max_size=53)


def pieces(*said):
    """Pieces by their values; an absence, or BLANK for one that is not entered yet."""
    return [_piece(f"piece {n}", each) for n, each in enumerate(said, 1)]


def _piece(name, said):
    if isinstance(said, Absence):
        return Piece(name, absence=said)
    return Piece(name) if said == BLANK else Piece(name, D(str(said)))


def parts(*said):
    """Pieces by their numerators and denominators."""
    return [_part(f"piece {n}", each) for n, each in enumerate(said, 1)]


def _part(name, said):
    if not isinstance(said, tuple):
        return _piece(name, said)
    above, below = map(D, said)
    absence = None if below else NOT_APPLICABLE  # as figures are stored
    return Piece(name, above / below if below else None, above, below, absence)


@pytest.mark.parametrize(
    ("counting", "kind", "has_parts", "expected"),
    [
        (FLOW, NUMBER, False, (SUM, ENTERED)),
        (FLOW, ValueKind.MONEY, False, (SUM, ENTERED)),
        (FLOW, ValueKind.DURATION, False, (SUM, ENTERED)),
        (FLOW, PERCENT, False, (ENTERED, LAST)),
        (FLOW, ValueKind.RATIO, False, (ENTERED, LAST)),
        (FLOW, ValueKind.GRADE, False, (ENTERED, LAST)),
        (FLOW, NUMBER, True, (PARTS, LAST, ENTERED)),
        (RATE, PERCENT, True, (PARTS, LAST, ENTERED)),
        (RATE, PERCENT, False, (ENTERED, LAST)),
        (SNAPSHOT, NUMBER, False, (LAST, ENTERED)),
        (SNAPSHOT, PERCENT, True, (LAST, ENTERED)),
        (Counting.CUMULATIVE, NUMBER, False, (LAST, ENTERED)),
    ],
)
def test_how_longer_periods_are_made(counting, kind, has_parts, expected) -> None:
    assert combinings(counting, kind, has_parts=has_parts) == expected
    assert usual_combining(counting, kind, has_parts=has_parts) == expected[0]


@pytest.mark.parametrize(
    ("counting", "kind", "has_parts", "expected"),
    [
        (FLOW, NUMBER, False, (SUM,)),
        (Counting.CUMULATIVE, NUMBER, False, (SUM,)),
        (SNAPSHOT, NUMBER, False, (SUM, MEAN)),
        (SNAPSHOT, PERCENT, True, (PARTS,)),
        (RATE, PERCENT, True, (PARTS,)),
        (RATE, PERCENT, False, (WEIGHTED,)),
        (SNAPSHOT, PERCENT, False, (WEIGHTED,)),
        (RATE, NUMBER, False, (WEIGHTED,)),
        (SNAPSHOT, ValueKind.GRADE, False, ()),
    ],
)
def test_how_units_are_added_up(counting, kind, has_parts, expected) -> None:
    assert unit_combinings(counting, kind, has_parts=has_parts) == expected


@pytest.mark.parametrize(
    ("longer", "finer"),
    [("M", "W"), ("Q", "WM"), ("T", "WM"), ("H", "WMQ"), ("Y", "WMQTH"), ("W", "")],
)
def test_which_periods_make_up_which(longer, finer) -> None:
    assert "".join(each for each in Frequency if makes_up(each, Frequency(longer))) == finer


def test_a_percentage_is_never_a_silent_mean() -> None:
    every = [
        way
        for counting in Counting
        for kind in ValueKind
        for has_parts in (True, False)
        for way in combinings(counting, kind, has_parts=has_parts)
    ]
    assert MEAN not in every


@pytest.mark.parametrize(
    ("how", "said", "so_far", "value", "absence", "words"),
    [
        (SUM, (12, 14, 15), 41, 41, None, "3 of 3 months"),
        (SUM, (12, 14, BLANK), 26, None, None, "2 of 3 months"),
        (SUM, (BLANK, BLANK, BLANK), None, None, None, "0 of 3 months"),
        (SUM, (0, BLANK, BLANK), 0, None, None, "1 of 3 months"),
        (SUM, (12, 14, NOT_AVAILABLE), 26, None, NOT_AVAILABLE, "2 of 3 months"),
        (SUM, (12, NOT_AVAILABLE, BLANK), 12, None, None, "1 of 3 months"),
        (SUM, (12, WITHHELD, 15), 27, None, WITHHELD, "2 of 3 months"),
        (SUM, (12, WITHHELD, NOT_AVAILABLE), 12, None, NOT_AVAILABLE, "1 of 3 months"),
        (SUM, (12, 14, NOT_APPLICABLE), 26, 26, None, "2 of 2 months"),
        (SUM, (NOT_APPLICABLE,) * 3, None, None, NOT_APPLICABLE, "0 of 0 months"),
        (SUM, (7,), 7, 7, None, "1 of 1 month"),
        (LAST, (12, 14, 15), 15, 15, None, "3 of 3 months"),
        (LAST, (12, 14, BLANK), 14, None, None, "2 of 3 months"),
        (LAST, (BLANK, 14, 15), 15, 15, None, "2 of 3 months"),
        (LAST, (12, 14, NOT_AVAILABLE), 14, None, NOT_AVAILABLE, "2 of 3 months"),
        (LAST, (12, 14, NOT_APPLICABLE), 14, None, NOT_APPLICABLE, "2 of 3 months"),
        (LAST, (NOT_AVAILABLE, 14, 15), 15, 15, None, "2 of 3 months"),
        (MEAN, (10, 20), 15, 15, None, "2 of 2 months"),
        (ENTERED, (12, 14, 15), None, None, None, "3 of 3 months"),
    ],
)
def test_incomplete_is_said_and_never_filled_with_nought(how, said, so_far, value, absence, words) -> None:
    found = combine(pieces(*said), how, NUMBER)
    assert (found.so_far, found.value, found.absence, progress_words(found, "month")) == (
        so_far, value, absence, words,
    )  # fmt: skip
    assert found.is_complete is (value is not None or absence is not None)
    assert [each.absence for each in found.absent] == [each for each in said if isinstance(each, Absence)]


@pytest.mark.parametrize("how", Combining)
def test_nothing_makes_nothing(how) -> None:
    found = combine([], how, NUMBER)
    assert (found.so_far, found.value, found.absence, found.is_complete) == (None, None, None, False)


@pytest.mark.parametrize(
    ("said", "value", "absence", "above", "below"),
    [
        (((45, 60), (30, 40), (20, 100)), D("47.5"), None, 95, 200),
        (((45, 60), (0, 0), (20, 40)), D(65), None, 65, 100),  # nothing out of nothing is left out
        (((0, 0), (0, 0)), None, NOT_APPLICABLE, None, None),
        (((0, 40), (0, 60)), D(0), None, 0, 100),
        (((5, 10), (-5, -10)), None, NOT_APPLICABLE, 0, 0),
        (((5, 10), (-4, -10)), None, NOT_AVAILABLE, 1, 0),
        (((45, 60), NOT_AVAILABLE), None, NOT_AVAILABLE, 45, 60),
    ],
)
def test_parts_are_added_up_apart(said, value, absence, above, below) -> None:
    found = combine(parts(*said), PARTS, PERCENT)
    assert (found.value, found.absence, found.numerator, found.denominator) == (value, absence, above, below)


def test_a_part_that_lacks_its_denominator_is_not_there() -> None:
    found = combine([Piece("April", D(50), D(1), D(2)), Piece("May", numerator=D(3))], PARTS, PERCENT)
    assert (found.value, found.so_far, found.known, found.asked) == (None, 50, 1, 2)


def test_a_mean_is_weighted_by_how_many_it_is_of() -> None:
    given_ = [Piece("North", D(10), denominator=D(1)), Piece("South", D(20), denominator=D(3))]
    assert combine(given_, WEIGHTED, NUMBER).value == D("17.5")
    assert combine([*given_, Piece("West", D(5))], WEIGHTED, NUMBER).value is None
    empty = combine([Piece("North", D(10), denominator=D(0))], WEIGHTED, NUMBER)
    assert (empty.value, empty.absence) == (None, NOT_APPLICABLE)


def test_the_year_to_date() -> None:
    year = pieces(12, 14, 15, 9)
    assert year_to_date(year, SUM, NUMBER).value == 50
    assert year_to_date(year, LAST, NUMBER).value == 9
    assert year_to_date(parts((45, 60), (30, 40)), PARTS, PERCENT).value == 75
    assert year_to_date(year, ENTERED, PERCENT) is None
    assert year_to_date(pieces(12, BLANK), SUM, NUMBER).so_far == 12


@given(st.lists(figures, min_size=1, max_size=53))
def test_sums_and_lasts_are_those_of_pandas(values) -> None:
    found = pieces(*values)
    frame = pandas.Series([float(each) for each in values])
    assert float(combine(found, SUM, NUMBER).value) == pytest.approx(frame.sum(), rel=1e-9, abs=1e-3)
    assert float(combine(found, LAST, NUMBER).value) == frame.iloc[-1]
    assert float(combine(found, MEAN, NUMBER).value) == pytest.approx(frame.mean(), rel=1e-9, abs=1e-3)


@given(shares)
def test_rates_are_those_of_pandas(given_) -> None:
    frame = pandas.DataFrame(given_, columns=["above", "below"]).astype(float)
    share = 100 * frame["above"].sum() / frame["below"].sum()
    assert float(combine(parts(*given_), PARTS, PERCENT).value) == pytest.approx(share, rel=1e-12)
    means = [Piece("", above, denominator=below) for above, below in given_]
    weighted = (frame["above"] * frame["below"]).sum() / frame["below"].sum()
    assert float(combine(means, WEIGHTED, NUMBER).value) == pytest.approx(weighted, rel=1e-12)


@given(st.integers(2000, 2030), st.lists(st.none() | counts, min_size=12, max_size=12))
def test_quarters_and_the_year_are_those_of_a_pandas_resampling(first, values) -> None:
    months = pandas.date_range(f"{first}-04-01", periods=12, freq="MS")
    # min_count: a quarter that lacks a month has no sum, as here.
    frame = pandas.Series([None if each is None else float(each) for each in values], index=months, dtype=float)
    quarters = frame.resample("QS-APR").sum(min_count=3)
    for n, expected in enumerate(quarters):
        found = combine(pieces(*(BLANK if each is None else each for each in values[3 * n : 3 * n + 3])), SUM, NUMBER)
        assert (None if found.value is None else float(found.value)) == (None if pandas.isna(expected) else expected)
    running = frame.cumsum()
    for n in range(1, 13):
        to_date = year_to_date(pieces(*(BLANK if each is None else each for each in values[:n])), SUM, NUMBER)
        shown = None if frame.iloc[:n].isna().all() else float(running.iloc[:n].dropna().iloc[-1])
        assert (None if to_date.so_far is None else float(to_date.so_far)) == shown


@given(shares)
def test_rates_are_exact_to_the_last_digit_kept(given_) -> None:
    exact = Fraction(100) * sum(Fraction(a) for a, _ in given_) / sum(Fraction(b) for _, b in given_)
    found = Fraction(combine(parts(*given_), PARTS, PERCENT).value)
    assert abs(found - exact) <= exact / 10**27


@given(st.lists(figures, min_size=2, max_size=30), st.data())
def test_a_sum_of_sums_is_the_sum(values, data) -> None:
    at = data.draw(st.integers(1, len(values) - 1))
    first, rest = combine(pieces(*values[:at]), SUM, NUMBER), combine(pieces(*values[at:]), SUM, NUMBER)
    assert combine(pieces(first.value, rest.value), SUM, NUMBER).value == combine(pieces(*values), SUM, NUMBER).value
    assert Fraction(combine(pieces(*values), SUM, NUMBER).value) == sum(map(Fraction, values))


@given(shares)
def test_a_rate_of_many_lies_between_the_least_and_the_most(given_) -> None:
    each = [combine(parts(one), PARTS, PERCENT).value for one in given_]
    assert min(each) - D("1e-20") <= combine(parts(*given_), PARTS, PERCENT).value <= max(each) + D("1e-20")


@given(st.lists(st.one_of(figures, st.sampled_from([BLANK, *Absence])), max_size=12), st.sampled_from(list(Combining)))
def test_a_figure_stands_only_where_nothing_is_missing(said, how) -> None:
    found = combine(pieces(*said), how, NUMBER)
    if found.value is not None:
        assert found.is_complete
        assert found.absence is None
        assert how is LAST or BLANK not in said
        assert how is LAST or {NOT_AVAILABLE, WITHHELD}.isdisjoint(said)
    if found.absence is not None:
        assert found.is_complete
    assert 0 <= found.known <= found.asked <= len(said)
