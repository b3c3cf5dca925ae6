"""Value for money of services: where cost and performance place each, and how satisfied people are."""

from collections.abc import Iterator
from functools import partial
from typing import TypedDict

from reporting.charts.quadrant import Corners, Spot, quadrant_svg
from reporting.document import Mark
from reporting.sections.blocks import Cell, Grid, Holds, Picture
from reporting.sections.kind import SectionKind

COLUMNS = ("Service", "Reading", "Cost", "Performance", "Satisfaction")


class ValueGroup(TypedDict):
    """How cost, performance or satisfaction of a service stands; ``mark`` is None where it has no measure of it."""

    score: str
    mark: Mark | None
    measures: str


class ValueOfService(TypedDict):
    """A service read together. ``number`` names it in the picture, in which ``place`` is cost and performance from 0 to
    10; both empty where it is not placed.
    """

    number: str
    name: str
    reading: Mark
    cost: ValueGroup
    performance: ValueGroup
    satisfaction: ValueGroup
    said: str
    place: list[float]


class ValueForMoney(TypedDict):
    """Services read together; ``corners`` are the words of the picture's quarters."""

    corners: list[str]
    services: list[ValueOfService]


def _drawn(section: Holds) -> Iterator[Picture | Grid]:
    held: ValueForMoney = section["value"]
    placed = [each for each in held["services"] if each["place"]]
    spots = [Spot(int(each["number"]), each["place"][0], each["place"][1]) for each in placed]
    if spots:
        words = "Cost against performance; the table beneath it says the same"
        yield Picture(words, partial(quadrant_svg, spots, Corners(*held["corners"]), words=words))
    rows = [
        [
            Cell(each["name"], each["number"], each["said"]),
            Cell(mark=each["reading"]),
            *(_cell(each[name]) for name in ("cost", "performance", "satisfaction")),
        ]
        for each in held["services"]
    ]
    yield Grid(COLUMNS, rows, "Value for money")


def _cell(group: ValueGroup) -> Cell:
    score = f"{group['score']} of 10" if group["score"] else ""
    return Cell(detail=score, mark=group["mark"]) if group["mark"] else Cell(group["measures"])


def _faults(section: Holds) -> Iterator[str]:
    held: ValueForMoney = section["value"]
    if len(held["corners"]) != len(Corners._fields):
        yield f"value.corners has {len(held['corners'])} entries, expected {len(Corners._fields)}"
    for i, each in enumerate(held["services"]):
        if each["place"] and not (len(each["place"]) == 2 and each["number"].isdecimal()):
            yield f"value.services[{i}].place is no place with a number"


VALUE = SectionKind("value", ValueForMoney, _drawn, faults=_faults)
