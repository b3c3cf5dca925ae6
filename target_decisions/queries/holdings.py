"""What of decisions on targets hangs from posts: who answers for a target that is not reviewed yet."""

from accounts.holdings import Holding
from target_decisions.models import Proposal
from target_decisions.workflow import OPEN, Stage

_RUNNING = [*(str(each) for each in OPEN), Stage.AGREED.value]

HOLDINGS = (
    Holding(
        model="target_decisions.proposal",
        field="responsible",
        noun="target",
        how="as who answers for it",
        standing=lambda day: Proposal.objects.filter(stage__in=_RUNNING),  # noqa: ARG005 - as every holding
        stays="Targets whose years were reviewed, and proposals that were withdrawn, stay as they were.",
    ),
)
