"""A national store against bare SQL: 330 councils, 1,000 measures, and as many quarters as ``BENCH_QUARTERS`` says.

The floor of a page is the same answer by one statement over a plain connection, and floor A beside it. Pages are
held as they are opened all day, and measured first after a write too, when nothing of them is kept.
"""

import json
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg2
import pytest

from tests.bench import table
from tests.bench.conftest import PORT, BenchCouncil, script
from tests.bench.server import Browser, p50, web_worker

QUARTERS = os.environ.get("BENCH_QUARTERS", "4")
ROUNDS, WARM_UP = 20, 3
MOST, REFRESH = 3.0, 2.0
NATION = """
    SELECT told.measure_id, own.value, kept.reporting, kept.median, kept.first,
        (SELECT COUNT(*) FROM benchmarks_councilfigure other WHERE other.round_id = told.id
            AND CASE measure.polarity WHEN 'high' THEN other.value > own.value ELSE other.value < own.value END)
    FROM benchmarks_round told
    JOIN benchmarks_comparedmeasure measure ON measure.id = told.measure_id
    JOIN benchmarks_councilfigure own ON own.round_id = told.id AND own.council_id = %(own)s
    JOIN benchmarks_keptsummary kept ON kept.round_id = told.id
    JOIN benchmarks_group grp ON grp.id = kept.group_id AND grp.kind = 'all'
    WHERE told.period = %(period)s ORDER BY told.measure_id
"""
RANKING = """
    SELECT council.name, figure.value, RANK() OVER (ORDER BY figure.value DESC), COUNT(*) OVER ()
    FROM benchmarks_councilfigure figure
    JOIN benchmarks_round told ON told.id = figure.round_id
    JOIN benchmarks_council council ON council.id = figure.council_id
    WHERE told.measure_id = %(measure)s AND told.period = %(period)s ORDER BY 3
"""

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]


@pytest.mark.enable_socket
def test_a_national_store_is_read_and_kept_within_its_floors(make_bench_council: Callable[..., BenchCouncil]) -> None:
    council = make_bench_council(services=29, years=2)
    facts = json.loads(script("prepare_benchmarks", council, BENCH_QUARTERS=QUARTERS))
    table.told("P16", "figures in the national store", f"{facts['figures']:,}")
    with web_worker(PORT, database_url=council.database_url, var_dir=council.var_dir):
        browser, link = Browser(PORT, council.cookie), psycopg2.connect(council.database_url)
        for what, path, statement, after_write in (
            ("one council against the nation, 1,000 measures", "/benchmarks/?sort=name", NATION, MOST),
            ("one measure ranked over 330 councils", f"/benchmarks/measures/{facts['measure']}/", RANKING, None),
        ):
            _page(browser, link, what, path, (statement, facts), after_write)
        link.close()
    kept = json.loads(script("keep_benchmarks", council, BENCH_PERIOD=facts["period"]))
    note = f", {kept['ours']:.1f} s against {kept['bare']:.1f} s, {kept['rows']:,} kept"
    what = "kept quartiles made anew for a quarter of 330,000"
    table.ratio("P17", what, kept["ours"] / kept["bare"], floor="bare SQL", limit=REFRESH, note=note)
    assert table.broken("P16") + table.broken("P17") == []


def _page(
    browser: Browser, link: Any, what: str, path: str, asked: tuple[str, dict[str, Any]], after_write: float | None
) -> None:
    ours, floors, kept = list[float](), list[float](), list[float]()
    for turn in range(ROUNDS + WARM_UP):
        floor = browser.page("/floor/a/") + _milliseconds(link, *asked)
        browser.page("/floor/write/")
        took = browser.page(path)
        again = browser.page(path)
        if turn >= WARM_UP:
            floors.append(floor)
            ours.append(took)
            kept.append(again)
    for name, took, limit in ((what, kept, MOST), (f"{what}, first after a write", ours, after_write)):
        note = f", {p50(took):.0f} ms against {p50(floors):.0f} ms"
        table.ratio("P16", name, p50(took) / p50(floors), floor="SQL + A", limit=limit, note=note)


def _milliseconds(link: Any, statement: str, values: dict[str, Any]) -> float:
    began = time.perf_counter()
    with link.cursor() as cursor:
        cursor.execute(statement, values)
        found: Sequence[Any] = cursor.fetchall()
    link.rollback()
    assert found
    return (time.perf_counter() - began) * 1000
