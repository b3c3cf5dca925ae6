"""What plans are asked and what they answer, by workbook: made, reworded, refused, taken back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import Event
from indicators.models import ImportState
from plans.changes.sections import CORE_QUESTIONS
from plans.models import Plan, PlanSection, SectionTemplate
from tests.factories import LevelFactory, PlanFactory, QuestionFactory, UnitFactory
from tests.factories.plans import PlanSectionFactory
from tests.pmmi.workbook.books import TODAY, applied, planned, problems, row_counts, taken_back, taken_otherwise
from tests.pmmi.workbook.threads import PLAN, SERVICE

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
AREA = {"Name": "Area plan", "Position": "3", "Reported on each quarter": "Yes"}
WHY = {"Level": "Area plan", "Position": "1", "Question": "Why here?", "Guidance": "In three sentences."}
WHO = {"Level": "Area plan", "Position": "2", "Question": "Who decides?", "Asked of": "Exampleshire"}
ANSWER = {"Plan": "AP", "Question": "Why here?", "Answer": "Because people asked for it."}
WHOLE: Mapping[str, Any] = {
    "Levels": [AREA],
    "Plans": [{**SERVICE, "Reference": "AP", "Level": "Area plan"}],
    "Questions": [WHY, WHO],
    "Answers": [ANSWER],
}


def asked(level: str) -> list[tuple[str, int]]:
    found = SectionTemplate.objects.filter(level__name=level).order_by("position", "pk")
    return list(found.values_list("question", "position"))


def test_a_new_level_is_asked_what_the_workbook_says_and_else_the_core_questions(stored: Actor) -> None:
    batch = applied(stored, WHOLE)
    assert batch.state == ImportState.APPLIED, batch.reason
    assert asked("Area plan") == [("Why here?", 1), ("Who decides?", 2)]
    assert [question for question, _ in asked("Service plan")] == [question for question, _ in CORE_QUESTIONS]
    answer = PlanSection.objects.get()
    assert (answer.plan.ref, answer.template.question, answer.question, answer.answer) == (
        "AP", "Why here?", "Why here?", "Because people asked for it.",
    )  # fmt: skip
    assert SectionTemplate.objects.get(question="Who decides?").unit.name == "Exampleshire"
    event = Event.objects.get(action="imported", thing_type="plans.plansection")
    assert (event.page_type, event.page_id) == ("plans.plan", str(answer.plan.pk))
    assert planned(WHOLE).counts == {"new": 0, "changed": 0, "unchanged": 5, "refused": 0}


def test_a_question_is_reworded_at_its_place_and_answers_keep_it_as_it_was(stored: Actor) -> None:
    applied(stored, WHOLE)
    batch = applied(stored, {"Questions": [{**WHY, "Question": "Why at all?", "In use": "No"}]})
    assert batch.summary["counts"] == {"new": 0, "changed": 1, "unchanged": 0, "refused": 0}
    question = SectionTemplate.objects.get(question="Why at all?")
    assert (question.in_use, question.version) == (False, 2)
    assert PlanSection.objects.get().question == "Why here?"
    again = {**ANSWER, "Question": "Area plan, question 1", "Answer": "It is ours.", "Asked as": "Why here?"}
    changed = applied(stored, {"Answers": [again]})
    answer = PlanSection.objects.get()
    assert (answer.answer, answer.question, answer.version) == ("It is ours.", "Why at all?", 2)
    for each in (changed, batch):
        assert taken_back(stored, each).state == ImportState.UNDONE, each.reason
    answer.refresh_from_db()
    assert (answer.answer, answer.question, asked("Area plan")[0]) == (ANSWER["Answer"], "Why here?", ("Why here?", 1))


def test_questions_that_are_alike_are_told_apart_by_level_and_place(stored: Actor) -> None:
    applied(stored, WHOLE)
    applied(stored, {"Questions": [{**WHY, "Level": "Service plan", "Position": "6"}]})
    (problem,) = problems({"Answers": [ANSWER]})
    assert "Write “Area plan, question 1” or “Service plan, question 6”" in problem


def test_taken_back_they_leave_nothing_behind(stored: Actor) -> None:
    before = row_counts()
    batch = taken_back(stored, applied(stored, WHOLE))
    assert (batch.state, row_counts()) == (ImportState.UNDONE, before), batch.reason


def test_nothing_of_a_private_plan_is_on_them(stored: Actor) -> None:
    plan = PlanFactory(level=LevelFactory(name="Individual plan", is_private=True, position=9), ref="EDR-1")
    PlanSectionFactory(plan=plan, template=QuestionFactory(level=plan.level, question="What hurts?"))
    assert "no question of that name" in problems({"Answers": [{**ANSWER, "Plan": "SP", "Question": "What hurts?"}]})[0]
    assert "no plan of that name" in problems({"Answers": [{**ANSWER, "Plan": "EDR-1"}]})[0]


BAD: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "a question of no level": (
        {"Questions": [{**WHY, "Level": "Parish plan"}]},
        "Questions, cell A2 (Level) says “Parish plan”, and there is no level of that name.",
    ),
    "a place below the first": (
        {"Questions": [{**WHY, "Level": "Service plan", "Position": "0"}]},
        "Questions, cell B2 (Position) is no place from 1 to 999. The first question of a level has 1.",
    ),
    "no words": (
        {"Questions": [{**WHY, "Level": "Service plan", "Question": ""}]},
        "Questions, cell C2 (Question) is blank. Fill it in.",
    ),
    "asked of a unit that has ended": (
        {"Questions": [{**WHY, "Level": "Service plan", "Position": "6", "Asked of": "Closed"}]},
        "Questions, cell E2 (Asked of) has ended. Choose one that still stands.",
    ),
    "an answer to nothing": (
        {"Answers": [{**ANSWER, "Plan": "SP"}]},
        "Answers, cell B2 (Question) says “Why here?”, and there is no question of that name.",
    ),
    "an answer of no plan": (
        {"Answers": [{**ANSWER, "Plan": "NO", "Question": CORE_QUESTIONS[0][0]}]},
        "Answers, cell A2 (Plan) says “NO”, and there is no plan of that name.",
    ),
    "an answer twice": (
        {"Answers": [{**ANSWER, "Plan": "SP", "Question": CORE_QUESTIONS[0][0]}] * 2},
        "Answers, cell A3 (Plan) is the same answer as row 2. Keep one of them.",
    ),
    "an answer that is too long": (
        {"Answers": [{**ANSWER, "Plan": "SP", "Question": CORE_QUESTIONS[0][0], "Answer": "x" * 10_001}]},
        "Answers, cell C2 (Answer) has 10,001 characters. Write at most 10,000.",
    ),
}


def test_what_cannot_be_is_refused_at_its_cell_and_nothing_is_written(stored: Actor) -> None:
    UnitFactory(name="Closed", ends_on=date(2026, 1, 1))
    before = row_counts()
    assert taken_otherwise(BAD) == {}
    assert row_counts() == before


def test_the_answers_of_a_plan_that_is_closed_stay(stored: Actor) -> None:
    Plan.objects.filter(ref="SP").update(state="closed", approved_on=TODAY)
    row = {**ANSWER, "Plan": "SP", "Question": CORE_QUESTIONS[0][0]}
    assert problems({"Answers": [row]})[0].startswith("Answers, cell A2 (Plan) changes a plan that is closed.")
    brought = {"Plans": [{**PLAN, "Reference": "OLD", "Level": "Service plan", "State": "Closed"}]}
    assert problems({**brought, "Answers": [{**row, "Plan": "OLD"}]}) == []
