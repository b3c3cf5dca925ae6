"""The states of a run and of a report and what each means to a person; how long a worker may take."""

from enum import StrEnum
from typing import NamedTuple


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ReportState(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class StateDescription(NamedTuple):
    word: str
    meaning: str


RUN_STATES: dict[RunState, StateDescription] = {
    RunState.QUEUED: StateDescription("Waiting", "It starts as soon as a worker is free."),
    RunState.RUNNING: StateDescription("Being built", "You can leave this page; it goes on."),
    RunState.DONE: StateDescription("Done", "Every report of the run is there."),
    RunState.FAILED: StateDescription("Failed", "Nothing was published. Read the reason, then try again."),
}

REPORT_STATES: dict[ReportState, StateDescription] = {
    ReportState.DRAFT: StateDescription("Draft", "Seen by those who prepare it. Building again replaces it."),
    ReportState.RELEASED: StateDescription("Released", "Frozen as it was reported. A later edition never changes it."),
    ReportState.WITHDRAWN: StateDescription("Withdrawn", "Released by mistake, and no longer read. Kept as it was."),
}

FROZEN_STATES = (ReportState.RELEASED, ReportState.WITHDRAWN)
