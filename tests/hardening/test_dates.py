"""The edges of the calendar, in London (hardening.md 3 ix). The calendar itself: tests/plans/test_periods."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import Appointment
from foundation.dates import end_of_day, london_day
from indicators.models import Observation, Return
from plans.periods import Frequency, containing, parse_label
from tests.architecture.sweep import ask
from tests.architecture.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
LONDON = ZoneInfo("Europe/London")
YEAR_END = datetime(2027, 3, 31, 23, 59, 30, tzinfo=LONDON)  # 22:59:30 in UTC: summer time began on the 28th
MOMENTS = {
    "the last seconds of the financial year": YEAR_END,
    "the first seconds of the next": YEAR_END + timedelta(minutes=1),
    "a leap day": datetime(2028, 2, 29, 12, tzinfo=LONDON),
    "half past one, the first time": datetime(2027, 10, 31, 1, 30, fold=0, tzinfo=LONDON),
    "half past one, the second time": datetime(2027, 10, 31, 1, 30, fold=1, tzinfo=LONDON),
    "the hour that is left out": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    "new year": datetime(2027, 1, 1, 0, 0, 1, tzinfo=LONDON),
}
PAGES = (
    "/", "/council/", "/indicators/returns/", "/plans/milestones/", "/thread/", "/cycles/", "/cycles/new/", "/reports/",
    "/plans/", "/organisation/people/", "/organisation/audit/", "/scrutiny/", "/indicators/",
)  # fmt: skip


def signed_in_at(world: World, identity: str) -> None:
    """A session lasts twelve hours, so each moment needs one of its own."""
    client = world.client("stranger")
    client.force_login(world.users[identity])
    world.cookies[identity] = {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.fixture(autouse=True)
def _cookies_as_before(world: World):
    before = dict(world.cookies)
    yield
    world.cookies.update(before)


@pytest.mark.sweep
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("identity", ["administrator", "data_officer", "scrutiny_chair"])
def test_pages_open_at_every_odd_moment(world: World, moment: str, identity: str):
    side = world.ours
    addresses = [*PAGES, f"/indicators/returns/{side.in_return.pk}/", f"/services/{side.service.pk}/"]
    addresses += [f"/measures/{side.measure.ref}/", f"/plans/milestones/{side.milestone.ref}/"]
    with time_machine.travel(MOMENTS[moment], tick=False):
        signed_in_at(world, identity)
        for address in addresses:
            assert ask(world, identity, "GET", address).status in (200, 403, 404), address
        assert ask(world, identity, "GET", "/council/").status == 200


def test_the_financial_year_ends_at_midnight_in_london_not_in_greenwich():
    before, after = (
        containing(london_day(moment), Frequency.YEAR) for moment in (YEAR_END, YEAR_END + timedelta(minutes=1))
    )
    assert (before, after) == (parse_label("2026/27"), parse_label("2027/28"))
    assert YEAR_END.astimezone(UTC).day == (YEAR_END + timedelta(minutes=1)).astimezone(UTC).day


@pytest.mark.parametrize(("seconds", "saved"), [(0, True), (29, True), (31, False), (3600, False)])
def test_a_return_due_on_31_march_is_open_until_midnight_in_london(world: World, seconds: int, saved: bool):
    """A return that locks at the end of 31 March takes a figure at 23:59:59 and none at 00:00:00."""
    in_return, figure = world.ours.in_return, world.ours.figures["draft"]
    ends_at = end_of_day(YEAR_END.date())
    Return.objects.filter(pk=in_return.pk).update(
        due_at=ends_at, grace_ends_at=ends_at, approval_due_at=ends_at, locks_at=ends_at
    )
    url = f"/indicators/returns/{in_return.pk}/save/"
    data = {"figure": figure.pk, f"f{figure.pk}-version": figure.version, f"f{figure.pk}-value": "77"}
    with time_machine.travel(YEAR_END + timedelta(seconds=seconds), tick=False):
        signed_in_at(world, "data_officer")
        client = world.client("data_officer")
        assert client.post(url, data).status_code == (200 if saved else 422)
    stored = Observation.objects.get(pk=figure.pk)
    assert (stored.value == 77) is saved


def test_an_appointment_ends_with_its_last_day_in_london(world: World):
    Appointment.objects.filter(user=world.users["data_officer"]).update(ends_on=YEAR_END.date())
    for moment, status in ((YEAR_END, 200), (YEAR_END + timedelta(minutes=1), 403)):
        with time_machine.travel(moment, tick=False):
            signed_in_at(world, "data_officer")
            assert ask(world, "data_officer", "GET", "/plans/levels/").status == status


def test_the_server_may_stand_in_another_zone(world: World, monkeypatch: pytest.MonkeyPatch):
    import time

    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        with time_machine.travel(YEAR_END, tick=False):
            signed_in_at(world, "administrator")
            page = ask(world, "administrator", "GET", "/cycles/new/").words
    finally:
        monkeypatch.undo()
        time.tzset()
    assert "January to March 2027 (Q4)" in page
