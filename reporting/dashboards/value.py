"""Value for money: the cost, performance and satisfaction of services read together (C14).

Which group a measure is of says its definition sheet (``Indicator.dimension``); its score comes from where weighted
baskets have theirs (``judging.summing``), and the reading from ``rules.value_for_money``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.urls import reverse

from foundation.downloads.cells import Cell, Number
from foundation.measure_words import Bands, Colour
from foundation.words import counted
from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.measure_row import status_words
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.summing import Standing, of_glances
from indicators.models import Indicator
from indicators.rules.summing import Part, Summed, score_words, scored_words
from indicators.rules.value_for_money import (
    QUARTER_WORDS,
    Group,
    Quarter,
    Reading,
    placed_score,
    read_together,
    said,
)
from plans.periods import Period
from reporting.charts.quadrant import Corners, Spot, quadrant_svg
from reporting.dashboards.pictures import Picture
from reporting.document import Mark, Shape
from reporting.queries.filter_choices import Narrowings

SORTS = {"service": ("service",), "reading": ("reading",), **{group.value: (group.value,) for group in Group}}
COLUMNS = (
    "Service", "Reading", "Cost score", "Cost", "Performance score", "Performance", "Satisfaction score",
    "Satisfaction", "What it says",
)  # fmt: skip
GROUP_NAMES = {Group.COST: "Cost", Group.PERFORMANCE: "Performance", Group.SATISFACTION: "Satisfaction"}
_LOOKS: dict[Quarter, tuple[Shape, Colour]] = {
    Quarter.GOOD: ("tick", "green"), Quarter.COSTLY: ("square", "amber"), Quarter.FALLS_SHORT: ("circle", "amber"),
    Quarter.POOR: ("triangle", "red"), Quarter.NOT_PLACED: ("dash", "missing"),
}  # fmt: skip
_ORDER = {quarter: place for place, quarter in enumerate(Quarter)}
_CORNERS = Corners(*(QUARTER_WORDS[each] for each in (Quarter.COSTLY, Quarter.GOOD, Quarter.POOR, Quarter.FALLS_SHORT)))


class GroupCell(NamedTuple):
    """A group of a service in the table: its score and how it stands, in words; ``mark`` None where it has no measure.
    ``measures`` says of how many, and how many of them count.
    """

    group: Group
    name: str
    score: str
    mark: Mark | None
    measures: str


@dataclass(frozen=True, slots=True)
class ServiceValue:
    """A service read together. ``number`` is that of its spot in the picture, None where it is not placed."""

    pk: int
    name: str
    reading: Reading
    cells: Sequence[GroupCell]
    number: int | None
    query: str

    @property
    def mark(self) -> Mark:
        """Its quarter as word, shape and colour."""
        return quarter_mark(self.reading.quarter)

    @property
    def said(self) -> str:
        return said(self.reading)

    @property
    def url(self) -> str:
        return str(reverse("reporting:value", args=[self.pk])) + self.query


def quarter_mark(quarter: Quarter) -> Mark:
    """A quarter as word, shape and colour."""
    shape, colour = _LOOKS[quarter]
    return {"key": quarter.value, "word": QUARTER_WORDS[quarter], "shape": shape, "colour": colour}


@dataclass(frozen=True, slots=True)
class Values:
    """All services that a reader may know of in a quarter, by name; ``bands`` are the council's words."""

    period: Period
    services: Sequence[ServiceValue]
    bands: Bands

    @property
    def finding(self) -> str:
        """What stands above all: how many are good value of those that are placed."""
        placed = [each for each in self.services if each.number]
        if not placed:
            return "No service can be placed yet"
        good = sum(each.reading.quarter is Quarter.GOOD for each in placed)
        return f"{good} of {counted(len(placed), 'service')} placed {'is' if good == 1 else 'are'} good value"

    def one(self, pk: int) -> ServiceValue | None:
        """A service; None where it has no measure of any of the groups."""
        return next((each for each in self.services if each.pk == pk), None)


def read_values(period: Period, names: Narrowings, *, reach: frozenset[int] | None) -> Values:
    """Every service within reach (None: all) that has a measure of one of the groups. A fixed number of statements."""
    rules = RulesInForce.load()
    grouped = collected(period).exclude(dimension="")
    asked = grouped if reach is None else grouped.filter(stood_in__in=reach)
    group_of = dict(Indicator.objects.exclude(dimension="").values_list("pk", "dimension"))
    found = glances(asked, report_period=period, rules=rules)
    standings = of_glances(found)
    parts: dict[int, dict[Group, list[Part]]] = {}
    for each in found:
        groups = parts.setdefault(each.service_id, {})
        groups.setdefault(Group(group_of[each.pk]), []).append(_part(standings[each.pk]))
    bands = rules.applying_in((), period)[1]
    named = {each.pk: each.name for each in names.services}
    readings = sorted(
        ((named.get(pk, ""), pk, read_together(groups)) for pk, groups in parts.items()), key=lambda each: each[:2]
    )
    return Values(period, _numbered(readings, bands, f"?period={period.key}"), bands)


def _part(standing: Standing) -> Part:
    return Part(standing.status, standing.score)


def _numbered(readings: Iterable[tuple[str, int, Reading]], bands: Bands, query: str) -> list[ServiceValue]:
    found, number = [], 0
    for name, pk, reading in readings:
        number += reading.place is not None
        cells = [group_cell(group, reading.of(group), bands) for group in Group]
        found.append(ServiceValue(pk, name, reading, cells, number if reading.place else None, query))
    return found


def group_cell(group: Group, found: Summed, bands: Bands) -> GroupCell:
    if not found.parts:
        return GroupCell(group, GROUP_NAMES[group], "", None, "No measure")
    scored = "" if found.scored == 1 else f", {scored_words(found)} of them scored"
    score = "" if found.score is None else score_words(found.score)
    return GroupCell(
        group,
        GROUP_NAMES[group],
        score,
        status_words(found.status, bands),
        f"{counted(found.parts, 'measure')}{scored}",
    )


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
    return Picture(quadrant_svg(spots, _CORNERS, words=words, narrow=narrow), words)


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
