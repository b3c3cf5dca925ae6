"""The sheets of what plans are asked, and what they answer. Nothing of a private plan is on them."""

from collections.abc import Iterable

from accounts.roles import Permission
from plans.forms.sections import MOST_LETTERS
from plans.models import PlanSection, SectionTemplate
from pmmi.workbook.cells import WHOLE, YES_NO, To, Words
from pmmi.workbook.checks import a_place, at_most, standing
from pmmi.workbook.sheet import Column, Row, Sheet
from pmmi.workbook.sheets.plans import check_plan

_PLANS = Permission.PLAN_EDIT
_MOST = 999


QUESTIONS = Sheet(
    key="questions",
    title="Questions",
    thing="question",
    purpose="What the plans of each level are asked. A new level that is reported on is asked the core questions where "
    "this sheet does not say its own. One that is asked no more is put out of use.",
    model=SectionTemplate,
    needs=_PLANS,
    by=("level", "position"),
    repeats=True,
    stored=lambda: (
        SectionTemplate.objects.filter(level__is_private=False)
        .select_related("level", "unit")
        .order_by("level__position", "position", "pk")
    ),
    name=lambda each: f"{each.level.name}, question {each.position}",
    short=lambda each: each.question,
    page=lambda each: each.level,
    columns=(
        Column("Level", "level", To("levels"), "Whose plans are asked", needed=True,
               example="Departmental service plan"),
        Column("Position", "position", WHOLE, "Its place among the questions of the level, from 1", needed=True,
               example="6"),
        Column("Question", "question", Words(), "As authors and readers see it", needed=True,
               example="What will we stop doing?"),
        Column("Guidance", "guidance", Words(), "What belongs into a good answer"),
        Column("Asked of", "unit", To("units"), "One unit and what lies beneath it; blank for every plan of the level"),
        Column("In use", "in_use", YES_NO, "Yes where it is asked now, and where blank", blank=True),
    ),
    checks=(a_place(_MOST, "The first question of a level"), standing("unit", "Asked of")),
)  # fmt: skip


def _settle_answer(row: Row) -> None:
    if row.values.get("template") and not row.values.get("question"):
        row.values["question"] = row.values["template"].question


def _answers_what_is_asked(row: Row) -> None:
    """A new answer is one to the question as it is now, as on screen."""
    check_plan(row.get("plan"), row)
    asked = row.get("template").question
    if not row.is_new and "answer" in row.changed and row.thing.question != asked:
        row.values["question"], row.changed["question"] = asked, (row.thing.question, asked)


ANSWERS = Sheet(
    key="answers",
    title="Answers",
    thing="answer",
    purpose="What each plan answers to the questions of its level.",
    model=PlanSection,
    needs=_PLANS,
    by=("plan", "template"),
    stored=lambda: (
        PlanSection.objects.filter(plan__level__is_private=False)
        .select_related("plan", "template__level")
        .order_by("plan__ref", "template__level__position", "template__position", "template__pk")
    ),
    page=lambda answer: answer.plan,
    settle=_settle_answer,
    columns=(
        Column("Plan", "plan", To("plans"), "Its reference", needed=True, example="SP-HOUSING-26"),
        Column("Question", "template", To("questions"), "The question, or its level and place where several are alike",
               needed=True, example="Departmental service plan, question 1"),
        Column("Answer", "answer", Words(), "What the plan says", example="We see that everybody has a home."),
        Column("Asked as", "question", Words(), "The question as it was when it was answered; as it is where blank"),
    ),
    checks=(at_most(MOST_LETTERS, "answer", "Answer"), _answers_what_is_asked),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (QUESTIONS, ANSWERS)
