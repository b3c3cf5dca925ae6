"""Cycles: the services that owe something, how far collection is, and what is to be released."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Max, Q

from accounts.models import Unit
from foundation.dates import london_day
from indicators.models import Indicator, Return
from indicators.queries.returns import Progress, due_periods, progress_of, with_progress
from plans.periods import Frequency, Period, containing
from reporting.models import Cycle


class _Owed(NamedTuple):
    service_id: int
    frequency: str
    year_basis: str
    lag: int
    starts_on: date | None
    ends_on: date | None
    expected_from: date | None


class Collection(NamedTuple):
    """How far one service's return is."""

    in_return: Return
    progress: Progress

    @property
    def service(self) -> Unit:
        return self.in_return.service


def reporting_services(period: Period) -> list[Unit]:
    """The services that owe at least one figure in a report period, by name."""
    rows = [_Owed._make(row) for row in Indicator.objects.values_list(*_Owed._fields)]
    owing = {row.service_id for row in rows if due_periods(row, period)}
    return list(Unit.objects.filter(pk__in=owing).order_by("name"))


def collection(period: Period, *, at: datetime) -> list[Collection]:
    """How far each service's return of a report period is at that moment, by the service's name; one statement."""
    returns = with_progress(Return.objects.filter(period=period), at=at).select_related("service")
    return [Collection(each, progress_of(each)) for each in returns.order_by("service__name")]


def cycle_in_hand(*, at: datetime) -> Cycle | None:
    """The cycle people are working on: the latest that has opened, else the next to open; None where there is none."""
    opened = Cycle.objects.filter(opened_at__isnull=False).order_by("-period").first()
    return opened or Cycle.objects.filter(opens_on__gte=london_day(at)).order_by("period").first()


def current_quarter(at: datetime) -> Period:
    """The quarter that a moment lies in, in London."""
    return containing(london_day(at), Frequency.QUARTER)


def offered_periods(current: Period) -> list[Period]:
    """The quarters a new timetable may be for, the likeliest first: from four before the current one to four after,
    but for those that have one already. The one after the last timetable leads; without any, the current one.
    """
    taken = set(Cycle.objects.values_list("period", flat=True))
    offered = [current.next(n) for n in range(-4, 5) if current.next(n) not in taken]
    likely = max(taken).next() if taken else current
    return sorted(offered, key=lambda period: (period != likely, period)) or [max(taken).next()]


def open_cycles(*, at: datetime) -> list[Cycle]:
    """Cycles with returns that are open: by their timetable, or by a service's exception."""
    extended = Return.objects.filter(locked_at=None, extended_to__gte=at)
    still_open = Q(locks_on__gte=london_day(at)) | Q(period__in=extended.values("period"))
    return list(Cycle.objects.filter(still_open, opened_at__isnull=False).order_by("period"))


def last_day(cycle: Cycle) -> date:
    """The day on which the last of the cycle's returns locks, exceptions included."""
    until = Return.objects.filter(period=cycle.period).aggregate(last=Max("extended_to"))["last"]
    return max(cycle.locks_on, london_day(until)) if until else cycle.locks_on
