"""The set-up guide: what is done, what is next, what waits for what, by what is stored and nothing else."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Event, Identity, User
from accounts.roles import Role
from pmmi.setup import State, guide
from pmmi.workbook.filling import workbook_xlsx
from pmmi.workbook.sheets import SHEETS
from tests.drills.by_workbook import filled, workbook
from tests.factories import (
    AnnualTargetFactory,
    AppointmentFactory,
    CycleFactory,
    IndicatorFactory,
    LevelFactory,
    ObjectiveFactory,
    RatingRuleFactory,
    UnitFactory,
    sign_in,
)
from tests.pmmi.workbook.books import AT, applied

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
TODAY = date(2026, 10, 14)


@pytest.fixture
def client() -> Client:
    client, _ = sign_in(Role.ADMINISTRATOR)
    return client


def states() -> dict[str, State]:
    return {each.step.key: each.state for each in guide(today=TODAY).steps}


def test_each_step_waits_for_what_it_needs_and_says_for_what(client: Client) -> None:
    found = states()
    assert found["units"] in (State.NEXT, State.DONE)
    assert found["look"] is State.ADVISED
    waiting = {each.step.key: each.waits_for for each in guide(today=TODAY).steps if each.state is State.WAITS}
    assert waiting["plans"].startswith("“Levels of the golden thread”")
    assert waiting["objectives"] == "“Plans”"
    assert waiting["targets"] == waiting["timetable"] == "“Measures”"


def test_every_step_can_be_done_in_the_order_in_which_they_stand(client: Client) -> None:
    made = {
        "units": lambda: UnitFactory(kind="department"),
        "people": AppointmentFactory,
        "levels": LevelFactory,
        "plans": ObjectiveFactory,
        "measures": IndicatorFactory,
        "rules": RatingRuleFactory,
        "targets": AnnualTargetFactory,
        "timetable": CycleFactory,
        "invitations": lambda: User.objects.update(password="pbkdf2_sha256$1000000$salt$hash"),
    }
    for key, make in made.items():
        make()
        assert states()[key] is State.DONE, key
    found = guide(today=TODAY)
    assert found.is_complete
    assert found.next is None
    assert found.done == found.needed == 10


def test_what_the_workbook_brings_is_done() -> None:
    """Whoever made it, and by whatever way: what is left is the timetable, and to invite people."""
    by = sign_in(Role.ADMINISTRATOR, UnitFactory(name="Hart", kind="council"))[1]
    empty = workbook_xlsx(SHEETS, at=AT, is_filled=False)
    batch = applied(by, filled(empty, workbook("Hart", TODAY)), "set-up.xlsx")
    assert batch.state == "applied", batch.reason
    found = states()
    assert {key for key, state in found.items() if state is State.DONE} == {
        "look", "units", "people", "levels", "plans", "objectives", "measures", "served", "rules", "targets",
    }  # fmt: skip
    assert found["timetable"] is State.NEXT


def test_the_workbook_stands_above_the_steps_and_at_those_that_it_holds(client: Client) -> None:
    page = client.get("/").text
    assert page.index("Set up by workbook") < page.index("1. Name, crest and colour")
    by_file = {each.step.key for each in guide(today=TODAY).steps if reverse("workbook") in [
        way.url for way in each.step.ways
    ]}  # fmt: skip
    assert by_file == {"units", "people", "levels", "served", "timetable", "registers", "remits"}


def test_it_is_the_first_page_of_administrators_until_one_says_that_set_up_is_finished(client: Client) -> None:
    assert "steps done" in client.get("/").text
    page = client.post("/set-up/finished/", {"finished": "yes"}, follow=True).text
    assert "steps done" not in page
    assert "This is your first page from now on" in page
    assert "Make this my first page again" in client.get("/set-up/").text
    assert "steps done" in client.post("/set-up/finished/", {"finished": "no"}, follow=True).text
    assert Event.objects.filter(changes__has_key="is_set_up").count() == 2
    assert Identity.objects.get().colour == ""


def test_nobody_else_gets_it(client: Client) -> None:
    officer, _ = sign_in(Role.DATA_OFFICER)
    assert "steps done" not in officer.get("/").text
    assert officer.get("/set-up/").status_code == 403
    assert officer.post("/set-up/finished/", {"finished": "yes"}).status_code == 403


def test_it_costs_two_statements_however_large_the_council(client: Client) -> None:
    for size in (1, 20):
        IndicatorFactory.create_batch(size)
        with CaptureQueriesContext(connection) as statements:
            guide(today=TODAY)
        assert len(statements) == 1
    with CaptureQueriesContext(connection) as statements:
        client.get("/")
    assert len(statements) <= 10
