"""Rank, quartile, median and gaps, against worked figures, properties and pandas."""

from decimal import Decimal
from fractions import Fraction

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rules.ranking import (
    Aim,
    Place,
    Summary,
    gap,
    place_among,
    places,
    quartile_of,
    summary_of,
)
from indicators.rules.vocabulary import Polarity

HIGH, LOW, NONE = Aim(Polarity.HIGH), Aim(Polarity.LOW), Aim(Polarity.NONE)
HALF = Aim(Polarity.RANGE, Decimal("0.5"), Decimal("0.5"))
BAND = Aim(Polarity.RANGE, Decimal(40), Decimal(60))
AIMS = (HIGH, LOW, HALF, BAND, Aim(Polarity.PLAN, Decimal(10), Decimal(10)))
numbers = st.decimals(-1000, 1000, places=2, allow_nan=False, allow_infinity=False)
reports = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=4), st.none() | numbers, max_size=40)


def dec(*values):
    return [None if value is None else Decimal(str(value)) for value in values]


@pytest.mark.parametrize(
    ("aim", "values", "ranks"),
    [
        (HIGH, (90, 80, 80, 70), (1, 2, 2, 4)),
        (LOW, (90, 80, 80, 70), (4, 2, 2, 1)),
        (HIGH, (5, 5, 5, 5), (1, 1, 1, 1)),
        (HALF, ("0.5", "0.45", "0.55", "0.7"), (1, 2, 2, 4)),
        (BAND, (40, 60, 61, 39, 20), (1, 1, 3, 3, 5)),
    ],
)
def test_ties_share_the_better_rank(aim, values, ranks):
    found = places(dict(enumerate(dec(*values))), aim)
    assert [found[n].rank for n in range(len(values))] == list(ranks)


def test_a_council_without_a_figure_is_counted_and_not_ranked():
    values = dec(90, None, 80, 70, 60)
    assert set(places(dict(enumerate(values)), HIGH)) == {0, 2, 3, 4}
    summary = summary_of(values, HIGH)
    assert (summary.councils, summary.reporting, summary.words) == (5, 4, "4 of 5 councils reporting")
    assert Summary(1, 0).words == "0 of 1 council reporting"
    assert summary_of(dec(None), HIGH) == Summary(1, 0)


@pytest.mark.parametrize(
    ("reporting", "firsts"),
    [(3, []), (4, [1, 1, 1, 1]), (5, [1, 1, 1, 2]), (7, [1, 2, 2, 2]), (8, [2, 2, 2, 2]), (32, [8, 8, 8, 8])],
)
def test_each_quarter_holds_the_ranks_up_to_its_end(reporting, firsts):
    found = [quartile_of(rank, reporting) for rank in range(1, reporting + 1)]
    assert [found.count(number) for number in (1, 2, 3, 4)][: len(firsts)] == firsts
    assert (None in found) is (reporting < 4)


@pytest.mark.parametrize(("values", "median"), [((1,), "1"), ((1, 2), "1.5"), ((3, 1, 2), "2"), ((1, 2, 3, 10), "2.5")])
def test_median_of_an_even_number_lies_halfway(values, median):
    assert summary_of(dec(*values), HIGH).median == Decimal(median)


def test_the_cuts_are_the_last_figures_of_their_quarters():
    summary = summary_of(dec(10, 20, 30, 40, 50, 60, 70, 80), HIGH)
    assert summary.cuts == tuple(dec(70, 50, 30))
    assert summary.best_quartile == 70


@pytest.mark.parametrize(
    ("aim", "own", "other", "better"),
    [
        (HIGH, 90, 80, "10"),
        (LOW, 90, 80, "-10"),
        (HALF, "0.45", "0.7", "0.15"),
        (BAND, 41, 59, "0"),
        (NONE, 5, 7, "-2"),
    ],
)
def test_a_gap_counts_up_where_we_do_better(aim, own, other, better):
    assert gap(Decimal(str(own)), Decimal(str(other)), aim) == Decimal(better)


def test_where_no_way_is_good_nobody_is_ranked():
    values = dec(1, 2, 3, 4)
    assert places(dict(enumerate(values)), NONE) == {}
    assert place_among(Decimal(1), values, NONE) is None
    summary = summary_of(values, NONE)
    assert (summary.median, summary.cuts, summary.best_quartile) == (Decimal("2.5"), (), None)


def test_an_outturn_is_placed_among_those_that_were_published():
    assert place_among(Decimal(85), dec(90, 80, 70), HIGH) == Place(2, 4)
    assert place_among(Decimal(85), dec(90, 80, 70), HIGH).quartile == 2


@given(reports, st.sampled_from(AIMS))
def test_whoever_reaches_the_cut_is_in_the_best_quarter_and_nobody_else(figures, aim):
    summary, found = summary_of(figures.values(), aim), places(figures, aim)
    if summary.best_quartile is None:
        assert all(place.quartile is None for place in found.values())
        return
    for cut, quarter in zip(summary.cuts, (1, 2, 3), strict=True):
        mark = aim.shortfall(cut)
        for key, place in found.items():
            assert (aim.shortfall(figures[key]) <= mark) is (place.quartile <= quarter)


@given(reports, st.sampled_from(AIMS))
def test_the_better_figure_never_has_the_worse_rank(figures, aim):
    found = places(figures, aim)
    for one in found:
        for other in found:
            ahead = gap(figures[one], figures[other], aim)
            assert (ahead > 0) is (found[one].rank < found[other].rank)


@given(reports, st.sampled_from(AIMS))
def test_a_rank_is_one_and_how_many_do_better(figures, aim):
    """By fractions, pairwise, without sorting anything."""

    def off(value):
        exact = Fraction(value)
        if aim.polarity is Polarity.HIGH:
            return -exact
        if aim.polarity is Polarity.LOW:
            return exact
        low, high = Fraction(aim.low), Fraction(aim.high)
        return low - exact if exact < low else exact - high if exact > high else Fraction(0)

    told = {key: value for key, value in figures.items() if value is not None}
    for key, place in places(figures, aim).items():
        better = sum(off(other) < off(told[key]) for other in told.values())
        assert place == (1 + better, len(told))
        if len(told) >= 4:
            quarter = next(q for q in (1, 2, 3, 4) if Fraction(place.rank, len(told)) <= Fraction(q, 4))
            assert place.quartile == quarter


@given(reports)
def test_ranks_and_medians_are_those_of_pandas(figures):
    told = pandas.Series({key: float(value) for key, value in figures.items() if value is not None}, dtype=float)
    for aim, ascending in ((HIGH, False), (LOW, True)):
        ranks = told.rank(method="min", ascending=ascending)
        assert {key: place.rank for key, place in places(figures, aim).items()} == dict(ranks.astype(int))
    median = summary_of(figures.values(), HIGH).median
    assert (median is None) if told.empty else float(median) == pytest.approx(told.median())


@given(reports, st.sampled_from(AIMS), numbers)
def test_an_own_figure_among_others_ranks_as_one_of_them_would(figures, aim, own):
    others = [value for value in figures.values() if value is not None]
    together = places({**figures, "own figure": own}, aim)
    assert place_among(own, others, aim) == together["own figure"]
