"""When two titles say the same (A15)."""

import pytest

from plans.duplicates import alike, gist


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Keep the streets clean", "keep streets CLEAN."),
        ("Resident’s homes: safe, and warm!", "Residents homes safe & warm"),
        ("Homes for all", "Homes, for all"),
        ("20 mph at every school", "20-mph at every school"),
    ],
)
def test_case_punctuation_and_small_words_do_not_count(one: str, other: str) -> None:
    assert gist(one) == gist(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Keep streets clean", "Clean streets keep"),
        ("Open 12 homes", "Open 13 homes"),
        ("Homes", "Housing"),
        ("To be", "On"),
    ],
)
def test_other_words_other_order_and_other_numbers_do(one: str, other: str) -> None:
    assert gist(one) != gist(other)


def test_pairs_come_in_the_order_given_and_titles_without_words_make_none() -> None:
    titled = [(1, "A home"), (2, "The shop"), (3, "home"), (4, "HOME!"), (5, "…"), (6, "–")]
    assert list(alike(titled)) == [(1, 3), (1, 4), (3, 4)]
