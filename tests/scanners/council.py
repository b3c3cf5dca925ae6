"""The demo council on loopback for the scanners to attack, and its people signed in."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pmmi.demo import sign_ins
from pmmi.running.mode import DEMO_PASSWORD
from tests.drills.lockout import ROOT, sign_in, wait_until_up

STRANGER = "stranger"
# Their e-mail addresses; the administrator first, who meets most. PMMI_SCAN_PEOPLE=officer,stranger names fewer.
NAMED = os.environ.get("PMMI_SCAN_PEOPLE", "")
PEOPLE = tuple(
    person
    for person in (*(email for _, email, _ in sign_ins()), STRANGER)
    if not NAMED or person.partition("@")[0] in NAMED.split(",")
)


@contextmanager
def loaded_council() -> Iterator[Path]:
    """The folder with the demo council: the one that PMMI_SCAN_COUNCIL names, kept for the next scan, or a new one."""
    with tempfile.TemporaryDirectory() as folder:
        loaded = Path(os.environ.get("PMMI_SCAN_COUNCIL", folder))
        command = [sys.executable, "manage.py", "demo", "--load-only", "--reported-quarters", "1"]
        subprocess.run(command, cwd=ROOT, env=environment_of(loaded), check=True, stdout=subprocess.DEVNULL)
        yield loaded


@contextmanager
def council(loaded: Path) -> Iterator[int]:
    """The port of a web process on a copy of the loaded council: what one scan breaks, the next does not meet.

    Raises RuntimeError where the product failed on something that it was sent.
    """
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        copy = Path(folder) / "council"
        shutil.copytree(loaded, copy)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        line = ["-m", "gunicorn", "--config", "python:pmmi.running.web_server", "--bind", f"127.0.0.1:{port}"]
        log = Path(folder) / "web.log"
        with log.open("wb") as file:
            web = subprocess.Popen(
                [sys.executable, *line], cwd=ROOT, env=environment_of(copy), stdout=file, stderr=file
            )
        try:
            wait_until_up(port, web)
            yield port
        finally:
            web.terminate()
            web.wait(40)
        if "Internal Server Error" in (said := log.read_text()):
            raise RuntimeError(f"The product failed on something that it was sent:\n{said}")


def cookies_of(port: int, person: str) -> dict[str, str]:
    """The cookies of somebody who has just signed in; of the stranger, that of the forms alone."""
    if person == STRANGER:
        return {"csrftoken": "d" * 32}
    status, cookies = sign_in(port, person, DEMO_PASSWORD, "127.0.0.1")
    if status != 302:
        raise RuntimeError(f"{person} could not sign in: {status}")
    return {name: cookies[name].value for name in ("sessionid", "csrftoken")}


def is_signed_in(port: int, person: str, cookies: dict[str, str]) -> bool:
    """Whether the scan went on as this person to its end. The stranger never is."""
    status, _, _ = fetched(port, "/", cookies)
    return person == STRANGER or status == 200


def fetched(port: int, address: str, cookies: dict[str, str]) -> tuple[int, str, str]:
    """Status, where it leads, and the page; files are left unread."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        body = answer.read().decode() if is_page else ""
        return answer.status, answer.headers.get("Location", ""), body


def environment_of(folder: Path) -> dict[str, str]:
    """What processes of the council in that folder are started with."""
    environment = {**os.environ, "PMMI_MODE": "demo", "PMMI_VAR_DIR": str(folder)}
    for name in ("DATABASE_URL", "PMMI_PROXY_COUNT", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    return environment
