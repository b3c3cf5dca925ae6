"""A longer history and more services do not slow a service's page down (P6), nor make a page ask more (P5)."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.bench import table
from tests.bench.conftest import PORT, BenchCouncil
from tests.bench.counting import ASKED, TOLD
from tests.bench.server import Browser, p50, web_worker

ROUNDS, WARM_UP = 15, 3
GROWTH = 1.3
SMALL = "20 services, 1 year"
COUNCILS = {SMALL: (20, 1), "20 services, 10 years": (20, 10), "200 services, 1 year": (200, 1)}
LISTS = ("/", "/council/", "/thread/", "/indicators/", "/indicators/returns/", "/plans/", "/indicators/targets/")

pytestmark = [pytest.mark.bench, pytest.mark.real_clock, pytest.mark.enable_socket]


def test_growth(make_bench_council: Callable[..., BenchCouncil]) -> None:
    councils = {name: make_bench_council(*size) for name, size in COUNCILS.items()}
    with ExitStack() as running:
        browsers = {}
        for n, (name, council) in enumerate(councils.items()):
            running.enter_context(web_worker(PORT + n, database_url=council.database_url, var_dir=council.var_dir))
            browsers[name] = Browser(PORT + n, council.cookie)
        pages = {name: f"/services/{council.service}/?period=2026-07-01QF" for name, council in councils.items()}
        found = in_turn(browsers, pages)
        asked = {
            name: [statements(browser, path) for path in (*LISTS, pages[name])] for name, browser in browsers.items()
        }
    for name in list(COUNCILS)[1:]:
        grown = p50(found[name]) / p50(found[SMALL])
        table.ratio("P6", f"service dashboard after a write, {name}", grown, floor=SMALL, limit=GROWTH)
    more = [
        path for n, path in enumerate((*LISTS, "service page")) if len({counts[n] for counts in asked.values()}) > 1
    ]
    table.amount("P5", "pages that ask more of a larger council " + " ".join(more), len(more), "pages", limit=0)
    assert [*table.broken("P6"), *table.broken("P5")] == []


def in_turn(browsers: dict[str, Browser], pages: dict[str, str]) -> dict[str, list[float]]:
    """Milliseconds of each council's page, the first time after a write, one council after the other."""
    found: dict[str, list[float]] = {name: [] for name in browsers}
    for turn in range(ROUNDS + WARM_UP):
        for name, browser in browsers.items():
            browser.page("/floor/write/")
            elapsed = browser.page(pages[name])
            if turn >= WARM_UP:
                found[name].append(elapsed)
    return found


def statements(browser: Browser, path: str) -> int:
    browser.page(path)  # what is read once in the life of a process is read now
    response, _, _ = browser.get(path, **{ASKED: "1"})
    assert response.status == 200, path
    return int(response.headers[TOLD])
