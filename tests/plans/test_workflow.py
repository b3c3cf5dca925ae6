"""The states of a plan: every move leads somewhere, and what is not in the table is refused in words."""

import pytest

from plans import workflow
from plans.models import Plan
from plans.workflow import BEFORE_APPROVAL, IN_REVIEW, OPEN, PlanMove, PlanMoveNotAllowed, PlanOwner, PlanState


def test_every_state_can_be_reached_from_draft_and_every_move_is_used():
    found = {PlanState.DRAFT}
    while more := {after for (before, _), after in workflow.MOVES.items() if before in found} - found:
        found |= more
    assert found == set(PlanState)
    assert {move for _, move in workflow.MOVES} == set(PlanMove)


def test_every_state_is_described_owned_and_known_to_the_database():
    assert set(workflow.STATES) == set(PlanState)
    for state, each in workflow.STATES.items():
        assert each.word
        assert each.meaning.endswith(".")
        assert each.now.endswith(".")
        if each.owner is not PlanOwner.NOBODY:
            assert any(before is state for before, _ in workflow.MOVES)
    assert dict(Plan._meta.get_field("state").choices) == {s.value: d.word for s, d in workflow.STATES.items()}


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("move", PlanMove)
def test_a_move_that_is_not_in_the_table_is_refused_in_words(state: PlanState, move: PlanMove):
    if (state, move) in workflow.MOVES:
        assert workflow.next_state(state, move) is workflow.MOVES[state, move]
    else:
        with pytest.raises(PlanMoveNotAllowed, match=workflow.STATES[state].meaning):
            workflow.next_state(state, move)


def test_where_plans_are_reviewed_no_draft_is_approved():
    with pytest.raises(PlanMoveNotAllowed, match="Submit it; once its reviewer signed it off it can be approved"):
        workflow.next_state("draft", PlanMove.APPROVE, is_reviewed=True)
    assert workflow.next_state("signed_off", PlanMove.APPROVE, is_reviewed=True) is PlanState.APPROVED


def test_what_is_with_a_reviewer_is_closed_to_typing():
    assert not set(OPEN) & set(IN_REVIEW)
    assert set(IN_REVIEW) < set(BEFORE_APPROVAL)
