"""kill -9 of a real worker during a build: the run is picked up again, and there is one report of each, not two.

With the embedded default (SQLite, messages through files) and with PostgreSQL and Redis. Hardening finding 5.
"""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
import redis

from tests.bench.conftest import fresh_database

pytestmark = [pytest.mark.services, pytest.mark.real_clock, pytest.mark.enable_socket]
REDIS_URL = os.environ.get("PMMI_TEST_REDIS_URL", "redis://127.0.0.1:6379") + "/13"
REPORTS = 4 + 2 + 4 * 2  # service reports, exception reports, themed reports for two audiences
PATIENCE = 120  # seconds: the lease, and two wake-ups in case the first is lost
WORKER = [
    "celery", "-A", "pmmi", "worker", "-B", "--pool", "prefork", "-c", "1", "--without-gossip", "--without-mingle",
    "--loglevel", "INFO",
]  # fmt: skip


@dataclass
class Council:
    """A council in a database of its own, with a worker to be started and killed."""

    environment: dict[str, str]
    connect: Callable[[], contextlib.AbstractContextManager]
    worker: subprocess.Popen | None = None

    def ask(self, statement: str) -> list[tuple]:
        with self.connect() as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            return cursor.fetchall()

    def run(self) -> tuple:
        """State, attempts and how many steps are done."""
        return self.ask("SELECT state, attempts, steps_done FROM reporting_run")[0]

    def start(self) -> None:
        with self.log.open("a") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", *WORKER], env=self.environment, start_new_session=True, stdout=log, stderr=log
            )

    @property
    def log(self) -> Path:
        return Path(self.environment["PMMI_VAR_DIR"]) / f"worker-{self.environment['REDIS_URL'][:5]}.log"

    def kill(self) -> None:
        """kill -9 of the whole worker: parent, children and scheduler at once."""
        if self.worker:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()

    def wait(self, until: Callable[[tuple], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not until(self.run()):
            assert time.monotonic() < deadline, f"still {self.run()} after {PATIENCE} seconds: {self.log.read_text()}"
            time.sleep(0.1)


def _council(folder: Path, database_url: str, connect: Callable, **environment: str) -> Council:
    # A folder of its own: two schedulers that keep their schedule in the same file take it from each other.
    folder.mkdir()
    known = {**os.environ, "PMMI_VAR_DIR": str(folder), "DATABASE_URL": database_url, **environment}
    subprocess.run([sys.executable, "-m", "tests.reporting.drill"], env=known, check=True, capture_output=True)
    return Council(known, connect)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Council]:
    """SQLite, and messages through files."""
    path = tmp_path / "drill.sqlite3"

    def connect() -> contextlib.AbstractContextManager:
        return contextlib.closing(sqlite3.connect(path, timeout=20))

    council = _council(tmp_path / "embedded", f"sqlite:///{path}", connect, REDIS_URL="filesystem://")
    yield council
    council.kill()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Council]:
    """PostgreSQL and Redis."""
    url = fresh_database("pmmi_drill")
    broker = redis.Redis.from_url(REDIS_URL)
    broker.flushdb()
    council = _council(tmp_path / "served", url, lambda: contextlib.closing(psycopg2.connect(url)), REDIS_URL=REDIS_URL)
    yield council
    council.kill()
    broker.flushdb()
    broker.close()


def test_a_worker_killed_during_a_build_leaves_one_report_of_each(embedded: Council, served: Council) -> None:
    councils = (embedded, served)
    for council in councils:
        council.start()
        council.wait(until=lambda run: run[0] == "running" and run[2] >= 5)
        council.kill()
    for council in councils:
        assert council.run()[:2] == ("running", 1)
        assert council.ask("SELECT count(*) FROM reporting_report") == [(0,)]

    for council in councils:
        council.start()
    for council in councils:
        council.wait(until=lambda run: run[1] > 1)  # taken up again, as a rule within a minute
        council.wait(until=lambda run: run[0] in ("done", "failed"))
        assert council.run()[:2] == ("done", 2)
        assert council.ask("SELECT count(*), max(edition) FROM reporting_report") == [(REPORTS, 1)]
        assert council.ask("SELECT count(*) FROM reporting_reportfile") == [(2 * REPORTS,)]


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_of_several_workers_that_claim_a_run_one_wins(database: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/claims.sqlite3" if database == "SQLite" else fresh_database("pmmi_claims")
    known = {**os.environ, "PMMI_VAR_DIR": str(tmp_path), "DATABASE_URL": url}
    claimed = subprocess.run(
        [sys.executable, "-m", "tests.reporting.claims"], env=known, check=True, capture_output=True, text=True
    )
    assert [set(line.split()) for line in claimed.stdout.splitlines()] == [{"1"}, {"1"}]
