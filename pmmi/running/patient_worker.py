"""The web server's worker: a thread is given to a request only when all of it is there.

gunicorn's own worker gives a thread to a connection as soon as its first byte is there, and then waits for the rest as
long as it takes: a dozen clients that send a byte a minute hold every thread of the product. Here the one loop that
waits for all connections collects what each sends; slow ones cost a socket, and no thread.
"""

import re
import socket
import time
from collections import deque
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

WHOLE_WITHIN = 30.0  # seconds for the headers and a small body
STALLED_AFTER = 60.0  # seconds in which something of a large body, or of an answer, must move
LEAVES_WITHIN = 2.0  # seconds in which a client hangs up after its answer
SMALL_BODY = 256 * 1024  # collected like the headers; a larger one is read by the page that takes it
MOST_HEADERS = 64 * 1024
MOST_WAITING = 150  # connections of a worker; past that the one that has waited longest goes
_READ = 64 * 1024
_LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d{1,18})[ \t]*\r?$")
# A length that is known only at the end, and a client that waits to be asked for its body.
_UNKNOWN_LENGTH = re.compile(rb"(?im)^(transfer-encoding|expect):")


class PatientWorker(ThreadWorker):
    """Collects requests before they take a thread, and sees clients off without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._large_at_once = max(1, self.cfg.threads // 2)
        self._large_running = 0
        self._large_waiting: deque[TConn] = deque()
        self._leaving: deque[TConn] = deque()

    def enqueue_req(self, conn: TConn) -> None:
        """A connection is new, or its next request begins: collect it."""
        if self.cfg.is_ssl:
            super().enqueue_req(conn)
            return
        conn.come = bytearray(conn.parser.unreader.take_buffered() if conn.parser else b"")
        conn.total, conn.is_large = None, False
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + WHOLE_WITHIN
        if len(self.pending_conns) >= MOST_WAITING:
            self._drop(self.pending_conns.popleft())
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._collect, conn))
        self._go_on(conn)

    def murder_pending(self) -> None:
        """Close what was not whole in time, and who does not hang up."""
        super().murder_pending()
        while self._leaving and self._leaving[0].timeout <= time.monotonic():
            self._drop(self._leaving.popleft())

    def _cap_keepalive(self, deadline: float) -> None:
        """A stopping worker does not wait for requests that are still coming either."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def handle(self, conn: TConn) -> Any:
        """Runs in a thread, with what was collected."""
        if not self.cfg.is_ssl:
            come, conn.come = bytes(conn.come), bytearray()
            conn.init()
            conn.parser.unreader.unread(come)
        return super().handle(conn)

    def handle_request(self, req: Any, conn: TConn) -> bool:
        if getattr(conn, "is_large", False):
            # What the page did not read of it is not waited for.
            req.force_close()
        conn.sock.settimeout(STALLED_AFTER)
        return bool(super().handle_request(req, conn))

    def finish_request(self, conn: TConn, fs: Any) -> None:
        if getattr(conn, "is_large", False):
            conn.is_large = False
            self._large_running -= 1
            if self._large_waiting:
                self._give_thread(self._large_waiting.popleft(), is_large=True)
        if self.cfg.is_ssl or fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
        else:
            self._see_off(conn)

    def _collect(self, conn: TConn, sock: socket.socket) -> None:
        data = _received(sock)
        if data is None:
            return
        conn.come += data
        if data:
            self._go_on(conn)
        else:
            self.pending_conns.remove(conn)
            self._drop(conn)

    def _go_on(self, conn: TConn) -> None:
        """Give the request a thread if it is whole, or as whole as it gets here."""
        if conn.total is None:
            end = conn.come.find(b"\r\n\r\n")
            if end < 0 and len(conn.come) <= MOST_HEADERS:
                return
            if end < 0 or end > MOST_HEADERS:
                self.pending_conns.remove(conn)
                self._drop(conn)
                return
            conn.total, conn.is_large = _size(bytes(conn.come[:end]), end + 4)
        if len(conn.come) < conn.total:
            return
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        if conn.is_large and self._large_running >= self._large_at_once:
            self._large_waiting.append(conn)
        else:
            self._give_thread(conn, is_large=conn.is_large)

    def _give_thread(self, conn: TConn, *, is_large: bool) -> None:
        self._large_running += is_large
        super().enqueue_req(conn)

    def _see_off(self, conn: TConn) -> None:
        """Read away what still comes, so that the client gets its answer; gunicorn's own loop would stand still."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, EVENT_READ, partial(self._read_away, conn))
        except (OSError, ValueError):
            self._drop(conn)
            return
        conn.timeout = time.monotonic() + LEAVES_WITHIN
        self._leaving.append(conn)

    def _read_away(self, conn: TConn, sock: socket.socket) -> None:
        data = _received(sock)
        if data is None:
            return
        if not data:
            self._leaving.remove(conn)
            self._drop(conn)

    def _drop(self, conn: TConn) -> None:
        try:
            self.poller.unregister(conn.sock)
        except (KeyError, ValueError, OSError):
            self.log.debug("A connection was closed already.")
        self.nr_conns -= 1
        conn.close()


def _size(head: bytes, body_at: int) -> tuple[int, bool]:
    """How much of a request to collect, and whether its body is a large one."""
    lengths = [int(length) for length in _LENGTH.findall(head)]
    if _UNKNOWN_LENGTH.search(head) or max(lengths, default=0) > SMALL_BODY:
        return body_at, True
    return body_at + max(lengths, default=0), False


def _received(sock: socket.socket) -> bytes | None:
    """What has come; b"" where the other side is gone, None where nothing has come yet."""
    try:
        return sock.recv(_READ)
    except BlockingIOError:
        return None
    except OSError:
        return b""
