"""Builders of test data, one per noun. Each makes something valid with the least it needs."""

from tests.factories.accounts import AppointmentFactory, PostFactory, UnitFactory, UserFactory, acting_as, sign_in
from tests.factories.indicators import (
    AnnualTargetFactory,
    IndicatorFactory,
    ObservationFactory,
    RatingRuleFactory,
    ReturnFactory,
    SchemeFactory,
    period_target,
    period_targets,
)
from tests.factories.plans import (
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanCommentFactory,
    PlanFactory,
    PlanReviewFactory,
    PlanSectionFactory,
    PlanTimetableFactory,
    QuestionFactory,
    TagFactory,
    TagGroupFactory,
)
from tests.factories.reporting import CycleFactory

__all__ = [
    "AnnualTargetFactory",
    "AppointmentFactory",
    "CycleFactory",
    "IndicatorFactory",
    "LevelFactory",
    "LinkFactory",
    "MilestoneFactory",
    "ObjectiveFactory",
    "ObservationFactory",
    "PlanCommentFactory",
    "PlanFactory",
    "PlanReviewFactory",
    "PlanSectionFactory",
    "PlanTimetableFactory",
    "PostFactory",
    "QuestionFactory",
    "RatingRuleFactory",
    "ReturnFactory",
    "SchemeFactory",
    "TagFactory",
    "TagGroupFactory",
    "UnitFactory",
    "UserFactory",
    "acting_as",
    "period_target",
    "period_targets",
    "sign_in",
]
