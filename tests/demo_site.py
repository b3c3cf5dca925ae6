"""`manage.py demo` in processes of its own: web, worker and scheduler."""

import os
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
    port = _free_port()
    environment = {**os.environ, "PMMI_VAR_DIR": str(folder), "PMMI_MODE": "demo", "DJANGO_SETTINGS_MODULE": settings}
    environment.pop("DATABASE_URL", None)
    environment.pop("REDIS_URL", None)
    log = (folder / "log.txt").open("w")
    line = [sys.executable, "manage.py", "demo", "--bind", f"127.0.0.1:{port}", "--reported-quarters", "1"]
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
            raise RuntimeError(f"The demo ended while starting:\n{log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready/", timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"The demo did not start within {START_SECONDS} seconds:\n{log.read_text()[-3000:]}")
