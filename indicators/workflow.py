"""The states of a figure on its way from due to approved: allowed moves, and who owns each state."""

from dataclasses import dataclass
from enum import StrEnum


class FigureState(StrEnum):
    DUE = "due"  # expected, nothing entered
    DRAFT = "draft"  # entered, not handed in
    SUBMITTED = "submitted"  # waits for the approver
    SENT_BACK = "sent_back"  # with a note, waits for the officer
    APPROVED = "approved"  # stands; only a revision replaces it
    MISSING = "missing"  # the return locked without it
    SUPERSEDED = "superseded"  # an approved revision took its place


class Move(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    LOCK = "lock"
    REOPEN = "reopen"
    SUPERSEDE = "supersede"


class Owner(StrEnum):
    OFFICER = "officer"
    APPROVER = "approver"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class StateDescription:
    word: str
    owner: Owner
    meaning: str


STATES: dict[FigureState, StateDescription] = {
    FigureState.DUE: StateDescription("To enter", Owner.OFFICER, "Expected this period; nothing entered yet."),
    FigureState.DRAFT: StateDescription("Draft", Owner.OFFICER, "Saved, and not handed in."),
    FigureState.SUBMITTED: StateDescription("Waiting for approval", Owner.APPROVER, "The officer has finished."),
    FigureState.SENT_BACK: StateDescription("Sent back", Owner.OFFICER, "The approver asks for a change."),
    FigureState.APPROVED: StateDescription("Approved", Owner.NOBODY, "It stands, and is locked against editing."),
    FigureState.MISSING: StateDescription("Missing", Owner.NOBODY, "The return was locked before it was entered."),
    FigureState.SUPERSEDED: StateDescription("Superseded", Owner.NOBODY, "A later revision took its place."),
}

MOVES: dict[tuple[FigureState, Move], FigureState] = {
    (FigureState.DUE, Move.SAVE): FigureState.DRAFT,
    (FigureState.DRAFT, Move.SAVE): FigureState.DRAFT,
    (FigureState.SENT_BACK, Move.SAVE): FigureState.DRAFT,
    (FigureState.DRAFT, Move.SUBMIT): FigureState.SUBMITTED,
    (FigureState.SENT_BACK, Move.SUBMIT): FigureState.SUBMITTED,
    (FigureState.SUBMITTED, Move.WITHDRAW): FigureState.DRAFT,
    (FigureState.SUBMITTED, Move.APPROVE): FigureState.APPROVED,
    (FigureState.SUBMITTED, Move.SEND_BACK): FigureState.SENT_BACK,
    (FigureState.DUE, Move.LOCK): FigureState.MISSING,
    (FigureState.MISSING, Move.REOPEN): FigureState.DUE,
    (FigureState.APPROVED, Move.SUPERSEDE): FigureState.SUPERSEDED,
}

# An officer may still change these; everything else is closed to typing.
EDITABLE = (FigureState.DUE, FigureState.DRAFT, FigureState.SENT_BACK)
# The officer has finished with these.
HANDED_IN = (FigureState.SUBMITTED, FigureState.APPROVED)


class MoveNotAllowed(Exception):  # noqa: N818 - it says what happened to the move
    """The figure's state does not allow the move; the message says what to do instead."""


def next_state(state: FigureState, move: Move) -> FigureState:
    """The state after a move. Raises MoveNotAllowed with a plain message when the table has no such move."""
    try:
        return MOVES[FigureState(state), move]
    except KeyError:
        description = STATES[FigureState(state)]
        raise MoveNotAllowed(
            f"This figure is {description.word.lower()}: it cannot be changed this way. {description.meaning}"
        ) from None
