"""A mail server that accepts and never answers, under a whole installation: web, workers and scheduler as ``serve``
starts them, on SQLite. Prints what was measured; exit status 1 where something was held or a message left twice.
"""

import email
import http.client
import os
import secrets
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil

from tests.drills.council import PEOPLE, email_of
from tests.mail_server import MailServer, mail_server

HOST, PORT = "127.0.0.1", int(os.environ.get("PMMI_DRILL_PORT", "8393"))
TIMEOUT = 5  # PMMI_EMAIL_TIMEOUT
ASKED_AT_ONCE = 24  # so many anonymous requests stopped the whole site
PAGES = ("/", "/about/", "/plans/")
PATIENCE = 75  # seconds
WAITING = "next_try_at IS NOT NULL"
FORGOTTEN = "/account/password/forgotten/"
Timed = tuple[list[float], list[float]]  # requests for a password, and pages
SLOWER = 2.0  # at most: a median with mail down, in medians with mail up


@dataclass
class Drill:
    """The installation, who is signed in, and what was found wrong."""

    environment: dict[str, str]
    cookie: str = ""
    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    def council(self, what: str) -> str:
        """What ``tests.drills.council`` prints, run beside the installation in its database."""
        line = [sys.executable, "-m", "tests.drills.council", what]
        return subprocess.run(line, env=self.environment, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def count(self, table: str, where: str = "1") -> int:
        """Rows of a table in the installation's database."""
        with closing(sqlite3.connect(Path(self.environment["PMMI_VAR_DIR"]) / "pmmi.sqlite3", timeout=20)) as database:
            return int(database.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])

    def check(self, holds: bool, words: str) -> None:
        if not holds:
            self.wrong.append(words)


@contextmanager
def installation(drill: Drill) -> Iterator[int]:
    """``manage.py serve``, stopped whole at the end; the number of its process."""
    serve = [sys.executable, "manage.py", "serve", "--bind", f"{HOST}:{PORT}"]
    log = Path(drill.environment["PMMI_VAR_DIR"]) / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(serve, env=drill.environment, stdout=output, stderr=output)
    try:
        until(lambda: process.poll() is None and answers("/health/ready/"), "the installation answers")
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def answers(path: str) -> bool:
    try:
        return timed(path)[0] == 200
    except OSError:
        return False


def until(true: Callable[[], bool], what: str) -> float:
    """Wait; how many seconds it took."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError(f"{what}: not within {PATIENCE} seconds")
        time.sleep(0.2)
    return time.monotonic() - began


def timed(path: str, data: dict[str, str] | None = None, **headers: str) -> tuple[int, float, str]:
    """Status, seconds and headers of one request on a connection of its own."""
    connection = http.client.HTTPConnection(HOST, PORT, timeout=60)
    began = time.perf_counter()
    body = urlencode(data) if data else None
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if data else {}
    connection.request("POST" if data else "GET", path, body, {**kind, **headers})
    answer = connection.getresponse()
    answer.read()
    seconds = time.perf_counter() - began
    connection.close()
    return answer.status, seconds, str(answer.headers)


def forget(drill: Drill, address: str) -> float:
    """Ask for a new password, as a stranger from a place of their own; seconds."""
    token = secrets.token_hex(16)
    drill.asked += 1
    place = f"10.{drill.asked // 65536}.{drill.asked // 256 % 256}.{drill.asked % 256}"
    status, seconds, _ = timed(
        FORGOTTEN,
        {"email": address, "csrfmiddlewaretoken": token},
        Cookie=f"csrftoken={token}",
        **{"X-Forwarded-For": place},
    )
    drill.check(status == 302, f"a request for a password was answered {status}")
    return seconds


def at_once(drill: Drill, people: list[int]) -> list[float]:
    """Requests for a new password, all at the same time, every other one for an address that nobody has."""
    addresses = [email_of(number) if number % 2 else f"stranger{number}@nowhere.example" for number in people]
    with ThreadPoolExecutor(len(addresses)) as threads:
        return list(threads.map(lambda each: forget(drill, each), addresses))


def in_turn(drill: Drill, people: list[int]) -> tuple[list[float], list[float]]:
    """The same one after the other: the seconds of known addresses, and of unknown ones."""
    known = [(forget(drill, email_of(number)), forget(drill, f"unknown{number}@nowhere.example")) for number in people]
    return [each for each, _ in known], [each for _, each in known]


def pages(drill: Drill) -> list[float]:
    seconds = []
    for path in PAGES * 10:
        status, took, _ = timed(path, Cookie=drill.cookie)
        drill.check(status == 200, f"{path} was answered {status}")
        seconds.append(took)
    return seconds


def ms(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"median {statistics.median(ordered) * 1000:.0f} ms, slowest {ordered[-1] * 1000:.0f} ms"


def memory_of(serve: int) -> dict[str, int]:
    """Own memory (PSS) of each process of the installation with its children, in MB."""
    found = {}
    for process in psutil.Process(serve).children():
        line = " ".join(process.cmdline())
        name = "web" if "gunicorn" in line else "mail worker" if "--queues mail" in line else "worker with scheduler"
        family = [process, *process.children(recursive=True)]
        found[name] = sum(each.memory_full_info().pss for each in family) // (1 << 20)
    return found


def with_mail_up(drill: Drill) -> Timed:
    pages(drill)  # what is loaded once is loaded
    at_once(drill, list(range(8)))
    asked = at_once(drill, list(range(8, 8 + ASKED_AT_ONCE)))
    opened = pages(drill)
    print(f"mail up     {ASKED_AT_ONCE} requests for a password at once: {ms(asked)}; pages: {ms(opened)}")
    return asked, opened


def with_mail_hung(drill: Drill, server: MailServer) -> Timed:
    server.fall_silent()
    drill.council("write")
    until(lambda: server.held > 0, "the mail worker is held")
    asked = at_once(drill, list(range(32, 32 + ASKED_AT_ONCE)))
    opened = pages(drill)
    known, unknown = in_turn(drill, list(range(56, PEOPLE)))
    drill.council("build")
    until(lambda: drill.count("reporting_run", "state = 'done'") == 1, "the build is done")
    print(f"mail hung   {ASKED_AT_ONCE} requests for a password at once: {ms(asked)}; pages: {ms(opened)}")
    print(f"            known addresses: {ms(known)}; unknown ones: {ms(unknown)}")
    print(f"            a build of {drill.count('reporting_report')} reports ran; {server.held} connections were held")
    return asked, opened


def all_arrived(drill: Drill, server: MailServer, again: Callable[[], object]) -> None:
    """Have mail up ``again``, and see that each message leaves once."""
    waiting = drill.count("foundation_outboxmessage", WAITING)
    began = time.monotonic()
    again()
    until(lambda: not drill.count("foundation_outboxmessage", WAITING), "all mail has left")
    took = time.monotonic() - began
    messages = [email.message_from_bytes(each) for each in server.messages]
    print(f"mail back   {waiting} messages waited, all had left after {took:.0f} s; {len(messages)} arrived in all")
    twice = [name for name, number in Counter(each["Message-ID"] for each in messages).items() if number > 1]
    drill.check(not twice, f"arrived more than once: {twice}")
    written = drill.count("foundation_outboxmessage", "sent_at IS NOT NULL")
    drill.check(len(messages) == written > 0, f"{written} were sent, {len(messages)} arrived")
    drill.check(waiting > 0, "nothing waited, so nothing was tried")
    drill.check(not any("nowhere" in each["To"] for each in messages), "mail to nobody arrived")


def not_slower(drill: Drill, before: Timed, meanwhile: Timed) -> None:
    """Both kinds of requests take at most ``SLOWER`` times what they took with mail up."""
    for what, up, down in zip(("requests for a password", "pages"), before, meanwhile, strict=True):
        ratio = statistics.median(down) / statistics.median(up)
        print(f"            {what}: {ratio:.2f} times what they take with mail up (at most {SLOWER:.0f})")
        drill.check(ratio <= SLOWER, f"{what} were slower")


def carried_out(steps: Callable[[Drill, MailServer, int], object]) -> int:
    """Carry out a drill's steps in an installation with a mail server of its own, whose process has this number. The
    exit status.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, mail_server() as server:
        drill = Drill(
            {name: value for name, value in os.environ.items() if not name.startswith(("PMMI_", "DATABASE", "REDIS"))}
            | {
                "DJANGO_SETTINGS_MODULE": "pmmi.settings", "PMMI_MODE": "local", "PMMI_VAR_DIR": folder,
                "PMMI_PROXY_COUNT": "1", "PMMI_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "PMMI_EMAIL_HOST": HOST, "PMMI_EMAIL_PORT": str(server.port), "PMMI_EMAIL_TIMEOUT": str(TIMEOUT),
            }
        )  # fmt: skip
        drill.cookie = drill.council("make")
        with installation(drill) as serve:
            steps(drill, server, serve)
    print(f"the drill took {time.monotonic() - began:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print("\n".join(f"WRONG: {words}" for words in drill.wrong) or "nothing was held, and nothing left twice")
    return 1 if drill.wrong else 0


def hang(drill: Drill, server: MailServer, serve: int) -> None:
    """The drill itself."""
    before = with_mail_up(drill)
    not_slower(drill, before, with_mail_hung(drill, server))
    all_arrived(drill, server, server.answer_again)
    print("memory      " + ", ".join(f"{name} {size} MB" for name, size in memory_of(serve).items()))


if __name__ == "__main__":
    sys.exit(carried_out(hang))
