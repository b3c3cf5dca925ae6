from datetime import UTC, date, datetime

import factory

from plans.models import (
    Level,
    Link,
    Milestone,
    Objective,
    Plan,
    PlanComment,
    PlanReview,
    PlanSection,
    PlanTimetable,
    PriorityChallenge,
    SectionTemplate,
    Tag,
    TagGroup,
)
from tests.factories.accounts import PostFactory, UnitFactory


class LevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Level
        django_get_or_create = ("name",)

    name = "Service plan"
    position = factory.Sequence(lambda n: 100 + n)


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan

    level = factory.SubFactory(LevelFactory)
    ref = factory.Sequence(lambda n: f"PL{n}")
    title = factory.Sequence(lambda n: f"Plan {n}")
    unit = factory.SubFactory(UnitFactory)
    owner = factory.SubFactory(PostFactory)
    starts_on = date(2026, 4, 1)
    ends_on = date(2027, 3, 31)
    state = "approved"
    approved_on = date(2026, 3, 1)


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective

    plan = factory.SubFactory(PlanFactory)
    kind = "objective"
    ref = factory.Sequence(lambda n: f"OB{n}")
    title = factory.Sequence(lambda n: f"Objective {n}")
    owner = factory.SubFactory(PostFactory)


class ChallengeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PriorityChallenge

    objective = factory.SubFactory(ObjectiveFactory, kind="priority")
    challenged_by = "A panel of residents"
    challenged_on = date(2026, 2, 1)
    outcome = "Kept, and said more plainly."


class LinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Link

    child = factory.SubFactory(ObjectiveFactory)
    parent = factory.SubFactory(ObjectiveFactory)
    made_on = date(2026, 2, 1)


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    objective = factory.SubFactory(ObjectiveFactory)
    ref = factory.Sequence(lambda n: f"MS{n}")
    title = factory.Sequence(lambda n: f"Milestone {n}")
    owner = factory.SubFactory(PostFactory)
    starts_on = date(2026, 4, 1)
    due_on = date(2026, 12, 31)
    first_due_on = factory.SelfAttribute("due_on")
    updated_at = datetime(2026, 10, 1, 9, tzinfo=UTC)


class PlanReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanReview

    plan = factory.SubFactory(PlanFactory, state="submitted", approved_on=None)
    number = 1
    submitted_at = datetime(2026, 10, 1, 9, tzinfo=UTC)


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SectionTemplate

    level = factory.SubFactory(LevelFactory)
    question = factory.Sequence(lambda n: f"Question {n}?")
    guidance = "Say it plainly."
    position = factory.Sequence(lambda n: n + 1)


class PlanSectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanSection

    plan = factory.SubFactory(PlanFactory)
    template = factory.SubFactory(QuestionFactory, level=factory.SelfAttribute("..plan.level"))
    question = factory.SelfAttribute("template.question")
    answer = "Because."


class PlanCommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanComment

    plan = factory.SubFactory(PlanFactory, state="draft", approved_on=None)
    at = datetime(2026, 10, 1, 9, tzinfo=UTC)
    text = "And the paths?"


class PlanTimetableFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanTimetable

    level = factory.SubFactory(LevelFactory, is_reported=True)
    starts_on = date(2026, 4, 1)
    draft_on = date(2026, 9, 1)
    comments_on = date(2026, 9, 30)
    submit_on = date(2026, 10, 10)
    review_on = date(2026, 10, 31)
    approve_on = date(2027, 2, 24)


class TagGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TagGroup

    name = factory.Sequence(lambda n: f"Group {n}")
    means = "What it is for."


class TagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tag

    group = factory.SubFactory(TagGroupFactory)
    name = factory.Sequence(lambda n: f"Tag {n}")
    position = factory.Sequence(lambda n: n)
