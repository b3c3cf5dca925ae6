"""All reports of a quarter for 20 services and 700 measures, by one worker: HTML document, PDF and XLSX."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.conftest import fresh_database

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]
MOST_SECONDS = 120


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_reports_of_a_quarter_are_built_in_two_minutes(database: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/reports.sqlite3" if database == "SQLite" else fresh_database("pmmi_bench_reports")
    environment = {**os.environ, "DATABASE_URL": url, "PMMI_VAR_DIR": str(tmp_path)}
    built = subprocess.run(
        [sys.executable, "-m", "tests.bench.build_reports"], env=environment, check=True, capture_output=True, text=True
    )
    measured = json.loads(built.stdout)
    print(f"\n{database}: {measured}")
    assert measured["reports"] >= 60
    assert measured["seconds"] < MOST_SECONDS
