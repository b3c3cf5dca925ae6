from target_decisions.models.proposal import Proposal, ProposalQuerySet
from target_decisions.models.said import Consulted, TargetQuestion
from target_decisions.models.year import VERDICTS, ProposedPeriod, ProposedYear

__all__ = [
    "VERDICTS",
    "Consulted",
    "Proposal",
    "ProposalQuerySet",
    "ProposedPeriod",
    "ProposedYear",
    "TargetQuestion",
]
