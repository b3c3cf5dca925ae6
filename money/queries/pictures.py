"""A line's months as a small picture: how the forecast of the year moved, beside the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from money.rules.amounts import exact
from money.rules.variance import Figures
from plans.periods import Period

WIDTH, HEIGHT, INSET = 320, 96, 8


@dataclass(frozen=True, slots=True)
class MonthsPicture:
    """Points of two lines in pixels, and the sentence that says the same."""

    forecast: str
    planned: str
    words: str
    width: int = WIDTH
    height: int = HEIGHT


def months_picture(months: Sequence[tuple[Period, Figures]]) -> MonthsPicture | None:
    """None with fewer than two months: a point is no line."""
    if len(months) < 2:
        return None
    forecasts, plans = [each.forecast for _, each in months], [each.planned for _, each in months]
    low, high = min(*forecasts, *plans), max(*forecasts, *plans)
    step = (WIDTH - 2 * INSET) / (len(months) - 1)

    def height(amount: Decimal) -> float:
        part = float((amount - low) / (high - low)) if high > low else 0.5
        return HEIGHT - INSET - part * (HEIGHT - 2 * INSET)

    def points(amounts: Sequence[Decimal]) -> str:
        return " ".join(f"{INSET + number * step:.1f},{height(each):.1f}" for number, each in enumerate(amounts))

    return MonthsPicture(points(forecasts), points(plans), _words(months))


def _words(months: Sequence[tuple[Period, Figures]]) -> str:
    (first, before), (last, now) = months[0], months[-1]
    moved = f"went from {exact(before.forecast)} to {exact(now.forecast)}"
    moved = moved if before.forecast != now.forecast else f"stayed at {exact(now.forecast)}"
    return f"From {first} to {last} the forecast of the year {moved}; {exact(now.planned)} is planned."
