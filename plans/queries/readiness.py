"""What apps above plans ask of a plan before it is submitted and approved, which need not know them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foundation.words import together
from plans.models import Objective, Plan

_NAMED = 12  # objectives named in one sentence; the plan's page has all


@dataclass(frozen=True, slots=True)
class Lack:
    """What keeps a plan from approval: of which objectives, and what is said of them, such as "no risk assessment".
    ``remedy`` is a sentence, and ``each`` that of one of them; ``place`` the part of an objective's page where it is
    put right.
    """

    what: str
    remedy: str
    objectives: Sequence[Objective]
    place: str = ""
    each: str = ""

    @property
    def count(self) -> int:
        return len(self.objectives)

    @property
    def refusal(self) -> str:
        """The sentences that name the objectives and say what to do."""
        names = [f"“{each.title}” ({each.ref})" for each in self.objectives[:_NAMED]]
        more = len(self.objectives) - len(names)
        listed = together([*names, f"{more} more"] if more else names)
        return f"{'This has' if len(self.objectives) == 1 else 'These have'} {self.what}: {listed}. {self.remedy}"


Condition = Callable[[Sequence[Objective]], Lack | None]


@dataclass(frozen=True, slots=True)
class Question:
    """What an app asks of each objective: its sentence in the checklist, and the condition, which gives None where it
    holds for all of these objectives. ``holds_up``: without it the plan is neither submitted nor approved.
    """

    key: str
    words: str
    condition: Condition
    holds_up: bool


_QUESTIONS: list[Question] = []


def ask_before_approval(key: str, words: str, condition: Condition) -> None:
    """Called by an app when it starts: what a plan has to have before it is submitted."""
    _QUESTIONS.append(Question(key, words, condition, holds_up=True))


def ask_in_review(key: str, words: str, condition: Condition) -> None:
    """Called by an app when it starts: what a reviewer is told is wanting, and may sign off all the same."""
    _QUESTIONS.append(Question(key, words, condition, holds_up=False))


def lacks_of(plan: Plan) -> list[Lack]:
    """What keeps the plan from approval, [] where nothing does. Of a private plan no other app asks anything."""
    if plan.level.is_private:
        return []
    objectives = list(plan.objectives.not_merged().order_by("position", "ref"))
    found = (each.condition(objectives) for each in _QUESTIONS if each.holds_up)
    return [lack for lack in found if lack]


def asked_of(objectives: Sequence[Objective]) -> list[tuple[Question, Lack | None]]:
    """All that other apps ask of these objectives, each with what is wanting: None where nothing is."""
    return [(each, each.condition(objectives)) for each in _QUESTIONS]
