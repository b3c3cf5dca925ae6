"""From an empty database to the demo council's pages, and from a start to the first answer (P19); told, not held."""

import subprocess
import sys
import time

import pytest

from tests.bench import table
from tests.bench.conftest import PORT, fresh_database
from tests.bench.server import web_worker

pytestmark = [pytest.mark.bench, pytest.mark.real_clock, pytest.mark.enable_socket]


def test_start(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = fresh_database("pmmi_bench_demo")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PMMI_VAR_DIR", str(tmp_path))
    began = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "demo", "--load-only"], check=True, stdout=subprocess.DEVNULL)
    loaded = time.monotonic() - began
    began = time.monotonic()
    with web_worker(PORT, database_url=url, var_dir=str(tmp_path)):
        answered = time.monotonic() - began
    table.told("P19", "empty database to the demo council's pages", f"{loaded + answered:.0f} s", limit="60 s")
    table.told("P19", "process start to first answer", f"{answered:.1f} s", limit="4 s")
    assert answered < loaded
