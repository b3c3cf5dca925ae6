"""Hostile defaults for every test: a closed network, a fixed clock, no leftovers between tests."""

import gc
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest
import pytest_django
import time_machine
from hypothesis import settings as hypothesis_settings

from tests import migrated, services

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs a loop in the main thread

# Wednesday 14 October 2026, mid-morning in London: Q2 is over and its figures are being collected.
NOW = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
NU_JAR = Path(__file__).parent / "nu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
PAGE_TO_PAGE = ("tests/architecture/", "tests/hardening/", "tests/edr/test_privacy.py")
ALL_SWEEP = re.compile(r"^pytestmark = .*\bmark\.sweep\b", re.MULTILINE)
REQUIRED = os.environ.get("PMMI_REQUIRE_SERVICES") == "1"

# No deadline: a busy machine is not a fault. Where everything is required, the same inputs every time.
hypothesis_settings.register_profile("quick", deadline=None, max_examples=25)
hypothesis_settings.register_profile("people", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)


def pytest_configure(config: pytest.Config) -> None:
    """A quarter of the made-up inputs where the sweeps are left out, as in ``make test-fast``; all in ``make test``."""
    hypothesis_settings.load_profile("ci" if REQUIRED else "quick" if leaves_sweeps_out(config) else "people")


def leaves_sweeps_out(config: pytest.Config) -> bool:
    return "not sweep" in config.option.markexpr


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files that hold nothing but sweeps are not even read where those are left out."""
    if not collection_path.name.startswith("test_") or not leaves_sweeps_out(config):
        return None
    return bool(ALL_SWEEP.search(collection_path.read_text(encoding="utf-8"))) or None


@pytest.fixture(scope="session", autouse=True)
def _cheap_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_FILE_PATH = tmp_path_factory.mktemp("mail")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def _trail_can_be_emptied() -> Iterator[None]:
    """After a test whose transactions are real the database is emptied, which the trail refuses everybody else."""
    from django.test import TransactionTestCase

    from tests.trail import take_protection_away

    empty = TransactionTestCase._fixture_teardown

    def unprotected(case: TransactionTestCase) -> None:
        take_protection_away()
        empty(case)  # Django then tells that it has migrated, and so the protection comes back

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", unprotected)
        yield


@pytest.fixture
def on_postgresql() -> None:
    """For tests of what only PostgreSQL does."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("the database under test is not PostgreSQL")


@pytest.fixture(autouse=True)
def _fixed_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock stands at NOW; tests with real processes or browsers mark themselves ``real_clock``."""
    if request.node.get_closest_marker("real_clock") or request.node.get_closest_marker("browser"):
        yield
        return
    with time_machine.travel(NOW, tick=True):
        yield


def browser_refusal() -> str:
    return "" if chromium() else "no Chromium: apt-get install chromium, or set CHROMIUM to its path"


def nu_refusal() -> str:
    if not shutil.which("java"):
        return "no Java for the Nu checker: apt-get install default-jre-headless"
    return "" if NU_JAR.is_file() else "the Nu checker is not installed: make nu"


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--with-database-only",
        action="store_true",
        help="leave out what no database can change: tests that ask for none and start no process of their own",
    )
    parser.addoption(
        "--by-lot",
        action="store_true",
        help="of the sweeps that go from page to page, only those whose lot is the database under test",
    )


def asks_for_a_database(item: pytest.Item) -> bool:
    """Whether another database may change the test: processes that tests of ``pmmi`` start read its address too."""
    wants = {"db", "transactional_db", "django_db_setup", "live_server"} & set(item.fixturenames)
    starts = item.get_closest_marker("real_clock") or "tests/pmmi/" in item.nodeid
    return bool(wants or starts or item.get_closest_marker("django_db"))


def lot_of(item: pytest.Item) -> str | None:
    """The one database that a test runs on where both are there; None for a test that runs on both.

    Some six thousand tests go from page to page. A page is opened by many of them, so every page is opened on both
    databases, though each of the tests runs on one: always the same, for the lot lies in its name.
    """
    goes_from_page_to_page = item.get_closest_marker("sweep") and item.nodeid.startswith(PAGE_TO_PAGE)
    if not goes_from_page_to_page or not asks_for_a_database(item):
        return None
    return ("sqlite", "postgresql")[crc32(item.nodeid.encode()) % 2]


def leave_out(config: pytest.Config, items: list[pytest.Item], is_left_out: Callable[[pytest.Item], bool]) -> None:
    config.hook.pytest_deselected(items=[item for item in items if is_left_out(item)])
    items[:] = [item for item in items if not is_left_out(item)]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.with_database_only:
        leave_out(config, items, lambda item: not asks_for_a_database(item))
    if config.option.by_lot:
        from django.db import connection

        leave_out(config, items, lambda item: lot_of(item) not in (None, connection.vendor))
    refusals = {"services": services.refusal(), "browser": browser_refusal(), "nu": nu_refusal()}
    for item in items:
        for marker, reason in refusals.items():
            if reason and item.get_closest_marker(marker):
                if REQUIRED:
                    raise pytest.UsageError(f"PMMI_REQUIRE_SERVICES=1, but {reason}")
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there now stays to the end, so the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None
) -> None:
    """A browser's server and its test share a database from two threads, which SQLite's memory alone does not allow."""
    from django.db import connection

    if connection.vendor == "sqlite" and any(item.get_closest_marker("browser") for item in request.session.items):
        connection.settings_dict["TEST"]["NAME"] = tmp_path_factory.mktemp("database") / "test.sqlite3"


@pytest.fixture(scope="session")
def _begins_as_kept(pytestconfig: pytest.Config, django_db_modify_db_settings: None) -> Iterator[Path | None]:
    """The file that the migrated database is to be kept in; None where it was already, and is what tests begin with."""
    from django.db import connection

    if connection.vendor != "sqlite" or not hasattr(pytestconfig, "cache"):
        yield None
        return
    kept = migrated.kept_as(pytestconfig.cache.mkdir("migrated"))
    if not kept.exists():
        yield kept
        return
    make, made = connection.creation._create_test_db, []

    def make_full(*args: object, **options: object) -> str:
        name = make(*args, **options)
        made.append(migrated.fill(name, kept))
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.creation, "_create_test_db", make_full)
        yield None
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def django_db_setup(
    _begins_as_kept: Path | None, django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    from django.db import connection

    if _begins_as_kept:
        with django_db_blocker.unblock():
            migrated.keep(connection, _begins_as_kept)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
