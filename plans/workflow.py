"""The states of a plan on its way from draft to closed: allowed moves, and who owns each state. Pure: no Django."""

from dataclasses import dataclass
from enum import StrEnum


class PlanState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SIGNED_OFF = "signed_off"
    APPROVED = "approved"
    CLOSED = "closed"


class PlanMove(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    SEND_BACK = "send_back"
    SIGN_OFF = "sign_off"
    APPROVE = "approve"
    CLOSE = "close"
    REOPEN = "reopen"


class PlanOwner(StrEnum):
    AUTHORS = "authors"
    REVIEWER = "reviewer"
    PERFORMANCE_TEAM = "performance_team"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class PlanStateDescription:
    """``meaning`` is a sentence, ``now`` how its page opens with it."""

    word: str
    owner: PlanOwner
    meaning: str
    now: str


STATES: dict[PlanState, PlanStateDescription] = {
    PlanState.DRAFT: PlanStateDescription(
        "Draft", PlanOwner.AUTHORS, "Its authors write it.", "Draft, not yet approved."
    ),
    PlanState.SUBMITTED: PlanStateDescription(
        "Submitted",
        PlanOwner.REVIEWER,
        "It waits for its reviewer. Take it back to change it.",
        "Submitted: it waits for review, and nobody changes it meanwhile.",
    ),
    PlanState.SIGNED_OFF: PlanStateDescription(
        "Signed off",
        PlanOwner.PERFORMANCE_TEAM,
        "Its reviewer signed it off, and it waits for approval. Send it back to have it changed.",
        "Signed off by its reviewer: it waits for approval.",
    ),
    PlanState.APPROVED: PlanStateDescription(
        "Approved", PlanOwner.PERFORMANCE_TEAM, "The service works to it.", "Approved."
    ),
    PlanState.CLOSED: PlanStateDescription("Closed", PlanOwner.NOBODY, "It is kept. Reopen it first.", "Now closed."),
}

MOVES: dict[tuple[PlanState, PlanMove], PlanState] = {
    (PlanState.DRAFT, PlanMove.SUBMIT): PlanState.SUBMITTED,
    (PlanState.SUBMITTED, PlanMove.WITHDRAW): PlanState.DRAFT,
    (PlanState.SUBMITTED, PlanMove.SEND_BACK): PlanState.DRAFT,
    (PlanState.SUBMITTED, PlanMove.SIGN_OFF): PlanState.SIGNED_OFF,
    (PlanState.SIGNED_OFF, PlanMove.SEND_BACK): PlanState.DRAFT,
    (PlanState.SIGNED_OFF, PlanMove.APPROVE): PlanState.APPROVED,
    # Of a level that asks for no review, such as the corporate plan, which the council itself decides.
    (PlanState.DRAFT, PlanMove.APPROVE): PlanState.APPROVED,
    (PlanState.APPROVED, PlanMove.CLOSE): PlanState.CLOSED,
    (PlanState.CLOSED, PlanMove.REOPEN): PlanState.APPROVED,
}

BEFORE_APPROVAL = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.SIGNED_OFF)
# What is with a reviewer or waits for approval stands as it was handed in: what is signed is what was read.
OPEN = (PlanState.DRAFT, PlanState.APPROVED)
IN_REVIEW = (PlanState.SUBMITTED, PlanState.SIGNED_OFF)


class PlanMoveNotAllowed(Exception):  # noqa: N818 - it says what happened to the move
    """The plan's state does not allow the move; the message says what to do instead."""


def next_state(state: str, move: PlanMove, *, is_reviewed: bool = False) -> PlanState:
    """The state after a move. ``is_reviewed``: plans of its level are approved only once a reviewer signed them off.

    Raises PlanMoveNotAllowed with a plain message when there is no such move.
    """
    before = PlanState(state)
    if is_reviewed and (before, move) == (PlanState.DRAFT, PlanMove.APPROVE):
        raise PlanMoveNotAllowed("This plan is a draft. Submit it; once its reviewer signed it off it can be approved.")
    try:
        return MOVES[before, move]
    except KeyError:
        description = STATES[before]
        called = "a draft" if before is PlanState.DRAFT else description.word.lower()
        raise PlanMoveNotAllowed(f"This plan is {called} already. {description.meaning}") from None
