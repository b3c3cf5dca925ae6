"""The ten pages that are measured, each as somebody who has it open on a phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page, expect, sync_playwright

from pmmi.running.mode import DEMO_DOMAIN, DEMO_PASSWORD
from tests.browser.walk import pages_of
from tests.conftest import chromium
from tests.lighthouse.urls import BARE

# Who opens it, what it is called here, and its kind: the first page of that kind that they come to by links.
WANTED = (
    ("councillor", "first page", "home"),
    ("councillor", "council", "reporting:council"),
    ("councillor", "measure", "reporting:measure"),
    ("councillor", "service", "reporting:service"),
    ("councillor", "thread", "reporting:thread"),
    ("councillor", "reports", "reporting:report-list"),
    ("officer", "return", "indicators:return-edit"),
    ("approver", "approval", "indicators:return-approve"),
    ("administrator", "release", "reporting:cycle-release"),
)
SEARCH = "/search/?q=bins"  # nobody comes there by a link
BUILD_MILLISECONDS = 300_000


@dataclass(frozen=True, slots=True)
class Measured:
    """A page with its address and the cookies of who opens it."""

    name: str
    who: str
    address: str
    cookies: str


def measured_pages(site: str) -> list[Measured]:
    """The bare page first, then the ten. Raises LookupError for one that nobody comes to."""
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for who in dict.fromkeys(who for who, _, _ in WANTED):
            page = browser.new_page(base_url=site)
            _sign_in(page, who)
            if who == "administrator":
                _build_drafts(page)
            cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
            found += [Measured(name, who, site + address, cookies) for name, address in _addresses(page, who)]
    return found


def _addresses(page: Page, who: str) -> Iterator[tuple[str, str]]:
    if who == "councillor":
        yield "bare page", BARE
        yield "search", SEARCH
    names = {kind: name for each, name, kind in WANTED if each == who}
    for kind, address in pages_of(page):
        if kind in names:
            yield names.pop(kind), address
        if not names:
            return
    raise LookupError(f"{who} does not come to {', '.join(names.values())}.")


def _build_drafts(page: Page) -> None:
    """What waits to be released, without which nobody comes to the page that releases it."""
    page.goto("/cycles/")
    page.get_by_role("rowheader").first.get_by_role("link").click()
    page.get_by_role("button", name=re.compile("^Build")).first.click()
    expect(page.locator("main")).to_contain_text("The drafts are there", timeout=BUILD_MILLISECONDS)


def _sign_in(page: Page, who: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("Email").fill(f"{who}@{DEMO_DOMAIN}")
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
