"""``make drill-upgrade``: each earlier version fills a database with its own demo council, on SQLite and PostgreSQL;
this one brings it up to date. Every row must still be there, and every value that has a column as it was.
"""

import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

from tests.bench.conftest import fresh_database
from tests.drills.versions import VERSIONS, Version
from tests.services import refusal

ROOT = Path(__file__).resolve().parents[2]
QUARTERS = "1"  # with released reports
# What a person may type, in words that each version has.
AWKWARD = "O’Brien & “Söhne” <b>%s</b> 🙂 \\ '' ; --"
TYPED_IN = {"accounts_unit": "name", "plans_objective": "title", "indicators_indicator": "name"}
# Not rows that somebody made: the list of migrations, and what is kept in memory or of one moment.
NOT_KEPT = {"django_migrations", "django_session", "pmmi_cache"}
RENAMED = {("indicators_ratingrule", "boundary"): ("indicators_ratingrule", "green_edge")}
# What these said, the outbox says.
GONE = {("reporting_reminder", "claimed_at"), ("reporting_reminder", "sent_at")}
# A revision keeps the time at which the figure it revises was handed in (indicators 0002).
CHANGED = {("indicators_observation", "submitted_at")}
FILES = {("reporting_reportfile", "content"), ("scrutiny_packfile", "content")}
Values = dict[tuple[str, str], dict[Any, str]]  # by table and column: a digest by the row's key


def main() -> int:
    if not_here := refusal():
        sys.exit(f"This drill cannot run here: {not_here}.")
    wrong = []
    for version in VERSIONS:
        with tempfile.TemporaryDirectory() as folder:
            export(version, Path(folder) / "product")
            for kind in ("SQLite", "PostgreSQL"):
                var = Path(folder) / kind
                url = f"sqlite:///{var}/pmmi.sqlite3" if kind == "SQLite" else fresh_database("pmmi_drill_upgrade")
                began = time.monotonic()
                told, found = upgraded(version, Path(folder) / "product", url, var)
                print(f"{version.day}, {kind}: {told} ({time.monotonic() - began:.0f} s)", flush=True)
                wrong += [f"{version.day}, {kind}: {each}" for each in found]
    print("\n".join(wrong))
    return 1 if wrong else 0


def export(version: Version, folder: Path) -> None:
    """That version's files; the pages' styles are this one's, which no database holds."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", version.commit], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    subprocess.run(["tar", "--extract"], cwd=folder, input=archive.stdout, check=True)
    (folder / "static" / "built").symlink_to(ROOT / "static" / "built")


def upgraded(version: Version, product: Path, url: str, var: Path) -> tuple[str, list[str]]:
    """Fill a database by that version and bring it up to date; what was there, and what is wrong now."""
    run("manage.py", "demo", "--load-only", "--reported-quarters", QUARTERS, at=product, url=url, folder=var)
    write_awkwardly(url)
    before, migrations = values(url), last_migrations(url)
    wrong = [] if migrations.items() >= version.migrations.items() else [f"it has the migrations {migrations}"]
    run("manage.py", "migrate", at=ROOT, url=url, folder=var)
    after = values(url)
    run("manage.py", "check", at=ROOT, url=url, folder=var)
    run("manage.py", "check_installation", "--only", "migrations", at=ROOT, url=url, folder=var)
    run("manage.py", "verify_audit", at=ROOT, url=url, folder=var)
    rows = {table: len(keys) for (table, column), keys in before.items() if column == key_of(before, table)}
    files = sum(len(before.get(each, {})) for each in FILES)
    return f"{sum(rows.values())} rows of {len(rows)} tables, {files} released files", wrong + lost(before, after)


def lost(before: Values, after: Values) -> list[str]:
    """Columns that are missing, and in the others rows that are, and values that are not as they were."""
    found: Counter[str] = Counter()
    for (table, column), keys in before.items():
        if (table, column) in GONE:
            continue
        now = after.get(RENAMED.get((table, column), (table, column)))
        if now is None:
            found[f"{table}.{column} is missing"] += 1
            continue
        for key, digest in keys.items():
            if key not in now:
                found[f"{table}: rows are missing"] += 1
            elif now[key] != digest and (table, column) not in CHANGED:
                found[f"{table}.{column}: values are others"] += 1
    return [f"{words} ({count})" for words, count in found.items()]


def key_of(found: Values, table: str) -> str:
    """The first column of a table: it has one value a row."""
    return next(column for name, column in found if name == table)


def run(*line: str, at: Path, url: str, folder: Path) -> None:
    # PMMI_DEMO=1 is what PMMI_MODE=demo was called first.
    own = {"PMMI_DEMO": "1", "PMMI_MODE": "demo", "DATABASE_URL": url, "PMMI_VAR_DIR": str(folder)}
    folder.mkdir(exist_ok=True)
    ended = subprocess.run([sys.executable, *line], cwd=at, env=os.environ | own, text=True, check=False,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    if ended.returncode:
        sys.exit(f"FAILED: {' '.join(line)} at {at} ended with {ended.returncode}:\n{ended.stdout[-3000:]}")


def connected(url: str) -> Any:
    """A connection to the database, apart from Django."""
    return closing(
        sqlite3.connect(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else psycopg2.connect(url)
    )


def values(url: str) -> Values:
    """Every value of every row, as a digest."""
    on_sqlite = url.startswith("sqlite")
    tables = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        if on_sqlite
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    found: Values = {}
    with connected(url) as connection:
        cursor = connection.cursor()
        cursor.execute(tables)
        for table in sorted({name for (name,) in cursor.fetchall()} - NOT_KEPT):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [each[0] for each in cursor.description]
            for column in columns:
                found[table, column] = {}
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    found[table, column][row[0]] = digest(value)
    return found


def digest(value: object) -> str:
    """The same for the same value, as whatever the database's module gives it."""
    content = bytes(value) if isinstance(value, bytes | memoryview) else repr(value).encode()
    return hashlib.sha256(content).hexdigest()


def last_migrations(url: str) -> dict[str, str]:
    """The last migration of each app that was applied."""
    with connected(url) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app")
        return dict(cursor.fetchall())


def write_awkwardly(url: str) -> None:
    """Put what a person may type into one row of each of these tables."""
    mark = "?" if url.startswith("sqlite") else "%s"
    with connected(url) as connection:
        for table, column in TYPED_IN.items():
            row = f"(SELECT max(id) FROM {table})"
            connection.cursor().execute(f"UPDATE {table} SET {column} = {mark} WHERE id = {row}", [AWKWARD])
        connection.commit()


if __name__ == "__main__":
    sys.exit(main())
