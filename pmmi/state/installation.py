"""What is missing or unsafe in this installation, in sentences that say what to do.

Read by ``manage.py check_installation``, the readiness and the metrics endpoints.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accounts.audit_protection import is_protected, role_may_change
from foundation import outbox
from foundation.dates import moment_words
from foundation.heartbeats import BACKUP, MAIL_WORKER, SCHEDULER, UNDECLARED_PROXY, WORKER, heartbeats
from foundation.memo import memo
from pmmi.backup import BackupRefused
from pmmi.backup.keys import backup_key
from pmmi.running.mode import DEMO_DOMAIN, LOOPBACK, Mode, unsafe_settings
from pmmi.running.safe_start import database_of_another_mode
from reporting.models import Run
from reporting.workflow import RunState

SILENT_AFTER = timedelta(minutes=2)
QUEUE_AFTER = timedelta(minutes=5)
MAIL_AFTER = timedelta(minutes=15)
FAILURES_SHOWN = timedelta(days=7)
BACKUP_AFTER = timedelta(hours=26)
FREE_SHARE, FREE_BYTES = 0.05, 1 << 30


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"  # works, and should be seen to
    PROBLEM = "problem"  # unsafe, or something does not work


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer. ``about`` is its short name; ``text`` one or two sentences."""

    about: str
    state: State
    text: str


@dataclass(frozen=True, slots=True)
class _Look:
    """What the checks go by: the time, and when each process was last alive."""

    at: datetime
    alive: Mapping[str, datetime]


def _ok(about: str, text: str) -> Finding:
    return Finding(about, State.OK, text)


def _warning(about: str, text: str) -> Finding:
    return Finding(about, State.WARNING, text)


def _problem(about: str, text: str) -> Finding:
    return Finding(about, State.PROBLEM, text)


def findings(*, at: datetime) -> list[Finding]:
    """Every check, in the order of the guide. Where the database does not answer, those that need it are left out."""
    found = [_secret(), _hosts(), _https(), _mail(), _disk()]
    try:
        unmigrated = _migrations()
        found.append(unmigrated)
        if unmigrated.state is State.OK:
            look = _Look(at, heartbeats())
            found += [check(look) for check in _IN_DATABASE]
    except DatabaseError as error:
        found.append(_problem("database", f"The database does not answer ({' '.join(str(error).split())}): start it."))
    return found


def is_ready() -> bool:
    """True when pages can be served: the database answers and is migrated."""
    try:
        return _migrations().state is State.OK
    except DatabaseError:
        return False


def _secret() -> Finding:
    unsafe = unsafe_settings(
        settings.PMMI_MODE,
        key=settings.SECRET_KEY,
        audit_key=settings.PMMI_AUDIT_KEY,
        debug=settings.DEBUG,
        hosts=settings.ALLOWED_HOSTS,
    )
    if settings.PMMI_MODE is Mode.DEMO:
        return _warning("secret", "This is the demo: its key and password are published. A council sets PMMI_MODE.")
    return _problem("secret", " ".join(unsafe)) if unsafe else _ok("secret", "The key is the council’s own.")


def _hosts() -> Finding:
    if settings.PMMI_MODE is Mode.SERVED and not set(settings.ALLOWED_HOSTS) - set(LOOPBACK):
        return _warning("hosts", "PMMI_ALLOWED_HOSTS names this machine only: add the name that people open.")
    return _ok("hosts", f"Answers as {', '.join(settings.ALLOWED_HOSTS)}.")


def _https() -> Finding:
    if settings.PMMI_MODE is not Mode.SERVED:
        return _ok("https", f"The {settings.PMMI_MODE} mode is for this machine only and needs no HTTPS.")
    if not settings.SECURE_SSL_REDIRECT:
        return _warning("https", "PMMI_SSL_REDIRECT=0: the proxy in front must redirect HTTP to HTTPS itself.")
    if not settings.PMMI_SITE_URL.startswith("https://"):
        return _problem("https", "PMMI_SITE_URL does not begin with https://: links in e-mails would be refused.")
    return _ok("https", "HTTP is redirected to HTTPS.")


def _mail() -> Finding:
    if settings.PMMI_MODE is Mode.SERVED and "smtp" not in settings.PMMI_EMAIL_BACKEND:
        return _problem("mail", "E-mail goes to files and reaches nobody: set PMMI_EMAIL_BACKEND and PMMI_EMAIL_HOST.")
    if settings.PMMI_MODE is Mode.SERVED and settings.DEFAULT_FROM_EMAIL.endswith(DEMO_DOMAIN):
        return _warning("mail", "E-mail comes from the demo’s address, which many servers refuse: set PMMI_EMAIL_FROM.")
    if not outbox.reaches_people():
        return _ok("mail", f"E-mail is written to files in {settings.EMAIL_FILE_PATH}.")
    return _ok("mail", f"E-mail leaves through {settings.EMAIL_HOST}.")


def _disk() -> Finding:
    disk = shutil.disk_usage(settings.VAR_DIR)
    text = f"{disk.free / (1 << 30):.1f} GB of {disk.total / (1 << 30):.0f} GB are free for {settings.VAR_DIR}."
    if disk.free < FREE_BYTES or disk.free < disk.total * FREE_SHARE:
        return _problem("disk", f"{text} Make room: saving fails once it is full.")
    return _ok("disk", text)


@memo(1, why="reading all migrations takes longer than all the checks, and balancers ask every few seconds")
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


def _migrations() -> Finding:
    if _known_migrations().issubset(MigrationRecorder(connection).applied_migrations()):
        return _ok("migrations", "The database is up to date.")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return _problem("migrations", f"{len(waiting)} migrations have not run: manage.py migrate.")
    return _ok("migrations", "The database is up to date.")


def _people(_look: _Look) -> Finding:
    problem = database_of_another_mode()
    if settings.PMMI_MODE is Mode.DEMO and not problem:
        return _ok("people", "Everybody of the demo signs in with its published password.")
    return _problem("people", problem) if problem else _ok("people", "Nobody has a published password.")


def _alive(about: str, start: str) -> Callable[[_Look], Finding]:
    def check(look: _Look) -> Finding:
        last = look.alive.get(about)
        if last is None or look.at - last > SILENT_AFTER:
            since = f"was last seen at {moment_words(last)}" if last else "was never seen"
            return _problem(about, f"The {about} {since}: {start}.")
        return _ok(about, f"The {about} runs.")

    return check


def _queue(look: _Look) -> Finding:
    oldest = Run.objects.filter(state=RunState.QUEUED).order_by("requested_at").first()
    if oldest and look.at - oldest.requested_at > QUEUE_AFTER:
        minutes = int((look.at - oldest.requested_at).total_seconds() // 60)
        return _problem("queue", f"A build has waited for {minutes} minutes: see whether a worker runs.")
    return _ok("queue", "No build waits long.")


def _builds(look: _Look) -> Finding:
    failed = Run.objects.filter(state=RunState.FAILED, finished_at__gt=look.at - FAILURES_SHOWN).count()
    if failed:
        return _warning("builds", f"Builds that failed in the last week: {failed}. Reports → builds says why.")
    return _ok("builds", "No build failed in the last week.")


def _unsent_mail(look: _Look) -> Finding:
    waits = outbox.waiting()
    oldest = waits.order_by("created_at", "pk").first()
    if oldest and look.at - oldest.created_at > MAIL_AFTER:
        said = f"E-mails not sent yet: {waits.count()}, the oldest of {moment_words(oldest.created_at)}."
        return _problem("unsent mail", f"{said} {oldest.last_error or 'See whether the mail worker runs.'}")
    if count := outbox.given_up().filter(created_at__gt=look.at - outbox.GIVEN_UP_AFTER - FAILURES_SHOWN).count():
        return _warning("unsent mail", f"E-mails given up in the last week: {count}. The worker’s log says why.")
    return _ok("unsent mail", "No e-mail waits long.")


def _backup(look: _Look) -> Finding:
    last = look.alive.get(BACKUP)
    if settings.PMMI_MODE is Mode.DEMO:
        return _ok("backup", "The demo needs no backup.")
    if settings.PMMI_BACKUP_DIR:
        try:
            backup_key()
        except BackupRefused as refusal:
            return _problem("backup", str(refusal))
    if last is None:
        return _problem("backup", "No backup was ever made: set PMMI_BACKUP_DIR and its key, or manage.py backup FILE.")
    age = look.at - last
    if age > BACKUP_AFTER:
        return _problem("backup", f"The last backup is {age.days} days and more old: see to the daily job.")
    return _ok("backup", "The last backup is younger than a day.")


def _trail(_look: _Look) -> Finding:
    if not is_protected():
        return _problem("trail", "The database lets the audit trail be changed: manage.py migrate, as its owner.")
    if settings.PMMI_MODE is Mode.SERVED and role_may_change():
        return _warning(
            "trail",
            "The role in DATABASE_URL owns the audit trail and could change it: manage.py grant_application_role.",
        )
    if settings.PMMI_MODE is Mode.SERVED and not settings.PMMI_AUDIT_HEAD_TO:
        return _warning("trail", "Nobody is sent the daily head of the audit trail: set PMMI_AUDIT_HEAD_TO.")
    return _ok("trail", "The audit trail can be added to only.")


def _proxy(look: _Look) -> Finding:
    last = look.alive.get(UNDECLARED_PROXY)
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT and last and look.at - last < FAILURES_SHOWN:
        return _warning(
            "proxy",
            "Requests arrive with X-Forwarded-For and no proxy is declared: everybody shares one address and its limit "
            "of tries. Set PMMI_PROXY_COUNT to the number of proxies in front.",
        )
    return _ok("proxy", f"Proxies in front: {settings.ALLAUTH_TRUSTED_PROXY_COUNT}.")


_IN_DATABASE: tuple[Callable[[_Look], Finding], ...] = (
    _people,
    _alive(WORKER, "start celery --app pmmi worker --queues builds (serve does)"),
    _alive(MAIL_WORKER, "start celery --app pmmi worker --queues mail (serve does)"),
    _alive(SCHEDULER, "start celery --app pmmi beat (serve does)"),
    _queue,
    _builds,
    _unsent_mail,
    _backup,
    _proxy,
    _trail,
)
