"""Faults that are known and not mended yet. Whoever mends one deletes its entry: a test fails as long as it stays."""

from dataclasses import dataclass

from tests.agreement.specs import STAGES

# What every council has something to say of: a reader that no longer finds it on the pages it reads fails the test.
TOLD = (
    "status", "status in the quarter", "value", "draft value", "standing", "target", "target of the year",
    "direction since the period before", "move against normal variation", "last point drawn", "count", "coverage",
    "share on target", "cell of the quarters", "milestone status", "milestone due", "milestone complete",
    "milestones overdue", "is late", "hand-in due", "figures left to hand in", "figures to approve",
    "a measure defined today", "a figure before sign-off, to others", "which way it really moved",
    "state of the figure", "how a status is drawn", "status by rule", "weight scored",
    "figure of a group", "status of a group", "gap between groups", "groups not shown", "groups behind a good total",
    "whose groups are told", "rank among councils", "quartile among councils", "gap to the median",
    "called out among councils", "stage of a target", "who agreed a target", "proposed target",
    "meeting that agreed a target",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A kind of fact that is told differently, in councils of these stages."""

    fact: str
    why: str
    stages: tuple[str, ...] = STAGES


KNOWN: tuple[Known, ...] = ()
