"""Cycles: proposed dates, the order they must keep, collection opened and locked in London time (D10, A1)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.actors import SYSTEM
from accounts.models import Event
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from indicators.models import Observation, Return
from indicators.workflow import FigureState
from plans.periods import parse_label
from reporting.changes.cycles import create_cycle, edit_cycle, keep_timetable, open_cycle
from reporting.models import Cycle
from reporting.queries.cycle_page import cycle_sentence
from reporting.queries.cycles import collection, offered_periods, reporting_services
from reporting.queries.timetable import first_reminder, next_reminder, propose_timetable, reminds_on
from tests.factories import CycleFactory, IndicatorFactory, UnitFactory
from tests.factories.indicators import Q2
from tests.trail_last import trail_last

AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
WINDOW = {"opens_on": date(2026, 10, 1), "due_on": date(2026, 10, 20), "locks_on": date(2026, 11, 3)}


@pytest.mark.django_db
def test_opening_and_moving_a_quarter_take_the_rows_of_all_returns_before_the_trail():
    """Else services that hand in meanwhile deadlock with it on PostgreSQL."""
    cycle = CycleFactory()
    for _ in range(3):
        IndicatorFactory(service=UnitFactory())
    with trail_last():
        assert len(open_cycle(by=SYSTEM, at=AT, cycle=cycle)) == 3
    dates = {name: getattr(cycle, name) + timedelta(days=1) for name in propose_timetable(Q2)}
    with trail_last():
        edit_cycle(by=SYSTEM, at=AT, cycle=cycle, dates=dates, why="A bank holiday.")
    assert Event.objects.filter(action="moved the dates of").count() == 3


def test_proposed_dates_count_working_days_and_skip_bank_holidays():
    assert propose_timetable(parse_label("2026/27 Q1"))["due_on"] == date(2026, 7, 17)
    # Q3 ends on New Year's Eve: New Year's Day is a bank holiday, so collection opens on Monday 4 January.
    assert propose_timetable(parse_label("2026/27 Q3"))["opens_on"] == date(2027, 1, 4)


def test_a_quarter_whose_days_are_over_is_proposed_from_today():
    today = date(2026, 11, 30)
    assert propose_timetable(Q2, today=today) == {
        "opens_on": today, "due_on": date(2026, 12, 16), "late_after": date(2026, 12, 18),
        "approval_due_on": date(2026, 12, 23), "locks_on": date(2027, 1, 4), "management_team_on": date(2027, 1, 11),
        "cabinet_on": date(2027, 1, 25), "scrutiny_on": date(2027, 2, 1),
    }  # fmt: skip
    assert propose_timetable(Q2, today=date(2026, 10, 14)) == propose_timetable(Q2)


def test_proposed_dates_are_in_an_order_that_can_be_saved():
    for n in range(40):
        dates = list(propose_timetable(Q2.next(n)).values())
        assert dates == sorted(dates)


def test_reminders_begin_five_working_days_before_the_figures_are_due():
    assert first_reminder(date(2026, 10, 20)) == date(2026, 10, 13)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 1), True),  # collection opens
        (date(2026, 10, 2), False),
        (date(2026, 10, 12), False),
        (date(2026, 10, 13), True),
        (date(2026, 10, 17), False),  # Saturday
        (date(2026, 11, 3), True),  # the last day
        (date(2026, 11, 4), False),
    ],
)
def test_days_with_reminders(day, expected):
    assert reminds_on(day, **WINDOW, told_on=date(2026, 10, 1)) is expected


@pytest.mark.parametrize(
    ("day", "told_on", "expected"),
    [
        (date(2026, 9, 30), None, False),  # collection is not open
        (date(2026, 10, 2), None, True),  # the next working day
        (date(2026, 10, 3), None, False),  # Saturday
        (date(2026, 10, 7), None, True),
        (date(2026, 10, 7), date(2026, 10, 7), True),  # later on the day on which they went out late
        (date(2026, 10, 8), date(2026, 10, 7), False),
        (date(2026, 11, 4), None, False),  # the quarter is closed
    ],
)
def test_reminders_of_an_opening_that_was_missed_go_out_late_and_once(day, told_on, expected):
    assert reminds_on(day, **WINDOW, told_on=told_on) is expected


def test_next_reminder_skips_the_weekend_and_ends_with_the_lock():
    assert next_reminder(date(2026, 10, 16), **WINDOW, told_on=date(2026, 10, 1)) == date(2026, 10, 19)
    assert next_reminder(date(2026, 11, 3), **WINDOW, told_on=date(2026, 10, 1)) is None


def test_next_reminder_takes_it_that_those_of_today_go_out():
    assert next_reminder(date(2026, 9, 30), **WINDOW, told_on=None) == date(2026, 10, 1)
    assert next_reminder(date(2026, 10, 1), **WINDOW, told_on=None) == date(2026, 10, 13)
    assert next_reminder(date(2026, 10, 5), **WINDOW, told_on=None) == date(2026, 10, 13)
    assert next_reminder(date(2026, 10, 3), **WINDOW, told_on=None) == date(2026, 10, 5)


@pytest.mark.django_db
class TestCreateCycle:
    def test_keeps_the_dates_and_says_who_set_them(self):
        cycle = create_cycle(by=SYSTEM, at=AT, period=Q2, dates=propose_timetable(Q2))
        assert Cycle.objects.get().due_on == cycle.due_on == date(2026, 10, 19)
        assert Event.objects.get().changes["due_on"] == [None, "2026-10-19"]

    def test_refuses_a_second_timetable_of_the_quarter(self):
        CycleFactory()
        with pytest.raises(ChangeRefused, match="has a timetable already"):
            create_cycle(by=SYSTEM, at=AT, period=Q2, dates=propose_timetable(Q2))

    def test_refuses_a_month(self):
        with pytest.raises(ChangeRefused, match="a quarter of the financial year"):
            create_cycle(by=SYSTEM, at=AT, period=parse_label("July 2026"), dates=propose_timetable(Q2))

    def test_names_every_date_that_is_out_of_order(self):
        dates = propose_timetable(Q2) | {"due_on": date(2026, 9, 1), "cabinet_on": date(2026, 9, 1)}
        with pytest.raises(ChangeRefused) as refusal:
            create_cycle(by=SYSTEM, at=AT, period=Q2, dates=dates)
        assert "cannot be due before collection opens" in str(refusal.value)
        assert "Cabinet cannot meet before management team" in str(refusal.value)


@pytest.mark.django_db
class TestOpenCycle:
    def test_gives_every_owing_service_its_return_with_london_deadlines(self):
        quarterly, yearly = IndicatorFactory(), IndicatorFactory(frequency="Y")
        cycle = CycleFactory()
        open_cycle(by=SYSTEM, at=AT, cycle=cycle)
        in_return = Return.objects.get()
        assert in_return.service == quarterly.service != yearly.service
        # The last second of 20 October in London, which is still on summer time; of 27 October, which is not.
        assert in_return.due_at == datetime(2026, 10, 20, 22, 59, 59, tzinfo=UTC)
        assert in_return.approval_due_at == datetime(2026, 10, 27, 23, 59, 59, tzinfo=UTC)
        assert in_return.opens_at == datetime(2026, 9, 30, 23, 0, tzinfo=UTC)
        assert Observation.objects.get().state == FigureState.DUE

    def test_before_its_day_opens_it_today(self):
        IndicatorFactory()
        cycle = CycleFactory()
        early = datetime(2026, 9, 28, 9, 30, tzinfo=UTC)
        open_cycle(by=SYSTEM, at=early, cycle=cycle)
        cycle.refresh_from_db()
        assert cycle.opens_on == date(2026, 9, 28)
        assert Return.objects.get().opens_at < early
        assert Event.objects.get(action="opened", changes__has_key="opens_on").changes["opens_on"] == [
            "2026-10-01",
            "2026-09-28",
        ]

    def test_twice_doubles_nothing(self):
        IndicatorFactory()
        cycle = CycleFactory()
        open_cycle(by=SYSTEM, at=AT, cycle=cycle)
        events = Event.objects.count()
        open_cycle(by=SYSTEM, at=AT, cycle=cycle)
        assert (Return.objects.count(), Observation.objects.count(), Event.objects.count()) == (1, 1, events)

    def test_moving_the_dates_moves_open_returns_and_needs_a_reason(self):
        IndicatorFactory()
        cycle = CycleFactory()
        open_cycle(by=SYSTEM, at=AT, cycle=cycle)
        dates = {name: getattr(cycle, name) for name in propose_timetable(Q2)} | {"due_on": date(2026, 10, 21)}
        with pytest.raises(ChangeRefused, match="Say why the dates move"):
            edit_cycle(by=SYSTEM, at=AT, cycle=cycle, dates=dates)
        edit_cycle(by=SYSTEM, at=AT, cycle=cycle, dates=dates, why="The new system was down for a day.")
        assert Return.objects.get().due_at == datetime(2026, 10, 21, 22, 59, 59, tzinfo=UTC)
        assert set(Event.objects.filter(why__startswith="The new").values_list("action", flat=True)) == {
            "changed",
            "moved the dates of",
        }


@pytest.mark.django_db
class TestKeepTimetable:
    def test_opens_on_the_day_in_london_and_not_before(self):
        IndicatorFactory()
        CycleFactory()
        keep_timetable(by=SYSTEM, at=datetime(2026, 9, 30, 22, 59, tzinfo=UTC))
        assert not Return.objects.exists()
        keep_timetable(by=SYSTEM, at=datetime(2026, 9, 30, 23, 1, tzinfo=UTC))
        assert Return.objects.count() == 1

    def test_locks_what_is_over_and_marks_what_is_missing(self):
        IndicatorFactory()
        CycleFactory()
        keep_timetable(by=SYSTEM, at=AT)
        lock = Return.objects.get().locks_at
        keep_timetable(by=SYSTEM, at=lock)
        assert Return.objects.get().locked_at is None
        keep_timetable(by=SYSTEM, at=lock + timedelta(seconds=1))
        assert Return.objects.get().locked_at
        assert Observation.objects.get().state == FigureState.MISSING


@pytest.mark.django_db
class TestCollection:
    def test_counts_by_state_and_says_who_is_late(self):
        late, done = UnitFactory(name="Late"), UnitFactory(name="Done")
        IndicatorFactory(service=late)
        IndicatorFactory(service=done)
        cycle = CycleFactory()
        open_cycle(by=SYSTEM, at=AT, cycle=cycle)
        Observation.objects.filter(indicator__service=done).update(state="approved", value=1)
        after_grace = datetime(2026, 10, 23, 9, tzinfo=UTC)
        found = collection(Q2, at=after_grace)
        rows = {row.service.name: row.progress for row in found}
        assert (rows["Late"].left, rows["Late"].late) == (1, 1)
        assert (rows["Done"].approved, rows["Done"].late) == (1, 0)
        assert cycle_sentence(Cycle.objects.get(), found, at=after_grace) == (
            "1 of 2 figures are still to come in, from 1 service: 1 service late."
        )

    def test_an_exception_holds_lateness_off(self):
        IndicatorFactory()
        cycle = CycleFactory()
        open_cycle(by=SYSTEM, at=AT, cycle=cycle)
        Return.objects.update(extended_to=datetime(2026, 12, 1, tzinfo=UTC), extension_reason="Flood")
        assert collection(Q2, at=datetime(2026, 10, 23, 9, tzinfo=UTC))[0].progress.late == 0

    @pytest.mark.parametrize("services", [2, 12])
    def test_takes_one_statement_however_many_services(self, services, django_assert_num_queries):
        for _ in range(services):
            IndicatorFactory()
        open_cycle(by=SYSTEM, at=AT, cycle=CycleFactory())
        with django_assert_num_queries(1):
            assert len(collection(Q2, at=AT)) == services


@pytest.mark.django_db
def test_offered_quarters_lead_with_the_one_after_the_last():
    assert offered_periods(today=london_day(AT))[0] == Q2
    CycleFactory()
    offered = offered_periods(today=london_day(AT))
    assert offered[0] == parse_label("2026/27 Q3")
    assert Q2 not in offered


@pytest.mark.django_db
def test_reporting_services_are_those_that_owe_something():
    owing = IndicatorFactory().service
    ended = IndicatorFactory(ends_on=date(2026, 3, 31)).service
    assert ended not in reporting_services(Q2)
    assert reporting_services(Q2) == [owing]
