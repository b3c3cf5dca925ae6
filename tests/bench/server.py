"""One web worker, one kept-alive connection, requests in turn: how the ratios are measured."""

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager


@contextmanager
def web_worker(
    port: int, *, database_url: str, var_dir: str, workers: int = 1, threads: int = 1, checkout: str = "."
) -> Iterator[subprocess.Popen[bytes]]:
    """A gunicorn on the bench routes of a checkout, stopped at the end."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "PMMI_VAR_DIR": var_dir,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    }
    line = [sys.executable, "-m", "gunicorn", "pmmi.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    size = ["--workers", str(workers), "--threads", str(threads), "--log-level", "warning"]
    process = subprocess.Popen([*line, *size], env=environment, cwd=checkout)
    try:
        _wait_until_up(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(15)


def _wait_until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
                connection.request("GET", "/health/live/")
                connection.getresponse().read()
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("The web worker ended while starting.") from None
            time.sleep(0.2)
    raise RuntimeError("The web worker did not start within a minute.")


class Browser:
    """One kept-alive connection with somebody's cookie."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookie = cookie

    def __del__(self) -> None:
        self._connection.close()

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes, float]:
        """The answer, its body, and the milliseconds that it took."""
        started = time.perf_counter()
        self._connection.request("GET", path, headers={"Cookie": self._cookie, "Host": "localhost", **headers})
        response = self._connection.getresponse()
        body = response.read()
        return response, body, (time.perf_counter() - started) * 1000

    def page(self, path: str) -> float:
        """Milliseconds of a page that is there."""
        response, _, elapsed = self.get(path)
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}.")
        return elapsed


def timings(port: int, paths: Sequence[str], *, cookie: str, rounds: int, warm_up: int = 5) -> dict[str, list[float]]:
    """Milliseconds of each path, asked in turn over one connection, after a warm-up that is thrown away."""
    found: dict[str, list[float]] = {path: [] for path in paths}
    browser = Browser(port, cookie)
    for turn in range(rounds + warm_up):
        for path in paths:
            elapsed = browser.page(path)
            if turn >= warm_up:
                found[path].append(elapsed)
    return found


def p50(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[18]
