"""The files of the Scottish benchmarking framework as they are published: measures, family groups, figures."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from benchmarks.changes.loading import Published
from benchmarks.changes.measures import MeasureDetails
from benchmarks.models import CouncilType
from benchmarks.queries.stored import places_of, stored_figures
from benchmarks.rules.spans import read_span
from indicators.rules.vocabulary import Polarity

MEASURES, FIGURES, FAMILIES = "lgbf_indicators.csv", "lgbf_values_real.csv", "lgbf_family_groups.csv"
SOURCE = "Local Government Benchmarking Framework, Improvement Service; costs in real terms"
LICENCE = "Published openly by the Improvement Service; confirm its terms before passing figures on"
COUNTRY, COUNCIL_TYPE = "Scotland", CouncilType.SCOTTISH.value
_POLARITIES = {"high": Polarity.HIGH, "low": Polarity.LOW, "in-range": Polarity.RANGE}
_UNITS = {
    "Percentage": "%", "Cost": "£", "Days": "days", "Weeks": "weeks", "Rate per 1,000": "per 1,000",
    "Rate per 10,000": "per 10,000",
}  # fmt: skip
_NO_SHARE = Decimal(10)
"""A percentage that somebody published as so much or more is no share of one."""
_COLUMNS = {
    MEASURES: (
        "indicator_code", "title", "category", "polarity", "goldilocks_midpoint", "measure_type", "family_grouping",
    ),
    FIGURES: ("council", "indicator_code", "period", "value", "numerator", "denominator"),
    FAMILIES: ("family_group", "council", "grouping"),
}  # fmt: skip


class ReferenceRefused(Exception):  # noqa: N818 - it says what happened to the file
    """A file cannot be used: which, where, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family group as published, and the councils in it."""

    name: str
    grouping: str
    councils: tuple[str, ...]


def read_file(folder: Path, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file, each with its line. Raises ReferenceRefused where it is missing or has other columns."""
    if not (folder / name).exists():
        raise ReferenceRefused(f"{name} is not in {folder}. Name the folder that holds the files of the framework.")
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [each for each in _COLUMNS[name] if each not in (rows.fieldnames or ())]:
            raise ReferenceRefused(f"{name}: the column {missing[0]} is missing. Use the file as it is published.")
        yield from enumerate(rows, start=2)


def measures(folder: Path) -> list[MeasureDetails]:
    """The measures of the framework. Shares of one are shown as per cent; a few percentages are published as such."""
    largest: dict[str, Decimal] = {}
    for line, row in read_file(folder, FIGURES):
        if row["value"]:
            value = abs(_number(FIGURES, line, row["value"]))
            largest[row["indicator_code"]] = max(value, largest.get(row["indicator_code"], Decimal(0)))
    return [
        _measure(line, row, is_share=largest.get(row["indicator_code"], Decimal(0)) < _NO_SHARE)
        for line, row in read_file(folder, MEASURES)
    ]


def families(folder: Path) -> list[Family]:
    """The family groups, each with the kind of measures that it holds for."""
    found: dict[tuple[str, str], list[str]] = {}
    for _, row in read_file(folder, FAMILIES):
        found.setdefault((row["family_group"], row["grouping"]), []).append(row["council"])
    return [Family(name, grouping, tuple(councils)) for (name, grouping), councils in found.items()]


def figures(folder: Path, keys: Mapping[str, int]) -> list[Published]:
    """Every figure that was published, of the measures with these codes. An empty cell is one that was not published.
    Raises ReferenceRefused.
    """
    found = []
    for line, row in read_file(folder, FIGURES):
        if not row["value"]:
            continue
        value, *parts = (
            _number(FIGURES, line, row[each]) if row[each] else None for each in ("value", "numerator", "denominator")
        )
        if (measure := keys.get(row["indicator_code"])) is None:
            raise ReferenceRefused(f"{FIGURES}, line {line}: {row['indicator_code']} is not in {MEASURES}.")
        try:
            span = read_span(row["period"], may_span=True)
        except ValueError as error:
            raise ReferenceRefused(f"{FIGURES}, line {line}: {error}") from None
        found.append(Published(measure, span, row["council"], value, *parts))
    return found


def compared_with_stored(read: Iterable[Published]) -> tuple[list[Published], dict[tuple[int, str], int]]:
    """Those that are new or differ from what is stored, the latter with the key of what they correct; and the stored
    rounds of their measures. Two statements.
    """
    wanted = list(read)
    places = {key: pk for key, (pk, _) in places_of({each.measure for each in wanted}).items()}
    stored = stored_figures(places.values())
    found = []
    for each in wanted:
        place = places.get((each.measure, each.span.period.key))
        before = stored.get((place, each.council)) if place else None
        if before is None:
            found.append(each)
        elif tuple(before[1:]) != (each.value, each.numerator, each.denominator, each.standing):
            found.append(each._replace(key=before[0]))
    return found, places


def _number(name: str, line: int, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ReferenceRefused(f"{name}, line {line}: “{text[:40]}” is not a number. Correct the line.") from None


def _measure(line: int, row: Mapping[str, str], *, is_share: bool) -> MeasureDetails:
    polarity = _POLARITIES.get(row["polarity"])
    if polarity is None:
        raise ReferenceRefused(f"{MEASURES}, line {line}: “{row['polarity']}” is not high, low or in-range.")
    best = _number(MEASURES, line, row["goldilocks_midpoint"]) if polarity is Polarity.RANGE else None
    unit = _UNITS.get(row["measure_type"], "")
    return MeasureDetails(
        code=row["indicator_code"], title=row["title"], category=row["category"], polarity=polarity.value, low=best,
        high=best, unit=unit, scale=Decimal(100 if unit == "%" and is_share else 1),
        decimals=2 if unit == "£" else 1, may_span=True, grouping=row["family_grouping"], source=SOURCE,
        licence=LICENCE,
    )  # fmt: skip
