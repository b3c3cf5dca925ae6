"""Value for money as its pages draw it: the picture, the order of the list and the file."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from foundation.downloads.cells import Cell, Number
from indicators.rules.value_for_money import Group, Quarter, placed_score
from reporting.charts.quadrant import Spot, quadrant_svg
from reporting.dashboards.pictures import Picture
from reporting.queries.value import CORNERS, ServiceValue

SORTS = {"service": ("service",), "reading": ("reading",), **{group.value: (group.value,) for group in Group}}
COLUMNS = (
    "Service", "Reading", "Cost score", "Cost", "Performance score", "Performance", "Satisfaction score",
    "Satisfaction", "What it says",
)  # fmt: skip
_ORDER = {quarter: place for place, quarter in enumerate(Quarter)}


def values_picture(
    services: Sequence[ServiceValue], *, picked: int | None = None, narrow: bool = False
) -> Picture | None:
    """Where the services lie that are placed; None where none is. ``picked`` is the one that a page is about."""
    spots = [
        Spot(each.number, float(each.reading.place[0]), float(each.reading.place[1]), picked in (None, each.pk))
        for each in services
        if each.number and each.reading.place
    ]
    if not spots:
        return None
    told = "; ".join(f"{each.number} {each.name}: {each.mark['word'].lower()}" for each in services if each.number)
    words = f"Cost against performance. {told}."
    return Picture(quadrant_svg(spots, CORNERS, words=words, narrow=narrow), words)


def sorted_services(services: Sequence[ServiceValue], column: Sequence[str]) -> list[ServiceValue]:
    """By the column that ``lists.sorting`` gives. What has no score comes last either way."""
    name, is_back = column[0].removeprefix("-"), column[0].startswith("-")
    if name in [group.value for group in Group]:
        keyed = [(placed_score(each.reading.of(Group(name))), each) for each in services]
        known = sorted(
            (pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0] or Fraction(0), reverse=is_back
        )
        return [each for _, each in known] + [each for score, each in keyed if score is None]
    if name == "reading":
        return sorted(services, key=lambda each: _ORDER[each.reading.quarter], reverse=is_back)
    return sorted(services, key=lambda each: each.name.casefold(), reverse=is_back)


def file_rows(services: Iterable[ServiceValue]) -> Iterator[list[Cell]]:
    """The services under ``COLUMNS``; a group that has no score leaves its cell empty."""
    for each in services:
        told: list[Cell] = []
        for cell in each.cells:
            score = each.reading.of(cell.group).score
            told += [
                None if score is None else Number(_decimal(score), 2),
                cell.mark["word"] if cell.mark else "No measure",
            ]
        yield [each.name, each.mark["word"], *told, each.said]


def _decimal(score: Fraction) -> Decimal:
    """A score to two decimal places, halves up; it is never below 0."""
    return Decimal(int(score * 100 + Fraction(1, 2))) / 100
