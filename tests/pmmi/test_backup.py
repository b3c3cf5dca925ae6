"""Backups: whole, sealed, the same for both kinds of database; and what a restore refuses before it overwrites."""

import gzip
import io
import re
import shutil
import stat
import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from accounts.actors import SYSTEM
from accounts.audit import record
from accounts.audit_check import check_trail
from accounts.audit_protection import grant
from accounts.models import Event, Tries, Unit, User
from foundation.heartbeats import BACKUP, heartbeats
from indicators.models import Commentary
from pmmi import __version__
from pmmi.backup import BackupRefused, container, restoring
from pmmi.backup.container import Opened, Sealed
from pmmi.backup.contents import Summary, examine, make_backup, models_at, opened
from pmmi.backup.daily import keep_daily_backup
from pmmi.backup.keys import backup_key
from pmmi.backup.private import FOR_DEMO
from pmmi.backup.restoring import restore_backup, tables_with_rows
from pmmi.state.installation import State, findings
from reporting.models import ReportFile
from tests import factories
from tests.bench.conftest import fresh_database
from tests.conftest import NOW
from tests.databases import in_database, sqlite_url
from tests.factories.edr import ReviewFactory, ReviewObjectiveFactory
from tests.factories.reporting import ReportFactory, measured_service

pytestmark = pytest.mark.sweep
KEY = "a passphrase that the council keeps"
PDF = bytes(range(256)) * 40
PASSWORD = "correct horse battery staple"
# What must not be in a backup for a demo.
SECRET_WORDS = (
    "Mrs Whistleblower",
    "whistleblower@",
    "the secret of a second step",
    "told in confidence",
    "a reason of ill health",
    "her own aims",
    "her own aims this year",
)
OF_A_MOMENT = "a digest or key of one moment"
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]


@pytest.fixture(scope="module", autouse=True)
def _quick_keys() -> Iterator[None]:
    """A key takes a third of a second on purpose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(container, "COSTS", {first: cost >> 14 for first, cost in container.COSTS.items()})
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backup")


@pytest.fixture(scope="module")
def migrated(folder: Path, django_db_blocker: DjangoDbBlocker) -> Path:
    """A SQLite database that is up to date and empty, to be copied."""
    path = folder / "migrated.sqlite3"
    with in_database(sqlite_url(path), django_db_blocker):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    return path


@pytest.fixture(scope="module")
def council(migrated: Path, folder: Path, django_db_blocker: DjangoDbBlocker) -> str:
    """The address of a small council on SQLite."""
    url = sqlite_url(shutil.copy(migrated, folder / "council.sqlite3"))
    with in_database(url, django_db_blocker):
        _fill()
    return url


def _fill() -> None:
    person = User.objects.create_user(email="whistleblower@example.gov.uk", name="Mrs Whistleblower", password=PASSWORD)
    factories.AppointmentFactory(user=person)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "the secret of a second step"})
    # Of one moment, and in no backup.
    Tries.objects.create(subject=OF_A_MOMENT, latest_at=NOW)
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key=OF_A_MOMENT, user_agent="")
    service, _, _, (measure, *_) = measured_service()
    figure = measure.observations.filter(is_current=True).latest("pk")
    figure.entered_by, figure.evidence = person, "told in confidence"
    figure.save()
    Commentary.objects.create(observation=figure, happened="told in confidence: £1 → é “ü”\u2028\n")
    review = ReviewFactory(person=person, held=False)
    ReviewObjectiveFactory(review=review, title="her own aims this year", about="told in confidence")
    factories.ObjectiveFactory(title="her own aims", plan__level__name="EDR", plan__level__is_private=True)
    report = ReportFactory(state="draft", released_at=None)
    ReportFile.objects.create(report=report, format="pdf", content=PDF, checksum="x")
    for number in range(30):
        record(by=SYSTEM, at=NOW, action="changed", thing=service, changes={"name": (number, number + 1)},
               why="a reason of ill health")  # fmt: skip
    Unit.objects.create(name="Gone again", kind="team").delete()


@pytest.fixture(scope="module")
def made(council: str, folder: Path, django_db_blocker: DjangoDbBlocker) -> Path:
    """A backup of that council."""
    path = folder / "council.backup"
    with in_database(council, django_db_blocker):
        make_backup(path, key=KEY, at=NOW)
    return path


@pytest.fixture
def target(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An empty SQLite database."""
    with in_database(sqlite_url(tmp_path / "target.sqlite3"), django_db_blocker):
        yield


@pytest.fixture
def in_use(
    request: pytest.FixtureRequest, migrated: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database with something in it."""
    if getattr(request, "param", "sqlite") == "sqlite":
        url = sqlite_url(shutil.copy(migrated, tmp_path / "target.sqlite3"))
    else:
        url = fresh_database("pmmi_restored")
    with in_database(url, django_db_blocker):
        if not url.startswith("sqlite"):
            call_command("migrate", verbosity=0)
        assert tables_with_rows() == []
        factories.UnitFactory(name="Untouched")
        record(by=SYSTEM, at=NOW, action="made", thing=Unit.objects.get())
        yield


def restore(path: Path, *, key: str = KEY, replace: bool = False) -> Summary:
    return restore_backup(path, key=key, replace=replace, report=lambda _: None)


def plain_text(path: Path) -> str:
    with opened(path, key=KEY) as lines:
        return "\n".join(lines)


@pytest.mark.sweep
@pytest.mark.usefixtures("target")
def test_what_is_restored_is_what_was_there(made: Path, tmp_path: Path):
    there = restore(made)
    call_command("migrate", verbosity=0)
    again = make_backup(tmp_path / "again.backup", key=KEY, at=NOW)
    assert again.tables == there.tables
    assert there.tables["accounts.event"][0] == 30
    assert bytes(ReportFile.objects.get().content) == PDF
    assert User.objects.get(name="Mrs Whistleblower").check_password(PASSWORD)
    assert Authenticator.objects.get().data == {"secret": "the secret of a second step"}
    assert (Tries.objects.count(), UserSession.objects.count()) == (0, 0)
    assert check_trail().problems == []
    before = set(Unit.objects.values_list("pk", flat=True))
    assert factories.UnitFactory(name="A new one").pk > max(before)
    record(by=SYSTEM, at=NOW, action="made", thing=Unit.objects.get(name="A new one"))
    assert check_trail().problems == []


@pytest.mark.services
def test_a_council_moves_to_the_other_kind_of_database_and_back(made: Path, tmp_path: Path, django_db_blocker):
    """``make drill-restore`` does the same under load, with the product's own processes."""
    back = tmp_path / "back.backup"
    with in_database(fresh_database("pmmi_restored"), django_db_blocker):
        restore(made)
        make_backup(back, key=KEY, at=NOW)
    with in_database(sqlite_url(tmp_path / "back.sqlite3"), django_db_blocker):
        assert restore(back).tables == examine(made, key=KEY).tables
        assert [bytes(each.content) for each in ReportFile.objects.all()] == [PDF]
        assert check_trail().problems == []
        # The second step that this person chose is asked for there as well.
        answer = Client().post("/account/sign-in/", {"login": "whistleblower@example.gov.uk", "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/account/second-step/code/")


@pytest.mark.sweep
@pytest.mark.parametrize("in_use", KINDS, indirect=True)
@pytest.mark.usefixtures("in_use")
def test_a_database_that_holds_something_is_replaced_only_when_told_and_whole(made: Path, monkeypatch):
    with pytest.raises(BackupRefused, match=r"holds something already \(in accounts_event, accounts_unit\).*--replace"):
        restore(made)
    stored = restoring.store

    def failing(model: type, *args: object) -> None:
        if model._meta.label == "plans.Plan":
            raise IntegrityError("the disk is full")
        stored(model, *args)

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "store", failing)
        refused_and_untouched(made, "is as it was: the disk is full")
    restore(made, replace=True)
    assert not Unit.objects.filter(name="Untouched").exists()
    assert (Event.objects.count(), check_trail().problems) == (30, [])


@pytest.mark.services
@pytest.mark.sweep
@pytest.mark.parametrize("in_use", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("in_use")
def test_the_application_may_not_change_the_trail_after_a_restore_either(made: Path, settings):
    settings.PMMI_BACKUP_KEY = KEY
    role = "pmmi_restored_application"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {role}")
        cursor.execute(f"CREATE ROLE {role}")
    try:
        grant(role)
        call_command("restore", made, replace=True, stdout=StringIO())
        rights = {}
        with connection.cursor() as cursor:
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                cursor.execute("SELECT has_table_privilege(%s, 'accounts_event', %s)", [role, right])
                rights[right] = cursor.fetchone()[0]
        assert rights == {"SELECT": True, "INSERT": True, "UPDATE": False, "DELETE": False}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {role}")
            cursor.execute(f"DROP ROLE {role}")


def _cut(data: bytes) -> bytes:
    return data[:-1]


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut off by a byte": (_cut, "damaged or cut off"),
    "cut off in its first line": (lambda data: data[:20], "damaged"),
    "one bit turned": (lambda data: data[:-900] + bytes([data[-900] ^ 1]) + data[-899:], "damaged or cut off"),
    "salt altered": (lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:], "does not open"),
    "more behind its end": (lambda data: data + b"more", "damaged or cut off"),
    "something else": (lambda _: b"PK\x03\x04 a workbook", "not a backup of PMMI"),
    "empty": (lambda _: b"", "not a backup of PMMI"),
    "a newer form": (lambda data: data.replace(b"backup 2", b"backup 3", 1), "newer form"),
    "an older form": (lambda data: data.replace(b"backup 2", b"backup 1", 1), "does not open"),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.usefixtures("in_use")
def test_a_damaged_or_foreign_file_is_refused_before_anything_is_overwritten(made: Path, tmp_path: Path, damage: str):
    change, words = DAMAGES[damage]
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes(change(made.read_bytes()))
    refused_and_untouched(damaged, words)


@pytest.mark.usefixtures("in_use")
def test_another_key_opens_nothing(made: Path):
    refused_and_untouched(made, "This key does not open the backup", key="a passphrase that nobody knows")


@pytest.mark.usefixtures("in_use")
def test_a_backup_of_a_newer_version_is_refused(made: Path, monkeypatch: pytest.MonkeyPatch):
    known = restoring.examine

    def newer(path: Path, *, key: str) -> Summary:
        summary = known(path, key=key)
        summary.migrations.append(("accounts", "9999_of_next_year"))
        return summary

    monkeypatch.setattr(restoring, "examine", newer)
    refused_and_untouched(made, "newer version of PMMI, or of another product: accounts.9999_of_next_year")


def refused_and_untouched(path: Path, words: str, *, key: str = KEY) -> None:
    with pytest.raises(BackupRefused, match=re.escape(words)):
        restore(path, key=key, replace=True)
    assert Unit.objects.get().name == "Untouched"


@pytest.mark.usefixtures("in_use")
def test_rows_that_point_nowhere_are_refused(made: Path, monkeypatch: pytest.MonkeyPatch):
    stored = restoring.store

    def without_posts(model: type, columns: list[str], rows: Iterator[list]) -> None:
        kept = [row for row in rows if model._meta.label != "accounts.Post"]
        stored(model, columns, kept)

    monkeypatch.setattr(restoring, "store", without_posts)
    refused_and_untouched(made, "accounts.post is not in the database as it is in the backup")


@pytest.mark.sweep
def test_an_older_database_is_backed_up_as_it_is_and_brought_up_to_date(tmp_path: Path, django_db_blocker):
    with in_database(sqlite_url(tmp_path / "older.sqlite3"), django_db_blocker):
        older = [("accounts", "0001_initial"), ("scrutiny", "0001_initial"), ("sessions", "0001_initial")]
        MigrationExecutor(connection).migrate(older)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO accounts_unit (name, kind) VALUES ('Of the first version', 'team')")
        made = make_backup(tmp_path / "older.backup", key=KEY, at=NOW)
        with pytest.raises(BackupRefused, match="migrate first"):
            make_backup(tmp_path / "demo.backup", key=KEY, at=NOW, for_demo=True)
    assert ("accounts", "0002_versions") not in made.migrations
    with in_database(sqlite_url(tmp_path / "new.sqlite3"), django_db_blocker):
        restore(tmp_path / "older.backup")
        call_command("migrate", verbosity=0)
        assert Unit.objects.get(name="Of the first version").version == 1


def test_a_backup_for_a_demo_holds_nobody_and_nothing_private(council: str, tmp_path: Path, django_db_blocker, made):
    path = tmp_path / "demo.backup"
    with in_database(council, django_db_blocker):
        summary = make_backup(path, key=KEY, at=NOW, for_demo=True)
    whole, shown = plain_text(made), plain_text(path)
    assert [words for words in SECRET_WORDS if words not in whole] == []
    assert [words for words in SECRET_WORDS if words in shown] == []
    assert {name for name, (rows, _) in summary.tables.items() if rows} <= set(FOR_DEMO)
    with in_database(sqlite_url(tmp_path / "demo.sqlite3"), django_db_blocker):
        restore(path)
        assert (User.objects.count(), Event.objects.count(), check_trail().problems) == (0, 0, [])
        assert Unit.objects.filter(name="Waste and Recycling").exists()


def test_nothing_of_one_moment_is_in_a_backup_or_comes_from_one_that_held_it(
    council: str, tmp_path: Path, django_db_blocker, made: Path, monkeypatch: pytest.MonkeyPatch
):
    assert OF_A_MOMENT not in plain_text(made)
    older = tmp_path / "older.backup"
    with monkeypatch.context() as patch, in_database(council, django_db_blocker):
        patch.setattr("pmmi.backup.contents.NEVER", {"sessions.session"})
        make_backup(older, key=KEY, at=NOW)
    assert OF_A_MOMENT in plain_text(older)
    with in_database(sqlite_url(tmp_path / "restored.sqlite3"), django_db_blocker):
        restore(older)
        assert User.objects.count() == Authenticator.objects.count() == 1
        assert (Tries.objects.count(), UserSession.objects.count()) == (0, 0)


def test_what_a_demo_keeps_points_only_to_what_it_keeps(council: str, django_db_blocker):
    from django.db.migrations.loader import MigrationLoader

    with in_database(council, django_db_blocker):
        loader = MigrationLoader(connection)
        found = models_at(loader, sorted(loader.applied_migrations))
    assert set(FOR_DEMO) <= set(found)
    for name, kept in FOR_DEMO.items():
        fields = {field.attname: field for field in found[name]._meta.concrete_fields}
        assert {*kept.people, *kept.words} <= set(fields)
        for attname, field in fields.items():
            if field.related_model and attname not in kept.people:
                assert field.related_model._meta.label_lower in FOR_DEMO, f"{name}.{attname}"


@pytest.mark.usefixtures("target")
def test_the_commands_make_check_and_restore_and_note_it(made: Path, tmp_path: Path, settings):
    settings.PMMI_BACKUP_KEY = KEY
    said = StringIO()
    call_command("restore", made, check=True, stdout=said)
    call_command("restore", made, stdout=said)
    assert "The backup is whole" in said.getvalue()
    assert "The audit trail is whole: 30 events" in said.getvalue()
    assert BACKUP not in heartbeats()
    path = tmp_path / "own.backup"
    call_command("backup", path, for_demo=True, stdout=said)
    assert BACKUP not in heartbeats(), "one without people is no backup"
    path.unlink()
    call_command("backup", path, stdout=said)
    assert BACKUP in heartbeats()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir() if "backup" in each.name] == ["own.backup"]
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", tmp_path / "none.backup")


def test_a_file_of_the_first_form_is_still_read(monkeypatch: pytest.MonkeyPatch):
    file = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(container, "MAGIC", b"PMMI backup 1\n")
        sealed = container.Sealed(file, KEY)
        sealed.write(PDF)
        sealed.finish()
    assert file.getvalue().startswith(b"PMMI backup 1\n")
    file.seek(0)
    assert container.Opened(file, KEY).read() == PDF


def test_the_key_is_long_and_the_councils(settings, tmp_path: Path):
    settings.PMMI_BACKUP_KEY = settings.PMMI_BACKUP_KEY_FILE = ""
    with pytest.raises(BackupRefused, match="Set PMMI_BACKUP_KEY"):
        backup_key()
    settings.PMMI_BACKUP_KEY = "k" * 21
    with pytest.raises(BackupRefused, match="too short"):
        backup_key()
    file = tmp_path / "key"
    with pytest.raises(BackupRefused, match="cannot be read from"):
        backup_key(file)
    file.write_text(f"{KEY}\n")
    assert backup_key(file) == KEY
    settings.PMMI_BACKUP_KEY_FILE = str(file)
    assert backup_key() == KEY


def test_one_backup_a_day_is_kept_for_so_many_days(council: str, tmp_path: Path, django_db_blocker, monkeypatch):
    for name in ("pmmi-2026-10-07.backup", "pmmi-2026-10-08.backup", ".pmmi-2026-10-07.backup.77", "another.backup"):
        (tmp_path / name).touch()
    with in_database(council, django_db_blocker):
        with monkeypatch.context() as patch:
            patch.setattr("pmmi.backup.daily.make_backup", _no_room)
            with pytest.raises(OSError, match="No space"):
                keep_daily_backup(tmp_path, key=KEY, days=7, at=NOW)
        assert len(list(tmp_path.iterdir())) == 4, "none goes before today's is made"
        path = keep_daily_backup(tmp_path, key=KEY, days=7, at=NOW)
        assert heartbeats()[BACKUP] == NOW
        assert keep_daily_backup(tmp_path, key=KEY, days=7, at=NOW + timedelta(hours=1)) is None
    assert path == tmp_path / "pmmi-2026-10-14.backup"
    assert examine(path, key=KEY).rows > 100
    names = {each.name for each in tmp_path.iterdir()}
    assert names == {"pmmi-2026-10-08.backup", "pmmi-2026-10-14.backup", "another.backup"}


def _no_room(*_: object, **__: object) -> None:
    raise OSError("No space left on device")


@pytest.mark.django_db
def test_a_folder_without_a_key_is_said(settings):
    settings.PMMI_MODE, settings.PMMI_BACKUP_DIR, settings.PMMI_BACKUP_KEY = "local", "/backups", ""
    (finding,) = [each for each in findings(at=NOW) if each.about == "backup"]
    assert finding.state is State.PROBLEM
    assert "PMMI_BACKUP_KEY" in finding.text


def test_an_empty_database_is_nothing_to_back_up(tmp_path: Path, django_db_blocker):
    with in_database(sqlite_url(tmp_path / "empty.sqlite3"), django_db_blocker):
        with pytest.raises(BackupRefused, match="nothing to back up"):
            make_backup(tmp_path / "empty.backup", key=KEY, at=NOW)
        assert not (tmp_path / "empty.backup").exists()


def test_what_is_written_meanwhile_is_not_half_in_it(council: str, tmp_path: Path, django_db_blocker, monkeypatch):
    """The snapshot is of the moment at which the backup began; and nobody waits for it."""
    from pmmi.backup import contents

    shown = contents.models_at

    def write_meanwhile(*args: object) -> object:
        found = shown(*args)
        factories.UnitFactory(name="Made during the backup")
        return found

    monkeypatch.setattr(contents, "models_at", write_meanwhile)
    with in_database(council, django_db_blocker):
        make_backup(tmp_path / "during.backup", key=KEY, at=NOW)
        Unit.objects.get(name="Made during the backup").delete()
    assert "Made during the backup" not in plain_text(tmp_path / "during.backup")


def seal(data: bytes) -> bytes:
    file = io.BytesIO()
    sealed = Sealed(file, KEY)
    for start in range(0, len(data), 7):
        sealed.write(data[start : start + 7])
    sealed.finish()
    return file.getvalue()


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "CHUNK", 16)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 32, 100])
def test_what_is_sealed_is_read_again(length: int):
    data = bytes(range(length))
    assert Opened(io.BytesIO(seal(data)), KEY).read() == data


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("order", [(0, 1), (1, 0, 2), (0, 0, 1, 2), (0, 2), (0, 1, 2, 2)])
def test_chunks_left_out_moved_or_doubled_are_found(order: tuple[int, ...]):
    sealed = seal(bytes(40))
    start, size = 14 + 16 + 7 + 32, 16 + 16
    chunks = [sealed[start + number * size :][:size] for number in range(3)]
    with pytest.raises(BackupRefused, match="damaged or cut off"):
        Opened(io.BytesIO(sealed[:start] + b"".join(chunks[number] for number in order)), KEY).read()


@cache
def sealed_once() -> bytes:
    return seal(gzip.compress(b"figures" * 50))


@given(st.integers(0), st.integers(1, 255))
def test_no_altered_byte_is_read(position: int, change: int):
    altered = bytearray(sealed_once())
    altered[position % len(altered)] ^= change
    with pytest.raises(BackupRefused):
        Opened(io.BytesIO(bytes(altered)), KEY).read()


def test_the_version_is_that_of_the_project():
    assert tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"] == __version__
