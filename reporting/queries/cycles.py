"""Cycles: the services that owe something, how far collection is, and what is to be released."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import Unit
from foundation.dates import london_day
from foundation.statements import written_once
from indicators.judging.collection import with_service
from indicators.models import Indicator, Return
from indicators.queries.formulas import Formulas
from indicators.queries.returns import Progress, due_periods, progress_of, with_progress
from plans.periods import Frequency, Period, containing
from reporting.models import Cycle

_OWED = (
    *("pk", "stood_in", "frequency", "collected", "combining", "year_basis", "lag", "starts_on", "ends_on"),
    "expected_from",
)


class Collection(NamedTuple):
    """How far one service's return is."""

    in_return: Return
    progress: Progress

    @property
    def service(self) -> Unit:
        return self.in_return.service


def reporting_services(period: Period) -> list[Unit]:
    """The services that owe at least one figure in a report period, by name: those of its end. Nobody owes what is
    calculated.
    """
    rows = with_service(Indicator.objects.all(), period.end).values_list(*_OWED, named=True)
    formulas = Formulas.load()
    owing = {row.stood_in for row in rows if any(not formulas.at(row.pk, each) for each in due_periods(row, period))}
    return list(Unit.objects.filter(pk__in=owing).order_by("name"))


def collection(period: Period, *, at: datetime) -> list[Collection]:
    """How far each service's return of a report period is at that moment, by the service's name; one statement."""
    return [Collection(each, progress_of(each)) for each in _returns(period.key, at)]


@written_once
def _returns(key: str, at: datetime) -> QuerySet[Return]:
    returns = with_progress(Return.objects.filter(period=key), at=at)
    return returns.select_related("service").order_by("service__name")


def cycle_in_hand(*, at: datetime) -> Cycle | None:
    """The cycle people are working on: the latest that has opened, else the next to open; None where there is none."""
    opened = _last_opened()
    return opened[0] if opened else Cycle.objects.filter(opens_on__gte=london_day(at)).order_by("period").first()


@written_once
def _last_opened() -> QuerySet[Cycle]:
    return Cycle.objects.filter(opened_at__isnull=False).order_by("-period")[:1]


def offered_periods(*, today: date) -> list[Period]:
    """The quarters that may get a timetable: those without one, from four before today's quarter to four after it. The
    likeliest comes first: the one after the last timetable; where there is none, the quarter that ended last, which a
    council that moves in can report at once.
    """
    current = containing(today, Frequency.QUARTER)
    taken = set(Cycle.objects.values_list("period", flat=True))
    offered = [current.next(n) for n in range(-4, 5) if current.next(n) not in taken]
    likely = max(taken).next() if taken else current.next(-1)
    return sorted(offered, key=lambda period: (period != likely, period)) or [max(taken).next()]


def open_cycles(*, at: datetime) -> list[Cycle]:
    """Cycles with returns that are open: by their timetable, or by a service's exception."""
    extended = Return.objects.filter(locked_at=None, extended_to__gte=at)
    still_open = Q(locks_on__gte=london_day(at)) | Q(period__in=extended.values("period"))
    return list(Cycle.objects.filter(still_open, opened_at__isnull=False).order_by("period"))


def last_day(cycle: Cycle) -> date:
    """The day on which the last of the cycle's returns locks, exceptions included."""
    extended = _extended(cycle.period.key)
    return max([cycle.locks_on, *(london_day(each.extended_to) for each in extended)])


@written_once
def _extended(period: str) -> QuerySet[Return]:
    return Return.objects.filter(period=period, extended_to__isnull=False).order_by("-extended_to")[:1]
