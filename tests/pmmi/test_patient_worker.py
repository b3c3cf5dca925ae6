"""The web server gives a thread only to what is whole: slow clients hold none, and nothing that came is lost."""

import hashlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from pmmi.running.patient_worker import MOST_HEADERS, SMALL_BODY
from pmmi.running.web_server import post_worker_init, threads, workers

pytestmark = [pytest.mark.real_clock, pytest.mark.enable_socket, pytest.mark.sweep]
ROOT = Path(__file__).resolve().parents[2]
WEB_SERVER = "python:pmmi.running.web_server"
SLOW = 12 + workers * threads
# Each stops there and sends no more.
UNFINISHED = {
    "nothing": b"",
    "half a header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "half a body": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc",
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    line = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:pmmi.running.web_server",
        "--bind",
        f"127.0.0.1:{number}",
    ]
    with subprocess.Popen([*line, "tests.pmmi.echo:application"], cwd=ROOT, env={**os.environ}) as process:
        try:
            _wait(number)
            yield number
        finally:
            process.terminate()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the web server does not start"
            time.sleep(0.05)
        else:
            return


def ask(port: int, path: str = "/", body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def told(body: bytes) -> tuple[int, bytes]:
    return 200, f"{len(body)} {hashlib.sha256(body).hexdigest()}".encode()


@pytest.mark.parametrize("what", UNFINISHED)
def test_slow_clients_hold_no_thread(port: int, what: str):
    with ExitStack() as slow:
        for _ in range(SLOW):
            slow.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(UNFINISHED[what])
        started = time.monotonic()
        for _ in range(10):
            assert ask(port, body=b"quick") == told(b"quick")
        assert time.monotonic() - started < 2


def test_clients_that_do_not_hang_up_hold_no_thread(port: int):
    with ExitStack() as open_still:
        for _ in range(SLOW):
            each = open_still.enter_context(socket.create_connection(("127.0.0.1", port)))
            each.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert each.recv(12) == b"HTTP/1.1 200"
        started = time.monotonic()
        assert ask(port, body=b"quick") == told(b"quick")
        assert time.monotonic() - started < 1


def test_large_bodies_that_do_not_come_leave_threads_to_others(port: int):
    with ExitStack() as slow:
        for _ in range(SLOW):
            head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {SMALL_BODY + 1}\r\n\r\n"
            slow.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(head.encode())
        started = time.monotonic()
        for _ in range(10):
            assert ask(port, body=b"quick") == told(b"quick")
        assert time.monotonic() - started < 2


@pytest.mark.parametrize("size", [0, 1, 70_000, SMALL_BODY, SMALL_BODY + 1, 5 << 20])
def test_a_body_of_any_size_comes_whole(port: int, size: int):
    body = os.urandom(size)
    assert ask(port, body=body) == told(body)


def test_a_body_that_comes_in_pieces_comes_whole(port: int):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        for piece in (b"POST / HTTP/1.1\r\nHo", b"st: localhost\r\nContent-Le", b"ngth: 6\r\n\r", b"\nabc", b"def"):
            client.sendall(piece)
            time.sleep(0.05)
        seen = b""
        while not seen.endswith(told(b"abcdef")[1]):
            seen += client.recv(4096)


def test_chunks_and_a_client_that_waits_to_be_asked_are_served(port: int):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("POST", "/", iter([b"abc", b"def"]), encode_chunked=True)
    assert connection.getresponse().read() == told(b"abcdef")[1]
    connection.close()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 100")
        client.sendall(b"abc")
        assert b"".join(iter(partial(client.recv, 4096), b"")).endswith(told(b"abc")[1])


def test_a_connection_is_used_again_and_requests_sent_together_are_all_answered(port: int):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    for body in (b"one", b"two"):
        connection.request("POST", "/", body)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == told(body)
        assert not answer.will_close
    connection.close()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na" * 3)
        seen = b""
        while seen.count(told(b"a")[1]) < 3:
            seen += client.recv(4096)


# Each says in two ways where its body ends: a proxy that believes the other one would see a second request in it.
AMBIGUOUS = {
    "a length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
    "chunks by another name": b"Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunks behind a blank": b"Content-Length: 5\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("what", AMBIGUOUS)
def test_no_request_is_smuggled_in_the_body_of_another(port: int, what: str):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        hidden = b"GET /unread HTTP/1.1\r\nHost: localhost\r\n\r\n"
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + AMBIGUOUS[what] + hidden)
        seen = b"".join(iter(partial(client.recv, 4096), b""))
    assert seen.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501"))
    assert seen.count(b"HTTP/1.1") == 1


def test_a_large_body_that_nobody_reads_is_not_waited_for(port: int):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000000\r\n\r\nabc")
        started, seen = time.monotonic(), b""
        while data := client.recv(4096):
            seen += data
        assert seen.endswith(b"unread")
        assert b"Connection: close" in seen
        assert time.monotonic() - started < 1


def test_a_large_answer_comes_whole(port: int):
    status, body = ask(port, "/large")
    assert (status, len(body)) == (200, 8 << 20)


def test_headers_without_an_end_are_not_kept(port: int):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises(OSError):  # noqa: PT012  it hangs up while it is sent to, or after
            for _ in range(MOST_HEADERS // 500):
                client.sendall(b"X-More: " + b"x" * 1000 + b"\r\n")
            if client.recv(1) == b"":
                raise ConnectionError
    assert ask(port, body=b"quick") == told(b"quick")


def test_a_page_gets_its_turn_soon_while_another_thread_works_long() -> None:
    before = sys.getswitchinterval()
    try:
        post_worker_init(None)
        assert sys.getswitchinterval() < before / 5
    finally:
        sys.setswitchinterval(before)
