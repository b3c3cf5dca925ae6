"""The stages of a review, who signs when, and what a signature freezes. Pure: no Django, no clock.

A review is signed three times by both: its objectives, the mid-year review, the end-year review, in this order. The
objectives may be signed by either first. At mid-year and end-year the manager writes and signs first, so that the
employee signs what they have read. From the first signature on what was signed stands still; to change it, it is
reopened, which takes back the signatures on it and on all that came after, and asks both again.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    OBJECTIVES = "objectives"
    MID_YEAR = "mid_year"
    END_YEAR = "end_year"


class Side(StrEnum):
    EMPLOYEE = "employee"
    MANAGER = "manager"


class State(StrEnum):
    DRAFTED = "drafted"
    AGREED = "agreed"
    REVIEWED = "reviewed"
    COMPLETE = "complete"


Signed = Collection[tuple[Stage, Side]]
"""The signatures that stand: what, and by whom."""

STAGES = tuple(Stage)
STAGE_WORDS = {Stage.OBJECTIVES: "objectives", Stage.MID_YEAR: "mid-year review", Stage.END_YEAR: "end-year review"}
_STATES = (State.DRAFTED, State.AGREED, State.REVIEWED, State.COMPLETE)


def stages_done(signed: Signed) -> int:
    """How many stages both have signed, counted from the first: 0 to 3."""
    done = 0
    for stage in STAGES:
        if any((stage, side) not in signed for side in Side):
            break
        done += 1
    return done


def review_state(signed: Signed) -> State:
    """Where a review stands by its signatures."""
    return _STATES[stages_done(signed)]


def stage_now(signed: Signed) -> Stage | None:
    """The stage that is being worked on; None where all are signed by both."""
    done = stages_done(signed)
    return STAGES[done] if done < len(STAGES) else None


def is_open(stage: Stage, signed: Signed) -> bool:
    """Whether what belongs to a stage may be changed: it is being worked on, and nobody has signed it yet."""
    return stage is stage_now(signed) and not any((stage, side) in signed for side in Side)


def takes_needs(signed: Signed) -> bool:
    """Whether development needs may be changed: all year, until somebody signs the end-year review."""
    return not any((Stage.END_YEAR, side) in signed for side in Side)


def waits_for(signed: Signed, *, has_objectives: bool) -> Side | None:
    """Whose turn it is: the employee's until there is an objective, then that of who has not signed, the manager first;
    None where all is signed.
    """
    stage = stage_now(signed)
    if stage is None:
        return None
    if stage is Stage.OBJECTIVES and not has_objectives:
        return Side.EMPLOYEE
    return Side.EMPLOYEE if (stage, Side.MANAGER) in signed else Side.MANAGER


def begins_on(stage: Stage, starts: date, ends: date) -> date:
    """From which day of its year a stage waits for anybody: the objectives at once, mid-year half-way through, end-year
    in the last month (ours).
    """
    days = {
        Stage.OBJECTIVES: starts,
        Stage.MID_YEAR: starts + (ends - starts) // 2,
        Stage.END_YEAR: ends.replace(day=1),
    }
    return days[stage]


def turn_now(signed: Signed, *, has_objectives: bool, starts: date, ends: date, today: date) -> Side | None:
    """Whose turn it is on a day in the review of a year: as ``waits_for``, but nobody's before a stage begins, unless
    one of the two has signed it already.
    """
    stage = stage_now(signed)
    if stage is None or (today < begins_on(stage, starts, ends) and not any((stage, side) in signed for side in Side)):
        return None
    return waits_for(signed, has_objectives=has_objectives)


def signed_of(*, employee: int, manager: int) -> frozenset[tuple[Stage, Side]]:
    """The signatures that stand, from how many each side has: each signs the stages in their order."""
    numbers = {Side.EMPLOYEE: employee, Side.MANAGER: manager}
    return frozenset((stage, side) for side, number in numbers.items() for stage in STAGES[:number])


def why_not_sign(side: Side, signed: Signed, *, has_objectives: bool, has_words: bool) -> str:
    """Why this side cannot sign what is being worked on, with the remedy; "" where it can.

    ``has_words``: the manager has written what this stage's review says.
    """
    stage = stage_now(signed)
    if stage is None:
        return "Everything is signed by both already."
    if (stage, side) in signed:
        return f"You have signed the {STAGE_WORDS[stage]} already."
    if stage is Stage.OBJECTIVES:
        return "" if has_objectives else "There is no objective yet. Add one, then sign."
    if side is Side.EMPLOYEE and (stage, Side.MANAGER) not in signed:
        return f"Your manager writes and signs the {STAGE_WORDS[stage]} first. Sign when you have read it."
    if side is Side.MANAGER and not has_words:
        return f"Write the {STAGE_WORDS[stage]} first, then sign it."
    return ""


def taken_back(stage: Stage, signed: Signed) -> set[tuple[Stage, Side]]:
    """The signatures that go where a stage is reopened: those on it and on all that came after."""
    after = STAGES[STAGES.index(stage) :]
    return {each for each in signed if each[0] in after}


def stages_by_count(signatures: int) -> int:
    """How many stages are done, from how many signatures stand: a stage is signed when the one before it is done."""
    return signatures // len(Side)
