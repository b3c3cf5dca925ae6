"""What was planned beside what is spent and what the year is forecast to cost (rules.md, Money).

Every amount is a net cost, signed as ledgers sign it: spending counts up, income counts down. So amounts of any kind
add up, and more than planned is always the worse.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from foundation.marks import Mark
from money.rules.amounts import in_words, to_the_penny

MONTHS = 12
NEAR = Decimal("0.01")
"""Within a hundredth of the plan is near it (ours)."""
_NOUGHT = Decimal(0)
_TENTH = Decimal("0.1")


class Flow(StrEnum):
    """Which way money goes. Values are stored and never renamed."""

    SPENDING = "spending"
    INCOME = "income"


class Position(StrEnum):
    """How the forecast of the year stands to the plan. Values stand in addresses of lists."""

    OVER = "over"
    NEAR = "near"
    UNDER = "under"


MARKS: dict[Position, Mark] = {
    Position.OVER: Mark("over", "Over plan", "triangle", "red"),
    Position.NEAR: Mark("near", "Near plan", "tick", "green"),
    Position.UNDER: Mark("under", "Under plan", "square", "blue"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The money of a line, or of many: planned for the year, due by the end of the month, actual until then, forecast
    for the year. What no extract has told of yet counts as planned, with nothing due; ``is_reported`` says whether any
    of it was told.
    """

    planned: Decimal = _NOUGHT
    due: Decimal = _NOUGHT
    actual: Decimal = _NOUGHT
    forecast: Decimal = _NOUGHT
    is_reported: bool = False

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.planned + other.planned,
            self.due + other.due,
            self.actual + other.actual,
            self.forecast + other.forecast,
            self.is_reported or other.is_reported,
        )

    def part(self, percent: Decimal) -> "Figures":
        """So many per cent of it, not rounded: parts of a whole add up to it exactly."""
        share = percent / 100
        return Figures(
            self.planned * share, self.due * share, self.actual * share, self.forecast * share, self.is_reported
        )

    @property
    def to_date(self) -> Decimal:
        """How much more than due was spent by the end of the month; negative for less."""
        return self.actual - self.due

    @property
    def variance(self) -> Decimal:
        """How much more than planned the year is forecast to cost; negative for less."""
        return self.forecast - self.planned

    @property
    def position(self) -> Position:
        """Near the plan within a hundredth of it; else over or under."""
        if abs(self.variance) <= abs(self.planned) * NEAR:
            return Position.NEAR
        return Position.OVER if self.variance > 0 else Position.UNDER

    @property
    def mark(self) -> Mark | None:
        """None where no month was told of yet."""
        return MARKS[self.position] if self.is_reported else None


NOTHING = Figures()


def planned_only(planned: Decimal) -> Figures:
    """A line that no extract has told of yet."""
    return Figures(planned=planned, forecast=planned)


def reported(
    *, planned: Decimal, months: int, actual: Decimal, forecast: Decimal, profiled: Decimal | None = None
) -> Figures:
    """A line after so many months of the year: due is what the extract says should be spent by now (``profiled``) or,
    where it says nothing, an equal part of the plan for each month, to the penny.
    """
    due = to_the_penny(planned * months / MONTHS) if profiled is None else profiled
    return Figures(planned=planned, due=due, actual=actual, forecast=forecast, is_reported=True)


def total(figures: Iterable[Figures]) -> Figures:
    """All of them together; their order does not matter."""
    return sum(figures, Figures())


def percent_of(amount: Decimal, whole: Decimal) -> Decimal | None:
    """How many per cent of the whole it is, without a sign and to one decimal; None of nothing."""
    if not whole:
        return None
    return (abs(amount) * 100 / abs(whole)).quantize(_TENTH, rounding=ROUND_HALF_UP)


def variance_words(amount: Decimal, planned: Decimal, *, flow: Flow = Flow.SPENDING) -> str:
    """ "£12,000 over, 3.4%", "£5,000 under, 1.0%", "as planned"; of income "£2,000 short", "£2,000 more"."""
    if in_words(abs(amount)) == in_words(_NOUGHT):
        return "as planned"
    over, under = ("short", "more") if flow is Flow.INCOME else ("over", "under")
    percent = percent_of(amount, planned)
    words = f"{in_words(abs(amount))} {over if amount > 0 else under}"
    return words if percent is None else f"{words}, {percent}%"
