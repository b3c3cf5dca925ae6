"""Cycles: the services that owe something, how far collection is, and what is to be released."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Q

from accounts.models import Unit
from foundation.dates import london_day
from indicators.models import Indicator, Observation, Return
from indicators.queries.returns import due_periods
from indicators.workflow import FigureState
from plans.periods import Frequency, Period, containing
from reporting.models import Cycle

TO_DO = (FigureState.DUE, FigureState.SENT_BACK, FigureState.DRAFT)


class _Owed(NamedTuple):
    service_id: int
    frequency: str
    year_basis: str
    lag: int
    starts_on: date | None
    ends_on: date | None
    expected_from: date | None


@dataclass(frozen=True, slots=True)
class Collection:
    """How far one service's return is. ``counts`` is by state; ``late`` and ``approval_late`` say how many of its
    figures are past the grace period, or past the day approval was due.
    """

    in_return: Return
    service: Unit
    counts: Mapping[FigureState, int]
    late: int
    approval_late: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def to_do(self) -> int:
        """How many an officer has still to enter or hand in."""
        return sum(self.counts.get(state, 0) for state in TO_DO)

    @property
    def waiting(self) -> int:
        return self.counts.get(FigureState.SUBMITTED, 0)

    @property
    def approved(self) -> int:
        return self.counts.get(FigureState.APPROVED, 0)

    @property
    def missing(self) -> int:
        return self.counts.get(FigureState.MISSING, 0)


def reporting_services(period: Period) -> list[Unit]:
    """The services that owe at least one figure in a report period, by name."""
    rows = [_Owed._make(row) for row in Indicator.objects.values_list(*_Owed._fields)]
    owing = {row.service_id for row in rows if due_periods(row, period)}
    return list(Unit.objects.filter(pk__in=owing).order_by("name"))


def collection(period: Period, *, at: datetime) -> list[Collection]:
    """How far each service's return of a report period is at that moment, by the service's name; two statements."""
    counts: dict[int, dict[FigureState, int]] = defaultdict(dict)
    figures = Observation.objects.standing().filter(in_return__period=period)
    for return_id, state, number in figures.values_list("in_return", "state").annotate(number=Count("pk")):
        counts[return_id][FigureState(state)] = number
    returns = Return.objects.filter(period=period).select_related("service").order_by("service__name")
    return [_collection(in_return, counts[in_return.pk], at) for in_return in returns]


def _collection(in_return: Return, counts: Mapping[FigureState, int], at: datetime) -> Collection:
    ends_at = max(in_return.grace_ends_at, in_return.extended_to or in_return.grace_ends_at)
    late = sum(counts.get(state, 0) for state in (*TO_DO, FigureState.MISSING)) if at > ends_at else 0
    waiting = counts.get(FigureState.SUBMITTED, 0) if at > in_return.approval_due_at else 0
    return Collection(in_return, in_return.service, counts, late, waiting)


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
    """Cycles whose returns are open: opened, and not past the day they lock."""
    return list(Cycle.objects.filter(Q(opened_at__isnull=False), locks_on__gte=london_day(at)).order_by("period"))
