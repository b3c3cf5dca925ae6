"""Four rules that sum up a whole from its parts (rules.md 9.1 to 9.6), against tables that were worked out by hand."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.coverage import roll_up
from indicators.rules.score import middle_of
from indicators.rules.summing import (
    RULE_MEANINGS,
    RULE_WORDS,
    Part,
    SummingRule,
    percent_words,
    score_words,
    scored_words,
    summed,
    why_so,
)
from indicators.rules.vocabulary import Status

F = Fraction
WORST, MAJORITY, BASKET = SummingRule.WORST, SummingRule.MAJORITY, SummingRule.BASKET
WORD = {
    "x": Status.EXCEEDING, "g": Status.GREEN, "a": Status.AMBER, "r": Status.RED, "-": Status.NOT_RATED,
    "?": Status.UNKNOWN, "d": Status.DATA_ONLY,
}  # fmt: skip


def parts(letters):
    """ "gar" is a part on target, one near and one off it."""
    return [Part(WORD[each]) for each in letters]


def basket(*scored):
    """Parts by (score, weight); a score of None is not rated."""
    return summed(
        BASKET, [Part(Status.UNKNOWN if mark is None else Status.GREEN, mark, F(weight)) for mark, weight in scored]
    )


# The same six scorecards by the three rules that need no weights, worked out by hand.
TABLE = [
    # parts      counts                          worst     majority
    ("ggga", "75% on target: 3 of 4 rated.", "amber", "green"),
    ("ggrr-", "50% on target: 2 of 4 rated. Not counted: 1 not rated.", "red", "amber"),
    ("gaa?", "33% on target: 1 of 3 rated. Not counted: 1 no figure yet.", "amber", "amber"),
    ("xgr", "67% on target: 2 of 3 rated.", "red", "green"),
    ("rrrg", "25% on target: 1 of 4 rated.", "red", "red"),
    ("d?-", "None rated. Not counted: 1 no figure yet, 1 data only and 1 not rated.", "not_rated", "not_rated"),
    ("", "None rated.", "not_rated", "not_rated"),
    ("x", "100% on target: 1 of 1 rated.", "green", "green"),
]


@pytest.mark.parametrize(("letters", "counts", "worst", "majority"), TABLE)
def test_four_rules_against_a_worked_table(letters, counts, worst, majority):
    assert roll_up(WORD[each] for each in letters).sentence() == counts
    assert summed(WORST, parts(letters)).status == worst
    assert summed(MAJORITY, parts(letters)).status == majority


# The truth table of the majority: what leads, by how on, near, off and not rated stand to one another.
TRUTH = {
    frozenset("g"): "green", frozenset("a"): "amber", frozenset("r"): "red",
    frozenset("gr"): "amber", frozenset("ga"): "amber", frozenset("ra"): "amber", frozenset("gar"): "amber",
}  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize("numbers", product(range(5), repeat=4))
def test_the_majority_by_its_truth_table(numbers):
    on, near, off, unrated = numbers
    most = max(on, near, off)
    leading = frozenset(
        letter for letter, number in zip("gar", (on, near, off), strict=True) if most and number == most
    )
    found = summed(MAJORITY, parts("g" * on + "a" * near + "r" * off + "-" * unrated))
    assert found.status == TRUTH.get(leading, "not_rated")


@pytest.mark.parametrize(
    ("letters", "status"),
    # As Camms prints it: each tie, and each tie with what is not rated.
    [("gr", "amber"), ("ga", "amber"), ("ra", "amber"), ("gar", "amber"), ("g-", "green"), ("r-", "red"),
     ("a-", "amber"), ("gr-", "amber"), ("ggaarr", "amber"), ("--", "not_rated"), ("g--", "green"), ("gga", "green"),
     ("grr-", "red")],
)  # fmt: skip
def test_ties_of_the_majority(letters, status):
    assert summed(MAJORITY, parts(letters)).status == status


# Baskets worked out by hand: (score, weight) of each part; the score of the whole, its status, weight scored.
BASKETS = [
    ([(10, 1), (0, 1)], F(5), "amber", F(1)),
    ([(10, 3), (0, 1)], F(15, 2), "green", F(1)),
    ([(10, 50), (5, 30), (0, 20)], F(13, 2), "amber", F(1)),
    ([(F(20, 3), 1), (F(20, 3), 2)], F(20, 3), "green", F(1)),
    ([(F(10, 3), 7)], F(10, 3), "amber", F(1)),
    ([(2, 1), (4, 1)], F(3), "red", F(1)),
    ([(10, 30), (None, 70)], F(10), "not_rated", F(3, 10)),
    ([(8, 1), (None, 1)], F(8), "green", F(1, 2)),
    ([(8, 1), (2, 2), (None, 1)], F(4), "amber", F(3, 4)),
    ([(8, F("0.5")), (2, F("1.5"))], F(7, 2), "amber", F(1)),
    ([(10, 1), (0, 0)], F(10), "green", F(1)),
    ([(10, 0), (0, 0)], None, "not_rated", F(0)),
    ([(None, 1), (None, 1)], None, "not_rated", F(0)),
    ([], None, "not_rated", F(0)),
]


@pytest.mark.parametrize(("scored", "score", "status", "share"), BASKETS)
def test_a_basket_against_a_worked_table(scored, score, status, share):
    found = basket(*((None if mark is None else F(mark), weight) for mark, weight in scored))
    assert (found.score, found.status, found.scored) == (score, status, share)


def test_weights_renormalise_over_what_is_scored():
    found = basket((F(9), 20), (F(3), 40), (None, 40))
    assert found.shares == (F(1, 3), F(2, 3), None)
    assert found.score == F(5)
    assert basket((None, 1), (F(3), 0)).shares == (None, None)


letters = st.text("xgar-?d", max_size=12)
marks = st.none() | st.fractions(0, 10, max_denominator=60)
weights = st.fractions(0, 100, max_denominator=20)
baskets = st.lists(st.tuples(marks, weights), max_size=8)


@given(letters, st.sampled_from([WORST, MAJORITY]), st.randoms())
def test_order_does_not_matter(found, rule, random):
    shuffled = parts(found)
    random.shuffle(shuffled)
    assert summed(rule, shuffled).status == summed(rule, parts(found)).status


@given(baskets, st.randoms())
def test_order_does_not_matter_to_a_basket(found, random):
    shuffled = [*found]
    random.shuffle(shuffled)
    was, now = basket(*found), basket(*shuffled)
    assert (now.score, now.status, now.scored) == (was.score, was.status, was.scored)


@given(letters, st.text("-?d", max_size=9), st.sampled_from([WORST, MAJORITY]))
def test_what_is_not_rated_never_moves_it(found, more, rule):
    assert summed(rule, parts(found + more)).status == summed(rule, parts(found)).status


@given(baskets, st.lists(weights, max_size=5))
def test_what_is_not_scored_never_moves_a_score(found, more):
    """It can only take so much of the weight away that the basket is not rated."""
    was, now = basket(*found), basket(*found, *((None, weight) for weight in more))
    assert now.score == was.score
    assert now.status in (was.status, Status.NOT_RATED)
    assert now.scored <= was.scored


@given(baskets, st.fractions(F(1, 50), 1000, max_denominator=50))
def test_only_the_proportion_of_weights_matters(found, times):
    was, now = basket(*found), basket(*((mark, weight * times) for mark, weight in found))
    assert now[1:] == was[1:]


@given(baskets)
def test_a_basket_is_what_pooling_its_weight_gives(found):
    """The oracle: a bag of weight, of which each part holds so much; unscored weight is poured out."""
    bag = [(mark, weight) for mark, weight in found if mark is not None and weight]
    total = F(0)
    for _, weight in bag:
        total += weight
    made = basket(*found)
    if not total:
        assert (made.score, made.status) == (None, Status.NOT_RATED)
        return
    mean = F(0)
    for mark, weight in bag:
        mean += mark * (weight / total)
    whole = sum((weight for _, weight in found), F(0))
    expected = "green" if mean * 3 >= 20 else "amber" if mean * 3 >= 10 else "red"
    assert made.score == mean
    assert made.status == (expected if total * 2 >= whole else "not_rated")
    assert sum(share for share in made.shares if share is not None) == 1


@given(letters)
def test_no_rule_is_worse_than_the_worst_nor_better_than_the_best(found):
    ladder = [Status.RED, Status.AMBER, Status.GREEN]
    rated = [Status.GREEN if each.is_met else each for each in map(WORD.get, found) if each.is_rated]
    for rule in (WORST, MAJORITY, BASKET):
        status = summed(rule, [Part(WORD[each], middle_of(WORD[each])) for each in found]).status
        if status.is_rated:
            assert min(map(ladder.index, rated)) <= ladder.index(status) <= max(map(ladder.index, rated))


def test_counts_give_no_status_and_no_weight_is_below_nought():
    with pytest.raises(ValueError, match="share, not a status"):
        summed(SummingRule.COUNTS, parts("g"))
    with pytest.raises(ValueError, match="below 0"):
        basket((F(1), -1))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (summed(WORST, parts("gggr-")), "3 on target and 1 off target, of 4 rated parts."),
        (summed(MAJORITY, parts("ga")), "1 on target and 1 near target, of 2 rated parts."),
        (summed(MAJORITY, parts("x")), "1 on target, of 1 rated part."),
        (summed(WORST, parts("--")), "None of its parts is rated."),
        (summed(WORST, []), "It has no parts yet."),
        (basket(), "It has no parts yet."),
        (basket((F(27, 5), 82), (None, 18)), "It scores 5.4 of 10; 82% of the weight was scored."),
        (
            basket((F(9), 1), (None, 2)),
            "It scores 9.0 of 10; 33% of the weight was scored, and less than half is too little to rate it.",
        ),
        (basket((None, 1)), "None of the weight was scored."),
    ],
)
def test_it_says_how_it_came_about(found, words):
    assert why_so(found) == words


def test_what_is_printed_never_crosses_a_cut():
    assert score_words(F(666, 100)) == "6.66"
    assert score_words(F(6666, 1000)) == "6.66"
    assert [score_words(F(20, 3)), score_words(F(10, 3)), score_words(F(333, 100))] == ["6.7", "3.33", "3.3"]
    assert [score_words(F(5)), score_words(F(10)), score_words(F(0)), score_words(F(13, 4))] == [
        "5.0",
        "10.0",
        "0.0",
        "3.3",
    ]
    assert [percent_words(F(1, 3)), percent_words(F(1)), percent_words(F(1, 8))] == ["33.3%", "100.0%", "12.5%"]
    assert scored_words(basket((F(9), 4999), (None, 5001))) == "49%"


def test_every_rule_has_its_words():
    assert set(RULE_WORDS) == set(RULE_MEANINGS) == set(SummingRule)
