"""``make drill-front-door``: slow requests and a body of 400 MB, at the web process alone and behind nginx."""

import http.client
import os
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

pytestmark = [pytest.mark.drill, pytest.mark.real_clock, pytest.mark.enable_socket]
ROOT = Path(__file__).resolve().parents[2]
WEB_SERVER = "python:pmmi.running.web_server"
HOST = "performance.example.gov.uk"
SLOW = 60
BODY = 400_000_000
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https"}
LINES = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
# How a slow one begins; then it sends a byte a round.
BEGINNINGS = (
    b"",
    f"GET /account/sign-in/ HTTP/1.1\r\n{LINES}X-Slow: ".encode(),
    f"POST /account/sign-in/ HTTP/1.1\r\n{LINES}Content-Length: 9999\r\n\r\n".encode(),
)


@dataclass
class Door:
    """Where the product is met: the web process itself, or the proxy in front of it."""

    name: str
    port: int
    web: subprocess.Popen[bytes]
    tls: ssl.SSLContext | None = None

    def socket(self) -> socket.socket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        return self.tls.wrap_socket(plain, server_hostname=HOST) if self.tls else plain

    def page(self) -> float:
        """Milliseconds until a page is there."""
        started = time.monotonic()
        with closing(self.socket()) as client:
            client.sendall(f"GET /about/ HTTP/1.1\r\n{LINES}Connection: close\r\n\r\n".encode())
            answer = http.client.HTTPResponse(client)
            answer.begin()
            assert (answer.status, b"</html>" in answer.read()) == (200, True)
        return (time.monotonic() - started) * 1000

    def memory(self) -> float:
        """Megabytes of the web process and its workers."""
        parent = psutil.Process(self.web.pid)
        return sum(each.memory_info().rss for each in (parent, *parent.children(recursive=True))) / 1e6


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens on {port}")


@contextmanager
def started(*line: str, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(line, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    own = {
        "PMMI_MODE": "served",
        "PMMI_SECRET_KEY": "drilled-" * 8,
        "PMMI_AUDIT_KEY": "trailing-" * 8,
        "PMMI_ALLOWED_HOSTS": HOST,
        "PMMI_VAR_DIR": str(folder),
        "PMMI_PROXY_COUNT": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'drill.sqlite3'}",
        "TMPDIR": str(folder),
    }
    environment = {**os.environ, **own}
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True)
    line = (
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:pmmi.running.web_server",
        "--bind",
        f"127.0.0.1:{port}",
    )
    with started(*line, cwd=ROOT, env=environment) as process:
        wait_for(port)
        door = Door("web process alone", port, process)
        for _ in range(8):
            door.page()
        yield door


@pytest.fixture(scope="module")
def proxied(web: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Behind the example of the guide, as it is but for ports and the place of its files."""
    if not shutil.which("nginx"):
        pytest.skip("no nginx: apt-get install nginx-light")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "1"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, *subject],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for before, after in {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{web.port};",
        "/etc/ssl/pmmi/certificate.pem": str(certificate),
        "/etc/ssl/pmmi/key.pem": str(key),
    }.items():
        assert before in text, before
        text = text.replace(before, after)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/errors;\nworker_processes 2;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{\naccess_log off;\n{paths}{text}}}\n"
    )
    with started("nginx", "-c", str(whole), "-p", str(folder)):
        wait_for(port)
        yield Door("behind nginx", port, web.web, ssl.create_default_context(cafile=certificate))


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@pytest.mark.parametrize("which", ["web", "proxied"])
def test_slow_requests_do_not_slow_the_pages_of_others(which: str, request: pytest.FixtureRequest):
    door: Door = request.getfixturevalue(which)
    alone = [door.page() for _ in range(40)]
    with ExitStack() as open_still:
        slow = [open_still.enter_context(closing(door.socket())) for _ in range(SLOW)]
        for number, client in enumerate(slow):
            client.sendall(BEGINNINGS[number % len(BEGINNINGS)])
        beside, until = [], time.monotonic() + 8
        while time.monotonic() < until:
            for client in slow[1:]:
                try:
                    client.sendall(b"x")
                except OSError:
                    continue  # it was too slow, and is not waited for any more
            beside += [door.page() for _ in range(5)]
    print(
        f"\n{door.name}: page p95 {p95(alone):.0f} ms alone, {p95(beside):.0f} ms beside {SLOW} slow "
        f"requests ({len(beside)} pages, all answered)"
    )
    assert p95(beside) <= max(2 * p95(alone), 250)


@pytest.mark.parametrize("which", ["web", "proxied"])
def test_a_body_of_400_mb_is_refused_before_it_is_read(which: str, request: pytest.FixtureRequest):
    door: Door = request.getfixturevalue(which)
    memory, began, sent = door.memory(), time.monotonic(), 0
    with closing(door.socket()) as client:
        kind = "Content-Type: multipart/form-data; boundary=x\r\n"
        client.sendall(f"POST /account/sign-in/ HTTP/1.1\r\n{LINES}{kind}Content-Length: {BODY}\r\n\r\n".encode())
        client.settimeout(0.2)
        answer = b""
        while sent < BODY and not answer:
            try:
                sent += client.send(b"x" * 65536)
                if sent > 1 << 20:
                    answer = client.recv(65536)
            except TimeoutError:
                answer = client.recv(65536)
            except OSError:
                break
        took = time.monotonic() - began
        answer = answer or client.recv(65536)
    grown = door.memory() - memory
    print(
        f"\n{door.name}: 400 MB refused with {answer[:12].decode()} after {took:.2f} s and {sent / 1e6:.1f} MB sent; "
        f"the web process grew by {grown:.1f} MB"
    )
    assert answer.startswith(b"HTTP/1.1 413")
    assert sent < BODY / 10
    assert grown < 20
