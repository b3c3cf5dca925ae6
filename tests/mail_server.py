"""A mail server on loopback for tests and drills: it takes messages, or does what broken ones do."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class MailServer(socketserver.ThreadingTCPServer):
    """``messages`` are those it took, as they came. Each flag is a way to be broken; set and cleared at any time."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Session)
        self.messages: list[bytes] = []
        self.held = 0
        self.is_silent = self.closes_at_once = self.knows_nobody = self.asks_for_password = False
        self.released = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def answer_again(self) -> None:
        """End its silence; whoever it kept waiting is hung up on."""
        self.is_silent = False
        self.released.set()

    def fall_silent(self) -> None:
        """From now on it accepts connections and says nothing."""
        self.released.clear()
        self.is_silent = True


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.is_silent:
            self.server.held += 1
            self.server.released.wait(120)
        elif not self.server.closes_at_once:
            with suppress(ConnectionError):  # who takes it for something else hangs up
                self._talk()

    def _talk(self) -> None:
        self._say("220 loopback")
        while line := self.rfile.readline():
            verb = line[:4].upper().decode("ascii", "replace").strip()
            if verb == "DATA":
                self._say("354 go on")
                self.server.messages.append(self._read_message())
            self._say(self._answer(verb))
            if verb == "QUIT":
                return

    def _answer(self, verb: str) -> str:
        if verb == "EHLO" and self.server.asks_for_password:
            return "250-loopback\r\n250 AUTH PLAIN"
        refusals = {"AUTH": "535 5.7.8 Wrong password"}
        if self.server.knows_nobody:
            refusals["RCPT"] = "550 5.1.1 No such mailbox"
        return refusals.get(verb, "221 bye" if verb == "QUIT" else "250 yes")

    def _read_message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """A server that answers, until it is told otherwise; at a free port where none is named."""
    with MailServer(port) as server:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        try:
            yield server
        finally:
            server.answer_again()
            server.shutdown()
