"""Catalogues that come with the product, as files beside it: taken in where a council asks for one, by the same plan as
an uploaded file.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from accounts.actors import Actor
from catalogues.changes.entries import read_entries_in
from catalogues.imports.columns import CATALOGUE, COLUMNS, HEADINGS
from catalogues.imports.plan import PlanOfEntries, plan_entries
from catalogues.models import Catalogue
from foundation.refusals import ChangeRefused
from indicators.imports.matching.fields import Fields, heading_key
from indicators.imports.workbook import Cell, Table, TableRow

_FOLDER = Path(__file__).parent / "data"
_LICENCE = "Titles are Crown copyright, under the Open Government Licence v3.0."


@dataclass(frozen=True, slots=True)
class Shipped:
    """A file of the product, and what is said of its catalogue. ``key`` names it in addresses."""

    key: str
    name: str
    short: str
    about: str
    source: str
    source_url: str
    is_part: bool

    @property
    def entries(self) -> int:
        return len(_rows(self.key))

    def details(self) -> Mapping[str, object]:
        """What its catalogue is made with."""
        told = {"about": self.about, "source": self.source, "source_url": self.source_url}
        return {"short": self.short, **told, "licence": _LICENCE, "is_part": self.is_part}


SHIPPED = (
    Shipped(
        "local_outcomes_framework",
        "Local Outcomes Framework",
        "LOF",
        "England’s framework of outcomes for councils, first edition of 9 February 2026. Outcome and output metrics "
        "under 16 priority outcomes; ten of those here name theirs.",
        "Policy paper of the Ministry of Housing, Communities and Local Government, names only",
        "https://www.gov.uk/government/publications/local-outcomes-framework",
        True,
    ),
    Shipped(
        "national_indicators",
        "National Indicator Set",
        "NI",
        "England’s 198 national indicators, collected from 2008 to 2010. Councils keep many of them as their own.",
        "Handbook of the National Indicator Set, and pages of councils that print it",
        "",
        False,
    ),
    Shipped(
        "best_value_performance_indicators",
        "Best Value Performance Indicators",
        "BV",
        "What councils reported each year before 2008.",
        "Pages of councils that printed them",
        "",
        True,
    ),
)


def offered() -> list[Shipped]:
    """Those that are not taken in yet. One statement."""
    there = {name.casefold() for name in Catalogue.objects.values_list("name", flat=True)}
    return [each for each in SHIPPED if each.name.casefold() not in there]


def plan_shipped(each: Shipped, *, today: date) -> PlanOfEntries:
    """What taking it in would do."""
    return plan_entries(_table(each), f"{each.key}.csv", today=today)


def take_in(*, by: Actor, at: datetime, today: date, shipped: Shipped) -> Catalogue:
    """Take in a catalogue that comes with the product. Raises ChangeRefused where it is there already."""
    plan = plan_shipped(shipped, today=today)
    if not plan.names:
        raise ChangeRefused(f"{shipped.name} is here already.")
    read_entries_in(
        by=by, at=at, entries=plan.entries, names=plan.names, filename=plan.filename, about=shipped.details()
    )
    return Catalogue.objects.get(name=shipped.name)


def _table(each: Shipped) -> Table:
    """The file as a table under our headings, as if somebody had matched its columns."""
    by_heading = Fields(columns=COLUMNS, required=()).by_heading
    rows = []
    for number, texts in enumerate(_rows(each.key), 2):
        told = {by_heading[heading_key(name)]: text for name, text in texts.items() if heading_key(name) in by_heading}
        rows.append(
            TableRow(number, {name: Cell(text, text) for name, text in (told | {CATALOGUE: each.name}).items()})
        )
    headings = tuple(name for name in HEADINGS if rows and name in rows[0].cells)
    return Table(headings, rows, [], 0, (), None, 1)


@cache
def _rows(key: str) -> list[dict[str, str]]:
    with (_FOLDER / f"{key}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
