"""What Chromium shows of the dashboards: first paint against the bare page's, and how much moves after it (P20)."""

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.bench import table
from tests.bench.conftest import PORT, BenchCouncil
from tests.bench.server import p50, web_worker
from tests.conftest import chromium

pytestmark = [pytest.mark.bench, pytest.mark.real_clock, pytest.mark.enable_socket]

ROUNDS = 5
SHIFT = 0.02
SIZES = ((1280, 900), (390, 780))
MEASURE = """() => new Promise(done => {
  let shift = 0;
  new PerformanceObserver(list => { for (const each of list.getEntries()) shift += each.value; })
    .observe({type: "layout-shift", buffered: true});
  new PerformanceObserver(list => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) setTimeout(() => done([paint.startTime, shift]), 300);
  }).observe({type: "paint", buffered: true});
})"""


def test_paint_and_layout_shift(bench_council: BenchCouncil) -> None:
    paths = ("/council/", f"/services/{bench_council.service}/", "/indicators/returns/")
    where = {"database_url": bench_council.database_url, "var_dir": bench_council.var_dir}
    name, value = bench_council.cookie.split("=", 1)
    floors, paints, shifts = [], [], {}
    with web_worker(PORT, **where, threads=4), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for width, height in SIZES:
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])
            page = context.new_page()
            for path in paths:
                for _ in range(ROUNDS):
                    floors.append(_opened(page, "/floor/a/")[0])
                    paint, shift = _opened(page, path)
                    paints.append(paint)
                    shifts[f"{path} at {width}"] = max(shift, shifts.get(f"{path} at {width}", 0))
            context.close()
        browser.close()
    ratio = f"{p50(paints):.0f} ms, {p50(paints) / p50(floors):.1f} floors"
    table.told("P20", "first contentful paint of dashboards", ratio, floor="A in the same browser", limit="300 ms")
    worst = max(shifts, key=lambda each: shifts[each])
    table.amount("P20", f"layout shift, most: {worst}", shifts[worst], "", limit=SHIFT)
    assert table.broken("P20") == []


SCREENS = ((1280, 900, 2), (820, 1180, 3), (390, 780, 4))
"""A window, and within how many of them the council's page ends, however many measures there are."""


def test_the_council_page_ends_within_a_few_screens(bench_council: BenchCouncil) -> None:
    where = {"database_url": bench_council.database_url, "var_dir": bench_council.var_dir}
    name, value = bench_council.cookie.split("=", 1)
    with web_worker(PORT, **where, threads=4), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for width, height, most in SCREENS:
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])
            page = context.new_page()
            page.goto(f"http://localhost:{PORT}/council/")
            pixels = page.evaluate("document.documentElement.scrollHeight")
            table.amount("P20", f"council page at {width} × {height}", pixels / height, "screens", limit=most)
            context.close()
        browser.close()
    assert table.broken("P20") == []


def _opened(page: Page, path: str) -> tuple[float, float]:
    page.goto(f"http://localhost:{PORT}{path}")
    paint, shift = page.evaluate(MEASURE)
    return paint, shift
