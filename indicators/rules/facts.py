"""What is known of one measure in one period, gathered for the rules to judge. No calculation here."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from indicators.rules.rule import Rule, Target
from indicators.rules.vocabulary import Absence, Counting, Polarity, Standing, Status, ValueKind


class Sheet(NamedTuple):
    """What the definition of a measure says that its status depends on."""

    kind: ValueKind
    polarity: Polarity
    is_data_only: bool = False
    is_contextual: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a measure: what was entered, its target, and what was decided for that period.

    ``value`` None without an ``absence`` is a blank. ``approved`` False means that something was entered and is not
    signed off, even where ``value`` is held back from this reader. ``handed_in`` False means that it has not been
    handed in either: a draft, or sent back. ``rule`` is the rule in force for an earlier period (None: the same as
    now). ``judged`` is the status that a person gave, ``judged_because`` why. ``year_before`` is the approved value
    of the same period a year earlier, None where a new definition lies between. ``not_rated``: the council decided
    not to rate the measure in this year. ``due``: a figure is expected.
    """

    value: Decimal | None
    target: Target | None = None
    standing: Standing = Standing.FINAL
    absence: Absence | None = None
    approved: bool = True
    handed_in: bool = True
    rule: Rule | None = None
    judged: Status | None = None
    judged_because: str = ""
    year_before: Decimal | None = None
    not_rated: bool = False
    due: bool = True

    @property
    def figure(self) -> Decimal | None:
        """The value, unless there is a stated absence: a withheld figure is never used."""
        return self.value if self.absence is None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything ``assess`` needs. Values are in the unit of ``kind``; ``decimals`` is how many are shown.

    ``rule`` is the rule in force for the data period. ``previous`` and ``last_year`` are the period before and the
    same period a year ago. ``reported`` is the period that a report of the quarter before showed: for a monthly
    measure three months before, for a yearly one often the same year. Each is None where there is no figure; the
    ``_comparable`` flags are False where a definition change lies between. ``history`` is the approved values oldest
    first, including this period's, cut at the latest such change. ``tolerance`` is the change still called the same.
    """

    kind: ValueKind
    polarity: Polarity
    counting: Counting
    decimals: int
    unit: str
    rule: Rule
    now: Point
    grades: tuple[str, ...] = ()
    is_data_only: bool = False
    is_contextual: bool = False
    previous: Point | None = None
    last_year: Point | None = None
    reported: Point | None = None
    tolerance: Decimal = Decimal(0)
    history: tuple[Decimal | None, ...] = ()
    seasonal: bool = False
    previous_comparable: bool = True
    last_year_comparable: bool = True

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.kind, self.polarity, self.is_data_only, self.is_contextual)

    @property
    def runs_over_periods(self) -> bool:
        """Whether one period can be held against the one before: not a running total, nor a seasonal measure."""
        return self.counting is not Counting.CUMULATIVE and not self.seasonal
