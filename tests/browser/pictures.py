"""Takes the pictures of docs/pictures from a running demo council: ``python -m tests.browser.pictures ADDRESS``."""

import os
import sys
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from pmmi.running.mode import DEMO_DOMAIN, DEMO_PASSWORD  # noqa: E402  the settings come first
from tests.conftest import chromium  # noqa: E402
from tests.pmmi.workbook.books import book  # noqa: E402

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"

# Name of the picture, who looks, width, address, and the links to follow from there ("" for none).
PAGES = (
    ("home-officer", "officer", 1280, "/", ""),
    ("home-member", "cabinet", 390, "/", ""),
    ("returns-grid", "officer", 1280, "/indicators/returns/", "Finance, Revenues and Benefits"),
    ("approve", "grace.adeyemi", 1280, "/indicators/returns/?state=waiting", "Housing Services > Review and approve"),
    ("council", "councillor", 1280, "/council/", ""),
    ("priority", "councillor", 1280, "/priorities/P2/", ""),
    ("measure", "councillor", 1280, "/measures/PS01/", ""),
    ("what-people-say", "administrator", 1280, "/feedback/", ""),
    ("thread", "councillor", 1280, "/thread/P2/", ""),
    ("risks", "administrator", 1280, "/risks/", ""),
    ("money", "administrator", 1280, "/money/", ""),
    ("plan-review", "administrator", 1280, "/plans/plan/SP-WR-27/", ""),
    ("my-review", "officer", 1280, "/reviews/", ""),
    ("timetable", "administrator", 1280, "/cycles/", "July to September"),
    ("report", "administrator", 1280, "/reports/?kind=exception&audience=cabinet", "Exception report"),
    ("pack", "chair", 1280, "/scrutiny/packs/1/edit/", ""),
    ("set-up", "administrator", 1280, "/set-up/", ""),
    ("council-phone", "councillor", 390, "/council/", ""),
)


OFFICERS_OWN = """Performance monitoring,,,,,,
KPI,Service,Q1 2026/27 Target,Q1 2026/27 Actual,Q2 2026/27 Target,Q2 2026/27 Actual,Good is
Missed bins per 100 000,Waste and Recycling,at most 40,38.2,at most 40,44,Low
Calls answered in time,Customer Services,at least 80%,81%,at least 80%,78%,High
Parks with a Green Flag,Leisure Services,top quartile,5,,6,High
"""


# A few rows of a set-up workbook: what is new, what changes, and one that is refused.
SET_UP = {
    "Units": ({"Name": "Bulky waste", "Kind": "Team", "Lies beneath": "Waste and Recycling"},),
    "Posts": ({"Post": "Bulky waste lead", "Unit": "Bulky waste", "Role": "Data officer"},),
    "People": ({"E-mail": "robin.marsh@exampleshire.example", "Name": "Robin Marsh"},),
    "Appointments": (
        {"Post": "Bulky waste lead", "Person": "robin.marsh@exampleshire.example", "First day": "1 January 2027"},
        {"Post": "Bulky waste manager", "Person": "robin.marsh@exampleshire.example", "First day": "1 January 2027"},
    ),
    "Levels": ({"Name": "Team plan", "Position": "6", "Guidance": "Two pages at most."},),
}


# How the components are looked at: name of the picture, media, and a style laid over the page.
LOOKS: tuple[tuple[str, Any, str], ...] = (
    ("colour", {}, ""),
    ("grey", {}, "html { filter: grayscale(1); }"),
    ("forced", {"forced_colors": "active"}, ""),
    ("print", {"forced_colors": "none", "media": "print"}, ""),
)


def main(address: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for name, who, width, path, link in PAGES:
            page = _signed_in(browser, address, who, width)
            page.goto(address + path)
            for step, name_of_link in enumerate(filter(None, link.split(" > "))):
                within = page.get_by_role("main") if step else page.get_by_role("rowheader")
                within.get_by_role("link", name=name_of_link).first.click()
                page.wait_for_load_state("networkidle")
            page.wait_for_timeout(800)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.context.close()
        take_matching(browser, address)
        take_workbook(browser, address)
        take_components(browser, address)
        browser.close()


def take_matching(browser: Browser, address: str) -> None:
    """The columns of an officer's own spreadsheet, as they would be read; nothing of it is applied."""
    page = _signed_in(browser, address, "administrator", 1280)
    page.goto(f"{address}/indicators/imports/new/")
    sheet = {"name": "quarter.csv", "mimeType": "text/csv", "buffer": OFFICERS_OWN.encode()}
    page.locator("input[type=file]").set_input_files(files=[sheet])  # type: ignore[list-item]
    page.get_by_role("button", name="Show what it would do").click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "match.png")
    page.context.close()


def take_workbook(browser: Browser, address: str) -> None:
    """The page of the set-up workbook, and what one would do; nothing of it is applied."""
    page = _signed_in(browser, address, "administrator", 1280)
    page.goto(f"{address}/set-up/workbook/")
    page.screenshot(path=PICTURES / "workbook.png")
    page.get_by_role("button", name="Upload a workbook").click()
    file = {"name": "set-up.zip", "mimeType": "application/zip", "buffer": book(SET_UP)}
    page.locator("input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Show what it would do").click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "workbook-preview.png", full_page=True)
    page.context.close()


def take_components(browser: Browser, address: str) -> None:
    """Every component in colour, in grey, in colours forced by the reader, and on paper."""
    page = _signed_in(browser, address, "administrator", 1280)
    page.goto(f"{address}/components/")
    for name, media, style in LOOKS:
        page.emulate_media(**media)
        added = page.add_style_tag(content=style) if style else None
        page.screenshot(path=PICTURES / f"components-{name}.png", full_page=True)
        if added:
            added.evaluate("each => each.remove()")
    page.context.close()


def _signed_in(browser: Browser, address: str, who: str, width: int) -> Page:
    page = browser.new_context(
        bypass_csp=True, viewport={"width": width, "height": 900 if width > 600 else 780}
    ).new_page()
    page.goto(f"{address}/account/sign-in/")
    page.get_by_label("Email").fill(f"{who}@{DEMO_DOMAIN}")
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return page


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
