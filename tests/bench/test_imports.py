"""A file of 100,000 rows to its preview and into the database, by one worker (P10), on PostgreSQL."""

import json

import pytest

from pmmi.running.supervisor import MEMORY
from tests.bench import table
from tests.bench.conftest import BenchCouncil, fresh_database, script

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

PEAK = 300  # MiB of the importer


def test_a_hundred_thousand_rows(tmp_path) -> None:
    council = BenchCouncil(fresh_database("pmmi_bench_import"), str(tmp_path), "", 0, 0)
    found = json.loads(script("import_figures", council, **MEMORY))
    preview, commit = found["preview"], found["commit"]
    table.ratio("P10", "preview of 100,000 rows, processor time", preview / found["reader"], floor="reader", limit=3.0)
    table.told("P10", "the same, against the csv module alone", f"{preview / found['csv']:.1f}")
    table.ratio("P10", "commit with its trail", commit / found["copy"], floor="COPY and merge", limit=5.0)
    table.amount("P10", "importer's peak RSS", found["peak"], "MiB", limit=PEAK)
    table.told("P10", "took", f"preview {preview:.1f} s, commit {commit:.1f} s")
    assert table.broken("P10") == []
