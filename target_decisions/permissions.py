"""Who may know of a proposal, and take which step with it."""

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from target_decisions.models import Proposal
from target_decisions.workflow import Stage, Step, may_move

NEEDS = {
    Step.REVISE: Permission.TARGET_PROPOSE,
    Step.CHALLENGE: Permission.TARGET_CHALLENGE,
    Step.ANSWER: Permission.TARGET_PROPOSE,
    Step.AGREE: Permission.TARGET_EDIT,
    Step.REVIEW: Permission.TARGET_EDIT,
    Step.WITHDRAW: Permission.TARGET_PROPOSE,
}


def check_known(actor: Actor, proposal: Proposal) -> None:
    """Raises Http404 for who may not know of its measure."""
    check_visible(actor, proposal.indicator.service_id)


def check_step(actor: Actor, proposal: Proposal, step: Step) -> Actor:
    """The actor to record for a step, whatever the stage. Raises PermissionDenied."""
    return check(actor, NEEDS[step], proposal.indicator.service_id)


def check_propose(actor: Actor, service_id: int) -> Actor:
    """The actor to record for a new proposal about a measure of the service. Raises PermissionDenied."""
    return check(actor, Permission.TARGET_PROPOSE, service_id)


def steps_open(actor: Actor, proposal: Proposal) -> dict[str, bool]:
    """Which steps the person may take now, by their names."""
    stage = Stage(proposal.stage)
    unit = proposal.indicator.service_id
    return {step.value: may_move(stage, step) and actor.may(NEEDS[step], unit) for step in Step}
