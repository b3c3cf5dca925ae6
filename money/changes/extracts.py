"""A month of the ledger is read in, whole: it stands from now on, and the one before it stays on record.

What takes time comes before the transaction (``foundation.bulk``), as with every import.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Model

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.bulk import Ready, check_references, ready, reserve_keys, write
from foundation.refusals import ChangeRefused
from foundation.undoing import Done
from money.changes.told import month_told
from money.models import BudgetLine, Extract, MonthFigure
from plans.periods import Period

MOVED = (
    "Somebody changed the budget, or read in the same month, while this file was being read. Nothing was written: look "
    "at the preview again."
)
_TOTALS = ("lines", "planned", "actual", "forecast")


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A line of the month: ``line`` is the budget line's key; amounts are until the month's end and for the year."""

    line: int
    planned: Decimal
    profiled: Decimal | None
    actual: Decimal
    forecast: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRead:
    """A month as it is to stand. ``replaces`` is the extract that stands now, None for none; ``whole`` how many lines
    the year's budget has.
    """

    year: Period
    month: Period
    lines: Sequence[MonthLine]
    replaces: Extract | None
    whole: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is recorded, and the call that writes it within a transaction. Raises ChangeRefused. ``done`` tells what it
    is about to write, by which it can be taken back.
    """

    entries: Sequence[audit.Entry]
    write: Callable[[], object]
    done: Callable[[], Done]


def prepare_month(*, by: Actor, at: datetime, filename: str, read: MonthRead, why: str = "") -> Prepared:
    """Make a month ready to be written."""
    extract = Extract(
        pk=reserve_keys(Extract, 1)[0], year=read.year, month=read.month, filename=filename[:200], read_at=at,
        read_by=by.user, lines=len(read.lines), planned=_sum(each.planned for each in read.lines),
        actual=_sum(each.actual for each in read.lines), forecast=_sum(each.forecast for each in read.lines),
    )  # fmt: skip
    rows = [
        MonthFigure(
            pk=pk, extract=extract, line_id=each.line, planned=each.planned, profiled=each.profiled,
            actual=each.actual, forecast=each.forecast,
        )
        for pk, each in zip(reserve_keys(MonthFigure, len(read.lines)), read.lines, strict=True)
    ]  # fmt: skip
    figures = ready(MonthFigure, rows)
    before = read.replaces
    changes = {name: (getattr(before, name) if before else None, getattr(extract, name)) for name in _TOTALS}
    action = "corrected" if before else "read in"
    entry = audit.Entry(action=action, thing=extract, changes=changes, why=why, source=filename)

    def write_and_tell() -> None:
        _write(read, extract, figures)
        tell(by=by, at=at, news=month_told(extract, is_corrected=before is not None))

    return Prepared([entry], write_and_tell, lambda: replaced(extract, rows, before))


def replaced(extract: Model, figures: Sequence[Model], before: Model | None) -> Done:
    """That an extract with its figures stands in the place of the one before (None: there was none)."""
    done = Done()
    done.make([extract])
    done.make(figures)
    if before is not None:
        done.change(before, {"is_standing": True}, {"is_standing": False})
    return done


def read_month_in(*, by: Actor, at: datetime, filename: str, read: MonthRead) -> None:
    """Prepare, write and record at once, for small amounts of lines. Raises ChangeRefused."""
    prepared = prepare_month(by=by, at=at, filename=filename, read=read)
    with transaction.atomic():
        prepared.write()
        audit.record_many(by=by, at=at, entries=prepared.entries)


def _write(read: MonthRead, extract: Extract, figures: Ready) -> None:
    standing = Extract.objects.select_for_update().filter(month=read.month, is_standing=True).first()
    if (standing and standing.pk) != (read.replaces and read.replaces.pk):
        raise ChangeRefused(MOVED)
    if BudgetLine.objects.filter(year=read.year).count() != read.whole:
        raise ChangeRefused(MOVED)
    if standing:
        Extract.objects.filter(pk=standing.pk).update(is_standing=False)
    extract.save(force_insert=True)
    write(figures)
    check_references()


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
