"""Faults that are known and not mended yet. Whoever mends one deletes its entry: a test fails as long as it stays."""

from dataclasses import dataclass

from tests.agreement.specs import STAGES

# What every council has something to say of: a reader that no longer finds it on the pages it reads fails the test.
TOLD = (
    "status", "status in the quarter", "value", "draft value", "standing", "target", "target of the year",
    "direction since the period before", "move against normal variation", "last point drawn", "count", "coverage",
    "share on target", "cell of the quarters", "milestone status", "milestone due", "milestone complete",
    "milestones overdue", "is late", "hand-in due", "figures left to hand in", "figures to approve",
    "a measure defined today", "a figure before sign-off, to others",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A kind of fact that is told differently, in councils of these stages."""

    fact: str
    why: str
    stages: tuple[str, ...] = STAGES


KNOWN = (
    Known("a measure defined today", "without “collected from” it is missing for quarters before it was defined"),
    Known("count", "reports to Cabinet count what they select; a measure defined today is counted before that"),
    Known("coverage", "reports to Cabinet count what they select; a measure defined today is counted before that"),
    Known("status", "a measure's page judges earlier figures anew; reports print the judgement of a draft"),
    Known(
        "status in the quarter", "earlier figures are judged without last year's, or by a judgement that cannot count"
    ),
    Known("value", "the picture of a measure shows drafts as figures"),
    Known("last point drawn", "a draft stands beside a picture that ends a quarter earlier"),
    Known("standing", "the thread's measures have no marks of standing"),
    Known("which way it really moved", "a move and the process are told as one fact"),
    Known("figures to approve", "revisions that wait are counted in the list and the digest alone"),
    Known("hand-in due", "an exception moves the day on the return's page alone", ("locked",)),
    Known("is late", "a return that was reopened is late in the list and in time in the collection", ("locked",)),
    Known("the day of sign-off", "an exception moves hand-in and leaves sign-off", ("locked",)),
    Known("late since", "what was sent back is late since a day before that", ("late", "locked")),
)
