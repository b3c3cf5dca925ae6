"""Three stages, signed by both, in order."""

from datetime import date
from itertools import chain, combinations

import pytest

from edr.workflow import (
    STAGES,
    Side,
    Stage,
    State,
    is_open,
    review_state,
    signed_of,
    stage_now,
    stages_done,
    taken_back,
    takes_needs,
    turn_now,
    waits_for,
    why_not_sign,
)

E, M = Side.EMPLOYEE, Side.MANAGER
OBJECTIVES = {(Stage.OBJECTIVES, E), (Stage.OBJECTIVES, M)}
MID = OBJECTIVES | {(Stage.MID_YEAR, E), (Stage.MID_YEAR, M)}
END = MID | {(Stage.END_YEAR, E), (Stage.END_YEAR, M)}


def every_set_of_signatures():
    pairs = [(stage, side) for stage in STAGES for side in Side]
    return [set(found) for found in chain.from_iterable(combinations(pairs, n) for n in range(len(pairs) + 1))]


@pytest.mark.parametrize(
    ("signed", "state", "stage"),
    [
        (set(), State.DRAFTED, Stage.OBJECTIVES),
        ({(Stage.OBJECTIVES, E)}, State.DRAFTED, Stage.OBJECTIVES),
        (OBJECTIVES, State.AGREED, Stage.MID_YEAR),
        (MID, State.REVIEWED, Stage.END_YEAR),
        (END, State.COMPLETE, None),
    ],
)
def test_where_a_review_stands(signed, state, stage):
    assert (review_state(signed), stage_now(signed)) == (state, stage)


def test_a_signature_freezes_what_was_signed():
    assert is_open(Stage.OBJECTIVES, set())
    assert not is_open(Stage.OBJECTIVES, {(Stage.OBJECTIVES, E)})
    assert not is_open(Stage.OBJECTIVES, OBJECTIVES)
    assert is_open(Stage.MID_YEAR, OBJECTIVES)
    assert not is_open(Stage.MID_YEAR, OBJECTIVES | {(Stage.MID_YEAR, M)})
    assert not is_open(Stage.END_YEAR, OBJECTIVES)
    assert takes_needs(MID)
    assert not takes_needs(MID | {(Stage.END_YEAR, M)})


@pytest.mark.parametrize("signed", every_set_of_signatures())
def test_at_most_one_stage_is_open_and_reopening_opens_it(signed):
    assert sum(is_open(stage, signed) for stage in STAGES) <= 1
    for stage in STAGES[: stages_done(signed) + 1]:
        assert is_open(stage, signed - taken_back(stage, signed))


def test_whose_turn_it_is():
    assert waits_for(set(), has_objectives=False) is E
    assert waits_for(set(), has_objectives=True) is M
    assert waits_for({(Stage.OBJECTIVES, M)}, has_objectives=True) is E
    assert waits_for(OBJECTIVES, has_objectives=True) is M
    assert waits_for(OBJECTIVES | {(Stage.MID_YEAR, M)}, has_objectives=True) is E
    assert waits_for(END, has_objectives=True) is None
    assert waits_for(OBJECTIVES, has_objectives=False) is M


@pytest.mark.parametrize(
    ("side", "signed", "objectives", "words", "reason"),
    [
        (E, set(), True, False, ""),
        (M, set(), True, False, ""),
        (E, set(), False, False, "no objective yet"),
        (E, {(Stage.OBJECTIVES, E)}, True, False, "signed the objectives already"),
        (E, OBJECTIVES, True, True, "Your manager writes and signs the mid-year review first"),
        (M, OBJECTIVES, True, False, "Write the mid-year review first"),
        (M, OBJECTIVES, True, True, ""),
        (E, OBJECTIVES | {(Stage.MID_YEAR, M)}, True, True, ""),
        (E, OBJECTIVES | {(Stage.MID_YEAR, M)}, True, False, ""),
        (M, MID, True, False, "Write the end-year review first"),
        (E, END, True, True, "signed by both already"),
    ],
)
def test_who_may_sign_what_and_why_not(side, signed, objectives, words, reason):
    said = why_not_sign(side, signed, has_objectives=objectives, has_words=words)
    assert reason in said
    assert bool(said) is bool(reason)


def test_a_stage_waits_for_nobody_before_it_begins():
    """The mid-year from half-way through the year, the end-year from its last month; a signature asks the other."""
    agreed = signed_of(employee=1, manager=1)
    year = {"has_objectives": True, "starts": date(2026, 4, 1), "ends": date(2027, 3, 31)}
    assert turn_now(frozenset(), **year, today=date(2026, 4, 1)) is Side.MANAGER
    assert turn_now(agreed, **year, today=date(2026, 9, 29)) is None
    assert turn_now(agreed, **year, today=date(2026, 9, 30)) is Side.MANAGER
    assert turn_now(signed_of(employee=1, manager=2), **year, today=date(2026, 6, 1)) is Side.EMPLOYEE
    reviewed = signed_of(employee=2, manager=2)
    assert turn_now(reviewed, **year, today=date(2027, 2, 28)) is None
    assert turn_now(reviewed, **year, today=date(2027, 3, 1)) is Side.MANAGER
    assert turn_now(signed_of(employee=3, manager=3), **year, today=date(2027, 3, 1)) is None
