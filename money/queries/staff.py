"""Who works on what: the posts of teams at the end of the last month that was read in, and what they serve."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Unit
from accounts.roles import Permission
from foundation.downloads.cells import Cell, Number
from foundation.narrowing import asked_of, one_of_these, within
from foundation.statements import written_once
from money.models import StaffExtract, StaffFigure, StaffShare
from money.rules.rollup import Share, by_objective, rolled_up
from money.rules.staff import Staff, posts, together, told
from plans.models import Link, Objective
from plans.periods import Frequency, Period, containing


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in the words of every page and file. ``linked`` is how many per cent of its posts serve an objective."""

    unit_id: int
    name: str
    staff: Staff
    linked: Decimal

    @property
    def url(self) -> str:
        return reverse("money:team-detail", args=[self.unit_id])

    @property
    def established(self) -> str:
        return posts(self.staff.established)

    @property
    def in_post(self) -> str:
        return posts(self.staff.in_post)

    @property
    def vacant(self) -> str:
        return posts(self.staff.vacant)

    @property
    def sickness(self) -> str:
        return "–" if self.staff.sickness is None else posts(self.staff.sickness)

    @property
    def served(self) -> str:
        return f"{self.linked.normalize():f}%" if self.linked else "None"


@dataclass(frozen=True, slots=True)
class Workforce:
    """The posts at the end of a month: by unit, by the objective that they serve, and by the objective with all that
    contributes to it along primary links. ``month`` is None where none was read in.
    """

    month: Period | None = None
    by_unit: Mapping[int, Staff] = field(default_factory=dict)
    own: Mapping[int, Staff] = field(default_factory=dict)
    whole: Mapping[int, Staff] = field(default_factory=dict)

    @property
    def until(self) -> str:
        return f"at the end of {self.month}" if self.month else ""

    def of_units(self, units: Collection[int]) -> Staff:
        """The posts of these units."""
        return together(self.by_unit[pk] for pk in units if pk in self.by_unit)

    def words(self, found: Staff | None) -> str:
        """ "Staff at the end of July 2026: 42.5 of 48.0 posts filled, 5.5 vacant, 11.5%.", or ""."""
        said = found.said if found else ""
        return f"Staff {self.until}: {said}." if said and self.month else ""


NO_WORKFORCE = Workforce()


def standing_staff(day: date) -> StaffExtract | None:
    """The last month that had begun by a day. One statement."""
    return _standing(_month(day)).first()


def staff_words(day: date, units: Collection[int] | None = None) -> str:
    """The sentence of the posts of these units (None: of all) at the end of the last month that had begun by a day; ""
    where none was read in. One statement.
    """
    rows = asked_of(_posts, _month(day), within=units)
    return Workforce(rows[0][0]).words(together(told(*figures) for _, *figures in rows)) if rows else ""


def _month(day: date) -> str:
    return containing(day, Frequency.MONTH).key


def _standing(month: str) -> QuerySet[StaffExtract]:
    return StaffExtract.objects.filter(month__lte=month, is_standing=True).order_by("-month")


@written_once
def _posts(month: str, *units: int) -> QuerySet[Any]:
    latest = _standing(month).values("pk")[:1]
    figures = one_of_these(StaffFigure.objects.filter(extract__in=latest), "unit", units)
    return figures.values_list("extract__month", "established", "in_post", "sickness_days")


def read_workforce(*, today: date, actor: Actor | None = None, parents: Mapping[int, int] | None = None) -> Workforce:
    """The posts as they stood on a day: of the units that a person may read or, without one, of all. ``parents`` are
    the primary links of a thread that is read already. Four statements at most.
    """
    extract = standing_staff(today)
    if extract is None:
        return NO_WORKFORCE
    figures = StaffFigure.objects.filter(extract=extract)
    figures = figures.visible_to(actor) if actor else figures
    by_unit = {
        unit: told(*found) for unit, *found in figures.values_list("unit", "established", "in_post", "sickness_days")
    }
    shares = [Share(*each) for each in StaffShare.objects.values_list("unit", "objective", "percent")]
    own = by_objective(by_unit, shares)
    if parents is None:
        parents = dict(Link.objects.filter(is_primary=True).values_list("child", "parent"))
    return Workforce(extract.month, by_unit, own, rolled_up(own, parents))


def team_rows(extract: StaffExtract | None, *, actor: Actor) -> list[TeamRow]:
    """The teams that a person may read, by name. Two statements."""
    if extract is None:
        return []
    figures = StaffFigure.objects.visible_to(actor).filter(extract=extract).select_related("unit")
    linked: dict[int, Decimal] = {}
    for unit, percent in StaffShare.objects.values_list("unit", "percent"):
        linked[unit] = linked.get(unit, Decimal(0)) + percent
    return [
        TeamRow(each.unit_id, each.unit.name, _staff(each), linked.get(each.unit_id, Decimal(0)))
        for each in figures.order_by("unit__name", "unit")
    ]


def teams_of(objective_id: int, *, actor: Actor) -> list[Unit]:
    """The teams that work on the objective itself and that a person may read. One statement."""
    shares = StaffShare.objects.filter(objective=objective_id)
    units = Unit.objects.filter(pk__in=shares.values("unit"))
    return list(within(units, actor.reaches(Permission.COUNCIL_READ), "pk").order_by("name", "pk"))


def months_of_team(unit: Unit) -> list[tuple[Period, Staff]]:
    """What each month that stands says of a team, in time. One statement."""
    found = StaffFigure.objects.filter(unit=unit, extract__is_standing=True).select_related("extract")
    return [(each.extract.month, _staff(each)) for each in found.order_by("extract__month")]


def held_by_team(unit: Unit) -> list[tuple[int, Decimal]]:
    """The shares of a team, the largest first: objective (key) and per cent. One statement."""
    shares = StaffShare.objects.filter(unit=unit).order_by("-percent", "pk")
    return list(shares.values_list("objective", "percent"))


@dataclass(frozen=True, slots=True)
class WorksOn:
    """An objective that a team works on."""

    objective: Objective
    percent: Decimal


def works_on(unit: Unit, *, actor: Actor) -> tuple[list[WorksOn], Decimal]:
    """The objectives that a team works on and the reader may know of, the largest share first; and how many per cent
    of its posts are linked to none. Two statements.
    """
    shares = list(StaffShare.objects.filter(unit=unit).select_related("objective__plan"))
    known = Objective.objects.visible_to(actor).filter(pk__in=[each.objective_id for each in shares])
    keys = set(known.values_list("pk", flat=True))
    left = Decimal(100) - sum((each.percent for each in shares), Decimal(0))
    shown = [WorksOn(each.objective, each.percent) for each in shares if each.objective_id in keys]
    return sorted(shown, key=lambda each: (-each.percent, each.objective.ref)), left


def _staff(each: StaffFigure) -> Staff:
    return told(each.established, each.in_post, each.sickness_days)


TEAM_COLUMNS = (
    "Team", "Posts established", "Posts filled", "Vacant", "Days lost to sickness since April", "Linked, per cent",
)  # fmt: skip


def team_cells(rows: Sequence[TeamRow]) -> list[Sequence[Cell]]:
    """The teams as a file, under ``TEAM_COLUMNS``."""
    return [
        [
            row.name, Number(row.staff.established, 2), Number(row.staff.in_post, 2), Number(row.staff.vacant, 2),
            None if row.staff.sickness is None else Number(row.staff.sickness, 1), row.linked,
        ]
        for row in rows
    ]  # fmt: skip
