from plans.models.action import DatedAction
from plans.models.challenge import PriorityChallenge
from plans.models.comment import PlanComment
from plans.models.milestone import ENDED, STOPPED, UNDER_WAY, Milestone, MilestoneState, MilestoneWait
from plans.models.objective import Basis, Link, Objective, ObjectiveKind
from plans.models.plan import Level, Plan
from plans.models.review import PlanReview, ReviewItem, ReviewOutcome
from plans.models.sample import SampleDraw
from plans.models.section import PlanSection, SectionTemplate
from plans.models.support import HelpAsked, SupportRequest, of_help
from plans.models.tag import Tag, TagGroup
from plans.models.timetable import PlanTimetable
from plans.workflow import PlanState

__all__ = [
    "ENDED",
    "STOPPED",
    "UNDER_WAY",
    "Basis",
    "DatedAction",
    "HelpAsked",
    "Level",
    "Link",
    "Milestone",
    "MilestoneState",
    "MilestoneWait",
    "Objective",
    "ObjectiveKind",
    "Plan",
    "PlanComment",
    "PlanReview",
    "PlanSection",
    "PlanState",
    "PlanTimetable",
    "PriorityChallenge",
    "ReviewItem",
    "ReviewOutcome",
    "SampleDraw",
    "SectionTemplate",
    "SupportRequest",
    "Tag",
    "TagGroup",
    "of_help",
]
