"""Counts of reviews by service, for who monitors them: no word of anybody's is read, and small numbers are hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import Appointment, Unit, UnitKind
from edr.models import Review
from edr.queries.team import EMPLOYEES
from edr.rules.coverage import Counts, Row, cell_words, row_of, total_words
from edr.workflow import stages_by_count
from foundation.statements import Rows, rows_of, written_once
from plans.periods import Period

COLUMNS = (
    "With a review", "Objectives agreed", "Mid-year signed", "End-year signed", "Linked to a plan", "Well set",
)  # fmt: skip
FILE_COLUMNS = ("Service", "Employees", *COLUMNS[:4], "Objectives", *COLUMNS[4:])


@dataclass(frozen=True, slots=True)
class CountRow:
    """A service as it may be shown. ``cells`` are (column, words)."""

    service: str
    people: str
    objectives: str
    cells: tuple[tuple[str, str], ...]
    row: Row


def count_rows(*, year: Period, today: date) -> list[CountRow]:
    """Every service with who holds a post there today, by name. Two statements, however many people there are."""
    services = _services()
    found: dict[int, Counts] = {}
    for unit, signatures, _, people, *set_out in _people(year, today):
        objectives, linked, well_set = set_out
        stages = None if signatures is None else stages_by_count(signatures)
        counted = found.setdefault(services[unit][0], Counts())
        counted.add(people, stages=stages, objectives=objectives, linked=linked, well_set=well_set)
    names = dict(services.values())
    return sorted((_row(names[pk], each) for pk, each in found.items()), key=lambda row: row.service.casefold())


def council_cells(rows: list[CountRow]) -> list[tuple[str, str]]:
    """The sums over what is shown: (column, "62 of 80 (78%)")."""
    return list(zip(COLUMNS, total_words([each.row for each in rows]), strict=False))


def file_rows(rows: list[CountRow]) -> list[list[str]]:
    """The same rows under ``FILE_COLUMNS``."""
    return [
        [each.service, each.people, *(words for _, words in each.cells[:4]), each.objectives]
        + [words for _, words in each.cells[4:]]
        for each in rows
    ]


def years_with_reviews() -> list[Period]:
    """The years that anybody has a review for, the latest first. One statement."""
    return [year for (year,) in _years()]


@written_once
def _years() -> QuerySet[Any]:
    return Review.objects.order_by("-year").values_list("year").distinct()


def _row(service: str, counts: Counts) -> CountRow:
    row = row_of(counts)
    cells = tuple((name, cell_words(*pair)) for name, pair in zip(COLUMNS, row.parts, strict=True))
    return CountRow(service, row.people.words, row.objectives.words, cells, row)


# Each employee stands in the unit of the post that they hold longest.
_EQUALLY_FAR = """
    WITH employee (person, unit, place) AS ({employees})
    SELECT unit, signatures, total > 0, COUNT(*), SUM(total), SUM(linked), SUM(well_set) FROM (
        SELECT employee.unit, CASE WHEN review.id IS NOT NULL THEN COALESCE(signed.number, 0) END AS signatures,
            COALESCE(aims.total, 0) AS total, COALESCE(aims.linked, 0) AS linked, COALESCE(aims.good, 0) AS well_set
        FROM employee
        LEFT JOIN edr_review review ON review.person_id = employee.person AND review.year = %s
        LEFT JOIN (
            SELECT review_id, COUNT(*) AS number FROM edr_signature WHERE taken_back_at IS NULL GROUP BY review_id
        ) signed ON signed.review_id = review.id
        LEFT JOIN (
            SELECT review_id, COUNT(*) AS total, COUNT(serves_id) AS linked,
                COUNT(CASE WHEN is_well_set AND serves_id IS NOT NULL THEN 1 END) AS good
            FROM edr_reviewobjective GROUP BY review_id
        ) aims ON aims.review_id = review.id
        WHERE employee.place = 1
    ) AS each_employee
    GROUP BY 1, 2, 3
"""


def _people(year: Period, today: date) -> Rows:
    """Who has a review or should, counted in the database, where 5,000 are soon counted: unit, signatures that stand
    (None without a review), whether they set out anything; how many they are, and what they set out together.
    """
    held = Appointment.objects.on(today).filter(is_deputy=False, user__is_active=True, post__role__in=EMPLOYEES)
    place = Window(RowNumber(), partition_by="user", order_by=["starts_on", "pk"])
    employees, asked = held.values_list("user", "post__unit", place).query.sql_with_params()
    return rows_of(_EQUALLY_FAR.format(employees=employees), [*asked, year.key])


def _services() -> Mapping[int, tuple[int, str]]:
    """For each unit the service that it belongs to: the department that it is or lies in, else the unit itself."""
    units = {pk: (parent, kind, name) for pk, parent, kind, name in _units()}
    found = {}
    for pk in units:
        above: int | None = pk
        while above is not None and units[above][1] != UnitKind.DEPARTMENT:
            above = units[above][0]
        service = above or pk
        found[pk] = (service, units[service][2])
    return found


def _units() -> list[tuple[int, int | None, str, str]]:
    return list(Unit.objects.values_list("pk", "parent_id", "kind", "name"))
