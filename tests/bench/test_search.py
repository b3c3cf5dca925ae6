"""Search over 10,000 things against floor A, queries as people type them, each beside the floor."""

import json
import os
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest

from tests.bench import table
from tests.bench.conftest import PORT, BenchCouncil, script
from tests.bench.counting import ASKED, TOLD
from tests.bench.server import Browser, p50, p95, web_worker

FLOOR = "/floor/a/"
MUST, STATEMENTS, SLOWEST = 3.0, 20, 10
WARM_UP = 10

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]


@pytest.mark.enable_socket
def test_search_stays_within_three_floors(make_bench_council: Callable[..., BenchCouncil]) -> None:
    council = make_bench_council(services=21)  # one of its own, because others count what is in theirs
    queries = json.loads(script("prepare_search", council))
    found, floors, statements = dict[str, float](), list[float](), 0
    with web_worker(PORT, database_url=council.database_url, var_dir=council.var_dir):
        browser = Browser(PORT, council.cookie)
        for turn, query in enumerate([*queries[:WARM_UP], *queries]):
            floor, took = browser.page(FLOOR), browser.page(f"/search/?q={quote_plus(query)}")
            if turn >= WARM_UP:
                floors.append(floor)
                found[query] = took
        for query in queries:
            asked = browser.get(f"/search/?q={quote_plus(query)}", **{ASKED: "1"})[0]
            statements = max(statements, int(asked.headers[TOLD]))
    times = list(found.values())
    if os.environ.get("BENCH_SHOWS_SLOWEST"):
        for query in sorted(found, key=lambda each: -found[each])[:SLOWEST]:
            print(f"{found[query] / p50(floors):6.2f}  {query}")
    note = f" at p95, {p50(times) / p50(floors):.2f} at p50"
    what = f"search of 10,000 things, {len(queries)} queries"
    table.ratio("P21", what, p95(times) / p95(floors), floor="A", limit=MUST, note=note)
    table.amount("P21", "statements of a search", statements, "statements", limit=STATEMENTS)
    assert table.broken("P21") == []
