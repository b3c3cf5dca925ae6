"""How a review stands, in words and marks: the same on every page."""

from edr.models import Review
from edr.workflow import STAGE_WORDS, Side, Signed, Stage, State, review_state, stage_now, waits_for
from foundation.marks import Mark

NOT_BEGUN = Mark("not_begun", "Not begun", "dash", "grey")
MARKS = {
    State.DRAFTED: Mark("drafted", "Objectives in draft", "dots", "amber"),
    State.AGREED: Mark("agreed", "Objectives agreed", "circle", "blue"),
    State.REVIEWED: Mark("reviewed", "Mid-year signed", "circle", "blue"),
    State.COMPLETE: Mark("complete", "End-year signed", "tick", "green"),
}
STAGE_TITLES = {Stage.OBJECTIVES: "Objectives", Stage.MID_YEAR: "Mid-year review", Stage.END_YEAR: "End-year review"}


def mark_of(signed: Signed) -> Mark:
    """Where the review stands, as it is drawn."""
    return MARKS[review_state(signed)]


def turn_words(signed: Signed, *, has_objectives: bool, reader: Side | None, person: str) -> str:
    """Whose turn it is: "It waits for you to sign the objectives"."""
    side, stage = waits_for(signed, has_objectives=has_objectives), stage_now(signed)
    if side is None or stage is None:
        return "Both have signed everything."
    deed = f"to sign the {STAGE_WORDS[stage]}"
    if stage is Stage.OBJECTIVES and not has_objectives:
        deed = "to set the first objective"
    elif side is Side.MANAGER and stage is not Stage.OBJECTIVES:
        deed = f"to write and sign the {STAGE_WORDS[stage]}"
    return f"It waits for {_who(side, reader, person)} {deed}."


def _who(side: Side, reader: Side | None, person: str) -> str:
    if side is reader:
        return "you"
    if side is Side.EMPLOYEE:
        return person
    return "your manager" if reader is Side.EMPLOYEE else "the manager"


def year_words(review: Review) -> str:
    """What stands above the heading of a form: which review it is of."""
    return f"Development review {review.year.label}, {review.person.name}"
