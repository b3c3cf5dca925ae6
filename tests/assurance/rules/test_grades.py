"""A certificate is as good as its weakest dimension, and holds until its day of review."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assurance.rules.grades import (
    ASKS,
    MEANINGS,
    SOON,
    STANDING_WORDS,
    WORDS,
    Dimension,
    Grade,
    Standing,
    overall,
    standing_of,
    worst,
)

TODAY = date(2026, 11, 30)


def test_there_is_a_question_of_each_dimension_and_words_for_each_grade_and_standing():
    assert [*ASKS] == [*Dimension]
    assert [*WORDS] == [*MEANINGS] == [*Grade]
    assert [*STANDING_WORDS] == [*Standing]
    assert len(set(WORDS.values())) == 4


@given(st.lists(st.sampled_from(Grade), min_size=6, max_size=6))
def test_the_weakest_dimension_decides(grades):
    order = [Grade.SOUND, Grade.FAIR, Grade.WEAK, Grade.UNSAFE]
    assert overall(dict(zip(Dimension, grades, strict=True))) is order[max(map(order.index, grades))]


def test_of_each_pair_of_grades_the_worse_counts():
    order = list(Grade)
    for one, other in product(Grade, repeat=2):
        assert worst([one, other]) is order[max(order.index(one), order.index(other))]


@pytest.mark.parametrize("left_out", Dimension)
def test_all_six_are_graded(left_out):
    with pytest.raises(ValueError, match=f"not graded: {left_out}"):
        overall({each: Grade.SOUND for each in Dimension if each is not left_out})


@pytest.mark.parametrize(
    ("review_on", "standing"),
    [
        (None, Standing.NONE),
        (TODAY - timedelta(days=1), Standing.OVERDUE),
        (TODAY, Standing.SOON),
        (TODAY + SOON, Standing.SOON),
        (TODAY + SOON + timedelta(days=1), Standing.HOLDS),
    ],
)
def test_a_certificate_holds_until_its_day_of_review(review_on, standing):
    assert standing_of(review_on, TODAY) is standing
    lost = Standing.LOST if review_on else Standing.NONE
    assert standing_of(review_on, TODAY, is_independent=False) is lost
