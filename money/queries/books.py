"""Reading money: the year's budget with the last month that was read in, and what each line comes to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from accounts.actors import Actor
from foundation.statements import written_once
from money.models import BudgetLine, Extract
from money.rules.variance import Figures, planned_only, reported
from plans.periods import Frequency, Period, containing


@dataclass(frozen=True, slots=True)
class Book:
    """A year's budget, and the last month of it that was read in, with its extract (key): None where none was."""

    year: Period
    month: Period | None = None
    extract_id: int | None = None

    @property
    def months(self) -> int:
        """How many months of the year are told of."""
        return self.month.number if self.month else 0

    @property
    def until(self) -> str:
        """ "to the end of July 2026", or that no month was read in."""
        return f"to the end of {self.month}" if self.month else "no month is read in yet"

    @property
    def said(self) -> str:
        """The sentence that tells a page's year and month."""
        return f"Budget of {self.year}, {self.until}."

    def figures(
        self, planned: Decimal, told: tuple[Decimal, Decimal | None, Decimal, Decimal] | tuple[None, ...]
    ) -> Figures:
        """A line by its plan as it was set, and what the month says: planned, planned to date, actual, forecast."""
        if told[0] is None:
            return planned_only(planned)
        now, profiled, actual, forecast = told
        return reported(planned=now, months=self.months, profiled=profiled, actual=actual, forecast=forecast)


TOLD = ("month__planned", "month__profiled", "month__actual", "month__forecast")
"""What a month says of a line, for ``Book.figures``, under the names of ``with_month``."""


def book_on(day: date) -> Book | None:
    """The budget of the year that a day lies in or, where there is none, of the last year before; with the last month
    that had begun by then. None where the council has no budget. One statement.
    """
    return _of_first(_until(containing(day, Frequency.YEAR).key, containing(day, Frequency.MONTH).key))


def book_of(year: Period, *, until: date) -> Book:
    """The budget of a year, with the last month of it that had begun by a day. One statement."""
    found = _newest(BudgetLine.objects.filter(year=year), until=containing(until, Frequency.MONTH).key)
    return _of_first(found) or Book(year)


@written_once
def _until(year: str, month: str) -> QuerySet[Any]:
    return _newest(BudgetLine.objects.filter(year__lte=year), until=month)


def _newest(lines: QuerySet[BudgetLine], *, until: str) -> QuerySet[Any]:
    begun = Extract.objects.filter(month__lte=until, is_standing=True)
    last = begun.filter(year=OuterRef("year")).order_by("-month")[:1]
    months = lines.order_by("-year").values_list("year", Subquery(last.values("month")), Subquery(last.values("pk")))
    return months[:1]


def _of_first(found: Iterable[Any]) -> Book | None:
    return next((Book(*each) for each in found), None)


def with_month(lines: QuerySet[BudgetLine], book: Book) -> QuerySet[BudgetLine]:
    """The lines of a book's year with what its month says of each, as ``month``."""
    condition = Q(months__extract=book.extract_id or 0)  # where no month is read in there is none of that key
    return lines.filter(year=book.year).alias(month=FilteredRelation("months", condition=condition))


def lines_of(book: Book, *, actor: Actor | None = None, keys: Collection[int] | None = None) -> Mapping[int, Figures]:
    """What each line comes to, by key; of those that a person may read, where one is given. One statement."""
    lines = BudgetLine.objects.visible_to(actor) if actor else BudgetLine.objects.all()
    if keys is not None:
        lines = lines.filter(pk__in=keys)
    rows = with_month(lines, book).values_list("pk", "planned", *TOLD)
    return {pk: book.figures(planned, tuple(told)) for pk, planned, *told in rows}
