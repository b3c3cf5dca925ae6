"""Counts of reviews by service, for who monitors them: no word of anybody's is read, and small numbers are hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Appointment, Unit, UnitKind
from edr.models import Review, ReviewObjective
from edr.queries.team import EMPLOYEES
from edr.rules.coverage import Counts, Row, cell_words, row_of, total_words
from edr.workflow import stages_by_count
from foundation.statements import written_once
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
    """Every service with who holds a post there today, by name. Four statements, however many people there are."""
    reviews = dict(_stages(year))
    objectives = {person: rest for person, *rest in _objectives(year)}
    services = _services()
    found: dict[int, Counts] = {}
    for person, unit in _employees(today).items():
        total, linked, well_set = objectives.get(person, (0, 0, 0))
        stages = stages_by_count(reviews[person]) if person in reviews else None
        counted = found.setdefault(services[unit][0], Counts())
        counted.add(stages=stages, objectives=total, linked=linked, well_set=well_set)
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


def _stages(year: Period) -> list[tuple[int, int]]:
    standing = Count("signatures", filter=Q(signatures__taken_back_at=None))
    return list(Review.objects.filter(year=year).annotate(standing=standing).values_list("person", "standing"))


def _objectives(year: Period) -> list[tuple[int, int, int, int]]:
    found = ReviewObjective.objects.filter(review__year=year).values("review__person").order_by()
    counted = found.annotate(
        total=Count("pk"), linked=Count("serves"), good=Count("serves", filter=Q(is_well_set=True))
    )
    return list(counted.values_list("review__person", "total", "linked", "good"))


def _employees(today: date) -> dict[int, int]:
    """Who has a review or should, with the unit of the post that they hold longest."""
    held = Appointment.objects.on(today).filter(is_deputy=False, user__is_active=True, post__role__in=EMPLOYEES)
    found: dict[int, int] = {}
    for person, unit in held.order_by("starts_on", "pk").values_list("user", "post__unit"):
        found.setdefault(person, unit)
    return found


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
