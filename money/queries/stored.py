"""What is stored of a year's money, as an import holds its file against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import FilteredRelation, Q

from accounts.models import Unit
from foundation.dates import day_words
from money.models import BudgetLine, Extract, Share
from plans.models import Objective, PlanState
from plans.periods import Period

Told = tuple[Decimal, Decimal | None, Decimal, Decimal]
"""Planned, planned to date, actual and forecast of a line in a month."""


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A budget line as it is stored. ``told`` is what the month's standing extract says of it, None without one."""

    pk: int
    code: str
    name: str
    unit_id: int
    nature: str
    flow: str
    planned: Decimal
    told: Told | None = None


def stored_lines(year: Period, extract: Extract | None = None) -> dict[str, StoredLine]:
    """The lines of a year by code, with what an extract says of each. One statement."""
    told = ("month__planned", "month__profiled", "month__actual", "month__forecast")
    rows = BudgetLine.objects.filter(year=year).alias(
        month=FilteredRelation("months", condition=Q(months__extract=extract.pk if extract else None))
    )
    found = rows.values_list("pk", "code", "name", "unit_id", "nature", "flow", "planned", *told)
    return {row[1]: StoredLine(*row[:7], told=row[7:] if row[7] is not None else None) for row in found.iterator()}


def standing_extract(month: Period) -> Extract | None:
    """The extract of a month that stands."""
    return Extract.objects.select_related("read_by").filter(month=month, is_standing=True).first()


class KnownUnits(NamedTuple):
    """Units that stand on a day, by their names in small letters; more than one where two are called the same. Of those
    that closed before, the last day.
    """

    found: Mapping[str, list[int]]
    closed: Mapping[str, date]

    def named(self, name: str) -> list[int]:
        return self.found.get(_small(name), [])

    def missing(self, name: str, shown: str) -> str:
        """What is wrong with a name that no unit has, and what to do."""
        if ended := self.closed.get(_small(name)):
            return f"“{shown}” closed after {day_words(ended)}. Write the name of the unit that took its place."
        return f"there is no “{shown}”. Write the name as it stands under Organisation."


def units_by_name(*, on: date) -> KnownUnits:
    """The units of the tree on a day, by name. One statement."""
    found: dict[str, list[int]] = {}
    closed: dict[str, date] = {}
    for pk, name, ends_on in Unit.objects.values_list("pk", "name", "ends_on"):
        if ends_on and ends_on < on:
            closed[_small(name)] = ends_on
        else:
            found.setdefault(_small(name), []).append(pk)
    return KnownUnits(found, closed)


def _small(name: str) -> str:
    return " ".join(name.split()).casefold()


def objectives_by_ref() -> Mapping[str, int]:
    """The objectives that money can be linked to, by reference: of plans that are neither private nor closed."""
    found = Objective.objects.not_private().not_merged().exclude(plan__state=PlanState.CLOSED)
    return dict(found.values_list("ref", "pk"))


def stored_shares(year: Period) -> dict[int, dict[int, Decimal]]:
    """The shares of each line of a year: per cent by objective. One statement."""
    found: dict[int, dict[int, Decimal]] = {}
    for line, objective, percent in Share.objects.filter(line__year=year).values_list("line", "objective", "percent"):
        found.setdefault(line, {})[objective] = percent
    return found
