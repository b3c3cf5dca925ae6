"""The states of a report run and of a report: allowed moves, and what each means to a person."""

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

# A released report may be withdrawn until something rests on it: a pack that holds it, or a later report of the same
# kind, audience and subject, which compares itself with it.
REPORT_MOVES: dict[ReportState, tuple[ReportState, ...]] = {
    ReportState.DRAFT: (ReportState.DRAFT, ReportState.RELEASED),
    ReportState.RELEASED: (ReportState.WITHDRAWN,),
    ReportState.WITHDRAWN: (),
}
FROZEN_STATES = (ReportState.RELEASED, ReportState.WITHDRAWN)

RUN_MOVES: dict[RunState, tuple[RunState, ...]] = {
    RunState.QUEUED: (RunState.RUNNING, RunState.FAILED),
    RunState.RUNNING: (RunState.RUNNING, RunState.DONE, RunState.FAILED),
    RunState.FAILED: (RunState.QUEUED,),
    RunState.DONE: (),
}

# A run whose worker died is taken up again until it was tried this often, then it says failed.
MAX_ATTEMPTS = 3
# How long a worker may be silent before another takes its run up, and how often it renews its lease.
LEASE_SECONDS = 20
RENEW_SECONDS = 5
# No single step takes this long unless it hangs; its lease is then no longer renewed.
STEP_SECONDS = 180
# A run that waits longer than this gets another message, in case the first was lost.
WAKE_SECONDS = 30
