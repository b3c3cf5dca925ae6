"""The grid with JavaScript: saving by itself, keyboard, conflicts and a lost session (C7)."""

import re
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from accounts.roles import Role
from tests.factories import sign_in
from tests.indicators.returns.pages import be, figures, said

# What the page keeps of a return; when the person was last active is kept too.
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('pmmi-return')).map(key => localStorage[key])"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_row_shows_its_status_and_saves_itself_as_one_types(grid, in_return):
    one, *_ = figures(in_return)
    grid.locator(f"#f{one.pk}-value").press_sequentially("85")
    expect(grid.locator(f"#f{one.pk} [data-status]")).to_contain_text("Near target")
    said(grid, r"All changes saved \d\d:\d\d")
    expect(grid.locator(f"#f{one.pk} [data-state]")).to_have_text("Draft")
    one.refresh_from_db()
    assert one.value == Decimal(85)
    assert grid.evaluate(KEPT) == []


def test_what_is_typed_before_the_script_has_come_is_saved_as_well(grid, in_return):
    one, *_ = figures(in_return)

    def late(route):
        grid.locator(f"#f{one.pk}-value").fill("85")
        grid.keyboard.press("Tab")
        route.continue_()

    grid.route(re.compile(r"/returns(\.\w+)?\.js"), late)
    grid.reload(wait_until="commit")
    said(grid, r"All changes saved \d\d:\d\d")
    one.refresh_from_db()
    assert one.value == Decimal(85)


def test_a_figure_that_cannot_be_read_says_why_and_stays(grid, in_return):
    one, *_ = figures(in_return)
    grid.locator(f"#f{one.pk}-value").fill("85")
    said(grid, "All changes saved")
    expect(grid.locator(f"#f{one.pk} [data-status]")).to_contain_text("Near target")
    grid.locator(f"#f{one.pk}-value").fill("eighty")
    grid.keyboard.press("Tab")
    said(grid, "Not saved: Measure number 0: “eighty” is not a figure")
    expect(grid.locator(f"#f{one.pk} [data-status]")).to_have_text("")
    expect(grid.locator(f"#f{one.pk} [data-errors]")).to_contain_text("is not a figure")
    grid.reload()
    expect(grid.locator(f"#f{one.pk}-value")).to_have_value("eighty")
    expect(grid.locator(".govuk-inset-text")).to_contain_text("has been put back: Measure number 0")


def test_enter_and_arrows_move_betweenfigures(grid, in_return):
    one, two, three = (f"#f{figure.pk}-value" for figure in figures(in_return))
    grid.locator(one).focus()
    grid.keyboard.type("91")
    grid.keyboard.press("Enter")
    expect(grid.locator(two)).to_be_focused()
    grid.keyboard.press("ArrowDown")
    expect(grid.locator(three)).to_be_focused()
    grid.keyboard.press("ArrowUp")
    expect(grid.locator(two)).to_be_focused()
    said(grid, "All changes saved")


def test_two_people_at_once_are_shown_both_texts(grid, in_return):
    one, *_ = figures(in_return)
    colleague, _ = sign_in(Role.DATA_OFFICER, in_return.service)
    colleague.post(
        reverse("indicators:return-save", args=[in_return.pk]),
        {"figure": one.pk, f"f{one.pk}-version": 1, f"f{one.pk}-value": "88"},
    )
    grid.locator(f"#f{one.pk}-value").fill("91")
    grid.keyboard.press("Tab")
    conflict = grid.locator(f"#f{one.pk} .app-return__conflict")
    expect(conflict).to_contain_text("88")
    expect(conflict).to_contain_text("91")
    grid.get_by_label("Keep what I typed").click()
    said(grid, "All changes saved")
    one.refresh_from_db()
    assert one.value == Decimal(91)


def test_words_are_fetched_when_opened_and_saved_with_their_figure(grid, in_return):
    one, *_ = figures(in_return)
    row = grid.locator(f"#f{one.pk}")
    row.get_by_text("Commentary and evidence").click()
    row.get_by_label("What happened").fill("The depot was closed.")
    said(grid, "All changes saved")
    one.refresh_from_db()
    assert one.commentary.happened == "The depot was closed."


def test_no_figure_asks_for_its_reason_where_it_is_typed(grid, in_return):
    one, *_ = figures(in_return)
    row = grid.locator(f"#f{one.pk}")
    reason = row.get_by_label("Why there is no figure")
    row.get_by_text("Commentary and evidence").click()
    expect(row.get_by_label("What happened")).to_be_visible()
    expect(reason).to_be_hidden()
    row.locator(f"#f{one.pk}-value").fill("n/a")
    expect(reason).to_be_visible()
    row.locator(f"#f{one.pk}-value").fill("95")
    expect(reason).to_be_hidden()
    row.get_by_label("No figure because it is").select_option("withheld")
    expect(reason).to_be_visible()
    row.get_by_label("No figure because it is").select_option("")
    row.locator(f"#f{one.pk}-value").fill("n/a")
    grid.keyboard.press("Tab")
    said(grid, "Not saved: Measure number 0: say why there is no figure")
    reason.fill("The supplier's system is down")
    said(grid, "All changes saved")
    one.refresh_from_db()
    assert (one.absence, one.absence_reason) == ("not_available", "The supplier's system is down")


def test_a_lost_session_says_so_and_loses_nothing(grid, live_server, in_return):
    one, *_ = figures(in_return)
    grid.locator(f"#f{one.pk}-value").fill("85")
    expect(grid.locator(f"#f{one.pk} [data-status]")).to_contain_text("Near target")
    said(grid, "All changes saved")
    Session.objects.all().delete()
    grid.locator(f"#f{one.pk}-value").fill("91")
    grid.keyboard.press("Tab")
    said(grid, "Not saved: your session has ended. What you typed is kept on this computer.")
    expect(grid.locator(f"#f{one.pk} [data-status]")).to_have_text("")
    expect(grid.get_by_role("link", name="Sign in again in a new tab")).to_have_attribute("target", "_blank")
    one.refresh_from_db()
    assert one.value == Decimal(85)

    again, _ = sign_in(Role.DATA_OFFICER, in_return.service)
    be(grid, live_server, again)
    grid.evaluate("dispatchEvent(new Event('focus'))")
    said(grid, "Not saved: Somebody else has signed in")
    assert "91" in grid.evaluate(KEPT)[0]


def test_what_was_typed_is_sent_before_the_form(grid, in_return):
    one, *_ = figures(in_return)
    grid.locator(f"#f{one.pk}-value").fill("95")
    grid.get_by_role("button", name="Continue to check and submit").click()
    expect(grid.get_by_role("button", name="Submit 1 figure for approval")).to_be_visible()
    one.refresh_from_db()
    assert (one.value, one.version) == (Decimal(95), 2)


def test_without_javascript_enter_saves_and_nothing_promises_keys(browser, live_server, in_return):
    _, two, _ = figures(in_return)
    client, _ = sign_in(Role.DATA_OFFICER, in_return.service)
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        be(page, live_server, client)
        url = live_server.url + reverse("indicators:return-edit", args=[in_return.pk])
        page.goto(url)
        expect(page.get_by_text("move between figures")).to_be_hidden()
        page.locator(f"#f{two.pk}-value").fill("91")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved 1 figure at")).to_be_visible()
        assert page.url == url
    two.refresh_from_db()
    assert two.value == Decimal(91)
