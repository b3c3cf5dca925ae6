"""The words that the rules speak: every choice a measure, a figure or a judgement can take.

Each enum's value is what the database stores and what an export prints, so a value is never renamed.
"""

from enum import StrEnum


class Polarity(StrEnum):
    """Which way is good. Always a field of the indicator, never guessed from its name."""

    HIGH = "high"  # aim to maximise
    LOW = "low"  # aim to minimise
    RANGE = "range"  # inside [low, high] is best, nearer is better
    PLAN = "plan"  # exactly as planned is best, nearer is better
    NONE = "none"  # higher or lower, without better or worse


class ValueKind(StrEnum):
    """What a figure is. Every kind is carried as a Decimal (see ``values``)."""

    PERCENTAGE = "percentage"  # 45.2 means 45.2 %
    MONEY = "money"  # pounds
    NUMBER = "number"
    RATIO = "ratio"  # n of "n : 1"
    YES_NO = "yes_no"  # 1 is yes, 0 is no
    DATE = "date"  # proleptic ordinal of the day
    DURATION = "duration"  # seconds
    GRADE = "grade"  # position on the indicator's ordered scale, 0 is the lowest grade


AMOUNTS = (ValueKind.PERCENTAGE, ValueKind.MONEY, ValueKind.NUMBER, ValueKind.RATIO, ValueKind.DURATION)
"""Kinds that can be more or less by any amount."""


def lacks_polarity(polarity: str, kind: str) -> bool:
    """Whether a measure needs to say which way is good and does not. Yes/no and dates need not: the wanted answer and
    the day say it (rules.md 3).
    """
    return polarity == Polarity.NONE and kind not in (ValueKind.YES_NO, ValueKind.DATE)


class Counting(StrEnum):
    """How a figure behaves over time."""

    FLOW = "flow"  # counted in each period; periods add up
    CUMULATIVE = "cumulative"  # running total since the year began
    SNAPSHOT = "snapshot"  # as it stands at the end of the period
    RATE = "rate"  # a ratio, percentage or mean over the period


class Combining(StrEnum):
    """How a longer period is made of shorter ones, or a whole of units (rules.md 7)."""

    SUM = "sum"
    LAST = "last"  # as the last of the shorter periods
    PARTS = "parts"  # numerators added up, over denominators added up
    WEIGHTED = "weighted"  # means, each weighted by how many it is of
    MEAN = "mean"  # of units alone, and only of what stands at a moment
    ENTERED = "entered"  # not made: entered for the longer period itself


class Basis(StrEnum):
    """What the two cut points of a rating rule are measured in."""

    PERCENT = "percent"  # adverse gap as per cent of the target's absolute value
    POINTS = "points"  # adverse gap in the indicator's own units
    VALUES = "values"  # explicit values beside the target: green to one, red beyond the other
    JUDGEMENT = "judgement"  # a person decides; nothing is computed


class Edge(StrEnum):
    """Which side a value exactly on a cut point belongs to."""

    BETTER = "better"
    WORSE = "worse"


class Comparison(StrEnum):
    """Clause that softens red to amber by the same period last year."""

    NONE = "none"
    NO_WORSE = "no_worse"
    BETTER = "better"


class Status(StrEnum):
    """A judgement of one figure. The first four are rated; the rest are never red or green."""

    EXCEEDING = "exceeding"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"  # due, and no value
    NOT_DUE = "not_due"
    DATA_ONLY = "data_only"  # no target, by design
    CONTEXTUAL = "contextual"  # mostly not in the council's control
    AWAITING = "awaiting"  # entered, not yet signed off
    NOT_AVAILABLE = "not_available"  # with a reason
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"
    NOT_RATED = "not_rated"  # by decision for the year, or for want of a target or a way that is good

    @property
    def is_rated(self) -> bool:
        return self in RATED

    @property
    def is_met(self) -> bool:
        return self in (Status.EXCEEDING, Status.GREEN)


RATED = (Status.EXCEEDING, Status.GREEN, Status.AMBER, Status.RED)


class Standing(StrEnum):
    """How firm a figure is. Travels with the number everywhere, exports too."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    REVISED = "revised"
    ESTIMATED = "estimated"

    @property
    def mark(self) -> str:
        """The mark printed beside the number, from "Using symbols and shorthand in tables"; "" for final."""
        return {"provisional": "[p]", "revised": "[r]", "estimated": "[e]", "final": ""}[self.value]


class Absence(StrEnum):
    """Why there is no figure. Blank is not one of them: blank is simply not entered yet."""

    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"


class Kept(StrEnum):
    """Whether what was promised in the commentary of the period before was done."""

    YES = "yes"
    PART = "part"
    NO = "no"


class Direction(StrEnum):
    """Direction of travel. Better and worse need a polarity; without one a figure is only higher or lower."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    HIGHER = "higher"
    LOWER = "lower"
    NO_COMPARISON = "no_comparison"


class Signal(StrEnum):
    """What the process limits say of one point."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class Assurance(StrEnum):
    """Whether the process, left as it is, meets its target."""

    CONSISTENT_PASS = "consistent_pass"  # noqa: S105 - not a password
    CONSISTENT_FAIL = "consistent_fail"
    INCONSISTENT = "inconsistent"


class Profile(StrEnum):
    """How an annual target is spread over the year's periods (rules.md 6)."""

    EQUAL = "equal"
    LAST_YEAR = "last_year"
    TYPED = "typed"
    LEVEL = "level"
    STRAIGHT_LINE = "straight_line"


KEPT_WORDS = {Kept.YES: "done", Kept.PART: "done in part", Kept.NO: "not done"}
"""What was promised "was …"."""

STATUS_WORDS = {
    Status.EXCEEDING: "exceeding target",
    Status.GREEN: "on target",
    Status.AMBER: "near target",
    Status.RED: "off target",
    Status.UNKNOWN: "no figure yet",
    Status.NOT_DUE: "not due",
    Status.DATA_ONLY: "data only",
    Status.CONTEXTUAL: "for context",
    Status.AWAITING: "awaiting sign-off",
    Status.NOT_AVAILABLE: "not available",
    Status.NOT_APPLICABLE: "not applicable",
    Status.WITHHELD: "withheld",
    Status.NOT_RATED: "not rated",
}
"""The words of the scheme that ships. A council's own scheme puts its own words in their place."""


def absence_words(absence: Absence) -> str:
    """ "not available", as its status is called."""
    return STATUS_WORDS[Status(absence.value)]
