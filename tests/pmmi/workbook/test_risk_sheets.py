"""Risks by workbook: made, corrected, refused, taken back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import Event, Notice
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from indicators.models import ImportState
from pmmi.workbook.filling import workbook_xlsx, workbook_zip
from pmmi.workbook.sheets import SHEETS
from pmmi.workbook.sheets.risks import MATRICES
from risks.models import Assessment, Clearance, Control, Matrix, Mitigation, Register, Risk
from risks.rules.matrix import grid_to_json
from risks.rules.shipped import SHIPPED
from tests.factories import LevelFactory, ObjectiveFactory, PostFactory, UnitFactory, sign_in
from tests.factories.risks import (
    ClearanceFactory,
    ControlFactory,
    MatrixFactory,
    MitigationFactory,
    RegisterFactory,
    RiskFactory,
    assess,
)
from tests.pmmi.workbook.books import (
    AT,
    TODAY,
    applied,
    kept,
    planned,
    problems,
    row_counts,
    taken_back,
    taken_otherwise,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


def painted(key: str) -> str:
    """A shipped matrix as a cell has it."""
    column = MATRICES.by_heading["Matrix"]
    return str(column.kind.written(grid_to_json(SHIPPED[key][1]), None))  # type: ignore[arg-type]


REGISTER = {"Register": "Waste risks", "Level": "Service", "Unit": "Exampleshire"}
MATRIX = {"Version": "1", "Name": "4 by 4", "Matrix": painted("4x4")}
RISK = {
    "Register": "Waste risks", "Reference": "R1", "Title": "No drivers", "What may cause it": "Pay.",
    "What may happen": "They leave.", "What would follow": "Bins stay full.", "Owner": "Head", "Objectives": "SP1",
    "Raised on": "1 October 2026", "To be reviewed by": "1 March 2027",
}  # fmt: skip
SCORE = {
    "Risk": "R1", "Score": "Current", "Assessed on": "1 October 2026", "Likelihood": "3", "Impact": "4",
    "Why": "Two left.",
}  # fmt: skip
TARGET = {**SCORE, "Score": "Target", "Likelihood": "2"}
CONTROL = {"Risk": "R1", "Control": "Pay is compared each year", "Owner": "Head", "Last checked on": "1 October 2026"}
ACTION = {
    "Risk": "R1", "Action": "Train ten more", "Owner": "Head", "Work starts on": "1 October 2026",
    "Due on": "1 February 2027",
}  # fmt: skip
CLEAR = {"Objective": "SP2", "Recorded on": "1 October 2026", "Why": "Looked at."}
WHOLE: Mapping[str, Any] = {
    "Risk registers": (REGISTER,),
    "Risk matrices": (MATRIX,),
    "No significant risk": (CLEAR,),
    "Risks": (RISK,),
    "Risk scores": (SCORE, TARGET),
    "Controls": (CONTROL,),
    "Risk actions": (ACTION,),
}


@pytest.fixture
def by() -> Actor:
    actor = sign_in(Role.ADMINISTRATOR, UnitFactory(name="Exampleshire", kind="council"))[1]
    PostFactory(title="Head")
    ObjectiveFactory(ref="SP1")
    ObjectiveFactory(ref="SP2")
    return actor


@pytest.fixture
def stored(by: Actor) -> Actor:
    return kept(by, WHOLE)


def test_risks_are_made_as_the_screens_make_them(stored: Actor) -> None:
    risk = Risk.objects.get()
    assert (risk.register.name, risk.raised_on, risk.review_on) == ("Waste risks", date(2026, 10, 1), date(2027, 3, 1))
    assert [each.ref for each in risk.objectives.all()] == ["SP1"]
    matrix = Matrix.objects.get()
    assert (matrix.grid, matrix.adopted_on) == (grid_to_json(SHIPPED["4x4"][1]), TODAY)
    assert list(risk.assessments.order_by("kind").values_list("kind", "likelihood", "impact", "matrix")) == [
        ("current", 3, 4, matrix.pk),
        ("target", 2, 4, matrix.pk),
    ]
    assert Control.objects.get().is_in_place
    assert Mitigation.objects.get().first_due_on == date(2027, 2, 1)
    assert Clearance.objects.get().objective.ref == "SP2"
    assert not Notice.objects.exists()
    event = Event.objects.get(action="imported", thing_type="risks.control")
    assert (event.page_type, event.page_id) == ("risks.risk", str(risk.pk))
    assert planned(WHOLE).counts == {"new": 0, "changed": 0, "unchanged": 8, "refused": 0}


@pytest.mark.parametrize("is_xlsx", [True, False])
def test_what_is_stored_comes_out_and_in_unchanged(stored: Actor, is_xlsx: bool) -> None:
    risk = RiskFactory(closed_on=TODAY, closed_why="Over.\r\nAt last.", scores={"current": (1, 1), "target": (4, 4)})
    assess(risk, "current", 2, 2)  # a second time that day
    ControlFactory(risk=risk, text="Twice")
    ControlFactory(risk=risk, text="Twice")
    MitigationFactory(risk=risk)
    content = workbook_xlsx(SHEETS, at=AT, is_filled=True) if is_xlsx else workbook_zip(SHEETS, is_filled=True)
    plan = planned(content, "w.xlsx" if is_xlsx else "w.zip")
    assert (plan.counts["new"], plan.counts["changed"], plan.counts["refused"]) == (0, 0, 0)
    counts = {name: plan.sheets[name]["unchanged"] for name in ("Risk scores", "Controls", "Risk actions")}
    assert counts == {"Risk scores": 5, "Controls": 3, "Risk actions": 2}


def test_a_change_is_written_and_recorded(stored: Actor) -> None:
    applied(stored, {"Risks": [{**RISK, "Title": "Too few drivers", "Objectives": "SP1; SP2"}]})
    risk = Risk.objects.get()
    assert (risk.title, risk.version, risk.objectives.count()) == ("Too few drivers", 2, 2)
    event = Event.objects.get(action="changed", thing_type="risks.risk")
    assert event.changes == {"title": ["No drivers", "Too few drivers"], "objectives": ["SP1", "SP1; SP2"]}
    applied(stored, {"Controls": [{**CONTROL, "In place": "No"}]})
    assert not Control.objects.get().is_in_place


def test_what_is_threatened_is_no_longer_without_risk_until_that_is_taken_back(stored: Actor) -> None:
    clearance = Clearance.objects.get()
    batch = applied(
        stored, {"Risks": [{**RISK, "Objectives": "SP2"}, {**RISK, "Reference": "R2", "Objectives": "SP2"}]}
    )
    assert (batch.state, Clearance.objects.count()) == (ImportState.APPLIED, 0), batch.reason
    assert taken_back(stored, batch).state == ImportState.UNDONE, batch.reason
    assert Clearance.objects.get().why == clearance.why
    assert [each.ref for each in Risk.objects.get().objectives.all()] == ["SP1"]


def test_it_is_taken_back_whole(by: Actor) -> None:
    before = row_counts()
    batch = applied(by, WHOLE)
    assert taken_back(by, batch).state == ImportState.UNDONE, batch.reason
    assert row_counts() == before


def test_new_scores_are_on_the_last_matrix_unless_they_say_another(stored: Actor) -> None:
    second = {**MATRIX, "Version": "2", "Matrix": painted("5x5"), "Why it changed": "The cabinet asked."}
    later = {**SCORE, "Assessed on": "2 October 2026"}
    batch = applied(
        stored,
        {"Risk matrices": [MATRIX, second],
         "Risk scores": [{**later, "Likelihood": "5"}, {**later, "Score": "Inherent", "Matrix": "1"}]},
    )  # fmt: skip
    assert batch.state == ImportState.APPLIED, batch.reason
    found = Assessment.objects.filter(assessed_on=date(2026, 10, 2)).order_by("kind")
    assert list(found.values_list("kind", "matrix__number")) == [("current", 2), ("inherent", 1)]


def test_two_assessments_of_a_day_keep_their_order(stored: Actor) -> None:
    twice = [SCORE, {**SCORE, "Likelihood": "4"}]
    applied(stored, {"Risk scores": twice})
    assert list(Assessment.objects.filter(kind="current").order_by("pk").values_list("likelihood", flat=True)) == [3, 4]
    assert planned({"Risk scores": twice}).counts["unchanged"] == 2


def test_what_was_told_of_a_risk_moves_with_it(stored: Actor) -> None:
    unit, risk = UnitFactory(), Risk.objects.get()
    RegisterFactory(name="Other risks", unit=unit)
    Notice.objects.create(to=stored.user, at=AT, about="risk", about_id=risk.pk, words="It.", path="/")
    applied(stored, {"Risks": [{**RISK, "Register": "Other risks"}]})
    assert Notice.objects.get().unit == unit


def test_nothing_exempt_is_on_a_sheet(stored: Actor) -> None:
    secret = RiskFactory(ref="R9", title="Secret", is_exempt=True, exempt_paragraph=3, exempt_reason="Bids.")
    ControlFactory(risk=secret)
    MitigationFactory(risk=secret)
    for sheet in SHEETS:
        assert not [each for each in sheet.stored() if getattr(each, "risk", each) == secret]
    assert problems({"Risks": [{**RISK, "Reference": "R9"}]}) == [
        "Risks, cell B2 (Reference) is in use here already, for what no workbook holds. Choose another."
    ]
    assert "there is no risk of that name" in problems({"Controls": [{**CONTROL, "Risk": "R9"}]})[0]


def test_an_objective_of_a_private_plan_is_named_by_no_risk(stored: Actor) -> None:
    ClearanceFactory(objective__ref="EDR1", objective__plan__level=LevelFactory(name="Own", is_private=True))
    assert "there is no objective of that name" in problems({"Risks": [{**RISK, "Objectives": "EDR1"}]})[0]
    assert planned(workbook_zip(SHEETS, is_filled=True)).counts["refused"] == 0


def test_a_closed_risk_stays_as_it_is_with_all_that_is_its_own(stored: Actor) -> None:
    Risk.objects.update(closed_on=TODAY, closed_why="Over.")
    said = "is of a risk that was closed on 14 October 2026. Reopen it first."
    changed: Mapping[str, Any] = {
        "Risks": [{**RISK, "Title": "Another"}],
        "Risk scores": [{**SCORE, "Assessed on": "2 October 2026"}],
        "Controls": [{**CONTROL, "Last checked on": "2 October 2026"}],
        "Risk actions": [{**ACTION, "Action": "Another"}],
    }
    assert problems(changed) == [
        f"Risks, cell C2 (Title) {said}",
        f"Risk scores, cell A2 (Risk) {said}",
        f"Controls, cell D2 (Last checked on) {said}",
        f"Risk actions, cell A2 (Risk) {said}",
    ]
    assert planned(WHOLE).counts["refused"] == 0


@pytest.mark.parametrize("key", SHIPPED)
def test_a_matrix_in_words_is_read_as_it_was(by: Actor, key: str) -> None:
    applied(by, {"Risk matrices": [{**MATRIX, "Matrix": painted(key)}]})
    assert Matrix.objects.get().painted == SHIPPED[key][1]


def test_a_stored_matrix_is_never_changed(stored: Actor) -> None:
    assert problems({"Risk matrices": [{**MATRIX, "Name": "Ours"}]}) == [
        "Risk matrices, cell B2 (Name) is “4 by 4” here: a matrix is never changed, so give a new one the next number."
    ]


BAD: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "a matrix that is none": (
        {"Risk matrices": [{**MATRIX, "Version": "2", "Matrix": "Likelihood\nRare\nImpact\nMinor = 1"}]},
        "Risk matrices, cell C2 (Matrix) is no matrix. Enter",
    ),
    "a matrix with a fault": (
        {"Risk matrices": [{**MATRIX, "Version": "2", "Matrix": painted("5x5").replace("L L L L M", "L L L L X")}]},
        "Risk matrices, cell C2 (Matrix) is no matrix.",
    ),
    "a new matrix without a reason": (
        {"Risk matrices": [{**MATRIX, "Version": "2", "Matrix": painted("5x5")}]},
        "Risk matrices, row 2 (Why it changed) is blank, and there is a version before it. Say why the matrix changed.",
    ),
    "a new matrix like the last": (
        {"Risk matrices": [{**MATRIX, "Version": "2", "Why it changed": "So."}]},
        "Risk matrices, cell C2 (Matrix) is that of version 1. Change something, or leave the row out.",
    ),
    "a risk to nothing": (
        {"Risks": [{**RISK, "Objectives": ""}]},
        "Risks, cell H2 (Objectives) is blank. Fill it in.",
    ),
    "a review before the risk was raised": (
        {"Risks": [{**RISK, "To be reviewed by": "1 October 2026"}]},
        "Risks, cell J2 (To be reviewed by) is not after the day on which it was raised. Check both dates.",
    ),
    "a risk closed for no reason": (
        {"Risks": [{**RISK, "Reference": "R2", "Closed on": "2 October 2026"}]},
        "Risks, row 2 (Why it was closed) is blank, and the risk is closed. Enter why.",
    ),
    "a reason to close what is open": (
        {"Risks": [{**RISK, "Reference": "R2", "Why it was closed": "Over."}]},
        "Risks, row 2 (Closed on) is blank, and why it was closed is not. Enter the day, or clear the other.",
    ),
    "a risk raised tomorrow": (
        {"Risks": [{**RISK, "Reference": "R2", "Raised on": "15 October 2026"}]},
        "Risks, cell I2 (Raised on) is still to come. Check the date.",
    ),
    "a risk with too long a cause": (
        {"Risks": [{**RISK, "What may cause it": "x" * 1001}]},
        "Risks, cell D2 (What may cause it) has 1,001 characters. Write at most 1,000.",
    ),
    "a score outside the matrix": (
        {"Risk scores": [{**SCORE, "Assessed on": "2 October 2026", "Likelihood": "5"}]},
        "Risk scores, cell D2 (Likelihood) is no step of version 1 of the matrix: it goes to 4.",
    ),
    "a score before the last": (
        {"Risk scores": [{**SCORE, "Assessed on": "30 September 2026"}]},
        "Risk scores, cell C2 (Assessed on) is before the last assessment. Enter 1 October 2026, or a later day.",
    ),
    "a score of tomorrow": (
        {"Risk scores": [{**SCORE, "Assessed on": "15 October 2026"}]},
        "Risk scores, cell C2 (Assessed on) is still to come. Check the date.",
    ),
    "a score that changes": (
        {"Risk scores": [{**SCORE, "Impact": "1"}]},
        "Risk scores, cell E2 (Impact) is “4” here: an assessment is never changed, so assess the risk anew.",
    ),
    "a target above the score now": (
        {"Risk scores": [{**each, "Assessed on": "2 October 2026", "Likelihood": likelihood}
                         for each, likelihood in ((SCORE, "2"), (TARGET, "3"))]},
        "Risk scores, cell D3 (Likelihood) makes the target 12, High, above the score now, 8, Medium. Set a lower",
    ),
    "a control checked tomorrow": (
        {"Controls": [{**CONTROL, "Last checked on": "15 October 2026"}]},
        "Controls, cell D2 (Last checked on) is still to come. Check the date.",
    ),
    "a control without an owner": (
        {"Controls": [{**CONTROL, "Owner": ""}]},
        "Controls, cell C2 (Owner) is blank. Fill it in.",
    ),
    "an action that is done and is not": (
        {"Risk actions": [{**ACTION, "State": "Complete"}]},
        "Risk actions, cell F2 (State) does not agree with the rest. What is complete is 100% done",
    ),
    "an action due before it starts": (
        {"Risk actions": [{**ACTION, "Due on": "30 September 2026"}]},
        "Risk actions, cell E2 (Due on) is before the day on which it starts. Check both dates.",
    ),
    "an objective with a risk that has none": (
        {"No significant risk": [{**CLEAR, "Objective": "SP1"}]},
        "No significant risk, cell A2 (Objective) has a risk recorded against it. Close that first, or leave the row",
    ),
    "a risk to what the file says has none": (
        {"Risks": [{**RISK, "Objectives": "SP3"}], "No significant risk": [{**CLEAR, "Objective": "SP3"}]},
        "Risks, cell H2 (Objectives) name SP3, and another sheet says that it has no significant risk.",
    ),
}  # fmt: skip


def test_what_cannot_be_is_refused_at_its_cell_and_nothing_is_written(stored: Actor) -> None:
    ObjectiveFactory(ref="SP3")
    before = row_counts()
    assert taken_otherwise(BAD) == {}
    with pytest.raises(ChangeRefused, match="Some rows cannot be used"):
        applied(stored, BAD["a score outside the matrix"][0])
    assert row_counts() == before


def test_no_risk_is_scored_without_a_matrix(by: Actor) -> None:
    sheets = {name: rows for name, rows in WHOLE.items() if name != "Risk matrices"}
    assert problems(sheets)[0].startswith(
        "Risk scores, cell A2 (Risk) cannot be scored. The council has no risk matrix"
    )
    MatrixFactory()
    assert problems(sheets) == []
    assert Register.objects.count() == 0
