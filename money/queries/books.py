"""Reading money: the year's budget with the last month that was read in, and what each line comes to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import FilteredRelation, Q, QuerySet

from accounts.actors import Actor
from money.models import BudgetLine, Extract
from money.rules.variance import Figures, planned_only, reported
from plans.periods import Frequency, Period, containing


@dataclass(frozen=True, slots=True)
class Book:
    """A year's budget, and the last month of it that was read in: None where none was."""

    year: Period
    extract: Extract | None = None

    @property
    def months(self) -> int:
        """How many months of the year are told of."""
        return self.extract.month.number if self.extract else 0

    @property
    def until(self) -> str:
        """ "to the end of July 2026", or that no month was read in."""
        return f"to the end of {self.extract.month}" if self.extract else "no month is read in yet"

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
    that had begun by then. None where the council has no budget. Two statements.
    """
    this_year = containing(day, Frequency.YEAR)
    year = BudgetLine.objects.filter(year__lte=this_year).order_by("-year").values_list("year", flat=True).first()
    return book_of(year, until=day) if year else None


def book_of(year: Period, *, until: date) -> Book:
    """The budget of a year, with the last month of it that had begun by a day. One statement."""
    last = containing(until, Frequency.MONTH)
    standing = Extract.objects.filter(year=year, month__lte=last, is_standing=True).select_related("read_by")
    return Book(year, standing.order_by("-month").first())


def with_month(lines: QuerySet[BudgetLine], book: Book) -> QuerySet[BudgetLine]:
    """The lines of a book's year with what its month says of each, as ``month``."""
    condition = Q(months__extract=book.extract.pk if book.extract else None)
    return lines.filter(year=book.year).alias(month=FilteredRelation("months", condition=condition))


def lines_of(book: Book, *, actor: Actor | None = None, keys: Collection[int] | None = None) -> Mapping[int, Figures]:
    """What each line comes to, by key; of those that a person may read, where one is given. One statement."""
    lines = BudgetLine.objects.visible_to(actor) if actor else BudgetLine.objects.all()
    if keys is not None:
        lines = lines.filter(pk__in=keys)
    rows = with_month(lines, book).values_list("pk", "planned", *TOLD)
    return {pk: book.figures(planned, tuple(told)) for pk, planned, *told in rows}
