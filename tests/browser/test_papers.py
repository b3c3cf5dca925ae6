"""What leaves the demo council on paper: its reports and its pack, and pages that sum up when they are printed."""

import io
import re
import subprocess
from collections.abc import Callable

import pikepdf
import pytest
from playwright.sync_api import Page

from tests.reporting import matterhorn
from tests.reporting.test_page_fill import LEAST, fills

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
SOURCES = re.compile(r"Bracknell|Halton|\bHart\b|Mole Valley|published it|source council")
EVERY = 3  # one report in so many: all kinds and audiences are among them


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def addresses(page: Page) -> list[str]:
    """The addresses of the reports and packs that a person is shown."""
    found = []
    for listed, pattern in (("/reports/", r"/reports/\d+/$"), ("/scrutiny/", r"/scrutiny/packs/\d+/$")):
        page.goto(listed)
        links = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        found += sorted({each for each in links if each and re.search(pattern, each)})
    return found


def test_papers_are_sound_full_and_the_council_s_own(sign_in: SignIn) -> None:
    page = sign_in("administrator")
    reports = [each for each in addresses(page) if each.startswith("/reports/")]
    assert len(reports) > 20
    for address in reports[::EVERY]:
        answer = page.request.get(f"{address}report.pdf")
        assert answer.ok, address
        pdf = answer.body()
        with pikepdf.open(io.BytesIO(pdf)) as whole:
            assert matterhorn.faults(whole) == {}, address
        found = fills(pdf)
        assert all(fill >= LEAST for fill in found[:-1]), (address, found)
        assert SOURCES.findall(text_of(pdf)) == [], address


@pytest.mark.parametrize("where", ["/council/", "service"])
def test_a_printed_dashboard_is_two_pages_with_what_was_folded(sign_in: SignIn, where: str) -> None:
    page = sign_in("administrator")
    page.goto("/council/")
    if where == "service":
        page.locator("#services a").first.click()
    page.emulate_media(media="print")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        assert len(whole.pages) <= 2
    said = text_of(pdf)
    assert "Not available, with reason" in said, "the counts behind the coverage line"
    if where == "/council/":
        assert all(head in said for head in ("Doing well", "Priorities in figures", "Quarter by quarter"))
        assert said.count("Human Resources") >= 2, "as a bar, and in figures"
