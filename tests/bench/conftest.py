"""Councils on PostgreSQL, each made once for a bench run, with somebody signed in; the table at the end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import psycopg2
import pytest

from tests.bench import table
from tests.services import DATABASE_URL

NAME = "pmmi_bench"
PORT = int(os.environ.get("PMMI_BENCH_PORT", "8391"))


@dataclass(frozen=True, slots=True)
class BenchCouncil:
    """Where the council is, the cookie of somebody signed in, and the ids of one service and its return."""

    database_url: str
    var_dir: str
    cookie: str
    service: int
    in_return: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the product: its route's name, its address, and the cookie of somebody who may open it."""

    name: str
    path: str
    cookie: str


def fresh_database(name: str) -> str:
    """Drop and create a database; its URL."""
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    return DATABASE_URL.rsplit("/", 1)[0] + f"/{name}"


def _execute(*statements: str) -> None:
    connection = psycopg2.connect(DATABASE_URL)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def script(module: str, council: BenchCouncil | None = None, **settings: str) -> str:
    """What a script of the bench prints; it runs in a process of its own."""
    where = {"DATABASE_URL": council.database_url, "PMMI_VAR_DIR": council.var_dir} if council else {}
    # Each script names its settings; those of pytest have another key, and the web process would know nobody.
    others = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    made = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}"],
        env={**others, **where, **settings}, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return made.stdout


@pytest.fixture(scope="session")
def make_bench_council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., BenchCouncil]]:
    """Makes the council of so many services and years; the same one when asked again."""
    names = []

    @cache
    def made(services: int = 20, years: int = 5) -> BenchCouncil:
        names.append(f"{NAME}_{services}_{years}")
        var_dir = tmp_path_factory.mktemp("bench")
        (var_dir / "static").mkdir()
        bare = BenchCouncil(fresh_database(names[-1]), str(var_dir), "", 0, 0)
        said = script("prepare", bare, BENCH_SERVICES=str(services), BENCH_YEARS=str(years))
        cookie, service, in_return = said.split()
        return BenchCouncil(bare.database_url, bare.var_dir, cookie, int(service), int(in_return))

    yield made
    _execute(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names))


@pytest.fixture(scope="session")
def bench_council(make_bench_council: Callable[..., BenchCouncil]) -> BenchCouncil:
    """700 measures with five years of quarters."""
    return make_bench_council()


@pytest.fixture(scope="session")
def every_page(bench_council: BenchCouncil) -> list[Page]:
    """Every page of the product, in the same council: one service's part of it stands for all."""
    return [Page(*each) for each in json.loads(script("every_page", bench_council))]


_BEGAN = time.monotonic()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if table.LINES:
        minutes = (time.monotonic() - _BEGAN) / 60
        terminalreporter.section("Performance goals")
        terminalreporter.write_line(table.text())
        terminalreporter.write_line(
            f"\nMeasured in {minutes:.0f} minutes; a floor is what stands beside it in this run."
        )
