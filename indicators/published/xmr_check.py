"""Compares printed process limits and signals with ours, row by row (rules.md 5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import cast

from indicators.published.published_rows import missing_headings, repeated_headings
from indicators.rules.spc import Improvement, Xmr, xmr

COLUMNS = (
    "series", "kind", "n_points", "improvement_direction", "index", "value", "target",
    "mean", "lpl", "upl", "special_cause", "point_type", "assurance",
)  # fmt: skip
SAME_THROUGHOUT = ("kind", "n_points", "improvement_direction", "target")
IMPROVEMENTS = ("increase", "decrease", "neutral")
_NOTHING = ("", "NA", "NaN")
_LIMIT_TOLERANCE = Decimal("1e-6")  # at most, as a share of the printed figure
_ROUNDING = Decimal("1e-12")  # as a share of the largest value: the order of adding can change that much

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs from what the series gives. ``computed`` is what it should be, or what is wrong."""

    file: str
    line: int
    series: str
    index: str
    column: str
    printed: str
    computed: str

    def __str__(self) -> str:
        if not self.column:
            return f"{self.file}:{self.line}: {self.computed}"
        place = f"{self.file}:{self.line} series {self.series}, index {self.index}, {self.column}"
        return f"{place}: printed “{self.printed}”, computed “{self.computed}”"


@dataclass(frozen=True, slots=True)
class _Series:
    file: str
    rows: Sequence[tuple[int, Row]]

    def difference(self, place: int, column: str, computed: str) -> Difference:
        line, row = self.rows[place]
        return Difference(self.file, line, row["series"], row["index"], column, row[column], computed)


def file_difference(file: str, line: int, problem: str) -> Difference:
    """The reason why a file or a row cannot be compared."""
    return Difference(file, line, "", "", "", "", problem)


def heading_problems(headings: Sequence[str]) -> list[str]:
    """Problems of the headings: columns that are missing or occur twice. Unknown columns are ignored."""
    missing = [f"the column “{column}” is missing" for column in missing_headings(headings, COLUMNS)]
    return missing + repeated_headings(headings, COLUMNS)


def check_rows(file: str, rows: Iterable[tuple[int, Row]]) -> list[Difference]:
    """Everything in a file that differs from what its values give, by line."""
    groups: dict[str, list[tuple[int, Row]]] = {}
    for line, row in rows:
        groups.setdefault(row["series"], []).append((line, row))
    differences = [each for group in groups.values() for each in _check_series(_Series(file, group))]
    return sorted(differences, key=lambda each: each.line)


def _check_series(series: _Series) -> list[Difference]:
    differences = [*_changing(series), *_miscounted(series), *_misplaced(series)]
    usual = {column: _most_common(series, column) for column in SAME_THROUGHOUT}
    values = [_number(row["value"]) for _, row in series.rows]
    target = None if usual["target"] in _NOTHING else _number(usual["target"])
    unreadable = [
        series.difference(place, "value", "not a number") for place, value in enumerate(values) if value is None
    ]
    if target is None and usual["target"] not in _NOTHING:
        unreadable.append(series.difference(0, "target", "not a number"))
    if usual["improvement_direction"] not in IMPROVEMENTS:
        unreadable.append(series.difference(0, "improvement_direction", f"one of {', '.join(IMPROVEMENTS)}"))
    if unreadable:
        return differences + unreadable
    order = _order(series)
    figures = [float(cast(Decimal, values[place])) for place in order]
    improvement = cast(Improvement, usual["improvement_direction"])
    found = xmr(figures, improvement, None if target is None else float(target))
    for position, place in enumerate(order):
        differences += _check_row(series, place, found, position)
    return differences


def _check_row(series: _Series, place: int, found: Xmr, position: int) -> list[Difference]:
    row = series.rows[place][1]
    point = found.points[position]
    words = {
        "special_cause": point.special_cause,
        "point_type": point.signal.value,
        "assurance": found.assurance.value if found.assurance else "",
    }
    largest = max(abs(each.value) for each in found.points)
    limits = {"mean": found.mean, "lpl": found.lower, "upl": found.upper}
    return [
        *(
            series.difference(place, column, "none" if ours is None else repr(ours))
            for column, ours in limits.items()
            if not _agrees(row[column], ours, largest)
        ),
        *(
            series.difference(place, column, ours)
            for column, ours in words.items()
            if row[column] != ours and not (ours == "" and row[column] in _NOTHING)
        ),
    ]


def _changing(series: _Series) -> list[Difference]:
    """Cells that differ from the rest of the series in a column where all should be the same."""
    differences = []
    for column in SAME_THROUGHOUT:
        usual = _most_common(series, column)
        for place, (_, row) in enumerate(series.rows):
            if row[column] != usual:
                differences.append(series.difference(place, column, f"{usual}, as in the rest of the series"))
    return differences


def _miscounted(series: _Series) -> list[Difference]:
    count = str(len(series.rows))
    if _most_common(series, "n_points") == count:
        return []
    return [series.difference(0, "n_points", f"{count} rows")]


def _misplaced(series: _Series) -> list[Difference]:
    if sorted(_positions(series)) == list(range(1, len(series.rows) + 1)):
        return []
    return [
        series.difference(place, "index", str(place + 1))
        for place, position in enumerate(_positions(series))
        if position != place + 1
    ]


def _order(series: _Series) -> list[int]:
    """Places in the file in the order of the index, or in file order if the index does not count 1, 2, 3."""
    places = range(len(series.rows))
    return list(places) if _misplaced(series) else sorted(places, key=_positions(series).__getitem__)


def _positions(series: _Series) -> list[int]:
    texts = [row["index"] for _, row in series.rows]
    return [int(text) if text.isascii() and text.isdigit() else 0 for text in texts]


def _most_common(series: _Series, column: str) -> str:
    return Counter(row[column] for _, row in series.rows).most_common(1)[0][0]


def _agrees(printed: str, ours: float | None, largest: float) -> bool:
    """Whether a printed limit is ours to its last digit, and to within one part in a million. ``largest``: the series'
    largest value without its sign, on which the rounding of a limit near zero depends.
    """
    if printed in _NOTHING or ours is None:
        return printed in _NOTHING and ours is None
    number = _number(printed)
    if number is None:
        return False
    last_digit = Decimal(1).scaleb(int(number.as_tuple().exponent))
    allowed = max(min(last_digit, _LIMIT_TOLERANCE * abs(number)), _ROUNDING * Decimal(largest))
    return abs(Decimal(ours) - number) <= allowed


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal("1e300") else None
