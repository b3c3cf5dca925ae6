"""A whole golden thread against floor A: 20 service plans, 600 objectives, 300 risks, 5,000 reviews."""

from collections.abc import Callable

import pytest

from tests.bench import table
from tests.bench.conftest import PORT, BenchCouncil, Page, script
from tests.bench.server import web_worker
from tests.bench.test_every_page import MOST, measured

PAGES = {
    "thread, picture and outline": "/thread/",
    "thread, health and coverage": "/thread/?tab=health",
    "thread from an objective": "/thread/OB000/",
    "one's own part of it": "/part/",
    "plans": "/plans/",
    "a service plan": "/plans/plan/SP0/",
    "an objective": "/plans/objectives/OB000/",
    "register and matrix": "/risks/",
    "risks above appetite": "/risks/?concern=exception",
    "council": "/council/",
    "reviews, counts": "/reviews/counts/?year=2026-04-01YF",
}

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]


@pytest.mark.enable_socket
def test_a_whole_thread_stays_within_six_floors(make_bench_council: Callable[..., BenchCouncil]) -> None:
    council = make_bench_council(services=20, years=2)  # one of its own, because others count what is in theirs
    script("prepare_plans", council)
    with web_worker(PORT, database_url=council.database_url, var_dir=council.var_dir):
        for name, path in PAGES.items():
            found = measured(Page(name, path, council.cookie), council.cookie)
            assert found is not None, name
            table.ratio("P22", name, found.floors, floor="A", limit=MOST, note=f", {found.statements} statements")
    assert table.broken("P22") == []
