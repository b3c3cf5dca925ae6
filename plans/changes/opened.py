"""Whether a plan is open to changes: asked by each change of it and of what belongs to it."""

from foundation.refusals import ChangeRefused
from plans.models import Plan
from plans.workflow import OPEN, STATES, PlanState


def check_open(plan: Plan) -> None:
    """Keeps the plan's row, so that nobody submits it between this and the change. Raises ChangeRefused where it is
    with a reviewer, waits for approval or is closed.
    """
    state = Plan.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=plan.pk)
    if state == PlanState.CLOSED:
        raise ChangeRefused("This plan is closed. Reopen it first.")
    if state not in OPEN:
        description = STATES[PlanState(state)]
        raise ChangeRefused(f"The plan was {description.word.lower()} meanwhile. {description.meaning}")
