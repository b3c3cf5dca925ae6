"""How risks stand, and who may know of them."""

from datetime import date

import pytest
from django.http import Http404

from accounts.actors import SYSTEM, actor_for
from accounts.audit import record
from accounts.queries.history import audit_trail
from accounts.roles import Role
from risks.models import Risk
from risks.permissions import check_edit, check_known, may_edit
from risks.queries.risks import counts_of, find_risks, finding, registers_within, risk_row, risk_rows
from risks.queries.threats import read_threats
from risks.rules.scoring import Counts
from tests.factories import AppointmentFactory, ObjectiveFactory, PlanFactory, PostFactory, UnitFactory
from tests.factories.risks import ControlFactory, MatrixFactory, RegisterFactory, RiskFactory, assess
from tests.risks.test_changes import AT

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 28)
EXEMPT = {"is_exempt": True, "exempt_paragraph": 3, "exempt_reason": "It names a firm."}
OPENED = {Role.ADMINISTRATOR, Role.AUDITOR, Role.DIRECTOR, Role.APPROVER, Role.PARTNER}


def holder(role, unit):
    post = PostFactory(role=role.value, unit=unit)
    return actor_for(AppointmentFactory(post=post).user, today=TODAY)


def test_the_highest_stands_first_and_what_is_not_assessed_last():
    for ref, place in (("B", (3, 3)), ("A", (5, 5)), ("D", (1, 5))):
        RiskFactory(ref=ref, scores={"current": place})
    RiskFactory(ref="C", scores={})
    rows = risk_rows(Risk.objects.select_related("register", "owner"), today=TODAY)
    assert [row.ref for row in rows] == ["A", "B", "D", "C"]
    assert rows[-1].moved_words == "Not assessed"
    assert counts_of(rows) == Counts(whole=4, rated=3, above_appetite=1, risen=0, waiting=0)


def test_movement_is_told_with_its_day():
    risk = RiskFactory(scores={"current": (3, 3)})
    assert risk_row(risk, today=TODAY).moved_words == "New"
    assess(risk, "current", 4, 4, on=date(2026, 10, 1))
    assert risk_row(risk, today=TODAY).moved_words == "Risen since 1 July 2026"


def test_a_risk_stands_on_a_day_as_it_was_assessed_until_then():
    risk = RiskFactory(scores={"current": (3, 3)}, closed_on=date(2026, 10, 20), closed_why="Over.")
    assess(risk, "current", 4, 4, on=date(2026, 10, 1))
    MatrixFactory(number=2, adopted_on=date(2026, 10, 10))
    then, now = (risk_row(risk, today=day) for day in (date(2026, 9, 30), TODAY))
    assert (then.scores.current.value, then.moved_words, then.waits, then.is_open) == (9, "New", False, True)
    assert (now.scores.current.value, now.moved_words, now.waits, now.is_open) == (
        16, "Risen since 1 July 2026", True, False,
    )  # fmt: skip


def test_warnings_are_told_of_what_is_stored():
    closed = ObjectiveFactory(plan=PlanFactory(state="closed"))
    risk = RiskFactory(review_on=date(2026, 10, 27), threatens=[closed])
    labels = [each.label for each in risk_row(risk, today=TODAY).warned]
    assert labels == ["Current below inherent without a control", "Review overdue", "No objective threatened"]
    ControlFactory(risk=risk)
    risk.objectives.add(ObjectiveFactory())
    assert [each.label for each in risk_row(risk, today=TODAY).warned] == ["Review overdue"]
    assess(risk, "target", 5, 5, on=TODAY)
    assert [each.label for each in risk_row(risk, today=TODAY).warned] == ["Target above current", "Review overdue"]


def test_a_control_that_is_not_in_place_holds_nothing_down():
    risk = RiskFactory()
    ControlFactory(risk=risk, is_in_place=False)
    assert [each.label for each in risk_row(risk, today=TODAY).warned] == ["Current below inherent without a control"]


@pytest.mark.parametrize("role", list(Role))
def test_an_exempt_risk_is_known_to_those_whose_post_reads_it(role):
    unit = UnitFactory()
    risk = RiskFactory(register__unit=unit, **EXEMPT)
    actor = holder(role, unit)
    assert Risk.objects.visible_to(actor).filter(pk=risk.pk).exists() is (role in OPENED)
    if role in OPENED:
        check_known(actor, risk)
    else:
        with pytest.raises(Http404):
            check_known(actor, risk)


def test_an_exempt_risk_of_another_unit_is_not_known_by_a_head_of_service():
    risk = RiskFactory(**EXEMPT)
    actor = holder(Role.APPROVER, UnitFactory())
    assert not Risk.objects.visible_to(actor).exists()
    with pytest.raises(Http404):
        check_known(actor, risk)


def test_the_owner_knows_of_an_exempt_risk_and_may_change_it():
    post = PostFactory(role=Role.EMPLOYEE.value)
    risk = RiskFactory(owner=post, **EXEMPT)
    actor = actor_for(AppointmentFactory(post=post, is_deputy=True).user, today=TODAY)
    check_known(actor, risk)
    assert Risk.objects.visible_to(actor).get() == risk
    assert may_edit(actor, risk)
    assert check_edit(actor, risk).on_behalf_of == post


def test_events_of_an_exempt_risk_are_not_in_the_trail_of_who_may_not_know_of_it():
    risk, open_one = RiskFactory(**EXEMPT), RiskFactory()
    for each in (risk, open_one):
        record(by=SYSTEM, at=AT, action="raised", thing=each)
    outside = holder(Role.EMPLOYEE, UnitFactory())
    assert [each.page_id for each in audit_trail(reader=outside)] == [str(open_one.pk)]
    auditor = holder(Role.AUDITOR, UnitFactory())
    assert len(audit_trail(reader=auditor)) == 2


def test_a_partner_knows_of_its_own_risks_alone():
    unit = UnitFactory(kind="partner")
    own, other = RiskFactory(register__unit=unit), RiskFactory()
    actor = holder(Role.PARTNER, unit)
    assert list(Risk.objects.visible_to(actor)) == [own]
    assert may_edit(actor, own)
    assert not may_edit(actor, other)


def test_risks_are_found_by_words_register_level_unit_and_state():
    actor = holder(Role.COUNCILLOR, UnitFactory())
    flood = RiskFactory(title="Flood on the Wey", register__level="corporate")
    closed = RiskFactory(closed_on=TODAY, closed_why="Over.")
    RiskFactory()
    assert list(find_risks(actor=actor, words="wey")) == [flood]
    assert list(find_risks(actor=actor, register_id=flood.register_id)) == [flood]
    assert list(find_risks(actor=actor, level="corporate")) == [flood]
    assert list(find_risks(actor=actor, unit_id=flood.register.unit_id)) == [flood]
    assert list(find_risks(actor=actor, state="closed")) == [closed]
    assert find_risks(actor=actor, state="all").count() == 3
    assert find_risks(actor=actor).count() == 2


def test_risks_of_objectives_are_those_that_stand_and_are_known():
    actor = holder(Role.COUNCILLOR, UnitFactory())
    first, second = ObjectiveFactory(), ObjectiveFactory()
    both = RiskFactory(threatens=[first, second])
    RiskFactory(threatens=[first], closed_on=TODAY, closed_why="Over.")
    RiskFactory(threatens=[first], **EXEMPT)
    threats = read_threats(actor, today=TODAY)
    assert [row.ref for row in threats.against([first.pk])] == [both.ref]
    assert [row.ref for row in threats.against([first.pk, second.pk])] == [both.ref]


def test_registers_stand_from_the_council_down():
    for level in ("service", "partnership", "corporate", "directorate"):
        RegisterFactory(level=level, name=f"The {level} register")
    names = [each.level for each in registers_within(None)]
    assert names == ["corporate", "directorate", "service", "partnership"]
    assert registers_within(frozenset()) == []


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(0, 0, 0, 0, 0), "No risk is on record."),
        (Counts(2, 2, 0, 0, 0), "None of 2 risks stands above appetite."),
        (Counts(9, 9, 1, 0, 0), "1 of 9 risks stands above appetite."),
        (Counts(10, 9, 4, 1, 0), "4 of 9 risks stand above appetite. One has risen."),
        (Counts(10, 9, 4, 2, 0), "4 of 9 risks stand above appetite. 2 have risen."),
    ],
)
def test_the_finding_says_how_a_register_stands(counts, said):
    assert finding(counts) == said


def test_rows_take_the_same_statements_however_many(django_assert_num_queries):
    RiskFactory.create_batch(2)
    with django_assert_num_queries(3):
        risk_rows(Risk.objects.select_related("register", "owner"), today=TODAY)
    RiskFactory.create_batch(20)
    with django_assert_num_queries(3):
        risk_rows(Risk.objects.select_related("register", "owner"), today=TODAY)
