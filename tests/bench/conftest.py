"""The 700-measure council on PostgreSQL, made once for a bench run, with somebody signed in."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from tests.services import DATABASE_URL

NAME = "pmmi_bench"
PORT = 8391


@dataclass(frozen=True, slots=True)
class BenchCouncil:
    """Where the council is, the cookie of somebody signed in, and the ids of one service and its return."""

    database_url: str
    var_dir: str
    cookie: str
    service: int
    in_return: int


def fresh_database(name: str) -> str:
    """Drop and create a database; its URL."""
    connection = psycopg2.connect(DATABASE_URL)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    return DATABASE_URL.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(scope="session")
def bench_council(tmp_path_factory: pytest.TempPathFactory) -> BenchCouncil:
    var_dir = str(tmp_path_factory.mktemp("bench"))
    (Path(var_dir) / "static").mkdir()
    url = fresh_database(NAME)
    environment = {**os.environ, "DATABASE_URL": url, "PMMI_VAR_DIR": var_dir}
    made = subprocess.run(
        [sys.executable, "-m", "tests.bench.prepare"], env=environment, check=True, capture_output=True, text=True
    )
    cookie, service, in_return = made.stdout.split()
    return BenchCouncil(url, var_dir, cookie, int(service), int(in_return))
