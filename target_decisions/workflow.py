"""The stages of a target on its way from proposed to reviewed: allowed moves, and whom each waits for. Pure: no Django.

Source: requirements C3-C5: a target is proposed with its reasons, challenged, agreed at a named meeting, and reviewed
once its year is over.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.dates import day_words


class Stage(StrEnum):
    PROPOSED = "proposed"
    CHALLENGED = "challenged"
    AGREED = "agreed"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done to a proposal."""

    REVISE = "revise"
    CHALLENGE = "challenge"
    ANSWER = "answer"
    AGREE = "agree"
    REVIEW = "review"
    WITHDRAW = "withdraw"


class Verdict(StrEnum):
    """What a review says of the target in years to come."""

    KEEP = "keep"
    RAISE = "raise"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class StageDescription:
    """``meaning`` is a sentence; ``shape`` and ``colour`` are how ``components/status.html`` draws it."""

    word: str
    meaning: str
    shape: str
    colour: str


STAGES: dict[Stage, StageDescription] = {
    Stage.PROPOSED: StageDescription(
        "To be agreed", "Proposed, and no question is open: it waits for a meeting to agree it.", "dots", "grey"
    ),
    Stage.CHALLENGED: StageDescription(
        "Challenged", "A question waits for an answer. Until then it cannot be agreed.", "question", "amber"
    ),
    Stage.AGREED: StageDescription(
        "Agreed", "It is the measure’s target. It is reviewed once its year is over.", "square", "blue"
    ),
    Stage.REVIEWED: StageDescription("Reviewed", "Its years are over, and each was reviewed.", "square", "grey"),
    Stage.WITHDRAWN: StageDescription("Withdrawn", "It came to nothing. It is kept as it was.", "dash", "grey"),
}

OPEN = (Stage.PROPOSED, Stage.CHALLENGED)
"""Stages in which nothing is decided yet."""
DECIDED = (Stage.AGREED, Stage.REVIEWED)

MOVES: dict[tuple[Stage, Step], Stage] = {
    (Stage.PROPOSED, Step.REVISE): Stage.PROPOSED,
    (Stage.PROPOSED, Step.CHALLENGE): Stage.CHALLENGED,
    (Stage.PROPOSED, Step.AGREE): Stage.AGREED,
    (Stage.PROPOSED, Step.WITHDRAW): Stage.WITHDRAWN,
    (Stage.CHALLENGED, Step.REVISE): Stage.CHALLENGED,
    (Stage.CHALLENGED, Step.CHALLENGE): Stage.CHALLENGED,
    (Stage.CHALLENGED, Step.ANSWER): Stage.PROPOSED,  # once no question is left (``after_answer``)
    (Stage.CHALLENGED, Step.WITHDRAW): Stage.WITHDRAWN,
    (Stage.AGREED, Step.REVIEW): Stage.REVIEWED,  # once no year is left (``after_review``)
}


class MoveError(ValueError):
    """Why a step cannot be taken, in a sentence for the person who tries."""


def move(stage: Stage, step: Step) -> Stage:
    """The stage that the step leads to. Raises MoveError where it cannot be taken."""
    if (stage, step) in MOVES:
        return MOVES[stage, step]
    if stage is Stage.CHALLENGED and step is Step.AGREE:
        raise MoveError("A question about this target has no answer yet. Answer it before the target is agreed.")
    raise MoveError(f"This target is {STAGES[stage].word.lower()}. {STAGES[stage].meaning}")


def may_move(stage: Stage, step: Step) -> bool:
    """Whether the step is possible at that stage, whoever takes it."""
    return (stage, step) in MOVES


def after_answer(open_questions: int) -> Stage:
    """The stage after an answer, with so many questions left."""
    return Stage.CHALLENGED if open_questions else MOVES[Stage.CHALLENGED, Step.ANSWER]


def after_review(years_left: int) -> Stage:
    """The stage after a year's review, with so many years left to review."""
    return Stage.AGREED if years_left else MOVES[Stage.AGREED, Step.REVIEW]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What is said of where a target was agreed, with what the proposal has."""

    met_on: date
    has_action_plan: bool
    has_post: bool
    is_own: bool = False


def faults_of(agreement: Agreement, *, today: date) -> list[str]:
    """Why a target cannot be agreed so, in sentences; empty where it can (C4, C5). A meeting may lie before the day on
    which the proposal was written down here: a council may record what it decided earlier.
    """
    found = []
    if agreement.met_on > today:
        found.append(
            f"The meeting of {day_words(agreement.met_on)} has not been held yet: today is {day_words(today)}. Record "
            "what was agreed once it was, or enter the day of a meeting that was held."
        )
    if not agreement.has_action_plan:
        found.append("Nothing says what will be done to reach the target. Add its action plan to the proposal first.")
    if not agreement.has_post:
        found.append("Nobody answers for the target. Name the responsible post on the proposal first.")
    if agreement.is_own:
        found.append("You proposed this target. Somebody else records that it was agreed.")
    return found


def review_fault(year_label: str, ends_on: date, *, today: date) -> str:
    """Why a year cannot be reviewed yet; "" where it can."""
    if today > ends_on:
        return ""
    return f"{year_label} is not over: it ends on {day_words(ends_on)}. Review its target after that day."
