from plans.models.milestone import Milestone, MilestoneState
from plans.models.objective import Link, Objective, ObjectiveKind
from plans.models.plan import Level, Plan
from plans.models.review import PlanReview, ReviewOutcome
from plans.models.section import PlanSection, SectionTemplate
from plans.workflow import PlanState

__all__ = [
    "Level",
    "Link",
    "Milestone",
    "MilestoneState",
    "Objective",
    "ObjectiveKind",
    "Plan",
    "PlanReview",
    "PlanSection",
    "PlanState",
    "ReviewOutcome",
    "SectionTemplate",
]
