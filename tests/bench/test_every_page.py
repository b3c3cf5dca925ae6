"""Every other page of the product against floor A (P3), and the statements that each makes (P5)."""

from typing import NamedTuple

import pytest

from tests.bench import table
from tests.bench.conftest import PORT, BenchCouncil, Page
from tests.bench.counting import ASKED, TOLD
from tests.bench.server import Browser, p50, web_worker

FLOOR = "/floor/a/"
ROUNDS, WARM_UP = 7, 2
MOST, HALF = 6.0, 3.0
STATEMENTS = 15
MEASURED_APART = ("reporting:council", "reporting:service", "indicators:return-edit")  # against floor D

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]


class Found(NamedTuple):
    floors: float
    statements: int
    name: str


@pytest.mark.enable_socket
def test_every_other_page_stays_within_six_floors(bench_council: BenchCouncil, every_page: list[Page]) -> None:
    with web_worker(PORT, database_url=bench_council.database_url, var_dir=bench_council.var_dir):
        found = sorted(each for page in every_page if (each := measured(page, bench_council.cookie)) is not None)
    counted = sorted(found, key=lambda each: -each.statements)
    pages = [each for each in found if each.name not in MEASURED_APART]
    print("\nfloors A  statements  page")
    for each in reversed(pages):
        print(f"{each.floors:8.1f}  {each.statements:10}  {each.name}")
    slowest, median = pages[-1], p50([each.floors for each in pages])
    table.ratio("P3", f"slowest of {len(pages)} pages: {slowest.name}", slowest.floors, floor="A", limit=MOST)
    table.ratio("P3", "page in the middle", median, floor="A", limit=HALF)
    over = sum(each.floors > MOST for each in pages)
    table.told("P3", f"pages over {MOST:g} floors", str(over))
    table.amount("P5", f"most statements: {counted[0].name}", counted[0].statements, "statements", limit=STATEMENTS)
    table.told("P5", f"pages over {STATEMENTS} statements", str(sum(each.statements > STATEMENTS for each in found)))
    assert len(found) >= 0.9 * len(every_page), "too few of the pages are there to be measured"
    assert [*table.broken("P3"), *table.broken("P5")] == []


def measured(page: Page, floor_cookie: str) -> Found | None:
    """The page's median in floors, asked in turn with the floor; None where it only leads elsewhere."""
    browser, floor = Browser(PORT, page.cookie), Browser(PORT, floor_cookie)
    response, _, _ = browser.get(page.path)
    if response.status != 200:
        print(f"{page.name} answered {response.status}")
        return None
    floors, pages = [], []
    for turn in range(ROUNDS + WARM_UP):
        pair = floor.page(FLOOR), browser.page(page.path)
        if turn >= WARM_UP:
            floors.append(pair[0])
            pages.append(pair[1])
    counted, _, _ = browser.get(page.path, **{ASKED: "1"})
    return Found(p50(pages) / p50(floors), int(counted.headers[TOLD]), page.name)
