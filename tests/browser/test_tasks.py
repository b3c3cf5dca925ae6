"""What people come for, counted in clicks (the seconds are told): members, a chair, and the performance team.

The demo council is new at each start: a quarter is being collected, the one before is released.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clicks import Clicks

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
Check = Callable[[Page], None]
BUILD_MILLISECONDS = 150_000


def test_a_member_reaches_the_worst_red_and_its_why_by_one_click(sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("councillor")
    worst = page.locator(".app-ask").filter(has_text=re.compile("off target", re.IGNORECASE)).first
    expect(worst).to_contain_text("Picked because")
    clicks = Clicks(page)
    clicks.on(worst.get_by_role("link").first)
    expect(page.locator("main")).to_contain_text(re.compile("off target", re.IGNORECASE))
    expect(page.locator("main")).to_contain_text("Why")
    clicks.at_most(1)
    check_page(page)


def test_bins_finds_missed_collections_by_one_click(sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("councillor")
    clicks = Clicks(page)
    box = page.get_by_role("search", name="Everything").get_by_role("searchbox")
    box.fill("bins")
    box.press("Enter")
    expect(page.locator("main")).to_contain_text("Also looked for what it is called here")
    clicks.stop_to(check_page)
    clicks.on(page.locator("main").get_by_role("link", name=re.compile("missed collections", re.IGNORECASE)).first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("missed collections", re.IGNORECASE))
    clicks.at_most(1)
    check_page(page)


def test_a_chair_has_the_public_pdf_after_five_clicks(sign_in: SignIn) -> None:
    page = sign_in("chair")
    clicks = Clicks(page)
    clicks.on(page.get_by_role("navigation", name="Menu").get_by_role("link", name="Scrutiny"))
    clicks.on(page.locator("main").get_by_role("link", name="Environment and Economy Scrutiny Committee").first)
    clicks.on(page.get_by_role("link", name="Performance of the quarter").first)
    with page.expect_download() as download:
        clicks.on(page.get_by_role("button", name="Download the public PDF"))
    assert download.value.suggested_filename.endswith(".pdf")
    clicks.at_most(5)


def test_one_audience_s_reports_are_released_by_three_clicks(sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("administrator")
    page.goto("/cycles/")
    page.get_by_role("rowheader").first.get_by_role("link").click()
    page.get_by_role("button", name=re.compile("^Build")).first.click()
    expect(page.locator("main")).to_contain_text("The drafts are there", timeout=BUILD_MILLISECONDS)
    page.goto("/")
    clicks = Clicks(page)
    clicks.on(page.get_by_role("link", name=re.compile("draft reports? can be released")))
    clicks.stop_to(check_page)
    clicks.on(page.get_by_role("button", name=re.compile("for Cabinet$")))
    expect(page.locator("main")).to_contain_text("The reports are released", timeout=BUILD_MILLISECONDS)
    clicks.at_most(3)


def test_a_year_is_rolled_over_by_ten_clicks(sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("administrator")
    clicks = Clicks(page)
    clicks.on(page.get_by_role("navigation", name="Menu").get_by_role("link", name="Reports"))
    clicks.on(page.get_by_role("navigation", name="Reports").get_by_role("link", name="Timetable"))
    clicks.on(page.get_by_role("link", name="New year"))
    clicks.on(page.get_by_role("button", name=re.compile("^Start 20")).first)
    clicks.stop_to(check_page)
    # As many clicks for 60 measures, or for 700: what is chosen for every one is chosen once.
    expect(page.locator(".app-list-bar")).to_have_text(re.compile(r"[5-9]\d measures"))
    clicks.on(page.get_by_text("Make them more demanding by a percentage"))
    page.get_by_label("By how many per cent").fill("2")
    for _ in ("targets", "timetable", "plans"):
        clicks.on(page.get_by_role("button", name="Save and continue"))
        clicks.stop_to(check_page)
    expect(page.locator("main")).to_contain_text("about to be written")
    clicks.on(page.get_by_role("button", name="Write all of this"))
    expect(page.locator("main")).to_contain_text("is started")
    clicks.at_most(10)
    check_page(page)
    # Taken back, so that the other tests find the council as it was.
    page.get_by_label("Why is it taken back?").fill("Tried only.")
    page.get_by_role("button", name="Take all of it back").click()
    expect(page.locator("main")).to_contain_text("It was taken back")
