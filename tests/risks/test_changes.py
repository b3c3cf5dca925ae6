"""Changes to matrices, registers, risks, controls and actions: audited, and refused in plain words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import Event
from foundation.refusals import ChangeRefused, Conflict
from plans.changes.actions import ActionDetails
from risks.changes import controls, matrices, risks
from risks.changes.controls import ControlDetails
from risks.changes.risks import Rated, RiskDetails, Scoring
from risks.models import Assessment, Clearance, Control, Matrix, Mitigation, Register, Risk
from risks.queries.risks import assessments_of, history_of_scores, risk_row, unassessed
from risks.rules.matrix import Place
from risks.rules.shipped import SHIPPED
from tests.factories import LevelFactory, ObjectiveFactory, PlanFactory, PostFactory, UnitFactory, UserFactory
from tests.factories.risks import (
    ClearanceFactory,
    ControlFactory,
    MatrixFactory,
    MitigationFactory,
    RegisterFactory,
    RiskFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 28, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 28)
FOUR, TOLERANCE = SHIPPED["4x4"][1], SHIPPED["5x5-tolerance"][1]


@pytest.fixture
def by():
    return Actor(user=UserFactory(name="Ann Lee"))


def scoring(current=(3, 4), target=(2, 3), inherent=(4, 4), **changes):
    def rated(place, why):
        return Rated(Place(*place), why)

    return Scoring(
        inherent=rated(inherent, "Before."), current=rated(current, "Now."), target=rated(target, "Later."),
        **{"assessed_on": TODAY, "review_on": date(2027, 1, 31), **changes},
    )  # fmt: skip


def details(**changes):
    made = {"register": RegisterFactory, "owner": PostFactory}
    given = {name: changes[name] if name in changes else make() for name, make in made.items()}
    values = {
        "ref": "R-1", "title": "Care market fails", "cause": "Prices.", "event": "A home closes.",
        "effect": "Nobody is cared for.", **given, **changes,
    }  # fmt: skip
    if "objectives" not in values:
        values["objectives"] = [ObjectiveFactory()]
    return RiskDetails(**values)


def details_of(risk, **changes):
    values = {name: getattr(risk, name) for name in RiskDetails.__slots__ if name != "objectives"}
    return RiskDetails(**{**values, "objectives": list(risk.objectives.all()), **changes})


def actions_of(thing):
    return [
        (each.thing_type, each.action)
        for each in Event.objects.filter(page_type=thing._meta.label_lower, page_id=str(thing.pk)).order_by("pk")
    ]


# The matrix


def test_a_matrix_is_a_version_and_its_change_needs_a_reason(by):
    first = matrices.adopt_matrix(by=by, at=AT, name="4 by 4", grid=FOUR)
    assert (first.number, first.painted, first.adopted_on) == (1, FOUR, TODAY)
    with pytest.raises(ChangeRefused, match="Enter why the matrix changes"):
        matrices.adopt_matrix(by=by, at=AT, name="5 by 5", grid=TOLERANCE)
    second = matrices.adopt_matrix(by=by, at=AT, name="5 by 5", grid=TOLERANCE, why="Cabinet set a tolerance.")
    assert (second.number, Matrix.objects.get(pk=first.pk).painted) == (2, FOUR)
    with pytest.raises(ChangeRefused, match="stands already"):
        matrices.adopt_matrix(by=by, at=AT, name="The same", grid=TOLERANCE, why="Again.")


def test_a_matrix_with_a_fault_is_refused_in_words_and_not_written(by):
    with pytest.raises(ChangeRefused, match="nothing would be within it"):
        matrices.adopt_matrix(by=by, at=AT, name="All red", grid=replace(FOUR, appetite="L"))
    assert not Matrix.objects.exists()


def test_a_new_matrix_changes_no_band_of_an_old_assessment_and_asks_for_a_new_one(by):
    risk = RiskFactory(scores={"inherent": (5, 5), "current": (4, 5), "target": (3, 3)})
    before = [(each.kind, each.score) for each in history_of_scores(assessments_of(risk.pk))]
    row = risk_row(risk, today=TODAY)
    assert (row.scores.current.said, row.waits) == ("20, High", False)
    matrices.adopt_matrix(by=by, at=AT, name="With tolerance", grid=TOLERANCE, why="Cabinet set a tolerance.")
    assert [(each.kind, each.score) for each in history_of_scores(assessments_of(risk.pk))] == before
    row = risk_row(risk, today=TODAY)
    assert (row.scores.current.said, row.waits) == ("20, High", True)
    risks.assess_risk(by=by, at=AT, risk=risk, version=1, scoring=scoring((4, 5), (3, 3), (5, 5)))
    row = risk_row(risk, today=TODAY)
    assert (row.scores.current.said, row.waits, row.moved) == ("20, Beyond tolerance", False, "other_matrix")
    assert [(each.kind, each.score) for each in history_of_scores(assessments_of(risk.pk))][3:] == before


# Registers


def test_a_register_is_made_and_changed(by):
    unit = UnitFactory()
    given = matrices.RegisterDetails(level="corporate", name="Corporate register", unit=unit)
    register = matrices.create_register(by=by, at=AT, details=given)
    renamed = replace(given, name="Strategic register")
    matrices.edit_register(by=by, at=AT, register=register, version=1, details=renamed)
    assert Register.objects.get().name == "Strategic register"
    assert [action for _, action in actions_of(register)] == ["created", "changed"]
    with pytest.raises(Conflict):
        matrices.edit_register(by=by, at=AT, register=register, version=1, details=given)


# Risks


def test_a_risk_is_raised_with_its_first_scores(by):
    MatrixFactory()
    given = details()
    risk = risks.raise_risk(by=by, at=AT, details=given, scoring=scoring())
    row = risk_row(risk, today=TODAY)
    assert [each.said for each in (row.scores.inherent, row.scores.current, row.scores.target)] == [
        "16, High", "12, Medium", "6, Medium",
    ]  # fmt: skip
    assert list(risk.objectives.all()) == list(given.objectives)
    assert actions_of(risk) == [("risks.risk", "raised"), ("risks.risk", "assessed")]


@pytest.mark.parametrize(
    ("changed", "scored", "said"),
    [
        ({"objectives": []}, {}, "Choose at least one objective that the risk threatens."),
        (
            {"is_exempt": True},
            {},
            "Enter the paragraph of Schedule 12A and why the risk is exempt.",
        ),
        ({}, {"assessed_on": TODAY + timedelta(days=1)}, "still to come"),
        ({}, {"review_on": TODAY}, "The review must come after the assessment. Check both dates."),
        ({}, {"current": (6, 1)}, "Choose likelihood and impact again."),
    ],
)
def test_a_risk_that_cannot_be_is_refused_and_nothing_is_written(by, changed, scored, said):
    MatrixFactory()
    with pytest.raises(ChangeRefused, match=said):
        risks.raise_risk(by=by, at=AT, details=details(**changed), scoring=scoring(**scored))
    assert (Risk.objects.count(), Assessment.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_without_a_matrix_no_risk_is_raised(by):
    with pytest.raises(ChangeRefused, match="no risk matrix yet"):
        risks.raise_risk(by=by, at=AT, details=details(), scoring=scoring())


def test_an_objective_of_a_private_plan_is_named_in_no_register(by):
    MatrixFactory()
    private = ObjectiveFactory(plan=PlanFactory(level=LevelFactory(name="EDR", is_private=True)))
    with pytest.raises(ChangeRefused, match="private plan"):
        risks.raise_risk(by=by, at=AT, details=details(objectives=[private]), scoring=scoring())


def test_a_risk_that_is_raised_takes_the_place_of_no_significant_risk(by):
    MatrixFactory()
    clearance = ClearanceFactory()
    risks.raise_risk(by=by, at=AT, details=details(objectives=[clearance.objective]), scoring=scoring())
    assert not Clearance.objects.exists()


def test_a_risk_moves_to_another_register_with_a_reason_only(by):
    risk, corporate = RiskFactory(), RegisterFactory(level="corporate")
    moved = details_of(risk, register=corporate)
    with pytest.raises(ChangeRefused, match="Enter why the risk moves"):
        risks.edit_risk(by=by, at=AT, risk=risk, version=1, details=moved)
    risks.edit_risk(by=by, at=AT, risk=risk, version=1, details=moved, why="Beyond what the service can bear.")
    event = Event.objects.get()
    assert (event.changes["register"][1], event.why) == (corporate.name, "Beyond what the service can bear.")


def test_a_change_of_objectives_alone_is_a_change(by):
    risk, other = RiskFactory(), ObjectiveFactory()
    risks.edit_risk(by=by, at=AT, risk=risk, version=1, details=details_of(risk, objectives=[other]))
    assert list(risk.objectives.all()) == [other]
    assert list(Event.objects.get().changes) == ["objectives"]
    risks.edit_risk(by=by, at=AT, risk=risk, version=2, details=details_of(risk, objectives=[other]))
    assert Event.objects.count() == 1


def test_who_saves_second_is_told_and_overwrites_nothing(by):
    risk = RiskFactory()
    risks.edit_risk(by=by, at=AT, risk=risk, version=1, details=details_of(risk, title="First"))
    with pytest.raises(Conflict):
        risks.edit_risk(by=by, at=AT, risk=risk, version=1, details=details_of(risk, title="Second"))
    with pytest.raises(Conflict):
        risks.assess_risk(by=by, at=AT, risk=risk, version=1, scoring=scoring())
    assert Risk.objects.get().title == "First"


def test_an_assessment_keeps_those_before_it_and_writes_what_changed(by):
    risk = RiskFactory(scores={"inherent": (4, 4), "current": (3, 4), "target": (2, 3)})
    before = scoring((4, 4), (2, 3), (4, 4))
    kept = replace(before, inherent=Rated(Place(4, 4), "Why inherent."), target=Rated(Place(2, 3), "Why target."))
    risks.assess_risk(by=by, at=AT, risk=risk, version=1, scoring=kept)
    assert sorted(each.kind for each in risk.assessments.all()) == ["current", "current", "inherent", "target"]
    row = risk_row(Risk.objects.get(), today=TODAY)
    assert (row.moved_words, row.review_on) == ("Risen since 1 July 2026", date(2027, 1, 31))


def test_an_assessment_does_not_go_back_in_time(by):
    risk = RiskFactory()
    with pytest.raises(ChangeRefused, match="The last assessment was made on 1 July 2026"):
        risks.assess_risk(by=by, at=AT, risk=risk, version=1, scoring=scoring(assessed_on=date(2026, 6, 30)))


def test_a_closed_risk_changes_no_more_until_it_is_reopened(by):
    risk = RiskFactory()
    with pytest.raises(ChangeRefused, match="Enter why the risk is closed"):
        risks.close_risk(by=by, at=AT, risk=risk, version=1, why=" ")
    risks.close_risk(by=by, at=AT, risk=risk, version=1, why="The contract ended.")
    with pytest.raises(ChangeRefused, match=r"was closed on 28 October 2026\. Reopen it first"):
        risks.assess_risk(by=by, at=AT, risk=risk, version=2, scoring=scoring())
    with pytest.raises(ChangeRefused, match="Reopen it first"):
        controls.add_control(
            by=by, at=AT, risk=Risk.objects.get(), details=ControlDetails(text="Watch it", owner=PostFactory())
        )
    with pytest.raises(ChangeRefused, match="Enter why the risk is reopened"):
        risks.reopen_risk(by=by, at=AT, risk=risk, version=2, why="")
    risks.reopen_risk(by=by, at=AT, risk=risk, version=2, why="It did not end.")
    assert Risk.objects.get().closed_on is None
    with pytest.raises(ChangeRefused, match="stands already"):
        risks.reopen_risk(by=by, at=AT, risk=risk, version=3, why="Again.")


def test_no_significant_risk_is_recorded_for_an_objective_without_one(by):
    threatened, calm, not_looked_at = ObjectiveFactory(), ObjectiveFactory(), ObjectiveFactory()
    RiskFactory(threatens=[threatened])
    with pytest.raises(ChangeRefused, match="A risk is recorded against this objective"):
        risks.clear_objective(by=by, at=AT, objective=threatened, why="Nothing.")
    with pytest.raises(ChangeRefused, match="Enter why there is no significant risk"):
        risks.clear_objective(by=by, at=AT, objective=calm, why=" ")
    risks.clear_objective(by=by, at=AT, objective=calm, why="Looked at with the team.")
    assert unassessed([threatened, calm, not_looked_at]) == [not_looked_at]
    assert actions_of(calm) == [("plans.objective", "recorded no significant risk for")]


# Controls and actions


def test_a_control_has_an_owner(by):
    risk = RiskFactory()
    with pytest.raises(ChangeRefused, match="Select the post that keeps the control"):
        controls.add_control(by=by, at=AT, risk=risk, details=ControlDetails(text="Watch it", owner=None))
    assert not Control.objects.exists()


def test_a_control_is_checked(by):
    control = ControlFactory()
    given = ControlDetails(text=control.text, owner=control.owner, checked_on=TODAY, found="It works.")
    controls.edit_control(by=by, at=AT, control=control, version=1, details=given)
    assert Control.objects.get().checked_on == TODAY
    assert actions_of(control.risk) == [("risks.control", "changed")]
    late = replace(given, checked_on=TODAY + timedelta(days=1))
    with pytest.raises(ChangeRefused, match="still to come"):
        controls.edit_control(by=by, at=AT, control=control, version=2, details=late)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"due_on": date(2026, 3, 31)}, "due before it starts"),
        ({"percent_complete": 100}, "what is 100% done is complete"),
        ({"state": "complete", "percent_complete": 80}, "What is complete is 100% done"),
        ({"percent_complete": 10}, "It is not started"),
        ({"state": "on_hold"}, "Enter why it is on hold"),
    ],
)
def test_an_action_that_cannot_be_is_refused(by, changes, said):
    risk = RiskFactory()
    given = ActionDetails(
        title="Hire", owner=PostFactory(), **{"starts_on": date(2026, 4, 1), "due_on": date(2026, 12, 1), **changes}
    )
    with pytest.raises(ChangeRefused, match=said):
        controls.add_mitigation(by=by, at=AT, risk=risk, details=given)
    assert not Mitigation.objects.exists()


def test_a_new_due_date_keeps_the_first_one(by):
    action = MitigationFactory(due_on=date(2026, 12, 31))
    given = ActionDetails(title=action.title, owner=action.owner, starts_on=action.starts_on, due_on=date(2027, 3, 31))
    controls.edit_mitigation(by=by, at=AT, mitigation=action, version=1, details=given)
    stored = Mitigation.objects.get()
    assert (stored.first_due_on, stored.due_on) == (date(2026, 12, 31), date(2027, 3, 31))
    with pytest.raises(Conflict):
        controls.edit_mitigation(by=by, at=AT, mitigation=action, version=1, details=replace(given, title="Other"))


# What can never be stored


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: RiskFactory(is_exempt=True),
        lambda: RiskFactory(is_exempt=True, exempt_paragraph=8, exempt_reason="Why."),
        lambda: RiskFactory(closed_on=TODAY),
        lambda: MitigationFactory(starts_on=date(2027, 1, 1)),
        lambda: MitigationFactory(state="complete"),
        lambda: MitigationFactory(state="cancelled"),
    ],
)
def test_the_database_refuses(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong()
