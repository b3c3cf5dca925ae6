"""SMART, letter by letter with reasons."""

from datetime import date

import pytest

from edr.rules.smart import Facts, Letter, is_well_set, smart

YEAR = {"starts_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31)}
GOOD = {
    "title": "Answer benefit claims within eighteen days",
    "measure": "Average of 18 days over the year",
    "due_on": date(2027, 3, 31),
    "is_linked": True,
}


def judged(**changes):
    return smart(Facts(**{**GOOD, **changes}), **YEAR)


def failing(**changes):
    return {each.letter: each.reason for each in judged(**changes) if each.holds is False}


def test_a_good_one_is_well_set_and_whether_it_can_be_done_is_a_persons_judgement():
    found = judged()
    assert is_well_set(found)
    assert [each.letter for each in found] == list(Letter)
    assert [each.letter for each in found if each.holds is None] == [Letter.ACHIEVABLE]


@pytest.mark.parametrize(
    ("changes", "letter", "reason"),
    [
        ({"title": "Do claims"}, Letter.SPECIFIC, "fewer than 4 words"),
        ({"title": "Improve how we answer claims"}, Letter.SPECIFIC, "“Improve” says little alone"),
        ({"title": "continue to answer benefit claims"}, Letter.SPECIFIC, "“Continue” says little"),
        ({"measure": " "}, Letter.MEASURABLE, "does not say how"),
        ({"measure": "We will see that it goes well"}, Letter.MEASURABLE, "no number and nothing finished"),
        ({"is_linked": False}, Letter.RELEVANT, "serves no objective"),
        ({"due_on": None}, Letter.TIME_BOUND, "no date"),
        ({"due_on": date(2027, 4, 1)}, Letter.TIME_BOUND, "outside the year"),
        ({"due_on": date(2026, 3, 31)}, Letter.TIME_BOUND, "outside the year"),
    ],
)
def test_each_letter_says_why_it_does_not_hold(changes, letter, reason):
    found = failing(**changes)
    assert list(found) == [letter]
    assert reason in found[letter]
    assert not is_well_set(judged(**changes))


@pytest.mark.parametrize("measure", ["All forms answered", "Policy adopted by cabinet", "Two audits", "95%"])
def test_a_number_or_something_finished_can_be_measured(measure):
    assert failing(measure=measure) == {}


@pytest.mark.parametrize("due_on", [date(2026, 4, 1), date(2027, 3, 31)])
def test_the_first_and_the_last_day_lie_within_the_year(due_on):
    assert failing(due_on=due_on) == {}


def test_as_many_words_as_are_asked_are_enough():
    assert failing(title="Answer claims in time") == {}


def test_a_vague_word_is_one_only_where_it_begins_and_is_whole():
    assert failing(title="Publish a plan to improve parks") == {}
    assert failing(title="Supporters of the park are counted") == {}
