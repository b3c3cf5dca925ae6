"""The questions that a plan answers, with its answers."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from accounts.queries.stood import parents_on
from foundation.statements import written_once
from plans.models import Level, Plan, PlanSection, SectionTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question of a plan. ``version`` is the answer's, 1 where there is none; ``is_local``: not every plan of the
    level is asked it.
    """

    key: int
    question: str
    guidance: str
    answer: str
    version: int
    is_local: bool
    url: str

    @property
    def anchor(self) -> str:
        return f"section-{self.key}"


def sections_of(plan: Plan) -> list[Section]:
    """What the plan is asked and answers, in the order of its level: two or three statements, none for a private plan.

    Until approval that is what its level and units ask now, and what it answered before though nobody asks it any more;
    afterwards what it answered, under the questions as they were.
    """
    if plan.level.is_private:
        return []
    answers = {each.template_id: each for each in _answers(plan.pk)}
    asked = _asked(plan.level_id)
    units = _units_above(plan.unit_id) if any(each.unit_id for each in asked) else frozenset({plan.unit_id})
    found = []
    for template in asked:
        answer = answers.get(template.pk)
        is_asked = template.in_use and (template.unit_id is None or template.unit_id in units)
        if (answer and answer.answer) or (is_asked and not plan.is_approved):
            found.append(_section(plan, template, answer))
    elsewhere = [each for pk, each in answers.items() if each.answer and pk not in {t.pk for t in asked}]
    return [*found, *(_section(plan, each.template, each) for each in elsewhere)]


@written_once
def _answers(plan: int) -> QuerySet[PlanSection]:
    return PlanSection.objects.filter(plan=plan)


@written_once
def _asked(level: int) -> QuerySet[SectionTemplate]:
    return SectionTemplate.objects.filter(level=level).order_by("position", "pk")


def section_of(plan: Plan, key: int) -> Section | None:
    """One of them, by the question's key."""
    return next((each for each in sections_of(plan) if each.key == key), None)


def answer_before(plan: Plan, key: int) -> str:
    """What the plan that this one was started from answered; "" for nothing."""
    if plan.follows_id is None:
        return ""
    before = PlanSection.objects.filter(plan=plan.follows_id, template=key)
    return before.values_list("answer", flat=True).first() or ""


def first_words(plan: Plan, section: Section) -> str:
    """What the first answer begins with where there is none: what the plan says of itself already."""
    return plan.purpose if sections_of(plan)[:1] == [section] and not section.answer else ""


def questions_of(level: Level) -> QuerySet[SectionTemplate]:
    """What plans of the level are asked, for its page."""
    return level.questions.select_related("unit").order_by("-in_use", "position", "pk")


def _section(plan: Plan, template: SectionTemplate, answer: PlanSection | None) -> Section:
    keeps = answer is not None and plan.is_approved
    return Section(
        key=template.pk,
        question=answer.question if answer and keeps else template.question,
        guidance=template.guidance,
        answer=answer.answer if answer else "",
        version=answer.version if answer else 1,
        is_local=template.unit_id is not None,
        url=reverse("plans:section-edit", args=[plan.ref, template.pk]),
    )


def _units_above(unit_id: int) -> frozenset[int]:
    """The unit and those that it lies in. One statement."""
    parents = parents_on()
    found: set[int] = set()
    here: int | None = unit_id
    while here is not None and here not in found:
        found.add(here)
        here = parents.get(here)
    return frozenset(found)
