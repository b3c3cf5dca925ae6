"""No small number of people is shown, nor had from what is shown."""

from collections import defaultdict
from itertools import combinations_with_replacement, pairwise

import pytest

from edr.rules.suppression import THRESHOLD, Hidden, Shown, shown, totals

MOST = 16


def chains(parts):
    """Every way in which a whole of people and its parts, each within the one before, can stand."""
    for counts in combinations_with_replacement(range(MOST, -1, -1), parts + 1):
        yield counts[0], counts[1:]


def test_a_small_number_is_hidden_and_none_counts_as_one():
    assert shown(20, [4])[1] == shown(20, [0])[1] == Shown(None, Hidden.FEW)
    assert shown(20, [5])[1] == Shown(5)


def test_the_threshold_itself_is_shown():
    assert shown(5, [5])[0] == Shown(5)
    assert shown(10, [5]) == (Shown(10), Shown(5))


def test_a_number_that_leaves_few_out_is_hidden_too():
    assert shown(20, [16])[1] == shown(20, [20])[1] == Shown(None, Hidden.ALL_BUT_FEW)
    assert shown(20, [15])[1] == Shown(15)


def test_of_too_few_people_nothing_is_said():
    assert shown(4, [4, 0]) == (Shown(None, Hidden.TOO_FEW_PEOPLE),) * 3
    assert shown(9, [7, 0]) == (Shown(9), *(Shown(None, Hidden.TOO_FEW_PEOPLE),) * 2)


def test_two_parts_that_are_shown_do_not_give_a_small_number_between_them():
    assert shown(30, [20, 18]) == (Shown(30), Shown(20), Shown(None, Hidden.ALL_BUT_FEW))
    assert shown(30, [20, 18, 13])[3] == Shown(13)


def test_what_is_no_part_is_refused():
    with pytest.raises(ValueError, match="lies within"):
        shown(10, [11])
    with pytest.raises(ValueError, match="lies within"):
        shown(10, [5, 6])
    with pytest.raises(ValueError, match="lies within"):
        shown(10, [5, -1])


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_no_difference_of_numbers_that_are_shown_is_small(parts):
    for whole, within in chains(parts):
        numbers = [each.number for each in shown(whole, within) if each.number is not None]
        assert all(number >= THRESHOLD for number in numbers)
        assert all(a - b >= THRESHOLD for a, b in pairwise(numbers))


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_whoever_knows_the_rule_and_all_that_is_shown_is_left_with_as_many_answers_as_the_threshold(parts):
    """Exhaustive: all councils that look the same are put together, and each hidden count asked what it may be."""
    alike = defaultdict(list)
    for whole, within in chains(parts):
        alike[shown(whole, within)].append((whole, *within))
    for look, possible in alike.items():
        for place, cell in enumerate(look):
            if cell.number is None:
                assert len({counts[place] for counts in possible}) >= THRESHOLD, (look, place)


def test_a_total_is_the_sum_of_what_is_shown_alone():
    rows = [shown(20, [10]), shown(20, [4]), shown(3, [3]), shown(12, [6])]
    assert totals((row[0], row[1]) for row in rows) == (32, 16)
    assert totals([(Shown(None), Shown(6)), (Shown(6), Shown(None))]) == (0, 0)


def test_words():
    assert [each.words for each in (*shown(1200, [1000, 2, 1]), *shown(10, [6]), *shown(2, []))] == [
        "1,200", "1,000", "Fewer than 5", "Fewer than 5", "10", "All but fewer than 5", "Not shown",
    ]  # fmt: skip
