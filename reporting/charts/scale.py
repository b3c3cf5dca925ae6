"""The arithmetic of an axis: its ends, its ticks, and figures as text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from foundation.measure_words import Series, known
from reporting.charts.cone import expected_figures

TINY = 1e-6  # a difference that no council prints


@dataclass(frozen=True)
class Axis:
    """A vertical axis: figures from ``low`` to ``high``, drawn from pixel ``bottom`` up to pixel ``top``."""

    low: float
    high: float
    top: float
    bottom: float
    step: float

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) * (self.bottom - self.top) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        first, last = round(self.low / self.step), round(self.high / self.step)
        return [n * self.step for n in range(first, last + 1)]


def figures(series: Series) -> list[float]:
    """Every figure that a chart of the series shows: values, targets, limits and what is expected."""
    limits = (series["lower"], series["upper"])
    return known([*series["values"], *series["targets"], *limits, *expected_figures(series)])


def axis(numbers: Sequence[float], *, top: float, bottom: float, unit: str = "") -> Axis:
    """An axis that holds all the numbers, with three to six round ticks.

    Percentages within 0 to 100 get an axis within 0 to 100; figures that are never negative get one that begins at 0 or
    above.
    """
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
    least, most = low, high
    spread = high - low
    if spread <= max(abs(high) * 1e-9, TINY):
        pad = abs(high) * 0.05 if abs(high) > TINY else 1.0
        low, high = low - pad, high + pad
    else:
        low, high = low - spread * 0.06, high + spread * 0.06
    step = _round_step((high - low) / 4)
    bottom_tick, top_tick = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if least >= 0:
        bottom_tick = max(bottom_tick, 0)
    if unit == "%" and most <= 100:
        top_tick = min(top_tick, math.ceil(100 / step - 1e-9))
    if top_tick == bottom_tick:
        top_tick += 1
    return Axis(bottom_tick * step, top_tick * step, top, bottom, step)


def _round_step(rough: float) -> float:
    """The nearest step of 1, 2, 2.5 or 5 times a power of ten that is not smaller."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)


_SIZES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def figure_text(value: float, unit: str, decimals: int) -> str:
    """A figure as people read it: "94.1%", "£1,234", "£1.2m", "12.0"; halves round away from nought."""
    shown = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    digits = f"{abs(shown):,}"
    sign = "−" if shown < 0 else ""  # the minus sign lines up with figures, a hyphen does not
    if unit == "%":
        return f"{sign}{digits}%"
    if unit.startswith("£"):
        return f"{sign}£{digits}{unit[1:]}"
    return f"{sign}{digits}"


def tick_text(value: float, unit: str, step: float) -> str:
    """A tick's figure, short: "95%", "£1.5m", "20k"."""
    sizes = () if unit.startswith("£") and unit != "£" else _SIZES  # "£m" has its size already
    for size, letter in sizes:
        if step >= size / 10 and abs(value) >= size:
            text = figure_text(value / size, "£" if unit == "£" else "", _places(step / size))
            return text + letter + ("%" if unit == "%" else "")
    return figure_text(value, unit, _places(step))


def _places(step: float) -> int:
    """Decimal places that tell ticks of this step apart."""
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    shifted = step * 10**places
    return places if abs(shifted - round(shifted)) < 1e-6 else places + 1


def spread(positions: Sequence[float], *, gap: float, top: float, bottom: float) -> list[float]:
    """The positions moved as little as needed to lie at least ``gap`` apart between top and bottom, in given order."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    moved = [0.0] * len(positions)
    least, most = top, bottom - gap * (len(order) - 1)
    for i in order:
        moved[i] = min(max(positions[i], least), most)
        least, most = moved[i] + gap, most + gap
    return moved
