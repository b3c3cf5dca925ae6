"""Value for money: the cost, performance and satisfaction of services read together (C14).

Which group a measure is of says its definition sheet (``Indicator.dimension``); its score comes from where weighted
baskets have theirs (``judging.summing``), and the reading from ``rules.value_for_money``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.urls import reverse

from foundation.measure_words import Bands, Colour
from foundation.words import counted
from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.measure_row import status_words
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.summing import Standing, of_glances
from indicators.models import Indicator
from indicators.rules.summing import Part, Summed, score_words, scored_words
from indicators.rules.value_for_money import QUARTER_WORDS, Group, Quarter, Reading, read_together, said
from plans.periods import Period
from reporting.charts.quadrant import Corners
from reporting.document import Mark, Shape
from reporting.queries.filter_choices import Narrowings

GROUP_NAMES = {Group.COST: "Cost", Group.PERFORMANCE: "Performance", Group.SATISFACTION: "Satisfaction"}
_LOOKS: dict[Quarter, tuple[Shape, Colour]] = {
    Quarter.GOOD: ("tick", "green"), Quarter.COSTLY: ("square", "amber"), Quarter.FALLS_SHORT: ("circle", "amber"),
    Quarter.POOR: ("triangle", "red"), Quarter.NOT_PLACED: ("dash", "missing"),
}  # fmt: skip
CORNERS = Corners(*(QUARTER_WORDS[each] for each in (Quarter.COSTLY, Quarter.GOOD, Quarter.POOR, Quarter.FALLS_SHORT)))


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
    found = glances(asked, report_period=period, rules=rules)
    services = {each.pk: each.service_id for each in found}
    return values_of(period, services, of_glances(found), {each.pk: each.name for each in names.services}, rules)


def values_of(
    period: Period,
    services: Mapping[int, int],
    standings: Mapping[int, Standing],
    names: Mapping[int, str],
    rules: RulesInForce,
) -> Values:
    """The same of measures that are judged already: by their keys the service of each and how it stands. ``names`` are
    those of the services. One statement.
    """
    group_of = dict(Indicator.objects.exclude(dimension="").values_list("pk", "dimension"))
    parts: dict[int, dict[Group, list[Part]]] = {}
    for pk, service in services.items():
        if pk in group_of:
            parts.setdefault(service, {}).setdefault(Group(group_of[pk]), []).append(_part(standings[pk]))
    bands = rules.applying_in((), period)[1]
    readings = sorted(
        ((names.get(pk, ""), pk, read_together(groups)) for pk, groups in parts.items()), key=lambda each: each[:2]
    )
    return Values(period, _numbered(readings, bands, f"?period={period.key}"), bands)


def among(values: Values, units: Collection[int] | None) -> Values:
    """Those of the services that are among these units (None: all), numbered by themselves."""
    if units is None:
        return values
    readings = [(each.name, each.pk, each.reading) for each in values.services if each.pk in units]
    return replace(values, services=_numbered(readings, values.bands, f"?period={values.period.key}"))


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
