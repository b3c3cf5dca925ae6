"""Decisions on targets by workbook: each comes in whole, and no step that a screen refuses comes in with it."""

from decimal import Decimal

import pytest

from accounts.actors import Actor
from indicators.models import AnnualTarget, ImportState
from target_decisions.models import Consulted, Proposal, ProposedYear, TargetQuestion
from tests.factories import IndicatorFactory, UserFactory
from tests.pmmi.workbook.books import applied, kept, planned, problems, row_counts, taken_back, taken_otherwise

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

DECISION = {
    "Measure": "HO1", "First year": "2025/26", "Proposed on": "1 February 2025", "Stage": "Agreed",
    "Why this target": "Residents asked for it.", "Proposed by": "ana@example.org", "What is done": "A second crew.",
    "Who answers for it": "Head", "Meeting": "Cabinet", "Agreed by": "The Cabinet", "Agreed on": "3 March 2025",
    "Recorded by": "bo@example.org",
}  # fmt: skip
YEAR = {"Decision": "HO1 2025/26", "Year": "2025/26", "Target": "85"}
NEXT = {**YEAR, "Year": "2026/27", "Target": "90"}
REVIEW = {"What came": "86%, on target", "From now on": "Ask for more", "Why so": "It was reached in June.",
          "Reviewed on": "1 May 2026"}  # fmt: skip
TARGETS = [{"Measure": "HO1", "Year": year, "Target": aim} for year, aim in (("2025/26", "85"), ("2026/27", "90"))]
WHOLE = {
    "Annual targets": TARGETS,
    "Target decisions": [DECISION],
    "Decided targets": [{**YEAR, **REVIEW}, NEXT],
    "Decided periods": [{"Decided target": "HO1 2025/26: 2025/26", "Period": "2025/26 Q1", "Target": "80"}],
    "Target questions": [{"Decision": "HO1 2025/26", "Question": "Why no more?", "Asked on": "4 February 2025",
                          "Answer": "It is more than now.", "Answered on": "5 February 2025"}],
    "Who took part": [{"Decision": "HO1 2025/26", "Who": "Staff", "How": "Two meetings"}],
}  # fmt: skip
OPEN = {**DECISION, "First year": "2027/28", "Stage": "Proposed", "Meeting": "", "Agreed by": "", "Agreed on": "",
        "Recorded by": ""}  # fmt: skip
AHEAD = {"Decision": "HO1 2027/28", "Year": "2027/28", "Target": "95"}


@pytest.fixture(autouse=True)
def measure(by: Actor) -> None:
    UserFactory(email="ana@example.org")
    UserFactory(email="bo@example.org")
    IndicatorFactory(ref="HO1")


def test_a_decision_comes_in_whole_and_is_taken_back(by: Actor) -> None:
    before = row_counts()
    batch = applied(by, WHOLE)
    assert batch.state == ImportState.APPLIED, batch.reason
    found = Proposal.objects.get()
    assert (found.stage, found.meeting, found.recorded_by.email) == ("agreed", "Cabinet", "bo@example.org")
    assert found.proposed_at.isoformat() == "2025-02-01T00:00:00+00:00"
    years = [(str(each.year), each.value, each.verdict) for each in found.years.all()]
    assert years == [("2025/26", Decimal(85), "raise"), ("2026/27", Decimal(90), "")]
    assert [each.value for each in found.years.first().periods.all()] == [Decimal(80)]
    assert TargetQuestion.objects.get().answer == "It is more than now."
    assert Consulted.objects.get().representative == "unknown"
    assert AnnualTarget.objects.count() == 2
    counts = planned(WHOLE).counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert row_counts() == before


def test_what_is_proposed_waits_for_who_agrees_it(by: Actor) -> None:
    kept(by, {"Target decisions": [OPEN], "Decided targets": [AHEAD]})
    assert Proposal.objects.get().is_open
    assert not AnnualTarget.objects.exists()
    asked = {"Decision": "HO1 2027/28", "Question": "Why?", "Asked on": "1 October 2026"}
    refused = problems({
        "Target decisions": [{**OPEN, "Stage": "Agreed"}],
        "Decided targets": [{**AHEAD, "Target": "96"}, {**AHEAD, "Year": "2028/29"}],
        "Target questions": [asked],
    })  # fmt: skip
    assert [each.partition(" is ")[0] for each in refused] == [
        "Target decisions, cell D2 (Stage)", "Target questions, cell A2 (Decision)",
        "Decided targets, cell C2 (Target)", "Decided targets, cell A3 (Decision)",
    ]  # fmt: skip
    assert all("a step with a target is taken on its own page" in each for each in refused)


def test_withdrawn_and_proposed_again_they_are_told_apart_by_their_day(by: Actor) -> None:
    withdrawn = {**OPEN, "Stage": "Withdrawn", "Why it was withdrawn": "Too little.", "Proposed on": "1 January 2025"}
    named = [{**AHEAD, "Decision": f"HO1 2027/28, 1 {month} 2025"} for month in ("January", "February")]
    kept(by, {"Target decisions": [withdrawn, OPEN], "Decided targets": named})
    assert list(ProposedYear.objects.values_list("proposal__stage", flat=True)) == ["withdrawn", "proposed"]
    (first, _) = problems({"Target decisions": [withdrawn, OPEN], "Decided targets": [AHEAD, AHEAD]})
    assert "several target decisions are called that. Write “HO1 2027/28, 1 February 2025” or" in first


def test_what_lacks_its_other_half_is_refused_when_it_is_applied(by: Actor) -> None:
    alone = applied(by, {"Target decisions": [OPEN]})
    assert "row 2 (First year) has no target. Add it to Decided targets." in alone.reason
    asked = applied(by, {"Target decisions": [{**OPEN, "Stage": "Challenged"}], "Decided targets": [AHEAD]})
    assert "row 2 (Stage) says Challenged, and no question is without an answer." in asked.reason
    assert not Proposal.objects.exists()


def test_what_no_screen_takes_is_refused_with_its_cell(by: Actor) -> None:
    decisions, targets = "Target decisions", "Decided targets"

    def decided(**changed: str) -> dict[str, list[dict[str, str]]]:
        return {**WHOLE, decisions: [{**DECISION, **changed}]}

    def years(*rows: dict[str, str]) -> dict[str, list[dict[str, str]]]:
        return {**WHOLE, targets: list(rows)}

    ahead = {decisions: [OPEN], targets: [{**AHEAD, "Target": ""}]}
    bad = {
        "a meeting to come": (
            decided(**{"Agreed on": "1 December 2026"}),
            f"{decisions}, cell K2 (Agreed on) cannot be kept. The meeting of 1 December 2026 has not been held yet",
        ),
        "no meeting": (decided(Meeting=""), f"{decisions}, cell I2 (Meeting) is blank. Say where"),
        "not agreed": (decided(Stage="Proposed"), f"{decisions}, cell I2 (Meeting) is filled in"),
        "nothing is done": (decided(**{"What is done": ""}), f"{decisions}, cell G2 (What is done) cannot be kept."),
        "nobody answers": (decided(**{"Who answers for it": ""}), f"{decisions}, cell H2 (Who answers for it) cannot"),
        "their own word": (decided(**{"Recorded by": "ana@example.org"}), f"{decisions}, cell L2 (Recorded by)"),
        "no reason": (decided(**{"Why this target": ""}), f"{decisions}, cell E2 (Why this target) is blank."),
        "withdrawn": ({decisions: [{**OPEN, "Stage": "Withdrawn"}]}, f"{decisions}, row 2 (Why it was withdrawn)"),
        "a year left out": (years(YEAR, {**NEXT, "Year": "2027/28"}), f"{targets}, cell B3 (Year) does not follow"),
        "not the first": (years(NEXT), f"{targets}, cell B2 (Year) is not the first of the decision, 2025/26."),
        "no target set": ({**WHOLE, "Annual targets": TARGETS[:1]}, f"{targets}, cell B3 (Year) was agreed"),
        "half a review": (years({**YEAR, "What came": "86%"}, NEXT), f"{targets}, row 2 (Reviewed on) does not agree"),
        "a year not over": (years(YEAR, {**NEXT, **REVIEW}), f"{targets}, cell G3 (Reviewed on) cannot be"),
        "all reviewed": (
            {**years({**YEAR, **REVIEW}), "Annual targets": TARGETS}, f"{targets}, cell G2 (Reviewed on) does not agree"
        ),
        "nothing aimed at": (ahead, f"{targets}, cell C2 (Target) is blank."),
        "proposed twice": (
            {decisions: [OPEN, {**OPEN, "Proposed on": "2 February 2025"}],
             targets: [{**AHEAD, "Decision": f"HO1 2027/28, {day} February 2025"} for day in (1, 2)]},
            f"{targets}, cell B3 (Year) is proposed in another decision already.",
        ),
        "another year’s period": (
            {**WHOLE, "Decided periods": [{**WHOLE["Decided periods"][0], "Period": "2026/27 Q1"}]},
            "Decided periods, cell B2 (Period) lies in another year",
        ),
        "a question left": (
            {**WHOLE, "Target questions": [{**WHOLE["Target questions"][0], "Answer": "", "Answered on": ""}]},
            "Target questions, cell D2 (Answer) is blank",
        ),
    }  # fmt: skip
    assert taken_otherwise(bad) == {}
