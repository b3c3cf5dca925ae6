"""Budget lines as lists, pages and files show them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, QuerySet, Sum
from django.db.models.functions import Abs, Coalesce
from django.urls import reverse

from accounts.actors import Actor
from foundation.marks import Mark
from foundation.narrowing import narrowed, with_words
from foundation.statements import written_once
from money.models import BudgetLine, Extract, MonthFigure, Nature, Share
from money.queries.books import TOLD, Book, with_month
from money.rules.amounts import exact
from money.rules.cost import Cost
from money.rules.variance import NEAR, Figures, Flow, Position, variance_words
from plans.models import Link, Objective
from plans.periods import Period

_MONEY = DecimalField(max_digits=16, decimal_places=2)
SORTS = {
    "code": ("code",),
    "name": ("name", "code"),
    "unit": ("unit__name", "code"),
    "planned": ("now", "code"),
    "forecast": ("expected", "code"),
    "variance": ("off", "code"),
}


@dataclass(frozen=True, slots=True)
class LineRow:
    """A budget line in the words of every page and file. ``linked`` is how many per cent of it serve an objective."""

    pk: int
    code: str
    name: str
    unit: str
    nature: str
    flow: Flow
    figures: Figures
    linked: Decimal

    @property
    def url(self) -> str:
        return reverse("money:line-detail", args=[self.pk])

    @property
    def kind(self) -> str:
        """ "Revenue income"."""
        return f"{self.nature} {self.flow.value}"

    @property
    def mark(self) -> Mark | None:
        return self.figures.mark

    @property
    def planned(self) -> str:
        return exact(self.figures.planned)

    @property
    def actual(self) -> str:
        return exact(self.figures.actual) if self.figures.is_reported else "–"

    @property
    def due(self) -> str:
        return exact(self.figures.due) if self.figures.is_reported else "–"

    @property
    def forecast(self) -> str:
        return exact(self.figures.forecast) if self.figures.is_reported else "–"

    @property
    def variance(self) -> str:
        """The year's forecast beside the plan, in words."""
        if not self.figures.is_reported:
            return "No month yet"
        return variance_words(self.figures.variance, self.figures.planned, flow=self.flow)

    @property
    def to_date(self) -> str:
        """What was spent beside what was due, in words."""
        return (
            variance_words(self.figures.to_date, self.figures.due, flow=self.flow) if self.figures.is_reported else ""
        )

    @property
    def served(self) -> str:
        """How much of it is linked to an objective."""
        return f"{self.linked.normalize():f}%" if self.linked else "None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list of lines is narrowed to. ``position`` is one of ``Position``, ``linked`` "part" or "none"."""

    words: str = ""
    unit_id: int | None = None
    priority_id: int | None = None
    nature: str = ""
    position: str = ""
    linked: str = ""


def find_lines(asked: Asked, *, actor: Actor, book: Book) -> QuerySet[BudgetLine]:
    """The lines of a year that a person may read, narrowed, with ``now``, ``expected`` and ``off``: planned, forecast,
    and how far they are apart.
    """
    lines = with_amounts(with_month(BudgetLine.objects.visible_to(actor).select_related("unit"), book))
    lines = lines.annotate(off=ExpressionWrapper(F("expected") - F("now"), output_field=_MONEY))
    lines = narrowed(with_words(lines, asked.words, "code", "name"), unit_id=asked.unit_id, nature=asked.nature)
    if asked.priority_id:
        serving = Share.objects.filter(objective__in=primarily_beneath(asked.priority_id))
        lines = lines.filter(pk__in=serving.values("line"))
    if asked.linked:
        shares = Share.objects.filter(line__year=book.year).values("line").annotate(whole=Sum("percent"))
        served = shares.filter(whole__gte=100).values("line") if asked.linked == "part" else shares.values("line")
        lines = lines.exclude(pk__in=served)
    return _in_position(lines, asked.position) if asked.position else lines


def with_amounts(lines: QuerySet[BudgetLine]) -> QuerySet[BudgetLine]:
    """Lines of ``with_month`` with what is planned ``now``, ``expected`` of the year and ``spent``: None before the
    first month.
    """
    return lines.annotate(
        now=Coalesce("month__planned", "planned"),
        expected=Coalesce("month__forecast", "month__planned", "planned"),
        spent=F("month__actual"),
    )


def _in_position(lines: QuerySet[BudgetLine], position: str) -> QuerySet[BudgetLine]:
    """As ``Figures.position`` has it; what no month told of is in none."""
    room = ExpressionWrapper(Abs(F("now")) * NEAR, output_field=_MONEY)
    lines = lines.filter(month__pk__isnull=False).annotate(room=room)
    if position == Position.NEAR:
        return lines.filter(off__lte=F("room"), off__gte=-F("room"))
    return lines.filter(off__gt=F("room")) if position == Position.OVER else lines.filter(off__lt=-F("room"))


def primarily_beneath(objective: int) -> set[int]:
    """An objective with all that contributes to it along primary links. One statement."""
    children: dict[int, list[int]] = {}
    for child, parent in Link.objects.filter(is_primary=True).values_list("child", "parent"):
        children.setdefault(parent, []).append(child)
    found, waiting = {objective}, [objective]
    while waiting:
        below = [each for each in children.get(waiting.pop(), ()) if each not in found]
        found.update(below)
        waiting += below
    return found


def line_rows(lines: Iterable[BudgetLine], book: Book) -> list[LineRow]:
    """The lines, read with their units, in their order. Two statements beside them."""
    listed = list(lines)
    keys = [line.pk for line in listed]
    told = _told(keys, book)
    linked: Any = _linked(*keys) if keys else ()
    shares = dict(linked)
    return [
        LineRow(
            pk=line.pk,
            code=line.code,
            name=line.name,
            unit=line.unit.name,
            nature=line.get_nature_display(),
            flow=Flow(line.flow),
            figures=book.figures(line.planned, told.get(line.pk, (None,))),
            linked=shares.get(line.pk, Decimal(0)),
        )
        for line in listed
    ]


@written_once
def _linked(*lines: int) -> QuerySet[Any]:
    shares = Share.objects.filter(line__one_of=lines)
    return shares.order_by().values_list("line").annotate(whole=Sum("percent"))


def _told(keys: Collection[int], book: Book) -> dict[int, tuple[Decimal, Decimal | None, Decimal, Decimal]]:
    if book.extract_id is None or not keys:
        return {}
    figures: Any = _month_of(book.extract_id, *keys)
    return {line: tuple(told) for line, *told in figures}


@written_once
def _month_of(extract: int, *lines: int) -> QuerySet[Any]:
    found = MonthFigure.objects.filter(extract=extract, line__one_of=lines)
    return found.values_list("line", *_TOLD)


_TOLD = [name.removeprefix("month__") for name in TOLD]


def grouped(lines: QuerySet[BudgetLine], *names: str) -> QuerySet[Any]:
    """Lines of ``with_amounts`` summed by these fields and nature, for ``total_of`` and ``totals_by_unit``."""
    sums = lines.order_by().values_list(*names, "nature")
    return sums.annotate(planned_sum=Sum("now"), spent_sum=Sum("spent"), forecast_sum=Sum("expected"))


def sums_of(lines: QuerySet[BudgetLine]) -> Cost:
    """What lines of ``with_amounts`` come to, revenue and capital apart. One statement."""
    return total_of(grouped(lines))


def total_of(rows: Iterable[Any]) -> Cost:
    """The same of lines that were ``grouped`` already."""
    return _summed(rows).get((), Cost())


def totals_by_unit(rows: Iterable[Any]) -> dict[int, Cost]:
    """What lines ``grouped`` by "unit" come to for each, by its key."""
    return {unit: cost for (unit,), cost in _summed(rows).items()}


def _summed(rows: Iterable[Any]) -> dict[tuple[int, ...], Cost]:
    found: dict[tuple[int, ...], Cost] = {}
    for *key, nature, planned, spent, forecast in rows:
        figures = Figures(planned=planned, actual=spent or Decimal(0), forecast=forecast, is_reported=spent is not None)
        cost = Cost(revenue=figures) if nature == Nature.REVENUE else Cost(capital=figures)
        found[tuple(key)] = found.get(tuple(key), Cost()) + cost
    return found


def months_of(line: BudgetLine) -> list[tuple[Period, Figures]]:
    """What each month that stands says of a line, in time. One statement."""
    found = MonthFigure.objects.filter(line=line, extract__is_standing=True).select_related("extract")
    return [
        (each.extract.month, Book(line.year, each.extract.month).figures(line.planned, _amounts(each)))
        for each in found.order_by("extract__month")
    ]


def _amounts(each: MonthFigure) -> tuple[Decimal, Decimal | None, Decimal, Decimal]:
    return each.planned, each.profiled, each.actual, each.forecast


def held_by_line(line: BudgetLine) -> list[tuple[int, Decimal]]:
    """The shares of a line, the largest first: objective (key) and per cent. One statement."""
    return list(line.shares.order_by("-percent", "pk").values_list("objective", "percent"))


@dataclass(frozen=True, slots=True)
class Served:
    """An objective that a line serves, and what that comes to."""

    objective: Objective
    percent: Decimal
    planned: str


def served_by(line: BudgetLine, planned: Decimal, *, actor: Actor) -> tuple[list[Served], Decimal]:
    """The objectives that a line serves and the reader may know of, the largest share first; and how many per cent
    serve none. One statement, and one for what the reader may not know of.
    """
    shares = list(line.shares.select_related("objective__plan").order_by("-percent", "objective__ref"))
    known = set(
        Objective.objects.visible_to(actor)
        .filter(pk__in=[each.objective_id for each in shares])
        .values_list("pk", flat=True)
    )
    left = Decimal(100) - sum((each.percent for each in shares), Decimal(0))
    return [
        Served(each.objective, each.percent, exact(planned * each.percent / 100))
        for each in shares
        if each.objective_id in known
    ], left


def extracts(year: Period | None = None) -> QuerySet[Extract]:
    """The months that were read in, the newest first, those that stand no longer after the one that does."""
    found = Extract.objects.select_related("read_by").order_by("-month", "-is_standing", "-read_at")
    return found.filter(year=year) if year else found


def years_with_money(*, today: date) -> list[Period]:
    """The years that have a budget, the newest first. One statement."""
    years: Any = _years()
    return [each for each in years if each.start.year <= today.year + 1]


@written_once
def _years() -> QuerySet[Any]:
    return BudgetLine.objects.order_by("-year").values_list("year", flat=True).distinct()
