"""The questions that plans answer, and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.actors import Actor
from accounts.models import Unit
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from plans.changes.opened import check_open
from plans.models import Level, Plan, PlanSection, SectionTemplate

# (question, guidance): the core of every service plan (A5), after Halton's review of 2008 and its professional bodies.
CORE_QUESTIONS = (
    (
        "Why are we here?",
        "The purpose of the service: whom it serves, what the law asks of it, and which of the council’s priorities it "
        "exists for. Two or three short paragraphs that a resident would understand.",
    ),
    (
        "Where are we now?",
        "How well the service does today: what its measures, its users, inspectors and staff say, what it costs, and "
        "how it compares. Name what is weak as plainly as what is strong.",
    ),
    (
        "Where do we need to be?",
        "What must be different for people by the end of the plan, and why: outcomes first, not what you will be busy "
        "with. Say what the corporate plan and the public expect.",
    ),
    (
        "How do we get there?",
        "What you will do to close the gap, in which order, with which money, staff and partners; and what you will "
        "stop doing, and how. The objectives and milestones beneath carry the detail.",
    ),
    (
        "How will we know?",
        "Which measures and milestones will show that it worked, who looks at them and when, and what you will do if "
        "they do not move.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDetails:
    """A question with its guidance, asked of every plan of its level or of those of one unit and what lies beneath."""

    question: str
    guidance: str = ""
    unit: Unit | None = None
    in_use: bool = True


def ask_core_questions(levels: Sequence[Level]) -> None:
    """Have the plans of these levels that are reported on asked the core questions, where none is asked yet."""
    SectionTemplate.objects.bulk_create(core_questions(levels))


def core_questions(levels: Sequence[Level]) -> list[SectionTemplate]:
    """The core questions of these levels, not stored yet: of those that are reported on and are asked none."""
    asked = set(SectionTemplate.objects.filter(level__in=levels).values_list("level", flat=True))
    return [
        SectionTemplate(level=level, question=question, guidance=guidance, position=place)
        for level in levels
        if level.is_reviewed and level.pk not in asked
        for place, (question, guidance) in enumerate(CORE_QUESTIONS, 1)
    ]


@transaction.atomic
def add_question(*, by: Actor, at: datetime, level: Level, details: QuestionDetails) -> SectionTemplate:
    """A further question, after the others of its level. Raises ChangeRefused for a private level."""
    if level.is_private:
        raise ChangeRefused("The plans of this level are private, so the council asks nothing of them.")
    last = level.questions.aggregate(last=Max("position"))["last"] or 0
    question = SectionTemplate.objects.create(level=level, position=last + 1, **values_of(details))
    audit.record(
        by=by, at=at, action="added", thing=question, page=level, changes=first_values(question, values_of(details))
    )
    return question


@transaction.atomic
def edit_question(
    *, by: Actor, at: datetime, question: SectionTemplate, version: int, details: QuestionDetails
) -> SectionTemplate:
    """Reword a question, or put it out of use. Answers keep the question as they were given to it.

    Raises Conflict with the stored row when somebody saved after ``version``.
    """
    stored = SectionTemplate.objects.select_related("level", "unit").get(pk=question.pk)
    changes = set_fields(stored, values_of(details))
    if changes:
        save_version(stored, version=version, fields=values_of(details))
        audit.record(by=by, at=at, action="changed", thing=stored, page=stored.level, changes=changes)
    return stored


@transaction.atomic
def answer_question(
    *, by: Actor, at: datetime, plan: Plan, question: SectionTemplate, version: int, answer: str
) -> PlanSection:
    """What the plan answers. ``version`` is that of the stored answer, 1 where there is none yet.

    Raises ChangeRefused where the plan is not open; Conflict with the stored answer when somebody saved meanwhile.
    """
    check_open(plan)
    section, _ = PlanSection.objects.get_or_create(
        plan=plan, template=question, defaults={"question": question.question}
    )
    changes = set_fields(section, {"answer": answer.strip()})
    if not changes:
        return section
    section.question = question.question
    save_version(section, version=version, fields=["answer", "question"])
    audit.record(by=by, at=at, action="answered", thing=section, page=plan, changes=changes)
    return section
