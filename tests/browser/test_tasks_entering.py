"""How many clicks the officer's and the approver's everyday tasks take, from the page that opens after signing in."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from indicators.models import Observation, Return
from tests.browser.clicks import Clicks
from tests.factories import IndicatorFactory, ObservationFactory, PostFactory, UnitFactory, period_target, sign_in
from tests.factories.indicators import Q2
from tests.indicators.returns.pages import be, now_open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEASURES = 12


@pytest.fixture
def in_return() -> Return:
    """Twelve figures due, each with a year of ordinary ones before it."""
    found = now_open(service=UnitFactory(name="Waste and Recycling"))
    for n in range(MEASURES):
        indicator = IndicatorFactory(service=found.service, ref=f"WR{n:02d}", name=f"Measure number {n}")
        period_target(indicator, Q2, 90)
        for back in range(1, 5):
            ObservationFactory(indicator=indicator, period=Q2.previous(back), value=Decimal(91 + back))
        ObservationFactory(indicator=indicator, in_return=found, state="due", value=None)
    return found


@pytest.fixture
def task(page: Page, live_server: object) -> Iterator[Page]:
    yield page
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")


def at_home(page: Page, live_server: object, role: Role, in_return: Return) -> Clicks:
    client, _ = sign_in(role, in_return.service)
    be(page, live_server, client)
    page.goto(live_server.url)  # type: ignore[attr-defined]
    return Clicks(page)


def test_the_officer_is_in_the_first_cell_after_two_clicks(task: Page, live_server: object, in_return: Return) -> None:
    clicks = at_home(task, live_server, Role.DATA_OFFICER, in_return)
    clicks.on(task.get_by_role("link", name="Start").or_(task.get_by_role("button", name="Start")).first)
    first = task.locator(".app-return__figure input:not([type=hidden])").first
    clicks.on(first)
    expect(first).to_be_focused()
    clicks.at_most(2)


def test_twelve_clean_figures_are_approved_with_two_clicks(task: Page, live_server: object, in_return: Return) -> None:
    Observation.objects.filter(in_return=in_return).update(state="submitted", value=93)
    clicks = at_home(task, live_server, Role.APPROVER, in_return)
    review = task.get_by_role("link", name="Review and approve").or_(
        task.get_by_role("button", name="Review and approve")
    )
    clicks.on(review.first)
    clicks.on(task.get_by_role("button", name=f"Approve the {MEASURES} without warnings"))
    expect(task.get_by_text(f"{MEASURES} figures approved.")).to_be_visible()
    clicks.at_most(2)
    assert set(Observation.objects.filter(in_return=in_return).values_list("state", flat=True)) == {"approved"}


MOST_FIELDS = 12
TRIED = "example"  # a figure to try, which is part of no measure
_ASKED = "input:not([type=hidden]):not([name=like]), select, textarea"


def asked(page: Page) -> set[str]:
    """The fields that somebody sees without opening anything."""
    fields = page.locator("form.app-form").locator(_ASKED).all()
    return {str(each.get_attribute("name")) for each in fields if each.is_visible()} - {TRIED}


@pytest.mark.parametrize(
    ("typed", "only"),
    [
        ({"Type of value": "number", "How it is counted": "rate", "Good is": "low", "Unit": "days"}, {"unit"}),
        ({"Type of value": "percentage", "Good is": "high"}, {"has_parts"}),
    ],
)
def test_a_new_measure_asks_for_at_most_twelve_fields(
    task: Page, live_server: object, in_return: Return, typed: dict[str, str], only: set[str]
) -> None:
    for title, role in (("Head of Waste", Role.APPROVER), ("Waste officer", Role.DATA_OFFICER)):
        PostFactory(unit=in_return.service, title=title, role=role.value)
    clicks = at_home(task, live_server, Role.ADMINISTRATOR, in_return)
    task.goto(live_server.url + "/indicators/new/")  # type: ignore[attr-defined]
    fields = asked(task)
    task.get_by_label("Name in plain words").fill("Days to collect a bulky item")
    task.get_by_label("Service").select_option(label="Waste and Recycling")
    clicks.on(task.get_by_role("button", name="Continue"))
    task.get_by_label("Type of value").select_option(typed.pop("Type of value"))
    for label, text in typed.items():
        field = task.get_by_label(label)
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    expect(task.get_by_label("Grades", exact=False)).to_be_hidden()
    task.get_by_label("Target for the year").fill("10")
    fields |= asked(task)
    task.get_by_label("Try a figure").fill("10.5" if "Unit" in typed else "9.5")
    expect(task.locator("[data-example]")).to_contain_text("Near target")
    clicks.on(task.get_by_role("button", name="Continue"))
    fields |= asked(task)
    task.get_by_label("Reported and judged").select_option("Q")
    clicks.on(task.get_by_role("button", name="Add the measure"))
    expect(task.get_by_text("is defined. Next, say what it serves.")).to_be_visible()
    assert only <= fields
    assert len(fields) <= MOST_FIELDS, sorted(fields)
    clicks.at_most(3)
