"""A quarter in the browser, at desktop and phone width: entered, signed off, built, read, taken into a meeting."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
Check = Callable[[Page], None]
BUILD_MILLISECONDS = 150_000
PHONE = 600  # pixels: what is no wider is a phone


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of the story: a width, a service with figures left, and the people who do the work."""

    width: int
    service: str
    officer: str
    approver: str
    figures: dict[str, str]


TELLINGS = [
    Telling(
        1280,
        "Finance, Revenues and Benefits",
        "officer",
        "approver",
        {"RB07": "19.2", "RB08": "7.9", "RB09": "9.1"},
    ),
    Telling(390, "Safer Exampleshire Partnership", "partner", "karen.wells", {"SNH04": "175", "SNH06": "265"}),
]


@pytest.mark.parametrize("telling", TELLINGS, ids=lambda telling: f"{telling.width}px")
def test_a_quarter_from_entry_to_pack(telling: Telling, sign_in: SignIn, check_page: Check) -> None:
    _officer_enters_and_submits(telling, sign_in, check_page)
    _approver_sends_one_back_and_approves_the_rest(telling, sign_in, check_page)
    _performance_team_builds_with_progress(telling, sign_in, check_page)
    _members_each_see_their_view(telling, sign_in, check_page)
    _chair_exports_the_pack(telling, sign_in, check_page)


def _officer_enters_and_submits(telling: Telling, sign_in: SignIn, check_page: Check) -> None:
    page = sign_in(telling.officer, width=telling.width)
    check_page(page)
    page.goto("/indicators/returns/")
    check_page(page)
    page.get_by_role("link", name=re.compile(telling.service)).first.click()
    check_page(page)
    for ref, figure in telling.figures.items():
        row = page.locator("tbody").filter(has_text=ref).first
        box = row.get_by_role("textbox").first
        box.fill(figure)
        box.press("Tab")
        expect(row).to_contain_text(re.compile("saved", re.IGNORECASE), timeout=10_000)
    page.goto(page.url.rstrip("/") + "/submit/")
    check_page(page)
    page.get_by_role("button", name=re.compile("^Submit")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check_page(page)
    expect(page.locator("main")).to_contain_text(re.compile("submitted|handed in", re.IGNORECASE))


def _approver_sends_one_back_and_approves_the_rest(telling: Telling, sign_in: SignIn, check_page: Check) -> None:
    page = sign_in(telling.approver, width=telling.width)
    check_page(page)
    page.goto("/indicators/returns/?state=waiting")
    page.get_by_role("link", name=re.compile(telling.service)).first.click()
    page.goto(re.sub(r"(/returns/\d+/).*", r"\1approve/", page.url))
    check_page(page)
    back = page.locator("details.app-return__words").filter(has_text="Send back").first
    if not back.is_visible():
        page.locator("details.app-return__folded > summary").click()
    back.locator("summary").click()
    back.get_by_role("textbox").fill("Please say which cases were left out.")
    back.get_by_role("button", name=re.compile("Send back")).click()
    expect(page.locator("main")).to_contain_text(re.compile("sent back", re.IGNORECASE))
    page.goto(re.sub(r"(/returns/\d+/).*", r"\1approve/", page.url))
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name=re.compile("^Approve")).first.click()
    check_page(page)
    expect(page.locator("main")).to_contain_text(re.compile("approved", re.IGNORECASE))


def _performance_team_builds_with_progress(telling: Telling, sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("administrator", width=telling.width)
    check_page(page)
    page.goto("/cycles/")
    check_page(page)
    page.get_by_role("rowheader").first.get_by_role("link").click()
    check_page(page)
    page.get_by_role("button", name=re.compile("Build")).first.click()
    expect(page.locator("main")).to_contain_text(re.compile(r"Waiting|Being built|Report \d+ of \d+|drafts are there"))
    check_page(page)
    expect(page.locator("main")).to_contain_text(re.compile(r"Report \d+ of \d+"), timeout=60_000)
    expect(page.locator("main")).to_contain_text("The drafts are there", timeout=BUILD_MILLISECONDS)
    check_page(page)
    page.goto("/reports/?state=draft")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    check_page(page)
    page.get_by_role("rowheader").first.get_by_role("link").first.click()
    check_page(page)


def _members_each_see_their_view(telling: Telling, sign_in: SignIn, check_page: Check) -> None:
    # Who reads at a desk is looked at there alone.
    at_a_desk = (("director", ""), ("auditor", ""), ("employee", "")) if telling.width > PHONE else ()
    for who, heading in (
        *at_a_desk,
        ("cabinet", "What changed"),
        ("chair", "What changed"),
        ("councillor", "What changed"),
    ):
        page = sign_in(who, width=telling.width)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        check_page(page)
    for path in ("/council/", "/priorities/P2/", "/measures/PS01/", "/thread/", "/thread/P2/", "/plans/milestones/"):
        page.goto(path)
        check_page(page)
    page.goto("/measures/PS01/")
    page.locator(".app-chart__picture").hover()  # it is made when somebody reaches for it
    expect(page.locator(".js-plotly-plot")).to_be_visible()


def _chair_exports_the_pack(telling: Telling, sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("chair", width=telling.width)
    page.goto("/scrutiny/")
    check_page(page)
    page.get_by_role("link", name="Environment and Economy Scrutiny Committee").first.click()
    check_page(page)
    page.goto("/scrutiny/packs/1/edit/")
    check_page(page)
    page.goto("/scrutiny/packs/1/")
    check_page(page)
    for version, is_there in (("public", False), ("exempt", True)):
        answer = page.request.get(f"/scrutiny/packs/1/{version}.pdf")
        assert answer.status == 200
        assert answer.body().startswith(b"%PDF-")
        assert version.upper() in answer.headers["content-disposition"].upper()
        assert ("3% below the current rate" in _text(answer.body())) is is_there


def _text(pdf: bytes) -> str:
    from reporting.pdf import pdf_text_contains

    return "3% below the current rate" if pdf_text_contains(pdf, ["3% below the current rate"]) else ""
