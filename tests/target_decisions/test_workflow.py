"""From proposed to reviewed: what may be done when, and what a meeting cannot have agreed (C3-C5)."""

from dataclasses import replace
from datetime import date

import pytest

from target_decisions.workflow import (
    DECIDED,
    OPEN,
    STAGES,
    Agreement,
    MoveError,
    Stage,
    Step,
    after_answer,
    after_review,
    faults_of,
    may_move,
    move,
    review_fault,
)

# Every pair of stage and step: what is not here is refused.
ALLOWED = {
    Stage.PROPOSED: {
        Step.REVISE: "proposed", Step.CHALLENGE: "challenged", Step.AGREE: "agreed", Step.WITHDRAW: "withdrawn",
    },
    Stage.CHALLENGED: {
        Step.REVISE: "challenged", Step.CHALLENGE: "challenged", Step.ANSWER: "proposed", Step.WITHDRAW: "withdrawn",
    },
    Stage.AGREED: {Step.REVIEW: "reviewed"},
    Stage.REVIEWED: {},
    Stage.WITHDRAWN: {},
}  # fmt: skip


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("step", Step)
def test_each_step_at_each_stage(stage: Stage, step: Step) -> None:
    expected = ALLOWED[stage].get(step)
    assert may_move(stage, step) is (expected is not None)
    if expected is None:
        with pytest.raises(MoveError):
            move(stage, step)
    else:
        assert move(stage, step) == expected


def test_a_refusal_says_what_stands_in_the_way() -> None:
    with pytest.raises(MoveError, match="no answer yet"):
        move(Stage.CHALLENGED, Step.AGREE)
    with pytest.raises(MoveError, match=r"is withdrawn\. It came to nothing"):
        move(Stage.WITHDRAWN, Step.REVISE)


def test_open_and_decided_stages_have_each_a_description_and_nothing_in_common() -> None:
    assert set(STAGES) == set(Stage)
    assert set(Stage) - set(OPEN) - set(DECIDED) == {Stage.WITHDRAWN}
    assert not set(OPEN) & set(DECIDED)


def test_the_last_answer_and_the_last_review_move_it_on() -> None:
    assert [after_answer(left) for left in (2, 1, 0)] == [Stage.CHALLENGED, Stage.CHALLENGED, Stage.PROPOSED]
    assert [after_review(left) for left in (1, 0)] == [Stage.AGREED, Stage.REVIEWED]


TODAY = date(2026, 11, 30)
GOOD = Agreement(met_on=date(2026, 11, 20), has_action_plan=True, has_post=True)


@pytest.mark.parametrize(("changed", "said"), [
    ({}, ""),
    ({"met_on": TODAY}, ""),
    ({"met_on": date(2025, 2, 3)}, ""),
    ({"met_on": date(2026, 12, 1)}, "The meeting of 1 December 2026 has not been held yet: today is 30 November 2026."),
    ({"has_action_plan": False}, "Add its action plan to the proposal first."),
    ({"has_post": False}, "Name the responsible post on the proposal first."),
    ({"is_own": True}, "Somebody else records that it was agreed."),
])  # fmt: skip
def test_what_a_meeting_cannot_have_agreed(changed: dict[str, object], said: str) -> None:
    faults = faults_of(replace(GOOD, **changed), today=TODAY)
    assert len(faults) == bool(said)
    assert said in " ".join(faults)


def test_all_faults_are_told_at_once() -> None:
    bad = Agreement(met_on=date(2027, 1, 1), has_action_plan=False, has_post=False, is_own=True)
    assert len(faults_of(bad, today=TODAY)) == 4


def test_a_year_is_reviewed_once_it_is_over() -> None:
    end = date(2027, 3, 31)
    assert review_fault("2026/27", end, today=date(2027, 4, 1)) == ""
    assert review_fault("2026/27", end, today=end).startswith("2026/27 is not over: it ends on 31 March 2027.")
