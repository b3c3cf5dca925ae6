"""A plan beside the one that it was started from."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from plans.comparison import Aim, Change, compare_aims, compare_answers
from tests.factories import (
    LevelFactory,
    ObjectiveFactory,
    PlanFactory,
    PlanSectionFactory,
    QuestionFactory,
    UnitFactory,
    sign_in,
)
from tests.pages import page

OWNER = "Head of Parks"


def aim(ref, title, kind="Objective", owner=OWNER):
    return Aim(ref, title, kind, owner, f"/{ref}/")


def told(before, now):
    return [(each.change, each.told) for each in compare_aims(before, now)]


def test_an_objective_is_the_same_by_its_title_or_by_its_reference_but_for_the_year():
    before = [aim("P1", "Trees"), aim("P2-26", "Paths"), aim("P3", "Benches")]
    now = [aim("X9", "Trees"), aim("P2-27.2", "Safe paths", owner="Head of Roads"), aim("P4-27", "Ponds", "Outcome")]
    assert told(before, now) == [
        (Change.KEPT, ""),
        (Change.CHANGED, "title, owner"),
        (Change.ADDED, ""),
        (Change.DROPPED, ""),
    ]


def test_each_objective_is_paired_once_and_a_title_goes_before_a_reference():
    before = [aim("P1", "Trees"), aim("P2", "Paths")]
    now = [aim("P1-27", "Paths"), aim("P2-27", "Trees")]
    assert [each.before.title for each in compare_aims(before, now)] == ["Paths", "Trees"]
    assert told(before[:1], [aim("P1-27", "Trees"), aim("P1-27.2", "Trees")])[1][0] is Change.ADDED


def test_answers_stand_beside_each_other_under_every_question_of_either_plan():
    found = compare_answers({"Why?": "A", "Gone?": "B", "Same?": "C"}, {"Why?": "D", "Same?": "C", "New?": "E"})
    assert [(each.question, each.change) for each in found] == [
        ("Why?", Change.CHANGED), ("Same?", Change.KEPT), ("New?", Change.ADDED), ("Gone?", Change.DROPPED),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_plan_is_read_beside_the_one_before_by_who_reads_both():
    level = LevelFactory(name="Service plan", is_reported=True)
    why = QuestionFactory(level=level, question="Why are we here?")
    before = PlanFactory(level=level, title="Parks plan 2026/27", purpose="Green.")
    now = PlanFactory(level=level, title="Parks plan 2027/28", follows=before, state="draft", approved_on=None)
    for plan, answer, title in ((before, "For the old.", "Trees"), (now, "For all.", "Ponds")):
        PlanSectionFactory(plan=plan, template=why, answer=answer)
        ObjectiveFactory(plan=plan, title=title)
    client, _ = sign_in(Role.COUNCILLOR)
    address = reverse("plans:plan-compare", args=[now.ref])
    assert address in page(client, now.get_absolute_url())
    text = page(client, address)
    for words in ("For the old.", "For all.", "Trees", "Ponds", "No longer there", "Green."):
        assert words in text
    assert client.get(reverse("plans:plan-compare", args=[before.ref])).status_code == 404
    now.unit = UnitFactory()
    now.save()
    partner, _ = sign_in(Role.PARTNER, now.unit)
    assert partner.get(now.get_absolute_url()).status_code == 200
    assert partner.get(address).status_code == 404
