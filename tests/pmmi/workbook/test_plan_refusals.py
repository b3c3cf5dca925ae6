"""What a workbook cannot say of the golden thread: each cell named, with what to do."""

from collections.abc import Mapping
from typing import Any

import pytest

from accounts.actors import Actor
from foundation.refusals import ChangeRefused
from plans.models import Objective
from tests.pmmi.workbook.books import applied, row_counts, taken_otherwise
from tests.pmmi.workbook.threads import AIM, LEVELS, LINK, MILESTONE, OBJECTIVE, PLAN, SERVICE

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
BAD: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "two levels in one place": (
        {"Levels": [{"Name": "Team plan", "Position": "2"}]},
        "Levels, cell B2 (Position) is the place of “Service plan”. Give each level its own.",
    ),
    "a level that is reported on and sampled": (
        {"Levels": [{**LEVELS[1], "Sampled over": "3"}]},
        "Levels, cell D2 (Sampled over) cannot stand beside a quarterly report. Every plan of a level",
    ),
    "a sample over too many years": (
        {"Levels": [{**LEVELS[0], "Sampled over": "11"}]},
        "Levels, cell C2 (Sampled over) is no number of years from 1 to 10.",
    ),
    "a level that is left out": (
        {"Plans": [{**PLAN, "Level": "Area plan"}]},
        "Plans, cell C2 (Level) says “Area plan”, and there is no level of that name. Correct it, or add it to sheet",
    ),
    "a plan that ends before it starts": (
        {"Plans": [{**PLAN, "Ends on": "1 March 2026"}]},
        "Plans, cell G2 (Ends on) is before the day on which it starts.",
    ),
    "a reference that is no address": (
        {"Plans": [{**PLAN, "Reference": "A/B"}]},
        "Plans, cell A2 (Reference) cannot be used. Use letters, digits, spaces, full stops and hyphens only",
    ),
    "an approved plan without its day": (
        {"Plans": [{**PLAN, "Reference": "X", "Approved on": ""}]},
        "Plans, cell I2 (Approved on) is blank, and the state is Approved. Enter the day on which it was approved.",
    ),
    "a draft with a day of approval": (
        {"Plans": [{**PLAN, "Reference": "X", "State": "Draft"}]},
        "Plans, cell I2 (Approved on) is filled in, and the state is Draft. Clear it, or write Approved as its state.",
    ),
    "an approval that is still to come": (
        {"Plans": [{**PLAN, "Reference": "X", "Approved on": "15 October 2026"}]},
        "Plans, cell I2 (Approved on) is still to come. Check the date.",
    ),
    "a draft kept as a model": (
        {"Plans": [{**SERVICE, "Reference": "X", "Kept as a model": "Yes"}]},
        "Plans, cell J2 (Kept as a model) is Yes, and the plan is not approved. Keep it as a model once it is.",
    ),
    "a plan that follows itself": (
        {"Plans": [{**SERVICE, "Reference": "X", "Started from": "X"}]},
        "Plans, cell J2 (Started from) would have the plan follow itself. Choose another.",
    ),
    "an objective of no plan": (
        {"Objectives": [{**AIM, "Plan": "NO"}]},
        "Objectives, cell B2 (Plan) says “NO”, and there is no plan of that name.",
    ),
    "a basis without a reason": (
        {"Objectives": [{**OBJECTIVE, "If it serves nothing above it": Objective.basis.field.choices[0][1]}]},
        "Objectives, row 2 (Why the council does it, or how it will be stopped) is blank. Enter why the council",
    ),
    "a link to itself": (
        {"Links": [{**LINK, "Contributes to": "SP1"}]},
        "Links, cell B2 (Contributes to) is the objective itself. Choose something above it.",
    ),
    "a link downwards": (
        {"Links": [{"Objective": "CP1", "Contributes to": "SP1"}]},
        "Links, cell B2 (Contributes to) is of a lower level, Service plan. Choose something of its own level or above",
    ),
    "a loop of links": (
        {
            "Objectives": [{**OBJECTIVE, "Reference": "SP2"}, {**OBJECTIVE, "Reference": "SP3"}],
            "Links": [
                {"Objective": "SP1", "Contributes to": "SP2", "Primary": "No"},
                {"Objective": "SP2", "Contributes to": "SP3", "Primary": "Yes"},
                {"Objective": "SP3", "Contributes to": "SP1", "Primary": "Yes"},
            ],
        },
        "Links, cell B4 (Contributes to) contributes to it already, so it would go round in a circle. Choose another.",
    ),
    "two primary links": (
        {"Objectives": [{**AIM, "Reference": "CP2"}], "Links": [LINK, {**LINK, "Contributes to": "CP2"}]},
        "Links, row 3 (Primary) is Yes, as it is for CP1: one link is the primary one. Write No for one.",
    ),
    "a link that is still to come": (
        {"Objectives": [{**AIM, "Reference": "CP2"}],
         "Links": [{**LINK, "Contributes to": "CP2", "Primary": "No", "Made on": "15/10/2026"}]},
        "Links, cell D2 (Made on) is still to come. Check the date.",
    ),
    "a milestone due before it starts": (
        {"Milestones": [{**MILESTONE, "Due on": "1 March 2026"}]},
        "Milestones, cell F2 (Due on) is before the day on which it starts.",
    ),
    "a complete milestone without its day": (
        {"Milestones": [{**MILESTONE, "State": "Complete", "Per cent complete": "100"}]},
        "Milestones, row 2 (Completed on) is blank, and the state is Complete. Enter the day.",
    ),
    "a complete milestone that is not all done": (
        {"Milestones": [{**MILESTONE, "State": "Complete", "Per cent complete": "90", "Completed on": "1/10/2026"}]},
        "Milestones, cell H2 (Per cent complete) is 90, and the state is Complete. Write 100, or another state.",
    ),
    "a milestone that is complete tomorrow": (
        {"Milestones": [{**MILESTONE, "State": "Complete", "Per cent complete": "100", "Completed on": "15/10/2026"}]},
        "Milestones, cell I2 (Completed on) is still to come. Check the date.",
    ),
    "a milestone completed in another state": (
        {"Milestones": [{**MILESTONE, "Completed on": "1/10/2026"}]},
        "Milestones, cell G2 (Completed on) is filled in, and the state is not Complete. Change one of the two.",
    ),
    "a complete milestone that is expected to finish": (
        {"Milestones": [{**MILESTONE, "State": "Complete", "Per cent complete": "100", "Completed on": "1/10/2026",
                         "Expected to finish": "1/12/2026"}]},
        "Milestones, cell J2 (Expected to finish) is filled in, and the state is Complete. Clear it.",
    ),
    "a milestone on hold for no reason": (
        {"Milestones": [{**MILESTONE, "State": "On hold"}]},
        "Milestones, cell G2 (State) does not agree with the rest. Enter why it is on hold.",
    ),
    "a milestone not started and half done": (
        {"Milestones": [{**MILESTONE, "Per cent complete": "50"}]},
        "Milestones, row 2 (State) does not agree with the rest. It is not started, so nothing can be complete.",
    ),
    "a milestone more than done": (
        {"Milestones": [{**MILESTONE, "Per cent complete": "101"}]},
        "Milestones, cell G2 (Per cent complete) is not from 0 to 100. Correct it.",
    ),
    "a weight below nought": (
        {"Milestones": [{**MILESTONE, "Weight": "-1"}]},
        "Milestones, cell G2 (Weight) is below 0. Enter 0 for a milestone that is not to count.",
    ),
    "milestones that wait for each other": (
        {"Milestone waits": [{"Milestone": "SP1-M1", "Waits for": "SP1-M2"}]},
        "Milestone waits, cell B2 (Waits for) waits for it already, so neither could ever begin. Choose another.",
    ),
    "a milestone that waits for itself": (
        {"Milestone waits": [{"Milestone": "SP1-M1", "Waits for": "SP1-M1"}]},
        "Milestone waits, cell B2 (Waits for) is the milestone itself. Choose another.",
    ),
}  # fmt: skip


def test_what_cannot_be_is_refused_at_its_cell_and_nothing_is_written(stored: Actor) -> None:
    before = row_counts()
    assert taken_otherwise(BAD) == {}
    with pytest.raises(ChangeRefused, match="Some rows cannot be used"):
        applied(stored, BAD["a loop of links"][0])
    assert row_counts() == before
