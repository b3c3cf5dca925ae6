"""A small golden thread, as a workbook holds it and as it is stored."""

from collections.abc import Mapping
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from tests.factories import PostFactory, UnitFactory, sign_in
from tests.pmmi.workbook.books import kept

LEVELS = (
    {"Name": "Corporate plan", "Position": "1"},
    {"Name": "Service plan", "Position": "2", "Reported on each quarter": "Yes"},
)
PLAN = {
    "Reference": "CP", "Title": "Corporate plan", "Level": "Corporate plan", "Unit": "Exampleshire", "Owner": "Head",
    "Starts on": "1 April 2026", "Ends on": "31 March 2030", "State": "Approved", "Approved on": "1 March 2026",
}  # fmt: skip
SERVICE = {**PLAN, "Reference": "SP", "Title": "Waste plan", "Level": "Service plan", "State": "", "Approved on": ""}
AIM = {"Reference": "CP1", "Plan": "CP", "Kind": "Priority", "Title": "Clean streets", "Owner": "Head"}
OBJECTIVE = {**AIM, "Reference": "SP1", "Plan": "SP", "Kind": "Objective", "Tags": "Learning"}
LINK = {"Objective": "SP1", "Contributes to": "CP1"}
MILESTONE = {
    "Reference": "SP1-M1", "Objective": "SP1", "Title": "Bins bought", "Owner": "Head",
    "Work starts on": "1 April 2026", "Due on": "31 October 2026",
}  # fmt: skip
WHOLE: Mapping[str, Any] = {
    "Levels": LEVELS,
    "Tag groups": ({"Name": "Balanced scorecard"},),
    "Tags": ({"Group": "Balanced scorecard", "Tag": "Learning"},),
    "Plans": (PLAN, SERVICE),
    "Objectives": (AIM, OBJECTIVE),
    "Links": (LINK,),
    "Milestones": (MILESTONE, {**MILESTONE, "Reference": "SP1-M2"}),
    "Milestone waits": ({"Milestone": "SP1-M2", "Waits for": "SP1-M1"},),
}


@pytest.fixture
def by() -> Actor:
    actor = sign_in(Role.ADMINISTRATOR, UnitFactory(name="Exampleshire", kind="council"))[1]
    PostFactory(title="Head")
    return actor


@pytest.fixture
def stored(by: Actor) -> Actor:
    return kept(by, WHOLE)
