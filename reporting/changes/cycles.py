"""A quarter's timetable: set, changed, and carried out (returns opened and locked on their days)."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.actors import Actor
from foundation.dates import LONDON, end_of_day, london_day
from foundation.refusals import ChangeRefused
from foundation.versions import differences, set_fields
from indicators.changes.returns import lock_return, open_returns
from indicators.models import Return
from indicators.queries.deadlines import ReturnDates, returns_to_lock
from plans.periods import Frequency, Period, YearBasis
from reporting.models import Cycle
from reporting.queries.cycles import reporting_services
from reporting.queries.timetable import WORKING_DAYS

_ORDER = (
    ("opens_on", "due_on", "Figures cannot be due before collection opens."),
    ("due_on", "late_after", "Figures cannot be late before they are due."),
    ("due_on", "approval_due_on", "Approval cannot be due before the figures are."),
    ("late_after", "locks_on", "Returns cannot lock before the grace period is over."),
    ("approval_due_on", "locks_on", "Returns cannot lock before approval is due."),
    ("opens_on", "management_team_on", "Management team cannot meet before collection opens."),
    ("management_team_on", "cabinet_on", "Cabinet cannot meet before management team."),
    ("opens_on", "scrutiny_on", "Scrutiny cannot meet before collection opens."),
)


@transaction.atomic
def create_cycle(*, by: Actor, at: datetime, period: Period, dates: Mapping[str, date]) -> Cycle:
    """The quarter's cycle with its dates by field name. Raises ChangeRefused when it exists, is not a quarter of
    the financial year, or its dates are out of order.
    """
    if (period.frequency, period.basis) != (Frequency.QUARTER, YearBasis.FINANCIAL):
        raise ChangeRefused("A reporting cycle is a quarter of the financial year.")
    _refuse_disorder(dates)
    cycle = Cycle(period=period, **dates)
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
    except IntegrityError:
        raise ChangeRefused(f"{period.long_label} has a timetable already. Change that one.") from None
    changes = {name: (None, getattr(cycle, name)) for name in WORKING_DAYS}
    audit.record(by=by, at=at, action="created", thing=cycle, changes=changes)
    return cycle


@transaction.atomic
def edit_cycle(*, by: Actor, at: datetime, cycle: Cycle, dates: Mapping[str, date], why: str = "") -> Cycle:
    """Move the cycle's dates; returns that are open already move with it, exceptions stay as they were given.

    Raises ChangeRefused when the dates are out of order, or without a reason once collection has opened.
    """
    _refuse_disorder(dates)
    stored = Cycle.objects.select_for_update().get(pk=cycle.pk)
    changes = set_fields(stored, dates)
    if not changes:
        return stored
    if stored.opened_at and not why.strip():
        raise ChangeRefused("Say why the dates move: collection has opened, so people rely on them.")
    stored.save(update_fields=list(dates))
    trail = []
    for in_return in _still_open(stored):
        moved = set_fields(in_return, _moments(stored)._asdict())
        if moved:
            in_return.save(update_fields=list(moved))
            trail.append(audit.Entry(action="moved the dates of", thing=in_return, changes=moved, why=why))
    trail.append(audit.Entry(action="changed", thing=stored, changes=changes, why=why.strip()))
    audit.record_many(by=by, at=at, entries=trail)
    return stored


def _still_open(cycle: Cycle) -> QuerySet[Return]:
    """The cycle's returns that are not locked, their rows taken in the order in which all changes take them."""
    returns = Return.objects.select_for_update(of=("self",), no_key=True).select_related("service")
    return returns.filter(period=cycle.period, locked_at=None).order_by("pk")


@transaction.atomic
def open_cycle(*, by: Actor, at: datetime, cycle: Cycle) -> list[Return]:
    """Open the return of each service that owes figures; called again, add what has become due since. Collection that
    was to open on a later day opens today.
    """
    stored = Cycle.objects.select_for_update().get(pk=cycle.pk)
    planned, stored.opens_on = stored.opens_on, min(stored.opens_on, london_day(at))
    services = reporting_services(stored.period)
    returns, trail = open_returns(services=services, period=stored.period, dates=_moments(stored))
    if stored.opened_at is None:
        stored.opened_at = at
        stored.save(update_fields=["opened_at", "opens_on"])
        opened: dict[str, tuple[object, object]] = {"opened_at": (None, at), "returns": (None, len(returns))}
        opened |= differences({"opens_on": planned}, {"opens_on": stored.opens_on})
        trail.append(audit.Entry(action="opened", thing=stored, changes=opened))
    audit.record_many(by=by, at=at, entries=trail)
    return returns


def keep_timetable(*, by: Actor, at: datetime) -> None:
    """Open the cycles whose day has come and lock the returns whose time is over, each in a transaction of its own.
    Running again changes nothing twice.
    """
    for cycle in Cycle.objects.filter(opened_at=None, opens_on__lte=london_day(at)).order_by("opens_on"):
        open_cycle(by=by, at=at, cycle=cycle)
    for in_return in returns_to_lock(at=at):
        lock_return(by=by, at=at, in_return=in_return)


def _moments(cycle: Cycle) -> ReturnDates:
    """The cycle's days as moments in London. A day on which something is due lasts until its last second."""
    days = (cycle.due_on, cycle.late_after, cycle.approval_due_on, cycle.locks_on)
    ends = (end_of_day(day).replace(microsecond=0) for day in days)
    return ReturnDates(datetime.combine(cycle.opens_on, time.min, LONDON), *ends)


def disorder(dates: Mapping[str, date]) -> list[tuple[str, str]]:
    """What is wrong with the order of a quarter's dates, by field name: the field that comes too early, and why."""
    return [(later, message) for earlier, later, message in _ORDER if dates[later] < dates[earlier]]


def _refuse_disorder(dates: Mapping[str, date]) -> None:
    if problems := disorder(dates):
        raise ChangeRefused(" ".join(message for _, message in problems))
