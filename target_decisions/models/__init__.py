from target_decisions.models.proposal import Proposal
from target_decisions.models.said import Consulted, TargetQuestion
from target_decisions.models.year import VERDICTS, ProposedPeriod, ProposedYear

__all__ = [
    "VERDICTS",
    "Consulted",
    "Proposal",
    "ProposedPeriod",
    "ProposedYear",
    "TargetQuestion",
]
