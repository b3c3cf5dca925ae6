"""Posts as full-time equivalents (rules.md, Money)."""

from decimal import Decimal
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money.rules.staff import Staff, posts, read_posts, together, told

numbers = st.integers(0, 10**6).map(lambda number: Decimal(number).scaleb(-2))
teams = st.builds(Staff, numbers, numbers, st.none() | numbers)


@pytest.mark.parametrize(
    ("established", "in_post", "said"),
    [
        ("48", "42.5", "42.5 of 48.0 posts filled, 5.5 vacant, 11.5%"),
        ("12", "12", "all 12.0 posts filled"),
        ("12", "11.96", "all 12.0 posts filled"),
        ("10", "11", "11.0 of 10.0 posts filled, 1.0 more than established, 10.0%"),
        ("0", "2", "2.0 of 0.0 posts filled, 2.0 more than established"),
        ("0", "0", ""),
        ("1204.25", "1000", "1,000.0 of 1,204.3 posts filled, 204.3 vacant, 17.0%"),
    ],
)
def test_posts_in_words(established, in_post, said):
    assert Staff(Decimal(established), Decimal(in_post)).said == said


def test_days_lost_are_added_where_they_are_told():
    assert together([Staff(sickness=Decimal(5)), Staff(), Staff(sickness=Decimal("2.5"))]).sickness == Decimal("7.5")
    assert together([Staff(), Staff()]).sickness is None


@given(st.lists(teams, max_size=4))
def test_the_order_of_teams_does_not_matter(found):
    assert len({together(order) for order in permutations(found)}) == 1


@given(teams, st.lists(st.integers(1, 9999), min_size=1, max_size=5))
def test_parts_of_a_team_add_up_to_it(team, cuts):
    edges = [0, *sorted(set(cuts)), 10000]
    assert together(team.part(Decimal(last - first).scaleb(-2)) for first, last in pairwise(edges)) == team


@pytest.mark.parametrize(("text", "number"), [("42.5", "42.5"), (" 1,204.25 ", "1204.25"), ("0", "0")])
def test_posts_are_read(text, number):
    assert read_posts(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-1", "is no number of posts"), ("", "is no number of posts"), ("five", "is no number of posts"),
        ("1.234", "more than two decimal places"), ("1000000", "more than any council has"),
    ],
)  # fmt: skip
def test_what_is_no_number_of_posts_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        read_posts(text)


def test_days_lost_are_not_told_of_a_team_so_small_that_they_tell_of_a_person():
    assert told(Decimal(5), Decimal("4.9"), Decimal(30)) == Staff(Decimal(5), Decimal("4.9"))
    assert told(Decimal(5), Decimal(5), Decimal(30)).sickness == 30


def test_posts_are_printed_to_the_tenth():
    assert posts(Decimal("42.25")) == "42.3"
