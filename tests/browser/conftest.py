"""The product as people run it: `manage.py demo` with web, worker and scheduler, and Chromium in front of it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pmmi.running.mode import DEMO_DOMAIN, DEMO_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is not written out
}
START_SECONDS = 180


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo council of its own; everything is stopped at the end."""
    folder, port = tmp_path_factory.mktemp("site"), _free_port()
    environment = {**os.environ, "PMMI_VAR_DIR": str(folder), "PMMI_MODE": "demo"}
    environment.pop("DATABASE_URL", None)
    environment.pop("REDIS_URL", None)
    log = (folder / "log.txt").open("w")
    line = [sys.executable, "manage.py", "demo", "--bind", f"127.0.0.1:{port}", "--reported-quarters", "1"]
    process = subprocess.Popen(line, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_up(port, process, folder / "log.txt")
        yield f"http://127.0.0.1:{port}"
    finally:
        # Nothing of it is kept, so nobody waits for its worker to finish.
        running = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.kill()
        for each in running:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        process.wait(30)
        log.close()


def _wait_until_up(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The demo ended while starting:\n{log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready/", timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"The demo did not start within {START_SECONDS} seconds:\n{log.read_text()[-3000:]}")


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
    """Nothing that axe finds, nothing the security policy refuses, nothing that scrolls sideways."""

    def check(page: Page) -> None:
        violations = Axe().run(page, options=RULES).response["violations"]
        assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in violations] == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{page.url} scrolls sideways"
        )
        assert page.problems == [], page.url  # type: ignore[attr-defined]

    return check
