"""What objectives, priorities and services cost, beside how they perform."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.actors import Actor
from accounts.queries.stood import stood
from accounts.roles import Permission
from foundation.marks import Mark
from foundation.narrowing import within
from foundation.statements import written_once
from money.models import BudgetLine, Nature
from money.queries.books import TOLD, Book, book_on, with_month
from money.queries.lines import grouped, sums_of, total_of, totals_by_unit, with_amounts
from money.rules.amounts import exact
from money.rules.cost import Cost
from money.rules.rollup import Coverage, by_objective, coverage, rolled_up
from money.rules.rollup import Share as Part
from money.rules.variance import Figures, variance_words
from plans.models import Link, Objective


@dataclass(frozen=True, slots=True)
class CostRow:
    """Revenue or capital of something, in the words of every page and paper."""

    name: str
    planned: str
    actual: str
    forecast: str
    variance: str
    mark: Mark | None
    figures: Figures


def cost_rows(cost: Cost) -> list[CostRow]:
    """A row for each of the two that holds anything."""
    return [_row(name, figures) for name, figures in cost.rows]


def _row(name: str, figures: Figures) -> CostRow:
    told = figures.is_reported
    return CostRow(
        name=name,
        planned=exact(figures.planned),
        actual=exact(figures.actual) if told else "–",
        forecast=exact(figures.forecast) if told else "–",
        variance=variance_words(figures.variance, figures.planned) if told else "No month yet",
        mark=figures.mark,
        figures=figures,
    )


@dataclass(frozen=True, slots=True)
class Costs:
    """The money that is linked to objectives: what each costs by itself, and with all that contributes to it along
    primary links. ``book`` is None where the council has no budget.
    """

    book: Book | None = None
    own: Mapping[int, Cost] = field(default_factory=dict)
    whole: Mapping[int, Cost] = field(default_factory=dict)

    def words(self, objective: int) -> str:
        """How it stands, beside the status of what it pays for; "" where no money is linked."""
        found = self.whole.get(objective)
        return found.said if found else ""


NO_COSTS = Costs()


def read_costs(
    *, today: date, actor: Actor | None = None, year_of: Book | None = None, parents: Mapping[int, int] | None = None
) -> Costs:
    """The costs as they stood on a day: of the lines that a person may read or, without one, of all. ``parents`` are
    the primary links of a thread that is read already. Four statements at most.
    """
    book = year_of or book_on(today)
    if book is None:
        return NO_COSTS
    lines, parts = _linked(book, actor)
    own = by_objective(lines, parts)
    return Costs(book, own, rolled_up(own, _parents() if parents is None else parents))


def cost_of_units(units: Collection[int] | None, book: Book) -> Cost:
    """The whole budget of these units (None: of the council), linked to an objective or not. One statement."""
    if units is None:
        return total_of(_sums_of_all(book.year.key, book.extract_id or 0))
    return sums_of(with_amounts(with_month(BudgetLine.objects.filter(unit__in=units), book)))


def cost_of_unit(unit: int, book: Book) -> Cost:
    """The whole budget of one unit. One statement."""
    return total_of(_sums_of_one(book.year.key, book.extract_id or 0, unit))


@written_once
def _sums_of_all(year: str, extract: int) -> QuerySet[Any]:
    return grouped(with_amounts(with_month(BudgetLine.objects.all(), Book(year, extract_id=extract))))


@written_once
def _sums_of_one(year: str, extract: int, unit: int) -> QuerySet[Any]:
    return grouped(with_amounts(with_month(BudgetLine.objects.filter(unit=unit), Book(year, extract_id=extract))))


def cost_by_unit(book: Book, *, day: date) -> dict[int, Cost]:
    """The whole budget of each unit, by its key, as units were at the end of a day. One statement."""
    lines = BudgetLine.objects.annotate(stood_in=stood("money.budgetline", "unit", day))
    return totals_by_unit(grouped(with_amounts(with_month(lines, book)), "stood_in"))


def money_of(objectives: Sequence[Objective], *, today: date) -> dict[int, Cost]:
    """What each of these objectives costs by itself; one that is missing has no money stated. Three statements."""
    book = book_on(today)
    if book is None:
        return {}
    lines, parts = _linked(book, None, objectives=[each.pk for each in objectives])
    return by_objective(lines, parts)


def coverage_of(book: Book, *, reach: frozenset[int] | None = None, units: Collection[int] | None = None) -> Coverage:
    """How much of the planned money of these units (None: of all within reach) is linked to an objective. One
    statement.
    """
    lines = within(BudgetLine.objects.all(), reach, "unit")
    return _covered(_planned_and_shared(lines if units is None else lines.filter(unit__in=units), book))


def coverage_of_unit(unit: int, book: Book) -> Coverage:
    """The same of one unit. One statement."""
    return _covered(_planned_and_shared_of(book.year.key, book.extract_id or 0, unit))


def _covered(rows: Iterable[Any]) -> Coverage:
    rows = list(rows)
    planned = {pk: Figures(planned=amount) for pk, amount, _, _ in rows}
    parts = [Part(pk, objective, percent) for pk, _, objective, percent in rows if objective is not None]
    return coverage(planned, parts)


def _planned_and_shared(lines: QuerySet[BudgetLine], book: Book) -> QuerySet[Any]:
    """Each line with each of its shares; once, and with nothing there, where it has none."""
    planned = Coalesce("month__planned", "planned")
    return with_month(lines, book).values_list("pk", planned, "shares__objective", "shares__percent")


@written_once
def _planned_and_shared_of(year: str, extract: int, unit: int) -> QuerySet[Any]:
    return _planned_and_shared(BudgetLine.objects.filter(unit=unit), Book(year, extract_id=extract))


def _linked(
    book: Book, actor: Actor | None, *, objectives: Collection[int] | None = None
) -> tuple[dict[int, Cost], list[Part]]:
    """The lines that have shares, and the shares. One statement."""
    reach = actor.reaches(Permission.COUNCIL_READ) if actor else None
    if reach is None and objectives is None:
        rows = _all_shares(book.year.key, book.extract_id or 0)
    else:
        lines = BudgetLine.objects.within(reach)
        rows = _shares(lines if objectives is None else lines.filter(shares__objective__in=objectives), book)
    costs: dict[int, Cost] = {}
    parts = []
    for pk, nature, planned, *told, objective, percent in rows:
        figures = book.figures(planned, tuple(told))
        costs[pk] = Cost(revenue=figures) if nature == Nature.REVENUE else Cost(capital=figures)
        parts.append(Part(pk, objective, percent))
    return costs, parts


def _shares(lines: QuerySet[BudgetLine], book: Book) -> QuerySet[Any]:
    names = ("pk", "nature", "planned", *TOLD, "shares__objective", "shares__percent")
    return with_month(lines.filter(shares__isnull=False), book).values_list(*names)


@written_once
def _all_shares(year: str, extract: int) -> QuerySet[Any]:
    return _shares(BudgetLine.objects.all(), Book(year, extract_id=extract))


def _parents() -> dict[int, int]:
    """What each objective mainly contributes to. One statement."""
    return dict(_primary_links())


@written_once
def _primary_links() -> QuerySet[Any]:
    return Link.objects.filter(is_primary=True).values_list("child_id", "parent_id")
