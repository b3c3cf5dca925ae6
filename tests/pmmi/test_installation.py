"""What check_installation, the endpoints and the page say of an installation."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from foundation.heartbeats import BACKUP, MAIL_WORKER, SCHEDULER, UNDECLARED_PROXY, WORKER, beat, heartbeats
from foundation.models import OutboxMessage
from pmmi.running.mode import Mode
from pmmi.state import installation
from pmmi.state.installation import State, findings
from pmmi.tasks import deliver_mail
from reporting.models import Run
from reporting.tasks import recover_runs
from tests.conftest import NOW
from tests.factories import CycleFactory
from tests.trail import take_protection_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sound installation, as the guide says."""
    # On PostgreSQL the tests' own role has made the tables.
    monkeypatch.setattr(installation, "role_may_change", lambda: False)
    settings.PMMI_MODE = Mode.SERVED
    settings.SECRET_KEY = "Zq7" * 20
    settings.PMMI_AUDIT_KEY = "aU9" * 20
    settings.PMMI_AUDIT_HEAD_TO = ["audit@example.gov.uk"]
    settings.ALLOWED_HOSTS = ["performance.example.gov.uk"]
    settings.SECURE_SSL_REDIRECT = True
    settings.PMMI_SITE_URL = "https://performance.example.gov.uk"
    settings.PMMI_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "performance@example.gov.uk"
    for name in (WORKER, MAIL_WORKER, SCHEDULER, BACKUP):
        beat(name, at=NOW)


def found(about: str) -> tuple[State, str]:
    (finding,) = [each for each in findings(at=NOW + timedelta(seconds=30)) if each.about == about]
    return finding.state, finding.text


def check(*options: str) -> tuple[int, str]:
    printed = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_installation", *options, stdout=printed)
    return ended.value.code, printed.getvalue()


@pytest.mark.usefixtures("served")
def test_a_sound_installation_is_called_sound(monkeypatch: pytest.MonkeyPatch):
    code, words = check()
    assert (code, words.splitlines()[-1]) == (0, "This installation is sound."), words
    code, words = check("--json")
    told = json.loads(words)
    assert (code, told["state"]) == (0, "ok")
    assert {
        "secret",
        "hosts",
        "https",
        "mail",
        "unsent mail",
        "worker",
        "mail worker",
        "scheduler",
        "queue",
        "builds",
        "disk",
        "backup",
        "migrations",
        "trail",
    } <= {each["about"] for each in told["findings"]}


def written(at: datetime, **fields: object) -> None:
    """A message in the outbox since that moment."""
    row = {"message_id": "<1@x>", "to": ["ann@example.gov.uk"], "subject": "x", "next_try_at": at}
    OutboxMessage.objects.create(created_at=at, **{**row, **fields})


CHANGES: dict[str, tuple[str, State, Callable[[object], None], str]] = {
    "a short key": ("secret", State.PROBLEM, lambda s: setattr(s, "SECRET_KEY", "short"), "PMMI_SECRET_KEY"),
    "no key of the trail": ("secret", State.PROBLEM, lambda s: setattr(s, "PMMI_AUDIT_KEY", ""), "PMMI_AUDIT_KEY"),
    "nobody gets the trail's head": (
        "trail", State.WARNING, lambda s: setattr(s, "PMMI_AUDIT_HEAD_TO", []), "PMMI_AUDIT_HEAD_TO",
    ),
    "a trail without protection": ("trail", State.PROBLEM, lambda _: take_protection_away(), "manage.py migrate"),
    "debug pages": ("secret", State.PROBLEM, lambda s: setattr(s, "DEBUG", True), "PMMI_DEBUG"),
    "this machine only": (
        "hosts", State.WARNING, lambda s: setattr(s, "ALLOWED_HOSTS", ["localhost"]), "PMMI_ALLOWED_HOSTS",
    ),
    "no redirect": ("https", State.WARNING, lambda s: setattr(s, "SECURE_SSL_REDIRECT", False), "PMMI_SSL_REDIRECT"),
    "plain links": ("https", State.PROBLEM, lambda s: setattr(s, "PMMI_SITE_URL", "http://x"), "PMMI_SITE_URL"),
    "mail to files": (
        "mail", State.PROBLEM,
        lambda s: setattr(s, "PMMI_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"),
        "PMMI_EMAIL_BACKEND",
    ),
    "mail from the demo": (
        "mail", State.WARNING, lambda s: setattr(s, "DEFAULT_FROM_EMAIL", "performance@exampleshire.example"),
        "PMMI_EMAIL_FROM",
    ),
    "mail that waits for a worker": (
        "unsent mail", State.PROBLEM, lambda _: written(NOW - timedelta(minutes=16)),
        "E-mails not sent yet: 1, the oldest of 14 October 2026, 10:14. See whether the mail worker runs.",
    ),
    "mail that cannot leave": (
        "unsent mail", State.PROBLEM, lambda _: written(NOW - timedelta(hours=1), last_error="It refused."),
        "It refused.",
    ),
    "mail given up": (
        "unsent mail", State.WARNING, lambda _: written(NOW - timedelta(days=6), next_try_at=None),
        "in the last week: 1",
    ),
    "a dead mail worker": (
        "mail worker", State.PROBLEM, lambda _: beat(MAIL_WORKER, at=NOW - timedelta(minutes=3)), "--queues mail",
    ),
    "a dead worker": ("worker", State.PROBLEM, lambda _: beat(WORKER, at=NOW - timedelta(minutes=3)), "celery"),
    "no scheduler": ("scheduler", State.PROBLEM, lambda _: beat(SCHEDULER, at=NOW - timedelta(days=1)), "celery"),
    "an old backup": ("backup", State.PROBLEM, lambda _: beat(BACKUP, at=NOW - timedelta(days=3)), "3 days"),
    "a proxy nobody declared": ("proxy", State.WARNING, lambda _: beat(UNDECLARED_PROXY, at=NOW), "PMMI_PROXY_COUNT"),
    "a build that waits": (
        "queue", State.PROBLEM,
        lambda _: Run.objects.create(cycle=CycleFactory(), requested_at=NOW - timedelta(minutes=9), woken_at=NOW),
        "9 minutes",
    ),
    "a build that failed": (
        "builds", State.WARNING,
        lambda _: Run.objects.create(
            cycle=CycleFactory(), requested_at=NOW, woken_at=NOW, state="failed", reason="x", finished_at=NOW
        ),
        "in the last week: 1",
    ),
}  # fmt: skip


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_wrong_is_said(settings, change: str):
    about, state, make, words = CHANGES[change]
    assert found(about)[0] is State.OK
    make(settings)
    told, text = found(about)
    assert told is state
    assert words in text


@pytest.mark.usefixtures("served")
def test_a_database_that_does_not_answer_is_a_problem_and_not_ready(monkeypatch: pytest.MonkeyPatch):
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(installation, "_migrations", refuse)
    assert found("database") == (State.PROBLEM, "The database does not answer (connection refused): start it.")
    answer = Client().get("/health/ready/", headers={"host": "performance.example.gov.uk"}, secure=True)
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})


def test_prometheus_reads_it_with_its_token_and_nobody_without(settings):
    settings.PMMI_METRICS_TOKEN = "a-token-of-monitoring"
    assert Client().get("/health/metrics/").status_code == 302
    assert Client().get("/health/metrics/", headers={"Authorization": "Bearer other"}).status_code == 302
    answer = Client().get("/health/metrics/", headers={"Authorization": "Bearer a-token-of-monitoring"})
    assert 'pmmi_check{about="secret"} 1.0' in answer.text
    settings.PMMI_METRICS_TOKEN = ""
    assert Client().get("/health/metrics/", headers={"Authorization": "Bearer "}).status_code == 302


def test_the_worker_and_an_undeclared_proxy_are_noticed(settings):
    recover_runs()
    Client().get("/about/", headers={"X-Forwarded-For": "192.0.2.7"})
    deliver_mail()
    assert set(heartbeats()) == {WORKER, UNDECLARED_PROXY, MAIL_WORKER}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert found("proxy")[0] is State.OK


def test_signs_of_life_are_noted_twice_a_minute_at_most():
    for seconds, noted in ((0, 0), (29, 0), (31, 31), (60, 31), (62, 62)):
        beat(WORKER, at=NOW + timedelta(seconds=seconds))
        assert heartbeats()[WORKER] == NOW + timedelta(seconds=noted)
