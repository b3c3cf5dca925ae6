from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.rules.matrix import Place, Step
from risks.rules.scoring import (
    WARNING_WORDS,
    Counts,
    Facts,
    Movement,
    RiskWarning,
    Score,
    Scores,
    counts,
    is_higher,
    movement,
    score,
    warnings_of,
)
from risks.rules.shipped import SHIPPED
from tests.risks.rules.test_matrix import lettered

FIVE = SHIPPED["5x5"][1]
TODAY = date(2026, 10, 28)
places = st.builds(Place, st.integers(1, 5), st.integers(1, 5))


def at(likelihood: int, impact: int) -> Score:
    return score(FIVE, Place(likelihood, impact))


def facts(inherent: Score | None = None, current: Score | None = None, target: Score | None = None) -> Facts:
    return Facts(Scores(inherent, current, target), controls=1, objectives=1, review_on=TODAY)


def test_a_score_is_likelihood_times_impact_in_the_band_of_its_cell():
    found = at(4, 4)
    assert (found.value, found.mark.word, found.is_above_appetite) == (16, "High", True)
    assert found.words == "Likely (4) × Major (4)"
    assert found.said == "16, High"


def test_an_uneven_scale_counts_its_own_values_and_its_painted_band():
    found = score(lettered(), Place(3, 4))
    assert (found.value, found.mark.word) == (15, "High")
    assert score(lettered(), Place(5, 1)).mark.word == "Medium"


def test_a_band_goes_before_the_number():
    """In a painted grid a smaller number can lie in a worse band."""
    grid = replace(lettered(), impacts=(Step("Slight", 1), Step("Some", 2), Step("Great", 3), Step("Ruinous", 4)))
    worse, number = score(grid, Place(3, 4)), score(grid, Place(5, 2))
    assert (worse.mark.word, number.mark.word) == ("High", "Medium")
    assert is_higher(worse, number)
    assert not is_higher(number, worse)


@given(places, places)
def test_of_two_scores_at_most_one_is_higher(one: Place, other: Place):
    a, b = score(FIVE, one), score(FIVE, other)
    assert not (is_higher(a, b) and is_higher(b, a))
    if a.value > b.value:
        assert is_higher(a, b)


@pytest.mark.parametrize(
    ("before", "now", "same_matrix", "moved"),
    [
        (None, at(3, 3), True, Movement.NEW),
        (at(3, 3), at(3, 3), True, Movement.SAME),
        (at(3, 4), at(4, 3), True, Movement.SAME),
        (at(3, 3), at(4, 3), True, Movement.RISEN),
        (at(4, 3), at(3, 3), True, Movement.FALLEN),
        (at(4, 3), at(3, 3), False, Movement.OTHER_MATRIX),
    ],
)
def test_movement_is_from_the_assessment_before_on_the_same_matrix(before, now, same_matrix, moved):
    assert movement(now, before, same_matrix=same_matrix) is moved


def test_warnings_have_the_words_of_the_rules():
    assert list(WARNING_WORDS.values()) == [
        "Target above current",
        "Current below inherent without a control",
        "Review overdue",
        "No objective threatened",
    ]
    assert list(WARNING_WORDS) == list(RiskWarning)


def test_a_risk_in_order_is_warned_of_nothing():
    assert warnings_of(facts(at(4, 4), at(3, 3), at(2, 2)), today=TODAY) == []
    assert warnings_of(facts(), today=TODAY) == []


def test_a_target_above_the_score_now_is_warned_of():
    [found] = warnings_of(facts(at(4, 4), at(2, 2), at(3, 3)), today=TODAY)
    assert found.label == "Target above current"
    assert found.words == "The target, 9, Medium, is above the score now, 4, Low. Set a lower target."
    assert warnings_of(facts(at(4, 4), at(3, 3), at(3, 3)), today=TODAY) == []


def test_a_score_below_the_first_needs_a_control():
    bare = replace(facts(at(4, 4), at(3, 3), at(2, 2)), controls=0)
    [found] = warnings_of(bare, today=TODAY)
    assert found.label == "Current below inherent without a control"
    assert warnings_of(replace(bare, controls=1), today=TODAY) == []
    assert warnings_of(replace(bare, scores=Scores(at(3, 3), at(3, 3), None)), today=TODAY) == []


def test_a_review_is_overdue_the_day_after_its_day():
    assert warnings_of(facts(), today=TODAY) == []
    [found] = warnings_of(facts(), today=date(2026, 10, 29))
    assert (found.label, found.words) == (
        "Review overdue",
        "It was to be reviewed by 28 October 2026. Assess it anew.",
    )


def test_a_risk_that_threatens_nothing_is_warned_of():
    [found] = warnings_of(replace(facts(), objectives=0), today=TODAY)
    assert found.label == "No objective threatened"


def test_all_that_is_wrong_is_told_in_the_order_of_the_rules():
    wrong = Facts(Scores(at(5, 5), at(2, 2), at(3, 3)), controls=0, objectives=0, review_on=date(2026, 1, 1))
    assert [each.warning for each in warnings_of(wrong, today=TODAY)] == list(RiskWarning)


ROWS = [
    (at(4, 4), Movement.RISEN, False),
    (at(1, 1), Movement.SAME, True),
    (None, None, False),
    (at(5, 5), Movement.NEW, False),
]


@pytest.mark.parametrize("rows", permutations(ROWS))
def test_counts_do_not_depend_on_order_and_leave_the_unrated_out(rows):
    assert counts(rows) == Counts(whole=4, rated=3, above_appetite=2, risen=1, waiting=1)
