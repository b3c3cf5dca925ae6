"""The questions that a plan answers (A5): a core list for all, and those that a council or a directorate adds."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from plans.changes.levels import LevelDetails, create_level, edit_level, ensure_default_levels
from plans.changes.sections import CORE_QUESTIONS, answer_question
from plans.models import Level, PlanSection, SectionTemplate
from plans.queries.new_year import renewals
from plans.queries.sections import sections_of
from tests.factories import LevelFactory, PlanFactory, PlanSectionFactory, QuestionFactory, UnitFactory, sign_in
from tests.factories.indicators import Q2
from tests.pages import page

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
CORE = [question for question, _ in CORE_QUESTIONS]


def address(name, *arguments):
    return reverse(f"plans:{name}", args=arguments)


@pytest.fixture
def level():
    return LevelFactory(name="Service plan", is_reported=True)


@pytest.fixture
def draft(level):
    return PlanFactory(level=level, state="draft", approved_on=None, purpose="Green space for all.")


def asked(level):
    return list(level.questions.order_by("position").values_list("question", flat=True))


def answer(plan, question, words, version=1):
    return answer_question(by=SYSTEM, at=AT, plan=plan, question=question, version=version, answer=words)


# What is asked


def test_levels_that_are_reported_on_ask_the_core_questions_and_no_others_do():
    levels = {each.name: each for each in ensure_default_levels(by=SYSTEM, at=AT)}
    assert asked(levels.pop("Departmental service plan")) == CORE
    assert not any(asked(each) for each in levels.values())
    made = create_level(by=SYSTEM, at=AT, details=LevelDetails(name="Trading plan", is_reported=True))
    assert asked(made) == CORE
    edit_level(by=SYSTEM, at=AT, level=levels["Team plan"], details=LevelDetails(name="Team plan", is_reported=True))
    assert asked(levels["Team plan"]) == CORE


def test_what_a_council_asks_already_is_left_as_it_is(level):
    QuestionFactory(level=level, question="What for?")
    edit_level(by=SYSTEM, at=AT, level=level, details=LevelDetails(name="Plan of a service", is_reported=True))
    assert asked(level) == ["What for?"]


def test_the_migration_asks_the_core_questions_of_levels_that_are_reported_on_and_moves_nothing(draft):
    LevelFactory(name="Team plan")
    LevelFactory(name="EDR", is_private=True, is_reported=True)
    import_module("plans.migrations.0006_questions").ask_core_questions(apps, None)
    assert asked(draft.level) == CORE
    assert set(SectionTemplate.objects.values_list("level", flat=True)) == {draft.level_id}
    draft.refresh_from_db()
    assert draft.purpose == "Green space for all."


def test_a_directorate_asks_its_own_services_alone(draft):
    QuestionFactory(level=draft.level, question="Why?")
    directorate = UnitFactory()
    QuestionFactory(level=draft.level, question="And safety?", unit=directorate)
    assert [each.question for each in sections_of(draft)] == ["Why?"]
    draft.unit.parent = directorate
    draft.unit.save()
    assert [(each.question, each.is_local) for each in sections_of(draft)] == [("Why?", False), ("And safety?", True)]


def test_what_is_asked_no_more_stays_where_it_was_answered(draft):
    kept, gone = (QuestionFactory(level=draft.level, in_use=False) for _ in range(2))
    PlanSectionFactory(plan=draft, template=kept, answer="So it was.")
    assert [each.key for each in sections_of(draft)] == [kept.pk]
    assert gone.pk != kept.pk


def test_an_approved_plan_reads_as_it_was_answered(draft):
    section = PlanSectionFactory(plan=draft, template=QuestionFactory(level=draft.level, question="Why?"))
    QuestionFactory(level=draft.level, question="Asked later?")
    SectionTemplate.objects.filter(pk=section.template_id).update(question="What for?")
    assert [each.question for each in sections_of(draft)] == ["What for?", "Asked later?"]
    draft.state, draft.approved_on = "approved", date(2026, 3, 1)
    assert [each.question for each in sections_of(draft)] == ["Why?"]


def test_a_plan_that_moved_to_another_level_keeps_its_answers(draft):
    section = PlanSectionFactory(plan=draft)
    draft.level = LevelFactory(name="Team plan")
    assert [each.key for each in sections_of(draft)] == [section.template_id]


# Answering


def test_an_answer_is_kept_with_the_question_and_recorded_on_the_plan(draft):
    question = QuestionFactory(level=draft.level, question="Why?")
    answer(draft, question, " For parks. ")
    section = PlanSection.objects.get()
    assert (section.question, section.answer, section.version) == ("Why?", "For parks.", 2)
    event = Event.objects.get()
    assert (event.action, event.page_id, event.changes) == (
        "answered",
        str(draft.pk),
        {"answer": ["", "For parks."]},
    )
    answer(draft, question, "For parks.", version=2)
    assert Event.objects.count() == 1


def test_two_who_answer_at_once_lose_no_word(draft):
    question = QuestionFactory(level=draft.level)
    answer(draft, question, "For parks.")
    with pytest.raises(Conflict) as refused:
        answer(draft, question, "For trees.")
    assert refused.value.stored.answer == "For parks."


def test_what_was_handed_in_is_answered_no_more(draft):
    draft.state = "submitted"
    draft.save()
    with pytest.raises(ChangeRefused, match="The plan was submitted meanwhile"):
        answer(draft, QuestionFactory(level=draft.level), "Late.")


def test_a_new_years_plan_begins_with_what_the_last_one_answered(level):
    from plans.changes.new_year import start_plans

    old = PlanFactory(level=level)
    kept = PlanSectionFactory(plan=old, answer="For parks.")
    PlanSectionFactory(plan=old, template__in_use=False)
    found = [each for each in renewals(Q2.year.next()) if each.plan == old]
    _, written, _ = start_plans(found, on=date(2026, 10, 14), source="new year")
    new = PlanSection.objects.exclude(plan=old).get()
    assert (new.template_id, new.answer, new.version) == (kept.template_id, "For parks.", 1)
    assert written["plans.plansection"] == [new.pk]


# Pages


def test_the_author_sees_the_guidance_and_what_the_plan_said_of_itself_and_of_last_year(draft):
    question = QuestionFactory(level=draft.level, question="Why are we here?", guidance="Whom it serves.")
    PlanSectionFactory(plan=(old := PlanFactory(title="Last year")), template=question, answer="For the old.")
    draft.follows = old
    draft.save()
    client, _ = sign_in(Role.APPROVER, draft.unit)
    text = page(client, address("section-edit", draft.ref, question.pk))
    assert "Whom it serves." in text
    assert "Green space for all.</textarea>" in text
    assert "What Last year answered" in text
    assert "For the old." in text
    client.post(address("section-edit", draft.ref, question.pk), {"version": 1, "answer": "For all."})
    text = page(client, draft.get_absolute_url())
    assert "For all." in text
    assert "Change the answer" in text


def test_the_second_of_two_authors_reads_both_texts(draft):
    question = QuestionFactory(level=draft.level)
    client, _ = sign_in(Role.DATA_OFFICER, draft.unit)
    answer(draft, question, "For parks.")
    sent = client.post(address("section-edit", draft.ref, question.pk), {"version": 1, "answer": "For trees."})
    text = sent.content.decode()
    assert "Somebody else saved this while you had it open" in text
    assert "For parks." in text
    assert "For trees." in text


def test_a_question_of_another_level_is_not_there(draft):
    other = QuestionFactory(level=LevelFactory(name="Team plan"))
    client, _ = sign_in(Role.APPROVER, draft.unit)
    assert client.get(address("section-edit", draft.ref, other.pk)).status_code == 404


def test_the_performance_team_adds_rewords_and_drops_a_question(level):
    client, _ = sign_in(Role.ADMINISTRATOR)
    client.post(address("question-create", level.pk), {"question": "What will we stop?", "guidance": "And how."})
    question = SectionTemplate.objects.get()
    given = {"question": "What do we stop?", "guidance": "And how.", "version": 1}
    client.post(address("question-edit", question.pk), given)
    question.refresh_from_db()
    assert (question.question, question.in_use) == ("What do we stop?", False)
    assert "Asked no more" in page(client, address("level-detail", level.pk))
    again = client.post(address("question-edit", question.pk), given | {"question": "Mine?"}).content.decode()
    assert "Somebody else saved this" in again


def test_nothing_is_asked_of_private_plans():
    level = LevelFactory(name="EDR", is_private=True)
    assert sections_of(PlanFactory(level=level)) == []
    client, _ = sign_in(Role.ADMINISTRATOR)
    sent = client.post(address("question-create", level.pk), {"question": "Why?"}).content.decode()
    assert "The plans of this level are private" in sent
    assert Level.objects.get().questions.count() == 0


def test_whoever_answers_for_a_unit_asks_its_own_plans_and_nobody_elses(draft):
    core = QuestionFactory(level=draft.level, question="Why are we here?")
    director, _ = sign_in(Role.DIRECTOR, draft.unit)
    other = QuestionFactory(level=draft.level, unit=UnitFactory(), question="Theirs?")
    create = address("question-create", draft.level.pk)
    text = page(director, draft.level.get_absolute_url())
    assert "Add a question for the plans of your units" in text
    assert "Change: Why are we here?" not in text
    assert "Select the unit of whose plans it is asked" in director.post(create, {"question": "Ours?"}).content.decode()
    assert director.post(create, {"question": "Ours?", "unit": other.unit_id}).status_code == 200
    assert not SectionTemplate.objects.filter(question="Ours?").exists()
    director.post(create, {"question": "Ours?", "unit": draft.unit_id})
    ours = SectionTemplate.objects.get(question="Ours?")
    assert [each.question for each in sections_of(draft)] == ["Why are we here?", "Ours?"]
    answer(draft, ours, "Because.")
    given = {"question": "Ours?", "unit": draft.unit_id, "version": ours.version}
    director.post(address("question-edit", ours.pk), given)
    ours.refresh_from_db()
    assert not ours.in_use
    assert draft.sections.get().answer == "Because."
    for question in (core, other):
        assert director.get(address("question-edit", question.pk)).status_code == 403
    officer, _ = sign_in(Role.DATA_OFFICER, draft.unit)
    assert officer.get(create).status_code == 403
