"""The strip: every council's figure on one line, ours, the median and the best quartile marked; and our line over time
beside the median. Numbers for inline SVG, and the sentence that says the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, INSET = 640, 10
LINE_HEIGHT = 160


@dataclass(frozen=True, slots=True)
class Strip:
    """Places from the left in pixels; ``ticks`` is a path with a stroke for each council. ``band`` is where the best
    quartile begins and how wide it is, () where there is none; ``lowest`` and ``highest`` are the ends in words.
    """

    ticks: str
    own: float | None
    median: float
    band: tuple[float, float] | tuple[()]
    lowest: str
    highest: str
    words: str
    own_words: str = ""
    median_words: str = ""
    url: str = ""
    callout: str = ""
    note: str = ""
    width: int = WIDTH


def places_along(values: Iterable[Decimal], low: Decimal, high: Decimal) -> tuple[float, ...]:
    """Where figures stand between the ends, each place once."""
    room = WIDTH - 2 * INSET
    spread = high - low
    found = {round(INSET + float((each - low) / spread) * room, 1) if spread else WIDTH / 2 for each in values}
    return tuple(sorted(found))


def strokes(places: Iterable[float]) -> str:
    """A path of an upright stroke at each place."""
    return "".join(f"M{place} 24V46" for place in places)


def band_of(best: Decimal | None, polarity: str, low: Decimal, high: Decimal) -> tuple[float, float] | tuple[()]:
    """The stretch of the best quartile, where high or low is good; within a range it is no stretch."""
    if best is None or polarity not in ("high", "low"):
        return ()
    (edge,) = places_along([best], low, high)
    return (edge, round(WIDTH - INSET - edge, 1)) if polarity == "high" else (INSET, round(edge - INSET, 1))


@dataclass(frozen=True, slots=True)
class Lines:
    """Ours and the median over time: points of each unbroken stretch, and the band between the outer quartiles."""

    own: tuple[str, ...]
    median: tuple[str, ...]
    quartiles: str
    dots: tuple[tuple[float, float], ...]
    width: int = WIDTH
    height: int = LINE_HEIGHT


Told = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
"""Of a period: ours, the median, the last figure of the best quarter, the last one before the worst quarter."""


def lines_of(periods: Sequence[Told]) -> Lines | None:
    """None with fewer than two periods."""
    known = [each for told in periods for each in told if each is not None]
    if len(periods) < 2 or not known:
        return None
    low, high = min(known), max(known)
    step = (WIDTH - 2 * INSET) / (len(periods) - 1)

    def point(index: int, value: Decimal) -> tuple[float, float]:
        part = float((value - low) / (high - low)) if high > low else 0.5
        return round(INSET + index * step, 1), round(LINE_HEIGHT - INSET - part * (LINE_HEIGHT - 2 * INSET), 1)

    def stretches(column: int) -> tuple[str, ...]:
        found: list[list[str]] = [[]]
        for index, told in enumerate(periods):
            value = told[column]
            if value is None:
                found.append([])
            else:
                found[-1].append("{},{}".format(*point(index, value)))
        return tuple(" ".join(each) for each in found if each)

    firsts = [point(index, told[2]) for index, told in enumerate(periods) if told[2] is not None]
    thirds = [point(index, told[3]) for index, told in enumerate(periods) if told[3] is not None]
    outline = " ".join("{},{}".format(*each) for each in [*firsts, *thirds[::-1]])
    dots = tuple(point(index, told[0]) for index, told in enumerate(periods) if told[0] is not None)
    return Lines(stretches(0), stretches(1), outline, dots)
