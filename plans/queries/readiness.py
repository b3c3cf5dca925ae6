"""What apps above plans ask of a plan before it is approved, which need not know them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from foundation.words import together
from plans.models import Objective, Plan

_NAMED = 12  # objectives named in one sentence; the plan's page has all


@dataclass(frozen=True, slots=True)
class Lack:
    """What keeps a plan from approval: of which objectives, and what is said of them, such as "no risk assessment".
    ``remedy`` is a sentence; ``place`` the part of an objective's page where it is put right.
    """

    what: str
    remedy: str
    objectives: Sequence[Objective]
    place: str = ""

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
_CONDITIONS: list[Condition] = []


def ask_before_approval(condition: Condition) -> None:
    """Called by an app when it starts. The condition gives None where it holds for all of these objectives."""
    _CONDITIONS.append(condition)


def lacks_of(plan: Plan) -> list[Lack]:
    """What keeps the plan from approval, [] where nothing does. Of a private plan no other app asks anything."""
    if plan.level.is_private:
        return []
    objectives = list(plan.objectives.order_by("position", "ref"))
    found: Iterable[Lack | None] = (each(objectives) for each in _CONDITIONS)
    return [lack for lack in found if lack]
