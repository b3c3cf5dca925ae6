"""The checklist of a plan, rule by rule (A4, A7, A10; rules.md 20)."""

from dataclasses import replace
from datetime import date

import pytest

from plans.quality import (
    JUDGEMENTS,
    Asked,
    Place,
    Remedy,
    Verdict,
    WrittenObjective,
    WrittenPlan,
    checklist,
    not_achievable,
    not_in_time,
    not_measurable,
    not_relevant,
    not_specific,
)

ENDS = date(2027, 3, 31)
GOOD = WrittenObjective(
    place=Place("P1 Trees", "/p1/"), kind="objective", title="Plant 400 street trees in the four wards with fewest",
    needs_link=True, is_linked=True, basis="", owner="Head of Parks", owner_vacant=False, measures=0, milestones=1,
    first_due_on=date(2026, 12, 1),
)  # fmt: skip
OUTCOME = replace(GOOD, kind="outcome", title="Fewer children breathe bad air at school", measures=1, milestones=0)
PLAN = WrittenPlan(place=Place("Parks plan", "/plan/"), ends_on=ENDS, unanswered=(), objectives=[OUTCOME, GOOD])


def verdicts(plan):
    return {each.key: each.verdict for each in checklist(plan)}


def test_a_good_plan_has_no_finding_and_leaves_the_set_of_measures_to_its_reviewer():
    found = verdicts(PLAN)
    assert {key for key, verdict in found.items() if verdict is Verdict.JUDGEMENT} == {key for key, _ in JUDGEMENTS}
    assert Verdict.FINDING not in found.values()


def test_the_letters_of_fabric_are_all_judged():
    assert "".join(words[0] for _, words in JUDGEMENTS[:6]) == "FABRIC"


def test_a_plan_without_an_outcome_is_told_what_one_is():
    found = next(each for each in checklist(replace(PLAN, objectives=[GOOD])) if each.key == "outcome")
    assert found.verdict is Verdict.FINDING
    assert "so what?" in found.remedies[0].words


def test_each_question_without_an_answer_is_a_finding():
    places = (Place("“Why are we here?”", "/1/"), Place("“How will we know?”", "/2/"))
    found = next(each for each in checklist(replace(PLAN, unanswered=places)) if each.key == "questions")
    assert [each.place for each in found.remedies] == list(places)


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Safe paths", "Say what will be different"),
        ("Improve parks for everybody", "“Improve” says that you will try"),
        ("Improve 12 parks", "Say what will be different"),
        ("Improve the paths of twelve parks for wheelchairs", ""),
        ("Fewer people fall on paths", ""),
    ],
)
def test_a_title_says_what_for_whom_or_where(title, says):
    words = not_specific(replace(GOOD, title=title))
    assert words.startswith(says)
    assert bool(words) is bool(says)


@pytest.mark.parametrize(
    ("kind", "measures", "milestones", "is_met"),
    [
        ("objective", 0, 1, True), ("objective", 1, 0, True), ("objective", 0, 0, False), ("objective", None, 0, False),
        ("objective", None, 2, True), ("outcome", 0, 3, False), ("outcome", 2, 0, True), ("outcome", None, 1, True),
    ],
)  # fmt: skip
def test_an_outcome_needs_a_measure_and_an_objective_a_measure_or_a_milestone(kind, measures, milestones, is_met):
    assert (not not_measurable(replace(GOOD, kind=kind, measures=measures, milestones=milestones))) is is_met


def test_somebody_in_post_answers_for_it():
    assert not_achievable(GOOD) == ""
    assert "Head of Parks" in not_achievable(replace(GOOD, owner_vacant=True))


def test_it_serves_something_above_or_says_why_the_council_does_it():
    alone = replace(GOOD, is_linked=False)
    assert "Say what it contributes to above" in not_relevant(alone)
    for fine in (GOOD, replace(alone, basis="statutory"), replace(alone, needs_link=False)):
        assert not_relevant(fine) == ""


def test_it_is_due_while_the_plan_runs_or_by_its_end_where_it_has_no_step():
    assert not_in_time(GOOD, ENDS) == ""
    assert not_in_time(replace(GOOD, first_due_on=None), ENDS) == ""
    assert not_in_time(replace(GOOD, first_due_on=ENDS), ENDS) == ""
    late = not_in_time(replace(GOOD, first_due_on=date(2027, 4, 1)), ENDS)
    assert late == (
        "Its first milestone is due on 1 April 2027, after the plan ends. Add a step that is due by 31 March 2027."
    )


def test_a_task_is_asked_for_its_owner_and_what_it_serves_alone():
    task = replace(GOOD, kind="task", title="Dig", milestones=0, owner_vacant=True, is_linked=False)
    found = verdicts(replace(PLAN, objectives=[OUTCOME, task]))
    assert {key for key, verdict in found.items() if verdict is Verdict.FINDING} == {"achievable", "relevant"}


def test_what_other_parts_of_the_product_ask_stands_in_the_list():
    asked = Asked(key="risk", words="Looked at for risk", group="Before", wanting=(Remedy(GOOD.place, "Do it."),))
    assert verdicts(replace(PLAN, asked=[asked]))["risk"] is Verdict.FINDING
    assert verdicts(replace(PLAN, asked=[replace(asked, wanting=())]))["risk"] is Verdict.MET
