"""Nothing published may serve a council: the modes, their keys, and who may start on which database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command

from accounts.models import User
from pmmi.running.mode import (
    DEMO_DOMAIN,
    DEMO_KEY,
    DEMO_PASSWORD,
    Mode,
    UnsafeStart,
    audit_key,
    mode_of,
    secret_key,
    unsafe_settings,
)
from pmmi.running.safe_start import refuse_unsafe_start

ROOT = Path(__file__).parents[2]
GOOD_KEY, AUDIT_KEY = "Zq7" * 20, "aU9" * 20


def test_there_is_no_default_mode():
    with pytest.raises(UnsafeStart, match="Set PMMI_MODE: “demo”"):
        mode_of({})
    with pytest.raises(UnsafeStart, match="It is “live”"):
        mode_of({"PMMI_MODE": "live"})


@pytest.mark.parametrize(
    ("environment", "mode"),
    [
        ({"PMMI_MODE": "local"}, Mode.LOCAL),
        ({"PMMI_DEMO": "1"}, Mode.DEMO),
        ({"PMMI_DEMO": "0"}, Mode.SERVED),
        ({"PMMI_MODE": "served", "PMMI_DEMO": "1"}, Mode.SERVED),
    ],
)
def test_the_mode_is_what_was_said(environment: dict[str, str], mode: Mode):
    assert mode_of(environment) is mode


def test_local_makes_one_key_of_its_own_and_keeps_it_to_itself(tmp_path: Path):
    key = secret_key(Mode.LOCAL, {}, tmp_path / "var")
    assert len(key) >= 50
    assert secret_key(Mode.LOCAL, {}, tmp_path / "var") == key
    assert [(path.name, path.stat().st_mode & 0o777) for path in (tmp_path / "var").iterdir()] == [
        ("secret-key", 0o600)
    ]
    assert secret_key(Mode.LOCAL, {}, tmp_path / "other") != key
    assert secret_key(Mode.SERVED, {}, tmp_path) == ""


@pytest.mark.parametrize(
    ("changed", "variable"),
    [
        ({"key": ""}, "PMMI_SECRET_KEY is not set"),
        ({"key": DEMO_KEY}, "PMMI_SECRET_KEY is a published one"),
        ({"key": "short"}, "PMMI_SECRET_KEY is a published one or too short"),
        ({"audit_key": ""}, "PMMI_AUDIT_KEY is not set"),
        ({"audit_key": "short"}, "PMMI_AUDIT_KEY is known or too short"),
        ({"audit_key": GOOD_KEY}, "PMMI_AUDIT_KEY is known or too short"),
        ({"audit_key": DEMO_KEY}, "PMMI_AUDIT_KEY is known or too short"),
        ({"debug": True}, "PMMI_DEBUG"),
        ({"hosts": ["*"]}, "PMMI_ALLOWED_HOSTS has a wild card"),
        ({"hosts": [".gov.uk"]}, "PMMI_ALLOWED_HOSTS has a wild card"),
    ],
)
def test_what_is_unsafe_is_named(changed: dict[str, object], variable: str):
    sound = {"key": GOOD_KEY, "audit_key": AUDIT_KEY, "debug": False, "hosts": ["localhost"]}
    assert unsafe_settings(Mode.SERVED, **sound) == []
    (problem,) = unsafe_settings(Mode.SERVED, **{**sound, **changed})
    assert problem.startswith(variable)


def test_local_is_for_loopback_only():
    asked = {"key": GOOD_KEY, "audit_key": AUDIT_KEY, "debug": False, "hosts": ["performance.example.gov.uk"]}
    (problem,) = unsafe_settings(Mode.LOCAL, **asked)
    assert "PMMI_MODE=served" in problem
    assert unsafe_settings(Mode.SERVED, **asked) == []


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.DEMO])
def test_the_trail_has_a_key_of_its_own_that_served_must_be_given(tmp_path: Path, mode: Mode):
    key = audit_key(mode, {}, tmp_path)
    assert (audit_key(mode, {}, tmp_path), key == secret_key(Mode.LOCAL, {}, tmp_path)) == (key, False)
    assert (tmp_path / "audit-key").stat().st_mode & 0o777 == 0o600
    assert audit_key(mode, {"PMMI_AUDIT_KEY": AUDIT_KEY}, tmp_path) == AUDIT_KEY
    assert audit_key(Mode.SERVED, {}, tmp_path) == ""


def run(*line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PMMI_", "DATABASE", "REDIS"))
    }
    environment |= {"DJANGO_SETTINGS_MODULE": "pmmi.settings", **variables}
    return subprocess.run(
        [sys.executable, *line], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_with_nothing_set_it_refuses_to_run(tmp_path: Path):
    ended = run("manage.py", "serve", PMMI_VAR_DIR=str(tmp_path))
    assert ended.returncode != 0
    assert "Set PMMI_MODE" in ended.stderr


@pytest.fixture
def demo_person() -> User:
    return make_demo_person()


@pytest.mark.django_db
class TestDatabaseOfAnotherMode:
    def test_the_demos_people_do_not_sign_in_elsewhere(self, settings, demo_person: User):
        settings.PMMI_MODE = Mode.SERVED
        with pytest.raises(UnsafeStart, match=r"^1 people in this database can sign in with the published password"):
            refuse_unsafe_start()
        demo_person.set_password("another-golden-thread")
        demo_person.save()
        refuse_unsafe_start()

    def test_the_demo_does_not_open_a_council_of_your_own(self, settings):
        settings.PMMI_MODE = Mode.DEMO
        refuse_unsafe_start()
        User.objects.create_user(email="ann.lee@example.gov.uk", name="Ann Lee")
        with pytest.raises(UnsafeStart, match="holds a council of your own"):
            refuse_unsafe_start()
        with pytest.raises(CommandError, match="holds a council of your own"):
            call_command("demo", load_only=True)

    def test_the_demo_is_not_loaded_in_another_mode(self, settings):
        settings.PMMI_MODE = Mode.SERVED
        with pytest.raises(CommandError, match="with PMMI_MODE=demo only"):
            call_command("demo", load_only=True)
        assert not User.objects.exists()

    def test_its_own_people_may_be_there(self, settings, demo_person: User):
        settings.PMMI_MODE = Mode.DEMO
        User.objects.create_user(email="ann.lee@example.gov.uk", name="Ann Lee")
        refuse_unsafe_start()


@pytest.mark.sweep
@pytest.mark.parametrize(
    "process",
    [
        ("-m", "gunicorn", "--config", "python:pmmi.running.web_server", "--check-config"),
        ("-m", "celery", "--app", "pmmi", "worker"),
    ],
)
def test_web_and_worker_refuse_too(tmp_path: Path, process: tuple[str, ...]):
    demo = {"PMMI_MODE": "demo", "PMMI_VAR_DIR": str(tmp_path)}
    assert run("manage.py", "migrate", **demo).returncode == 0
    made = "from tests.pmmi.test_mode import make_demo_person; make_demo_person()"
    assert run("manage.py", "shell", "--command", made, **demo).returncode == 0
    keys = {"PMMI_SECRET_KEY": GOOD_KEY, "PMMI_AUDIT_KEY": AUDIT_KEY}
    ended = run(*process, PMMI_MODE="served", PMMI_VAR_DIR=str(tmp_path), **keys)
    assert ended.returncode != 0
    assert "published password of the demo" in ended.stdout + ended.stderr


def make_demo_person() -> User:
    email = f"administrator@{DEMO_DOMAIN}"
    return User.objects.create(email=email, name="Alex Morgan", password=make_password(DEMO_PASSWORD))
