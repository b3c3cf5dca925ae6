"""What stands where at the widths of a phone, a tablet and a desk: nothing cut off, nothing over something else."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
WIDTHS = [390, 820, 1280]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_column_of_the_council_s_tables_is_in_sight(width: int, sign_in: SignIn, check_page) -> None:
    page = sign_in("councillor", width=width)
    page.goto("/council/")
    check_page(page)
    cells = page.locator(".app-groups tbody td").all()
    boxes = [cell.bounding_box() for cell in cells]
    assert len(boxes) > 50
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    label = cells[1].evaluate("cell => getComputedStyle(cell, '::before').content")
    assert ("On target" in label) is (width < 1088)


@pytest.mark.parametrize("width", WIDTHS)
def test_labels_of_a_chart_never_touch_and_leave_it_most_of_the_width(width: int, sign_in: SignIn, check_page) -> None:
    page = sign_in("councillor", width=width)
    page.goto("/measures/HR11/")
    plot = page.locator(".app-chart__plot").first
    expect(plot.locator(".xtick text").first).to_be_visible()
    labels = sorted((text.bounding_box() for text in plot.locator(".xtick text").all()), key=lambda box: box["x"])
    assert len(labels) >= 3
    for one, then in pairwise(labels):
        assert one["x"] + one["width"] + 8 <= then["x"]
    zero = plot.locator(".ytick text").first.bounding_box()
    assert zero["y"] + zero["height"] <= labels[0]["y"]
    assert plot.locator(".scatterlayer").first.bounding_box()["width"] >= 0.6 * plot.bounding_box()["width"]
    check_page(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_approver_sees_what_each_box_is_for(width: int, sign_in: SignIn, check_page) -> None:
    page = sign_in("approver", width=width)
    page.goto("/indicators/returns/?state=waiting")
    page.locator("main tbody a").first.click()
    page.goto(page.url.rstrip("/").removesuffix("/handed-in") + "/approve/")
    check_page(page)
    word = page.locator(".app-return__tick-word").first.bounding_box()
    assert word["height"] < 30
    if width < 1152:
        assert word["width"] > 40
    else:
        last, now = (page.locator(f"thead th:text-is('{name}')").bounding_box() for name in ("Last", "Now"))
        assert now["x"] + now["width"] - last["x"] - last["width"] < 200
    status = page.locator(".app-return__progress .app-status").bounding_box()
    assert status["height"] < 30


def test_an_officer_s_grid_does_not_scroll_sideways_on_a_tablet(sign_in: SignIn, check_page) -> None:
    page = sign_in("officer", width=820)
    page.goto("/indicators/returns/")
    page.locator("main tbody a").first.click()
    expect(page.locator(".app-return")).to_be_visible()
    check_page(page)
