"""kill -9 of the worker in the middle of writing an import: nothing of it is there; then it is applied, once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.conftest import fresh_database

pytestmark = [pytest.mark.services, pytest.mark.real_clock, pytest.mark.enable_socket]
MEASURES = 300


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_an_import_whose_worker_is_killed_is_applied_once(kind: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/killed.sqlite3" if kind == "SQLite" else fresh_database("pmmi_killed_import")
    environment = {**os.environ, "DATABASE_URL": url, "PMMI_VAR_DIR": str(tmp_path)}
    line = [sys.executable, "-m", "tests.drills.killed_import"]
    subprocess.run([*line, "make", str(MEASURES)], env=environment, check=True)
    with subprocess.Popen([*line, "hang"], env=environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout.readline().startswith("everything is written")
        worker.send_signal(signal.SIGKILL)
    told = subprocess.run([*line, "apply"], env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    assert told.splitlines() == ["applying 1 0 0 0 0", f"applied 2 {MEASURES} {MEASURES} {MEASURES} 0"]
