"""``make drill-import``: a file of 50,000 rows is imported while 20 people save figures and sign in (PMMI_DRILL_ROWS,
PMMI_DRILL_PEOPLE).

On SQLite, then on PostgreSQL: the same people first without the import, then with it. Prints what they waited, and
fails where a save or a sign-in failed, or their p95 grew more than allowed (issue: 4 times on SQLite, 2 on PostgreSQL).
"""

import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.conftest import fresh_database

PORT = int(os.environ.get("PMMI_DRILL_PORT", "8931"))
BEFORE_SECONDS, PATIENCE, PAUSE = 40, 100, 1.5
APPLIED_WITHIN = 300
SIGN_IN_EACH = 8  # so many saves between two sign-ins of one person
TOKEN = "t" * 32
ALLOWED = {"SQLite": 4, "PostgreSQL": 2}


@dataclass
class Person:
    """Somebody with a browser: saves one figure after the other, and signs in again now and then."""

    email: str
    password: str
    address: str
    in_return: int = 0
    figures: list[int] = field(default_factory=list)
    session: str = ""
    versions: dict[int, int] = field(default_factory=dict)

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[http.client.HTTPResponse, bytes]:
        headers = {
            "Host": "localhost", "Cookie": f"csrftoken={TOKEN}; sessionid={self.session}", "X-CSRFToken": TOKEN,
            "X-Forwarded-For": self.address, "Content-Type": kind or "application/x-www-form-urlencoded",
        }  # fmt: skip
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)
        try:
            link.request(method, path, body or None, headers)
            answer = link.getresponse()
            return answer, answer.read()
        finally:
            link.close()

    def sign_in(self) -> bool:
        self.session = ""
        form = urlencode({"login": self.email, "password": self.password})
        answer, _ = self.send("POST", "/account/sign-in/", form.encode())
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("sessionid="):
                self.session = value.partition("=")[2].partition(";")[0]
        return answer.status == 302 and bool(self.session)

    def save(self) -> bool:
        pk = random.choice(self.figures)
        version = self.versions.get(pk, 1)
        value = f"{random.randint(0, 99_999)}"
        form = {"figure": pk, f"f{pk}-version": version, f"f{pk}-value": value}
        answer, body = self.send("POST", f"/indicators/returns/{self.in_return}/save/", urlencode(form).encode())
        if answer.status != 200:
            print(f"  a save was answered {answer.status}: {body[:200]!r}", file=sys.stderr)
            return False
        self.versions[pk] = int(json.loads(body)["version"])
        return True


class Crowd:
    """All of them at once, until they are stopped. ``waits`` has (kind, began, seconds, whether it went well)."""

    def __init__(self, people: list[Person]) -> None:
        self.waits: list[tuple[str, float, float, bool]] = []
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=[person, n]) for n, person in enumerate(people)]
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        self._stopped.set()
        for each in self._threads:
            each.join(PATIENCE)

    def _work(self, person: Person, number: int) -> None:
        time.sleep(number * PAUSE / len(self._threads))
        turn = number
        while not self._stopped.is_set():
            kind = "sign-in" if not person.session or turn % SIGN_IN_EACH == 0 else "save"
            began = time.monotonic()
            try:
                is_well = person.sign_in() if kind == "sign-in" else person.save()
            except OSError as error:
                print(f"  a {kind} got no answer: {error}", file=sys.stderr)
                is_well = False
            self.waits.append((kind, began, time.monotonic() - began, is_well))
            turn += 1
            self._stopped.wait(PAUSE)


class Council:
    """Web and worker on a database of their own, as ``serve`` runs them."""

    def __init__(self, name: str, folder: Path) -> None:
        url = f"sqlite:///{folder}/drill.sqlite3" if name == "SQLite" else fresh_database("pmmi_drill_import")
        self.environment = {
            **os.environ, "DATABASE_URL": url, "PMMI_VAR_DIR": str(folder), "REDIS_URL": "filesystem://",
            "DJANGO_SETTINGS_MODULE": "tests.drills.settings", "PMMI_MODE": "local",
        }  # fmt: skip
        self.file = folder / "history.csv"
        line = [sys.executable, "-m", "tests.drills.import_council", str(self.file)]
        made = subprocess.run(line, env=self.environment, check=True, stdout=subprocess.PIPE, text=True).stdout
        known = json.loads(made)
        self.people = [
            Person(**each, password=known["password"], address=f"10.0.0.{number}")
            for number, each in enumerate(known["people"], 1)
        ]
        self.manager = Person(known["manager"], known["password"], "10.0.1.1")
        self._processes: list[subprocess.Popen] = []

    def __enter__(self) -> "Council":
        python = [sys.executable, "-m"]
        web = ["gunicorn", "--config", "python:pmmi.running.web_server", "--bind", f"127.0.0.1:{PORT}"]
        worker = ["celery", "--app", "pmmi", "worker", "--beat", "--loglevel", "warning", "--concurrency", "1"]
        for line in (web, [*worker, "--without-gossip", "--without-mingle"]):
            self._processes.append(subprocess.Popen([*python, *line], env=self.environment, start_new_session=True))
        for _ in range(150):
            try:
                if self.manager.send("GET", "/health/live/")[0].status < 500:
                    return self
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("The web process did not start.")

    def __exit__(self, *_: object) -> None:
        for each in self._processes:
            os.killpg(each.pid, signal.SIGTERM)
        for each in self._processes:
            try:
                each.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(each.pid, signal.SIGKILL)

    def import_file(self) -> dict[str, float]:
        """Upload, wait for the preview, decide, and wait until it is applied; the seconds of each."""
        assert self.manager.sign_in()
        began = time.monotonic()
        boundary = uuid.uuid4().hex
        body = (
            (
                f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="history.csv"\r\n'
                "Content-Type: text/csv\r\n\r\n"
            ).encode()
            + self.file.read_bytes()
            + f"\r\n--{boundary}--\r\n".encode()
        )
        answer, text = self.manager.send(
            "POST", "/indicators/imports/new/", body, f"multipart/form-data; boundary={boundary}"
        )
        if answer.status != 302:
            said = b" ".join(re.findall(rb'govuk-error-message">(.*?)</p>', text, re.DOTALL))
            raise RuntimeError(f"The upload was answered {answer.status}: {said!r}")
        page = answer.headers["Location"]
        uploaded = time.monotonic()
        self._followed(page, "It is read.")
        read = time.monotonic()
        why = urlencode({"as_imported": "on", "why": "A drill."}).encode()
        answer, _ = self.manager.send("POST", f"{page}apply/", why)
        asked = time.monotonic()
        self._followed(page, "It is applied.")
        applied = time.monotonic()
        return {
            "upload": uploaded - began, "read": read - uploaded, "decision": asked - read, "applied": applied - asked,
        }  # fmt: skip

    def _followed(self, page: str, words: str) -> None:
        """Ask how it is getting on, as the page does, until it says these words."""
        asked = time.monotonic()
        while b"data-progress-ended" not in (text := self.manager.send("GET", f"{page}progress/")[1]):
            if time.monotonic() - asked > APPLIED_WITHIN:
                raise RuntimeError(f"“{words}” is not said after {APPLIED_WITHIN} seconds: {text!r}")
            time.sleep(0.3)
        if words.encode() not in text:
            raise RuntimeError(f"“{words}” is not said: {text!r}")


def drill(name: str) -> bool:
    with tempfile.TemporaryDirectory() as folder, Council(name, Path(folder)) as council:
        crowd = Crowd(council.people)
        time.sleep(4)  # everybody signs in for the first time
        quiet = time.monotonic()
        time.sleep(BEFORE_SECONDS)
        began = time.monotonic()
        try:
            seconds = council.import_file()
            ended = time.monotonic()
        finally:
            crowd.stop()
    print(f"{name}: " + ", ".join(f"{what} {number:.1f} s" for what, number in seconds.items()))
    is_well = True
    for kind in ("save", "sign-in"):
        without = [wait for each, at, wait, _ in crowd.waits if each == kind and quiet <= at < began]
        during = [wait for each, at, wait, _ in crowd.waits if each == kind and began <= at < ended]
        failed = sum(not well for each, at, _, well in crowd.waits if each == kind and at >= quiet)
        ratio = _p95(during) / _p95(without)
        is_well = is_well and not failed and ratio <= ALLOWED[name]
        print(f"  {kind}: without the import {_told(without)}; beside it {_told(during)}")
        print(f"    p95 {ratio:.1f} times as long, at most {ALLOWED[name]}; {failed} failed")
    return is_well


def _told(waits: list[float]) -> str:
    return f"{len(waits)}, p95 {_p95(waits) * 1000:.0f} ms, longest {max(waits) * 1000:.0f} ms"


def _p95(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=20)[18]


if __name__ == "__main__":
    chosen = sys.argv[1:] or list(ALLOWED)
    sys.exit(0 if all(list(map(drill, chosen))) else 1)
