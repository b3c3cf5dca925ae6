"""Which targets invite gaming (C19)."""

from dataclasses import replace

import pytest

from indicators.rules.vocabulary import Counting, ValueKind
from target_decisions.rules.perverse import Effect, Sheet, perverse_effects

PLAIN = Sheet(
    name="Residents satisfied with parks", kind=ValueKind.PERCENTAGE, counting=Counting.RATE, is_output=False,
    has_quality_beside=True,
)  # fmt: skip


def effects(sheet: Sheet) -> set[Effect]:
    return {risk.effect for risk in perverse_effects(sheet)}


@pytest.mark.parametrize("name", [
    "Planning applications decided within 8 weeks",
    "Repairs done within ten working days",
    "Calls answered in under 20 minutes",
    "Complaints answered within the time limit",
    "Assessments finished on time",
    "People seen within 18-week limits",
    "% of calls answered by the contact centre in 15 seconds",
    "Calls answered within 30 seconds",
    "Noise complaints answered in less than 5 days",
])  # fmt: skip
def test_a_deadline_invites_bunching(name: str) -> None:
    assert effects(replace(PLAIN, name=name)) == {Effect.DEADLINE}


@pytest.mark.parametrize("name", [
    "Average days to process a claim",
    "Homes within the borough",
    "Days lost to sickness",
    "Time taken by a repair",
    "Children in care",
])  # fmt: skip
def test_what_is_no_deadline(name: str) -> None:
    assert effects(replace(PLAIN, name=name)) == set()


def test_a_deadline_in_the_definition_is_found_and_quoted() -> None:
    (risk,) = perverse_effects(replace(PLAIN, definition="Share of claims paid within 5 working days of receipt."))
    assert "“within 5 working days”" in risk.why
    assert risk.counter


@pytest.mark.parametrize(("changed", "expected"), [
    ({}, {Effect.COUNT}),
    ({"counting": Counting.CUMULATIVE}, {Effect.COUNT}),
    ({"counting": Counting.SNAPSHOT}, set()),
    ({"kind": ValueKind.MONEY}, set()),
    ({"is_output": False}, set()),
    ({"has_quality_beside": True}, set()),
])  # fmt: skip
def test_a_count_of_outputs_needs_quality_beside(changed: dict[str, object], expected: set[Effect]) -> None:
    count = replace(
        PLAIN, name="Inspections made", kind=ValueKind.NUMBER, counting=Counting.FLOW, is_output=True,
        has_quality_beside=False,
    )  # fmt: skip
    assert effects(replace(count, **changed)) == expected


@pytest.mark.parametrize(("changed", "expected"), [
    ({"denominator": "clients who started treatment"}, {Effect.CREAMING}),
    ({"denominator": "referred families", "kind": ValueKind.RATIO}, {Effect.CREAMING}),
    ({"name": "Successful completions of treatment"}, {Effect.CREAMING}),
    ({"name": "Successful completions", "denominator": "all residents"}, set()),
    ({"name": "Successful completions", "kind": ValueKind.NUMBER}, set()),
    ({"denominator": "clients who started", "kind": ValueKind.NUMBER}, set()),
])  # fmt: skip
def test_a_share_of_a_chosen_part_invites_cherry_picking(changed: dict[str, object], expected: set[Effect]) -> None:
    assert effects(replace(PLAIN, **changed)) == expected
