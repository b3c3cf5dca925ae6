"""The small chart of a table row, as numbers for an inline SVG component."""

from typing import TypedDict

from foundation.measure_words import Series, known, points

INSET = 3.0  # room for the last point's dot


class Band(TypedDict):
    """The process limits as a rectangle."""

    y: float
    height: float


class Dot(TypedDict):
    """The newest figure; hollow when provisional."""

    x: float
    y: float
    hollow: bool


class Sparkline(TypedDict):
    """Pixels. ``lines`` holds the points attribute of one polyline for each unbroken stretch of figures."""

    width: int
    height: int
    lines: list[str]
    target_y: float | None
    band: Band | None
    last: Dot | None


def sparkline(series: Series, *, width: int = 120, height: int = 28) -> Sparkline:
    """Where to draw the lines, the newest target, the process limits and the newest figure, if there are any."""
    target = next(reversed(known(series["targets"])), None)
    lower, upper = series["lower"], series["upper"]
    shown = points(series)
    numbers = [v for _, v in shown] + [n for n in (target, lower, upper) if n is not None]
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 0.0)
    spread, room = high - low, height - 2 * INSET
    step = (width - 2 * INSET) / max(len(series["labels"]) - 1, 1)

    def x(index: int) -> float:
        return round(INSET + index * step, 1)

    def y(value: float) -> float:
        return round(height - INSET - (value - low) / spread * room if spread else height / 2, 1)

    lines: list[list[str]] = []
    previous = None
    for i, value in shown:
        if previous != i - 1 or i in series["breaks"]:
            lines.append([])
        lines[-1].append(f"{x(i)},{y(value)}")
        previous = i
    banded = lower is not None and upper is not None
    return {
        "width": width,
        "height": height,
        "lines": [" ".join(line) for line in lines if len(line) > 1],
        "target_y": None if target is None else y(target),
        "band": {"y": y(upper), "height": round(y(lower) - y(upper), 1)} if banded else None,
        "last": {"x": x(i), "y": y(value), "hollow": series["provisional"][i]} if shown else None,
    }
