"""What stands where at the widths of a phone, a tablet and a desk: nothing cut off, nothing over something else."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
Check = Callable[[Page], None]
PHONE, TABLET, DESK = 390, 820, 1280
EDGES = "cells => cells.map(cell => cell.getBoundingClientRect()).map(box => [box.left, box.right])"


def at_each_width(page: Page, path: str, check_page: Check) -> Iterator[int]:
    """The page opened at each width; the story looks for faults on a phone and at a desk, so here on the tablet."""
    for width in (PHONE, TABLET, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        if width == TABLET:
            check_page(page)
        yield width


def test_every_column_of_the_council_s_tables_is_in_sight(sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("councillor")
    for width in at_each_width(page, "/council/", check_page):
        page.evaluate("document.querySelectorAll('details.app-fold').forEach(each => each.open = true)")
        cells = page.locator(".app-groups tbody td")
        edges = cells.evaluate_all(
            "cells => cells.map(cell => cell.getBoundingClientRect()).map(b => [b.left, b.right])"
        )
        assert len(edges) > 50
        assert all(left >= 0 and right <= width for left, right in edges)
        label = cells.nth(1).evaluate("cell => getComputedStyle(cell, '::before').content")
        assert ("On target" in label) is (width < DESK)


@pytest.mark.parametrize("path", ["/reports/", "/indicators/", "/cycles/", "/plans/milestones/"])
def test_a_table_is_one_on_a_tablet_and_cards_on_a_phone(path: str, sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("administrator")
    for width in at_each_width(page, path, check_page):
        shown = page.locator(".app-measures").first.evaluate("table => getComputedStyle(table).display")
        assert (shown == "table") is (width >= TABLET), width


def test_labels_of_a_chart_never_touch_and_leave_it_most_of_the_width(sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("councillor")
    for _ in at_each_width(page, "/measures/HR11/", check_page):
        plot = page.locator(".app-chart__plot").first
        if page.locator(".app-chart__picture").is_visible():
            page.locator(".app-chart__picture").hover()  # the chart is made when somebody reaches for it
        expect(plot.locator(".xtick text").first).to_be_visible()
        labels = sorted((text.bounding_box() for text in plot.locator(".xtick text").all()), key=lambda box: box["x"])
        assert len(labels) >= 3
        for one, then in pairwise(labels):
            assert one["x"] + one["width"] + 8 <= then["x"]
        zero = plot.locator(".ytick text").first.bounding_box()
        assert zero["y"] + zero["height"] <= labels[0]["y"]
        assert plot.locator(".scatterlayer").first.bounding_box()["width"] >= 0.6 * plot.bounding_box()["width"]


def test_an_approver_sees_what_each_box_is_for(sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("approver")
    page.goto("/indicators/returns/?state=waiting")
    page.locator("main tbody a").first.click()
    path = page.url.rstrip("/").removesuffix("/handed-in") + "/approve/"
    for width in at_each_width(page, path, check_page):
        word = page.locator(".app-return__tick-word").first.bounding_box()
        assert word["height"] < 30
        if width < DESK:
            assert word["width"] > 40
        else:
            last, now = (
                page.locator(f"thead th:text-is('{name}')").first.bounding_box() for name in ("History", "Now")
            )
            assert now["x"] + now["width"] - last["x"] - last["width"] < 200
        status = page.locator(".app-return__progress .app-status").bounding_box()
        assert status["height"] < 30


def test_an_officer_s_grid_does_not_scroll_sideways_on_a_tablet(sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("officer", width=TABLET)
    page.goto("/indicators/returns/")
    page.locator("main tbody a").first.click()
    expect(page.locator(".app-return")).to_be_visible()
    check_page(page)


def test_the_menu_of_a_phone_is_there_without_its_script(sign_in: SignIn, browser: Browser, site: str) -> None:
    who = sign_in("councillor", width=PHONE).context.storage_state()
    for scripted, missing in ((False, ""), (True, "govuk-frontend"), (True, "init"), (True, "")):
        with browser.new_context(
            base_url=site,
            viewport={"width": PHONE, "height": 780},
            storage_state=who,
            java_script_enabled=scripted,
        ) as context:
            page = context.new_page()
            if missing:
                page.route(re.compile(rf"/{missing}\.[^/]*js"), lambda route: route.abort())
            page.goto("/council/")
            link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Reports")
            if scripted and not missing:
                expect(link).to_be_hidden()
                page.get_by_role("button", name="Menu").click()
            expect(link).to_be_visible()
