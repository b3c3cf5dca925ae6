"""`manage.py demo` and `manage.py council` in processes of their own: web, worker and scheduler."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 300


@contextmanager
def running_demo(folder: Path, *, settings: str = "pmmi.settings") -> Iterator[str]:
    """The address of a demo council that lives in a folder; everything is stopped at the end."""
    line = ["demo", "--reported-quarters", "1"]
    with _running(folder, line, {"PMMI_MODE": "demo", "DJANGO_SETTINGS_MODULE": settings}) as address:
        yield address


@contextmanager
def running_council(folder: Path, *, name: str, email: str, **settings: str) -> Iterator[tuple[str, str]]:
    """The address of a council of its own, empty, and the link of its first administrator; with ``settings``."""
    line = ["council", "--no-input", "--council", "Hart District Council", "--name", name, "--email", email]
    mode = {"PMMI_MODE": "local", "DJANGO_SETTINGS_MODULE": "pmmi.settings"}
    with _running(folder, line, mode | settings) as address:
        (link,) = re.findall(rf"^{address}/account/\S+", (folder / "log.txt").read_text(), re.MULTILINE)
        yield address, link


@contextmanager
def _running(folder: Path, arguments: list[str], settings: dict[str, str]) -> Iterator[str]:
    """The address of the product, started by a command; everything is stopped at the end."""
    port = _free_port()
    environment = {**os.environ, "PMMI_VAR_DIR": str(folder), **settings}
    for name in ("DATABASE_URL", "REDIS_URL", "PMMI_SITE_URL"):
        environment.pop(name, None)
    log = (folder / "log.txt").open("w")
    line = [sys.executable, "manage.py", *arguments, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(line, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_up(port, process, folder / "log.txt")
        yield f"http://127.0.0.1:{port}"
    finally:
        # Nothing of it is kept, so nobody waits for its worker to finish.
        running = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.kill()
        for each in running:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        process.wait(30)
        log.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_up(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"It ended while starting:\n{log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready/", timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"It did not start within {START_SECONDS} seconds:\n{log.read_text()[-3000:]}")
