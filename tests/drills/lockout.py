"""The lock-out storm: strangers at 200 addresses try to close eight people's accounts while the eight sign in.

``make drill-lockout``. A real web process on SQLite, on loopback alone: each stranger comes from an address of its own
(127.0.x.y). Prints its figures; fails where a person cannot sign in from their usual device, or where more than ten
passwords were tried on an account.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from random import Random
from urllib.parse import urlencode

ADDRESSES = [f"127.0.{1 + number // 100}.{1 + number % 100}" for number in range(200)]
VICTIMS = [f"victim{number}@drill.example" for number in range(8)]
PASSWORD = "Correct-Horse-Battery-7"
TOKEN = "d" * 32
MOST, LASTS, AT_ONCE = 10, 60, 8
ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PMMI_MODE": "local", "PMMI_VAR_DIR": folder}
        for name in ("DATABASE_URL", "PMMI_PROXY_COUNT", "DJANGO_SETTINGS_MODULE"):
            environment.pop(name, None)
        for line in (["migrate", "-v0"], ["createcachetable"], ["collectstatic", "-v0", "--no-input"]):
            subprocess.run([sys.executable, "manage.py", *line], cwd=ROOT, env=environment, check=True)
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", PEOPLE], cwd=ROOT, env=environment, check=True
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        line = [sys.executable, "-m", "gunicorn", "pmmi.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        size = ["--workers", "2", "--threads", "4", "--log-level", "warning"]
        web = subprocess.Popen([*line, *size], cwd=ROOT, env=environment)
        try:
            wait_until_up(port, web)
            return storm(port)
        finally:
            web.terminate()
            web.wait(30)


PEOPLE = f"""
from accounts.models import User
for email in {VICTIMS!r}:
    User.objects.create_user(email=email, name="Victim", password={PASSWORD!r})
"""


def storm(port: int) -> int:
    devices = {email: signed_in_before(port, email) for email in VICTIMS}
    quiet = [timed(port, email, "127.0.0.1", devices[email]) for email in VICTIMS]
    tries = [(email, address) for email in VICTIMS for address in ADDRESSES]
    Random(1).shuffle(tries)
    started = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as crowd, ThreadPoolExecutor(len(VICTIMS)) as eight:
        strangers = [crowd.submit(stranger, port, email, address, started + LASTS) for email, address in tries]
        while not any(each.done() and each.result()[1] in (0, 429) for each in strangers):
            time.sleep(0.2)
        # The limits are reached. All eight come at once, from an address that strangers use too.
        coming = [eight.submit(timed, port, email, ADDRESSES[0], devices[email]) for email in VICTIMS]
        people = [each.result() for each in coming]
        is_amid = not all(each.done() for each in strangers)
        answers = Counter(each.result() for each in strangers)
    lasted = time.monotonic() - started
    heard = [answers[email, 200] + answers[email, 302] for email in VICTIMS]
    by_status = Counter(dict.fromkeys((200, 302, 429), 0))
    for (_, status), number in answers.items():
        by_status[status] += number
    new_device = [sign_in(port, email, PASSWORD, "127.0.9.9")[0] for email in VICTIMS]
    sent = sum(by_status.values()) - by_status[0]
    print(f"{sent} tries from {len(ADDRESSES)} addresses in {lasted:.0f} s, {sent / lasted:.0f} a second")
    print(f"  {by_status[200]} heard and wrong, {by_status[302]} right, {by_status[429]} refused unheard")
    print(f"  heard for one account: {min(heard)} to {max(heard)} (at most {MOST} in 15 minutes)")
    print(f"signed in from the usual device meanwhile: {[s for s, _ in people].count(302)} of {len(VICTIMS)}")
    print(f"  median {median(people):.0f} ms, before the storm {median(quiet):.0f} ms")
    print(f"signed in from a device never used before: {new_device.count(302)} of {len(VICTIMS)}")
    is_sound = is_amid and {s for s, _ in [*quiet, *people]} == {302} and max(heard) <= MOST and not by_status[302]
    print("held" if is_sound else "NOT HELD" if is_amid else "the storm was over before the people came")
    return 0 if is_sound else 1


def stranger(port: int, email: str, address: str, ends: float) -> tuple[str, int]:
    """One try. 0 where the time was up before its turn."""
    if time.monotonic() > ends:
        return email, 0
    return email, sign_in(port, email, "a wrong password", address)[0]


def signed_in_before(port: int, email: str) -> str:
    """The cookie of the device on which the person has signed in once."""
    status, cookies = sign_in(port, email, PASSWORD, "127.0.0.1")
    if status != 302:
        raise RuntimeError(f"{email} could not sign in before the storm: {status}")
    return f"device={cookies['device'].coded_value}"


def timed(port: int, email: str, address: str, cookie: str) -> tuple[int, float]:
    """The answer and its milliseconds."""
    started = time.perf_counter()
    status, _ = sign_in(port, email, PASSWORD, address, cookie)
    return status, (time.perf_counter() - started) * 1000


def median(answers: list[tuple[int, float]]) -> float:
    return statistics.median(elapsed for _, elapsed in answers)


def sign_in(port: int, email: str, password: str, address: str, cookie: str = "") -> tuple[int, SimpleCookie]:
    body = urlencode({"login": email, "password": password, "csrfmiddlewaretoken": TOKEN})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(filter(None, [f"csrftoken={TOKEN}", cookie])),
        "Host": "localhost",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
    with closing(connection):
        connection.request("POST", "/account/sign-in/", body, headers)
        answer = connection.getresponse()
        answer.read()
        cookies = SimpleCookie()
        for each in answer.headers.get_all("Set-Cookie") or []:
            cookies.load(each)
        return answer.status, cookies


def wait_until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
                connection.request("GET", "/health/live/", headers={"Host": "localhost"})
                connection.getresponse().read()
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("The web process ended while starting.") from None
            time.sleep(0.2)
    raise RuntimeError("The web process did not start within a minute.")


if __name__ == "__main__":
    sys.exit(main())
