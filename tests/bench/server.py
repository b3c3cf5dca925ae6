"""One web worker, one kept-alive connection, requests in turn: how the ratios are measured."""

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def web_worker(port: int, *, database_url: str, var_dir: str) -> Iterator[None]:
    """A gunicorn with one worker on the bench routes, stopped at the end."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "PMMI_VAR_DIR": var_dir,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    }
    line = [sys.executable, "-m", "gunicorn", "pmmi.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*line, "--workers", "1", "--threads", "1", "--log-level", "warning"], env=environment)
    try:
        _wait_until_up(port, process)
        yield
    finally:
        process.terminate()
        process.wait(15)


def _wait_until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/live/")
            connection.getresponse().read()
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("The web worker ended while starting.") from None
            time.sleep(0.2)
    raise RuntimeError("The web worker did not start within 30 seconds.")


def timings(port: int, paths: Sequence[str], *, cookie: str, rounds: int, warm_up: int = 5) -> dict[str, list[float]]:
    """Milliseconds of each path, asked in turn over one connection, after a warm-up that is thrown away."""
    found: dict[str, list[float]] = {path: [] for path in paths}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for turn in range(rounds + warm_up):
        for path in paths:
            started = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
            response = connection.getresponse()
            response.read()
            elapsed = (time.perf_counter() - started) * 1000
            if response.status != 200:
                raise RuntimeError(f"{path} answered {response.status}.")
            if turn >= warm_up:
                found[path].append(elapsed)
    return found


def p50(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[18]
