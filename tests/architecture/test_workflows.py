"""Every state can be reached, somebody owns it, and every move leads somewhere."""

import pytest

from indicators import workflow as figures
from indicators.models import Observation
from indicators.workflow import FigureState, Move, MoveNotAllowed, Owner
from reporting import workflow as reports
from reporting.models import Report, Run
from reporting.workflow import ReportState, RunState


def reached(start: object, steps: dict[object, set[object]]) -> set[object]:
    found = {start}
    while more := {after for state in found for after in steps.get(state, ())} - found:
        found |= more
    return found


def figure_steps() -> dict[object, set[object]]:
    steps: dict[object, set[object]] = {}
    for (before, _), after in figures.MOVES.items():
        steps.setdefault(before, set()).add(after)
    return steps


def test_every_state_of_a_figure_can_be_reached_from_due():
    assert reached(FigureState.DUE, figure_steps()) == set(FigureState)


def test_every_move_is_used_and_leads_from_a_state_to_a_state():
    assert {move for _, move in figures.MOVES} == set(Move)
    assert {state for state, _ in figures.MOVES} | set(figures.MOVES.values()) <= set(FigureState)


def test_every_state_of_a_figure_is_described_and_owned():
    assert set(figures.STATES) == set(FigureState)
    for state, description in figures.STATES.items():
        assert description.word
        assert description.meaning.endswith(".")
        # Who owns a state can move it on; what nobody owns waits for no one.
        if description.owner is not Owner.NOBODY:
            assert figure_steps()[state]


def test_only_the_officers_states_are_open_to_typing():
    assert {state for state, each in figures.STATES.items() if each.owner is Owner.OFFICER} == set(figures.EDITABLE)
    assert {state for state, move in figures.MOVES if move is Move.SAVE} == set(figures.EDITABLE)


def test_only_what_waits_for_the_approver_can_be_approved_or_sent_back():
    approving = {state for state, move in figures.MOVES if move in (Move.APPROVE, Move.SEND_BACK)}
    assert approving == {state for state, each in figures.STATES.items() if each.owner is Owner.APPROVER}


@pytest.mark.parametrize("state", FigureState)
@pytest.mark.parametrize("move", Move)
def test_a_move_that_is_not_in_the_table_is_refused_in_words(state: FigureState, move: Move):
    if (state, move) in figures.MOVES:
        assert figures.next_state(state, move) is figures.MOVES[state, move]
    else:
        with pytest.raises(MoveNotAllowed, match=figures.STATES[state].meaning):
            figures.next_state(state, move)


def test_the_database_knows_the_same_states():
    for model, states in ((Observation, FigureState), (Report, ReportState), (Run, RunState)):
        assert {value for value, _ in model._meta.get_field("state").choices} == {state.value for state in states}


def test_every_state_of_a_run_and_of_a_report_is_described():
    assert set(reports.RUN_STATES) == set(RunState)
    assert set(reports.REPORT_STATES) == set(ReportState)
