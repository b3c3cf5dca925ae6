"""Counts of a service, and what of them may be shown."""

from collections import defaultdict
from itertools import pairwise, product

from edr.rules.coverage import Counts, cell_words, row_of, total_words
from edr.rules.suppression import THRESHOLD, Hidden, Shown


def counts(people=20, begun=14, agreed=8, mid=0, end=0, setting=14, objectives=40, linked=30, well_set=20):
    return Counts(people, begun, agreed, mid, end, setting, objectives, linked, well_set)


def test_each_employee_counts_once_and_as_far_as_their_review_is():
    found = Counts()
    found.add(1, stages=None, objectives=0, linked=0, well_set=0)
    for stages in range(4):
        found.add(1, stages=stages, objectives=2, linked=1, well_set=0)
    assert found == counts(5, 4, 3, 2, 1, 4, 8, 4, 0)


def test_who_set_no_objective_yet_is_not_among_those_who_did():
    found = Counts()
    found.add(1, stages=0, objectives=0, linked=0, well_set=0)
    found.add(1, stages=0, objectives=1, linked=0, well_set=0)
    assert (found.begun, found.setting) == (2, 1)


def test_objectives_are_counted_from_the_threshold_on():
    assert row_of(counts(people=10, begun=5, agreed=0, setting=5)).objectives == Shown(40)
    assert row_of(counts(people=9, begun=5, agreed=0, setting=5)).objectives.number is None
    assert row_of(counts(people=10, begun=5, agreed=0, setting=4)).objectives.number is None


def test_small_numbers_are_hidden_in_every_column():
    row = row_of(counts())
    few = Shown(None, Hidden.FEW)
    assert (row.people, row.begun, row.agreed, row.mid_year, row.end_year) == (
        Shown(20), Shown(14), Shown(8), Shown(None, Hidden.TOO_FEW_PEOPLE), Shown(None, Hidden.TOO_FEW_PEOPLE),
    )  # fmt: skip
    assert row_of(counts(linked=3, well_set=0)).linked == few
    assert row_of(counts(linked=38)).linked == Shown(None, Hidden.ALL_BUT_FEW)


def test_of_few_people_no_objective_is_counted_however_many_there_are():
    row = row_of(counts(begun=4, agreed=4, setting=4, objectives=40))
    assert {row.objectives, row.linked, row.well_set} == {Shown(None, Hidden.TOO_FEW_PEOPLE)}
    assert row_of(counts(people=4, begun=4, agreed=4)).objectives.number is None


def test_no_row_shows_a_small_number_or_one_by_subtraction():
    for people, begun, agreed in product(range(26), repeat=3):
        if people >= begun >= agreed:
            row = row_of(counts(people, begun, agreed, setting=begun, objectives=begun, linked=agreed, well_set=0))
            numbers = [each.number for each in (row.people, row.begun, row.agreed) if each.number is not None]
            assert all(a - b >= THRESHOLD for a, b in pairwise(numbers))
            assert all(each >= THRESHOLD for each in numbers)
            if row.linked.number is not None:
                assert row.objectives.number - row.linked.number >= THRESHOLD


def test_that_objectives_are_counted_does_not_tell_how_many_have_a_review():
    """Exhaustive: whoever knows the rule and sees the row is left with enough answers for each number of people."""
    alike = defaultdict(list)
    for people, begun, agreed, setting in product(range(15), repeat=4):
        if people >= begun >= max(agreed, setting):
            row = row_of(counts(people, begun, agreed, setting=setting, objectives=50, linked=30, well_set=20))
            alike[row.people, row.begun, row.agreed, row.objectives].append((people, begun, agreed))
    for look, possible in alike.items():
        for place, cell in enumerate(look[:3]):
            assert cell.number is not None or len({each[place] for each in possible}) >= THRESHOLD, (look, place)


def test_no_two_numbers_of_objectives_give_a_small_one():
    for objectives, linked, well_set in product(range(26), repeat=3):
        if objectives >= linked >= well_set:
            row = row_of(counts(objectives=objectives, linked=linked, well_set=well_set))
            shown = (row.objectives, row.linked, row.well_set)
            numbers = [each.number for each in shown if each.number is not None]
            assert all(a - b >= THRESHOLD for a, b in pairwise(numbers))


def test_words_of_shares_and_totals():
    row = row_of(counts())
    assert cell_words(row.people, row.begun) == "14 (70%)"
    assert cell_words(row.people, row.mid_year) == "Not shown"
    assert cell_words(Shown(None), Shown(6)) == "6"
    assert total_words([row, row_of(counts(people=3, begun=3, agreed=3)), row]) == (
        "28 of 40 (70%)", "16 of 40 (40%)", "Not shown", "Not shown", "60 of 80 (75%)", "40 of 80 (50%)",
    )  # fmt: skip
    assert total_words([]) == ()
