"""Keeps the product's processes running on one machine: web, worker with scheduler, mail; restarts whichever dies."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from django.core.management import CommandError

STOP_WAIT_SECONDS = 15  # a worker finishes its current step before it goes
# glibc would keep the memory of a large report; this returns it to the system (docker-compose.yml does the same).
MEMORY = {"MALLOC_MMAP_THRESHOLD_": "131072"}


def commands(bind: str, python: str = sys.executable) -> dict[str, list[str]]:
    """The command line of each process, by name, for one machine: the worker is the scheduler too. Workers print no
    banner: what was printed before, such as the link for the first password, stays on the screen.
    """
    apart = separate_commands(bind, python, "--quiet")
    return {"web": apart["web"], "worker": [*apart["worker"], "--beat"], "mail worker": apart["mail"]}


def separate_commands(bind: str, python: str = sys.executable, *options: str) -> dict[str, list[str]]:
    """The same with a scheduler of its own, as deploy/systemd and docker-compose.yml start them, with further
    ``options`` of Celery.
    """
    celery = [python, "-m", "celery", "--app", "pmmi", *options]
    worker = [
        *celery, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    return {
        "web": [python, "-m", "gunicorn", "--config", "python:pmmi.running.web_server", "--bind", bind],
        "worker": [*worker, "--queues", "builds"],
        # Its own, so that a mail server that hangs holds no build.
        "mail": [*worker, "--queues", "mail", "--hostname", "mail@%h"],
        "beat": [*celery, "beat"],
    }


def refuse_taken(bind: str) -> None:
    """Raises CommandError where the address cannot be listened on: the web process would be restarted for ever."""
    host, _, port = bind.rpartition(":")
    try:
        with socket.socket() as probe:
            # As the web server does: what was stopped a moment ago does not count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except (OSError, ValueError, OverflowError) as error:
        raise CommandError(
            f"{bind} cannot be used ({getattr(error, 'strerror', None) or error}). Stop what runs there, or choose "
            "another port: make demo PORT=8001 (make council likewise), or --bind 127.0.0.1:8001."
        ) from error


def site_at(bind: str) -> str:
    """Where links lead: to this address, unless the settings say where people come in."""
    return os.environ.get("PMMI_SITE_URL") or f"http://{bind}"


def run_until_stopped(bind: str, *, report: Callable[[str], object]) -> None:
    """Start everything and block until Ctrl-C or SIGTERM; then stop it all, leaving nothing behind."""
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: stopping.append(received))
    lines = commands(bind)
    os.environ["PMMI_SITE_URL"] = site_at(bind)
    running = {name: _start(name, line) for name, line in lines.items()}
    try:
        while not stopping:
            time.sleep(0.3)
            for name, process in list(running.items()):
                if process.poll() is not None and not stopping:
                    report(f"The {name} process ended ({process.returncode}); starting it again.")
                    time.sleep(1)
                    running[name] = _start(name, lines[name])
    finally:
        _stop(list(running.values()))


def _start(name: str, line: list[str]) -> subprocess.Popen[bytes]:
    environment = ({} if name == "web" else MEMORY) | os.environ
    # Its own session, so that Ctrl-C reaches it once, from us, and a stuck process group can be ended whole.
    return subprocess.Popen(line, start_new_session=True, env=environment)  # noqa: S603  our own command line


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_WAIT_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
