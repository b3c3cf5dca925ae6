"""What the rules answer with: a rating, a direction of travel, and the judgement that joins them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.rules.reading import EXACT, QUOTIENT
from indicators.rules.rule import DEFAULT_RULE, UNSCALED_KINDS, Rule, Target, percent_base
from indicators.rules.spc import Xmr
from indicators.rules.vocabulary import Direction, Polarity, Signal, Status, ValueKind


class Because(StrEnum):
    """Which part of the rule decided."""

    NO_FIGURE = "no_figure"
    NOT_DUE = "not_due"
    ABSENT = "absent"
    CONTEXTUAL = "contextual"
    DATA_ONLY = "data_only"
    DECIDED = "decided"
    NO_TARGET = "no_target"
    TARGET_IN_WORDS = "target_in_words"
    JUDGEMENT = "judgement"
    NO_POLARITY = "no_polarity"
    MISFIT = "misfit"
    ANSWER = "answer"
    NO_PERCENT = "no_percent"
    LAST_YEAR = "last_year"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Rating:
    """A status and what it came from. ``gap`` is adverse, in the measure's units: negative when better than target,
    0 inside a range, None where there is nothing to subtract (no figure, no target, yes/no).
    """

    status: Status
    gap: Decimal | None
    because: Because
    value: Decimal | None = None
    target: Target | None = None
    rule: Rule = DEFAULT_RULE
    polarity: Polarity = Polarity.NONE
    kind: ValueKind = ValueKind.NUMBER
    last_year: Decimal | None = None

    @property
    def gap_percent(self) -> Decimal | None:
        """The gap as per cent of the target's absolute value (of the larger limit, for a range); None if that is 0."""
        if self.gap is None or self.target is None or self.kind in UNSCALED_KINDS:
            return None
        base = percent_base(self.target, self.polarity)
        return QUOTIENT.divide(EXACT.multiply(self.gap, Decimal(100)), base) if base else None


@dataclass(frozen=True, slots=True)
class Travel:
    """Which way a figure moved. ``change`` is now less then, in the measure's units (days of lateness for a date)."""

    direction: Direction
    change: Decimal | None = None


NO_TRAVEL = Travel(Direction.NO_COMPARISON)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of one measure in one period.

    ``status`` is the one shown; ``outcome`` is what it is or will be once signed off: a person's judgement where
    there is one that counts (``is_judged``), else ``computed``, which the engine worked out and nothing overwrites.
    ``previous_status`` is what a report of the quarter before shows today, None where there was no figure.

    ``signal`` is what the run of figures shows, None where there is no verdict: fewer than eight figures, a running
    total, a seasonal measure, or no figure now. ``is_real_change`` is about the move since the period before: False
    within normal variation, True where the run of figures goes the same way, None where nothing can be said of it.
    ``process`` holds the limits.
    """

    rating: Rating
    status: Status
    computed: Status
    outcome: Status
    is_judged: bool
    previous_status: Status | None
    short: Travel
    long: Travel
    signal: Signal | None = None
    is_real_change: bool | None = None
    process: Xmr | None = None
