"""All reports of a quarter for 20 services and 700 measures by one worker (P9, P11, P12), on PostgreSQL."""

import json

import pytest

from pmmi.running.supervisor import MEMORY
from tests.bench import table
from tests.bench.conftest import BenchCouncil, fresh_database, script

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

PEAK = 160  # MiB of the worker
DEARER = 1.8  # the goal is 1.3: held here is that it does not grow
KEPT = 110 / 3  # MB in the database: a third of what it was before tags were packed


def test_the_reports_of_a_quarter(tmp_path) -> None:
    council = BenchCouncil(fresh_database("pmmi_bench_reports"), str(tmp_path), "", 0, 0)
    script("prepare_reports", council)
    found = json.loads(script("build_reports", council, **MEMORY))
    pdf, xlsx = found["megabytes"]["pdf"], found["megabytes"]["xlsx"]
    what = f"files kept for {found['reports']} reports (PDF {pdf:.1f}, XLSX {xlsx:.1f})"
    table.amount("P9", "worker's peak RSS, a quarter's reports built", found["peak"], "MiB", limit=PEAK)
    table.told("P9", "largest compile in a child process, RSS", f"{found['child']:.0f} MiB")
    table.amount("P9", what, pdf + xlsx, "MB", limit=KEPT)
    faster = found["without_pdf"] / found["script"]
    table.ratio("P11", "quarter without PDF", faster, floor="pandas and openpyxl", limit=1.0)
    dearer = found["processor"] / found["bare"]
    table.ratio(
        "P12", "quarter with PDF, processor time", dearer, floor="bare compiles and workbooks (goal 1.3)", limit=DEARER
    )
    name, seconds = found["slowest"]
    table.told("P12", f"took in all; slowest {name}", f"{found['seconds']:.0f} s; {seconds:.0f} s")
    assert found["reports"] >= 60
    assert [line for goal in ("P9", "P11", "P12") for line in table.broken(goal)] == []
