"""Lines of the log: each is one line, tells where it belongs, and holds no key of a password link."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from threading import Event

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from foundation.leases import Keeper
from foundation.logs import JsonLines, TextLines, configuration, request_number, telling
from foundation.outbox import deliver, put
from foundation.waking import wake
from indicators import tasks as import_tasks
from reporting import tasks
from tests.conftest import NOW

KEY = "cwx2ab-9f86d081884c7d659a2feaa0c55ad015"
LINK = f"/account/password/new/1-{KEY}/"
logger = logging.getLogger(__name__)


@pytest.fixture(params=[TextLines, JsonLines])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is written while the test runs, in each of the forms."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def record(message: str, *args: object, error: Exception | None = None) -> logging.LogRecord:
    told = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("plans.views", logging.ERROR, __file__, 1, message, args, told)


def test_a_line_for_machines_is_one_object():
    with telling(job="run 7"):
        told = json.loads(
            JsonLines().format(record("It broke at %s.", "“Writing”\nERROR forged", error=ValueError("No")))
        )
    assert (told["level"], told["logger"], told["job"]) == ("ERROR", "plans.views", "run 7")
    assert told["message"] == "It broke at “Writing”\nERROR forged."
    assert told["traceback"] == "ValueError: No"
    assert told["time"].startswith(NOW.isoformat()[:15])
    assert told["time"].endswith("+00:00")
    assert set(json.loads(JsonLines().format(record("Calm")))) == {"time", "level", "logger", "message"}


@pytest.mark.parametrize(
    "attack", ["a\nERROR forged", "a\r\nforged", "a\u2028forged", "a\x1b[2Jforged", "a\u202eforged"]
)
def test_nothing_forges_a_line(attack):
    for form in (TextLines(), JsonLines()):
        first, *below = form.format(record("Not found: %s", attack, error=ValueError(attack))).split("\n")
        assert "forged" in first
        assert all(line.startswith("    ") for line in below)
        assert not {"\r", "\u2028", "\x1b", "\u202e"} & set("".join([first, *below]))


def test_a_line_for_people_tells_its_request():
    with telling(request="3f9a1c02be"):
        line = TextLines().format(record("Not found"))
    assert line.endswith(" ERROR plans.views [request 3f9a1c02be] Not found")
    assert request_number() == ""


@pytest.mark.parametrize("address", [LINK, f"/account/sign-in/?next={LINK.replace('/', '%2F')}", f'"{LINK}"'])
def test_no_line_holds_the_key_of_a_password_link(address):
    for form in (TextLines(), JsonLines()):
        line = form.format(record("Error at %s", address, error=ValueError(address)))
        assert KEY not in line
        assert line.count("(key)") == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [({"PMMI_LOG_FORMAT": "xml"}, "“text” or “json”"), ({"PMMI_LOG_LEVEL": "loud"}, "one of DEBUG, INFO, WARNING")],
)
def test_a_setting_that_there_is_none_of_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        configuration(given)


def test_the_settings_are_those_of_the_environment(monkeypatch):
    assert settings.LOGGING["formatters"]["lines"]["()"] is TextLines
    asked = configuration({"PMMI_LOG_FORMAT": "json", "PMMI_LOG_LEVEL": "info"})
    assert (asked["formatters"]["lines"]["()"], asked["root"]["level"]) == (JsonLines, "INFO")


class TestRequests:
    """Without a database: what tells of an error must not need one."""

    @pytest.fixture(autouse=True)
    def _broken(self, monkeypatch):
        def fails(*_: object, **__: object):
            raise RuntimeError("The page is broken.")

        monkeypatch.setattr("pmmi.pages.render", fails)
        monkeypatch.setattr("allauth.account.views.PasswordResetFromKeyView.dispatch", fails)

    def get(self, address: str, **headers: str):
        return Client(raise_request_exception=False, headers=headers).get(address)

    def test_the_page_of_an_error_shows_the_number_that_stands_in_the_log(self, lines):
        answer = self.get(reverse("about"))
        number = answer["X-Request-ID"]
        assert answer.status_code == 500
        assert f"Give them this number: <strong>{number}</strong>" in answer.content.decode()
        (line,) = [line for line in lines.getvalue().split("\n") if "Internal Server Error" in line]
        assert number in line
        assert "The page is broken." in lines.getvalue()
        assert self.get(reverse("about"))["X-Request-ID"] != number

    @pytest.mark.django_db  # the page says what the council is called
    def test_so_does_the_line_of_a_page_that_is_not_there(self, lines):
        number = self.get("/nowhere/").headers["X-Request-ID"]
        (line,) = [line for line in lines.getvalue().split("\n") if "Not Found: /nowhere/" in line]
        assert number in line

    def test_an_error_on_the_page_of_a_password_link_tells_no_key(self, lines):
        assert self.get(LINK).status_code == 500
        assert "Internal Server Error: /account/password/new/(key)/" in lines.getvalue()
        assert KEY not in lines.getvalue()

    @pytest.mark.parametrize(
        ("proxies", "given", "is_taken"),
        [
            (1, "0f8fad5b-d9cb-469f-a165-70867728950e", True),
            (0, "0f8fad5b-d9cb-469f-a165-70867728950e", False),
            (1, "short", False),
            (1, "x" * 65, False),
            (1, "abcdefgh\tERROR", False),
            (1, "<b>abcdefgh</b>", False),
        ],
    )
    def test_a_proxy_that_is_known_may_give_the_number(self, settings, proxies, given, is_taken):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        answer = self.get("/brand.css", **{"X-Request-ID": given})
        assert (answer["X-Request-ID"] == given) is is_taken
        assert len(answer["X-Request-ID"]) >= 8


class TestJobs:
    def test_a_build_and_an_import_tell_which_they_are(self, lines, monkeypatch):
        told = lambda **_: logger.error("Something is wrong.")  # noqa: E731
        monkeypatch.setattr("reporting.builds.perform_run", told)
        monkeypatch.setattr(import_tasks, "perform_import", told)
        tasks.build_run(7)
        import_tasks.apply_import(3)
        first, second, _ = lines.getvalue().split("\n")
        assert "run 7" in first
        assert "import 3" in second

    @pytest.mark.django_db
    def test_mail_that_cannot_leave_tells_which_message_it_is(self, lines, settings):
        settings.PMMI_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        row = put(EmailMessage("A subject", "Words", to=["somebody@exampleshire.example"]), at=NOW)
        assert deliver(clock=lambda: NOW) == 0
        assert f"message {row.pk}" in lines.getvalue()

    def test_what_runs_aside_tells_of_the_same_job(self, lines):
        def gone() -> None:
            raise OSError("The broker is gone.")

        def renew() -> None:
            logger.error("Renewed.")
            renewed.set()

        renewed = Event()
        with telling(job="run 7"):
            wake(gone, about="it").join()
            with Keeper("it", renew, every=0.01, hangs=renewed.is_set):
                assert renewed.wait(timeout=30)
        assert all("run 7" in line for line in lines.getvalue().strip().split("\n"))


@pytest.mark.parametrize(
    ("process", "name"),
    [
        ("from pmmi.running.web_server import on_starting; on_starting(None)", "gunicorn.error"),
        ("from pmmi.celery import app; app.log.setup(loglevel='ERROR')", "celery.worker"),
    ],
    ids=["web", "worker"],
)
def test_every_process_writes_the_same_lines(tmp_path, process, name):
    environ = {**os.environ, "PMMI_MODE": "demo", "PMMI_VAR_DIR": str(tmp_path), "PMMI_LOG_FORMAT": "json"}
    code = f"{process}; import logging; logging.getLogger('{name}').warning('It stopped.')"
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    told = json.loads(done.stderr.strip().split("\n")[-1])
    assert (told["logger"], told["level"], told["message"]) == (name, "WARNING", "It stopped.")
