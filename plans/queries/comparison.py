"""Reading a plan and the one that it was started from side by side."""

from typing import NamedTuple

from plans.comparison import Aim, AimBeside, AnswerBeside, compare_aims, compare_answers
from plans.models import Plan
from plans.queries.sections import sections_of


class Comparison(NamedTuple):
    """What both plans answer, and their objectives."""

    answers: list[AnswerBeside]
    aims: list[AimBeside]


def compared(before: Plan, now: Plan) -> Comparison:
    """The plan beside an earlier one. Six to eight statements."""
    answers = compare_answers(_answers(before), _answers(now))
    return Comparison([each for each in answers if each.before or each.now], compare_aims(_aims(before), _aims(now)))


def _answers(plan: Plan) -> dict[str, str]:
    told = {"Why this plan exists": plan.purpose} if plan.purpose else {}
    return told | {each.question: each.answer for each in sections_of(plan)}


def _aims(plan: Plan) -> list[Aim]:
    return [
        Aim(each.ref, each.title, each.get_kind_display(), each.owner.title, each.get_absolute_url())
        for each in plan.objectives.select_related("owner").order_by("position", "ref")
    ]
