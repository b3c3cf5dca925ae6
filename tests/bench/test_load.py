"""A web worker's memory after a thousand pages (P9), and what eight people at once get of the dashboard (P15)."""

import threading
import time
from itertools import cycle, islice

import psutil
import pytest

from tests.bench import table
from tests.bench.conftest import PORT, BenchCouncil
from tests.bench.server import Browser, web_worker

REQUESTS = 1000
CLIENTS, SECONDS, TURNS = 8, 4, 2
LEAST = 0.4
PATHS = (
    "/", "/council/", "/thread/", "/indicators/", "/indicators/returns/", "/plans/", "/scrutiny/", "/reports/",
    "/indicators/targets/", "/organisation/posts/",
)  # fmt: skip

pytestmark = [pytest.mark.bench, pytest.mark.real_clock, pytest.mark.enable_socket]


def test_memory_of_a_web_worker(bench_council: BenchCouncil) -> None:
    paths = (f"/services/{bench_council.service}/", *PATHS)
    where = {"database_url": bench_council.database_url, "var_dir": bench_council.var_dir}
    with web_worker(PORT, **where, threads=4) as server:
        browser = Browser(PORT, bench_council.cookie)
        found = []
        for _ in range(2):
            for path in islice(cycle(paths), REQUESTS):
                browser.get(path)
            (worker,) = psutil.Process(server.pid).children()
            found.append(worker.memory_full_info().pss / 2**20)
    table.told("P9", f"web worker's PSS after {REQUESTS} mixed requests", f"{found[0]:.0f} MiB", limit="120 MiB")
    grown = found[1] / found[0] - 1
    table.told("P9", f"its growth over the next {REQUESTS}", f"{grown:.1%}", limit="1%")
    assert grown < 0.1, "the worker grows with every page"


def test_throughput_of_the_dashboard(bench_council: BenchCouncil) -> None:
    floor, page = f"/floor/d/{bench_council.service}/", f"/services/{bench_council.service}/"
    served = {floor: 0, page: 0}
    where = {"database_url": bench_council.database_url, "var_dir": bench_council.var_dir}
    with web_worker(PORT, **where, workers=2, threads=4):
        for path in (floor, page) * 2:
            crowd(path, bench_council.cookie, seconds=1)
        for path in (floor, page) * TURNS:
            served[path] += crowd(path, bench_council.cookie, seconds=SECONDS)
    table.share(
        "P15", f"service dashboards for {CLIENTS} at once", served[page] / served[floor], floor="D", least=LEAST
    )
    assert table.broken("P15") == []


def crowd(path: str, cookie: str, *, seconds: float) -> int:
    """Pages that so many people at once were served."""
    ends, served = time.monotonic() + seconds, []

    def one() -> None:
        browser = Browser(PORT, cookie)
        while time.monotonic() < ends:
            browser.page(path)
            served.append(1)

    people = [threading.Thread(target=one) for _ in range(CLIENTS)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return len(served)
