"""``make drill-restore``: a backup while people write, restored elsewhere and into the other kind of database."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.audit_check import check_trail
from accounts.models import Event
from pmmi.backup.contents import Summary, examine
from reporting.models import ReportFile
from scrutiny.models import PackFile
from tests.bench.conftest import fresh_database
from tests.databases import in_database, sqlite_url
from tests.drills.signing_in import EMAIL, PASSWORD
from tests.services import refusal

pytestmark = [
    pytest.mark.drill,
    pytest.mark.real_clock,
    pytest.mark.enable_socket,
    pytest.mark.skipif(bool(refusal()), reason=refusal()),
]
ROOT = Path(__file__).resolve().parents[2]
KEY = "the key of the drill, kept by the council"
AUDIT_KEY = "trailing-" * 8
WRITERS = 4


def run(*line: str, url: str, folder: Path) -> str:
    ended = subprocess.run([sys.executable, *line], cwd=ROOT, env=_environment(url, folder),
                           capture_output=True, text=True, check=False)  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    return ended.stdout


def _environment(url: str, folder: Path) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    own = {"PMMI_MODE": "local", "DATABASE_URL": url, "PMMI_VAR_DIR": str(folder), "PMMI_BACKUP_KEY": KEY}
    # Each installation has its own keys, and the one of the trail goes with its council.
    shared = {"PMMI_SECRET_KEY": "drilled-" * 8, "PMMI_AUDIT_KEY": AUDIT_KEY}
    return {**os.environ, **own, **shared}


@contextmanager
def written_meanwhile(url: str, folder: Path) -> Iterator[None]:
    """Several processes that write as fast as they can."""
    lines = [[sys.executable, "-m", "tests.drills.writer", str(number)] for number in range(WRITERS)]
    writers = [subprocess.Popen(line, cwd=ROOT, env=_environment(url, folder)) for line in lines]
    try:
        time.sleep(6)
        yield
        assert [writer.poll() for writer in writers] == [None] * WRITERS, "a writer failed"
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()


def events(url: str, blocker: DjangoDbBlocker) -> int:
    with in_database(url, blocker):
        return Event.objects.count()


def files() -> dict[tuple[str, int], str]:
    """The SHA-256 of every file that was released."""
    kept = [*ReportFile.objects.all(), *PackFile.objects.all()]
    return {(file._meta.label, file.pk): hashlib.sha256(bytes(file.content)).hexdigest() for file in kept}


@pytest.mark.parametrize(("of", "into"), [("SQLite", "PostgreSQL"), ("PostgreSQL", "SQLite")])
def test_a_backup_under_load_is_restored_into_the_other_kind(
    of: str, into: str, tmp_path: Path, django_db_blocker, settings
):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # the product's own
    settings.PMMI_AUDIT_KEY = AUDIT_KEY
    urls = {"SQLite": sqlite_url(tmp_path / f"{of}.sqlite3"), "PostgreSQL": fresh_database("pmmi_drill_restore")}
    source, target = (urls[of], tmp_path / "source"), (urls[into], tmp_path / "target")
    backup, again = tmp_path / "drill.backup", tmp_path / "again.backup"
    run("-m", "tests.drills.released_council", url=source[0], folder=source[1])
    with written_meanwhile(*source):
        before, started = events(source[0], django_db_blocker), time.monotonic()
        run("manage.py", "backup", str(backup), url=source[0], folder=source[1])
        took, after = time.monotonic() - started, events(source[0], django_db_blocker)
    assert after - before > 20, "nobody wrote"
    made = examine(backup, key=KEY)
    assert before <= made.tables["accounts.event"][0] <= after
    started = time.monotonic()
    said = run("manage.py", "restore", str(backup), url=target[0], folder=target[1])
    restored = time.monotonic() - started
    assert "The audit trail is whole" in said
    run("manage.py", "backup", str(again), url=target[0], folder=target[1])
    _same(made, examine(again, key=KEY))
    with in_database(source[0], django_db_blocker):
        released = files()
    with in_database(target[0], django_db_blocker):
        assert files() == released
        assert check_trail().problems == []
        answer = Client().post("/account/sign-in/", {"login": EMAIL, "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/")
    assert len(released) > 10
    print(
        f"\n{of} → {into}: {made.rows} rows, {backup.stat().st_size / 1e6:.1f} MB; {after - before} changes were "
        f"written during the backup of {took:.1f} s; restored in {restored:.1f} s; {len(released)} files identical"
    )


def _same(one: Summary, other: Summary) -> None:
    assert {name: table for name, table in one.tables.items() if other.tables[name] != table} == {}
    assert one.migrations == other.migrations
