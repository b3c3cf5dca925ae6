"""What the demo council says of a measure: its definition, and its figures by period."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal

from plans.periods import Frequency, Period, containing

QUARTERS = 13  # three years and the quarter being collected


@dataclass(slots=True)
class MeasureSpec:
    """One measure and its figures by period; ``sources`` says for each where it comes from."""

    ref: str
    name: str
    service: str
    kind: str
    unit: str
    polarity: str
    frequency: str = "Q"
    counting: str = "rate"
    decimals: int = 1
    is_data_only: bool = False
    tells: str = "output"
    dimension: str = ""
    sets: tuple[str, ...] = ()
    values: dict[Period, Decimal] = field(default_factory=dict)
    sources: dict[Period, str] = field(default_factory=dict)
    targets: dict[Period, Decimal] = field(default_factory=dict)
    absent: dict[Period, tuple[str, str]] = field(default_factory=dict)
    # Of one that is entered oftener than it is reported, in parts: what they count, and both by period.
    collected: str = ""
    counted: tuple[str, str] = ("", "")
    parts: dict[Period, tuple[Decimal, Decimal]] = field(default_factory=dict)

    def put(self, period: Period, value: Decimal, source: str) -> None:
        self.values[period] = value
        self.sources[period] = source


def latest(current: Period, frequency: Frequency) -> Period:
    """The last period of that length that ends by the end of the current one."""
    period = containing(current.end, frequency)
    return period if period.end <= current.end else period.previous()


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
