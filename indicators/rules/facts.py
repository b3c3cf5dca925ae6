"""What is known of one measure in one period, gathered for the rules to judge. No calculation here."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.rules.rule import Rule, Target
from indicators.rules.vocabulary import Absence, Counting, Polarity, Standing, Status, ValueKind


@dataclass(frozen=True, slots=True)
class Point:
    """One period's figure with the target of that period.

    ``value`` None without an ``absence`` is a blank. ``approved`` False means that something was entered and is not
    signed off, even where ``value`` is held back from this reader; ``handed_in`` False besides that it has not even
    been handed in: a draft, or sent back. For an earlier period, ``rule`` is the rule in
    force then (None: the same as now), ``judged`` the status a person gave it, and ``year_before`` the value a year
    before that, for the comparison clause.
    """

    value: Decimal | None
    target: Target | None = None
    standing: Standing = Standing.FINAL
    absence: Absence | None = None
    approved: bool = True
    handed_in: bool = True
    rule: Rule | None = None
    judged: Status | None = None
    year_before: Decimal | None = None

    @property
    def figure(self) -> Decimal | None:
        """The value, unless there is a stated absence: a withheld figure is never used."""
        return self.value if self.absence is None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything ``assess`` needs. Values are in the unit of ``kind``; ``decimals`` is how many are shown.

    ``rule`` is the rule in force for the data period. ``judgement`` is a person's status and reason.
    ``previous`` and ``last_year`` are the period before and the same period a year ago, ``reported`` is what stood a
    report period earlier (for a monthly measure in a quarter's report three months before), None where there is no
    figure; the ``_comparable`` flags are False where a definition change lies between. ``history`` is the approved
    values oldest first, including this period's, cut at the latest such change. ``tolerance`` is the change still
    called the same.
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
    not_rated: bool = False
    due: bool = True
    previous: Point | None = None
    last_year: Point | None = None
    reported: Point | None = None
    judgement: tuple[Status, str] | None = None
    tolerance: Decimal = Decimal(0)
    history: tuple[Decimal | None, ...] = ()
    seasonal: bool = False
    previous_comparable: bool = True
    last_year_comparable: bool = True

    @property
    def runs_over_periods(self) -> bool:
        """Whether one period can be held against the one before: not a running total, nor a seasonal measure."""
        return self.counting is not Counting.CUMULATIVE and not self.seasonal
