"""The product as people run it: `manage.py demo` with web, worker and scheduler, and Chromium in front of it."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pmmi.running.mode import DEMO_DOMAIN, DEMO_PASSWORD
from tests.browser.clicks import WAYS
from tests.demo_site import running_demo

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is not written out
}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo council of its own; everything is stopped at the end."""
    with running_demo(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture
def sign_in(site: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """``sign_in("officer", width=1280)``: a page of somebody signed in, in a context of their own; "" for nobody."""
    contexts = []

    def sign_in(who: str, *, width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(base_url=site, viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.problems = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
        page.on("console", lambda line: page.problems.append(line.text) if line.type == "error" else None)  # type: ignore[attr-defined]
        page.goto("/account/sign-in/")
        if not who:
            return page
        page.get_by_label("Email").fill(f"{who}@{DEMO_DOMAIN}")
        page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def check_page() -> Callable[[Page], None]:
    """Nothing is wrong with the page."""

    def check(page: Page) -> None:
        assert page_faults(page) == [], page.url

    return check


def page_faults(page: Page) -> list[str]:
    """What axe finds, what the security policy refused since the last look, and whether it scrolls sideways."""
    violations = Axe().run(page, options=RULES).response["violations"]
    found = [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in violations]
    if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
        found.append("scrolls sideways")
    problems = page.problems  # type: ignore[attr-defined]
    found += problems
    problems.clear()
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if WAYS:
        terminalreporter.section("Clicks, and the seconds that they took here")
        terminalreporter.write_line("\n".join(WAYS))
