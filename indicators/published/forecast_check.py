"""How good computed forecasts are on printed series, against "same as last time" (rules.md 18)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from statistics import fmean

from indicators.published.published_rows import missing_headings, repeated_headings
from indicators.rules.forecast import FEWEST, Forecast, forecast

COLUMNS = ("series", "index", "value")
MOST_ERROR = {1: 0.92, 4: 1.0}
"""By how many periods ahead: the most that the error may be, as a share of that of "same as last time"."""
HELD = (0.70, 0.90)
"""The least and the most of what came that the interval of four in five may hold."""


@dataclass(frozen=True, slots=True)
class Score:
    """The forecasts so many periods ahead: how many ``series`` and ``forecasts`` there were; the mean over the series
    of their scaled absolute error, as a share of that of "same as last time"; the share of what came that lay within.
    """

    ahead: int
    series: int
    forecasts: int
    error: float
    held: float

    @property
    def is_good(self) -> bool:
        return self.error <= MOST_ERROR[self.ahead] and HELD[0] <= self.held <= HELD[1]

    def __str__(self) -> str:
        return (
            f"{self.ahead} ahead: {self.forecasts:,} forecasts of {self.series} series; error {self.error:.3f} of "
            f"“same as last time” (at most {MOST_ERROR[self.ahead]:.2f}); the interval held {self.held:.1%} "
            f"({HELD[0]:.0%} to {HELD[1]:.0%})"
        )


def heading_problems(headings: Sequence[str]) -> list[str]:
    """Problems of the headings: columns that are missing or occur twice. Others are ignored."""
    missing = [f"the column “{column}” is missing" for column in missing_headings(headings, COLUMNS)]
    return missing + repeated_headings(headings, COLUMNS)


def series_of(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[dict[str, list[Decimal]], list[tuple[int, str]]]:
    """The values of each series in the order of its index; and what is wrong with a line, by its number."""
    places: dict[str, dict[Decimal, Decimal]] = defaultdict(dict)
    problems = []
    for line, row in rows:
        index, value = (_number(row[name]) for name in ("index", "value"))
        if index is None or value is None:
            problems.append((line, "index and value have to be numbers"))
        elif index in places[row["series"]]:
            problems.append((line, f"series {row['series']} has index {row['index']} twice"))
        else:
            places[row["series"]][index] = value
    return {name: [found[index] for index in sorted(found)] for name, found in places.items()}, problems


def score(series: Iterable[Sequence[Decimal]], ahead: int) -> Score | None:
    """The score of forecasts so many periods ahead, each made of all that came before it, from the eighth figure on.
    None where there are none. Series that never move have no scale, and count for what their intervals held alone.
    """
    made = [(values, found) for values in series if (found := _made(values, ahead))]
    scaled = [(found, scale) for values, found in made if (scale := _scale(values))]
    ours = sum(fmean(abs(float(each.came - each.forecast.value)) for each in found) / scale for found, scale in scaled)
    same = sum(fmean(abs(float(each.came - each.last)) for each in found) / scale for found, scale in scaled)
    if not same:
        return None
    forecasts = [each for _, found in made for each in found]
    held = sum(each.is_held for each in forecasts) / len(forecasts)
    return Score(ahead, len(made), len(forecasts), ours / same, held)


@dataclass(frozen=True, slots=True)
class _Made:
    """A forecast, the last figure before it, and what came."""

    forecast: Forecast
    last: Decimal
    came: Decimal

    @property
    def is_held(self) -> bool:
        low, high = self.forecast.low, self.forecast.high
        return low is not None and high is not None and low <= self.came <= high


def _made(values: Sequence[Decimal], ahead: int) -> list[_Made]:
    ends = range(FEWEST, len(values) - ahead + 1)
    return [_Made(forecast(values[:end], ahead), values[end - 1], values[end + ahead - 1]) for end in ends]


def _scale(values: Sequence[Decimal]) -> float:
    """How far a series moves from one figure to the next."""
    return fmean(abs(float(after - before)) for before, after in pairwise(values))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
