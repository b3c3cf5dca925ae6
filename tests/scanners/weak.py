"""A page with one planted fault for each thing that scanners look for: what finds none here proves nothing elsewhere.

It serves loopback alone, from memory. What would hurt this machine is only acted: no file is read, no command is run.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

Fields = dict[str, str]
LINKS = (
    "/greeting?word=hello", "/person?name=ann", "/number?number=1", "/away?to=/", "/language?language=en",
    "/paper?paper=one.txt", "/lookup?host=localhost", "/notes",
)  # fmt: skip
PAGE = f"""<!doctype html><title>Weak</title>{"".join(f'<a href="{link}">{link}</a> ' for link in LINKS)}
<form method="post" action="/notes"><input name="note" value="a note"><button>Keep</button></form>
<form method="post" action="/posted"><input name="name" value="ann"><button>Find</button></form>
"""
_NOTES: list[str] = []


def _greeting(given: Fields) -> str:
    return f"<p>{given.get('word', '')}</p>"


def _person(given: Fields) -> str:
    """Injected, and shown what the database says to it."""
    try:
        return f"<p>{_asked(f'''SELECT name FROM person WHERE name = '{given.get('name', '')}' ''')}</p>"
    except sqlite3.Error as error:
        return f"<p>sqlite3.OperationalError: {error}</p>"


def _number(given: Fields) -> str:
    """Injected blindly: an error looks like nobody."""
    try:
        found = _asked(f"SELECT name FROM person WHERE number = {given.get('number', '')}")
    except sqlite3.Error:
        found = []
    return "<p>There is such a person.</p>" if found else "<p>There is nobody.</p>"


def _asked(sql: str) -> list[tuple[str]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript("CREATE TABLE person(number, name); INSERT INTO person VALUES (1, 'ann'), (2, 'bob')")
        return database.execute(sql).fetchall()


def _paper(given: Fields) -> str:
    return "root:x:0:0:root:/root:/bin/bash\n" if "etc/passwd" in given.get("paper", "") else "<p>Paper one.</p>"


def _lookup(given: Fields) -> str:
    host = given.get("host", "")
    return "PATH=/usr/bin\nPWD=/\nHOME=/\n" if ";env" in host or "|env" in host else "<p>127.0.0.1</p>"


def _notes(given: Fields) -> str:
    if "note" in given:
        _NOTES.append(given["note"])
    return "".join(f"<p>{note}</p>" for note in _NOTES)


ANSWERS: dict[str, Callable[[Fields], str]] = {
    "/": lambda given: PAGE,
    "/greeting": _greeting,
    "/person": _person,
    "/posted": _person,
    "/number": _number,
    "/paper": _paper,
    "/lookup": _lookup,
    "/notes": _notes,
}


class _Weak(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self._answer(dict(parse_qsl(body, keep_blank_values=True)))

    def do_OPTIONS(self) -> None:
        self._send("200 OK", ["Allow: GET, POST, PUT, DELETE, OPTIONS"], "")

    def _answer(self, given: Fields) -> None:
        path = urlsplit(self.path).path
        if path == "/away":
            self._send("302 Found", [f"Location: {given.get('to', '/')}"], "")
        elif path == "/language":
            self._send("200 OK", [f"Content-Language: {given.get('language', '')}"], "<p>Set.</p>")
        elif path.startswith("/person/"):
            self._send("200 OK", [], _person({"name": unquote(path.removeprefix("/person/"))}))
        elif path in ANSWERS:
            self._send("200 OK", ["Set-Cookie: visitor=1"], ANSWERS[path](given))
        else:
            self._send("404 Not Found", [], "<p>Nothing here.</p>")

    def _send(self, status: str, headers: list[str], body: str) -> None:
        """Written as it is: the library would refuse a header with a line break in it, which is one of the faults."""
        content = body.encode()
        lines = [f"HTTP/1.0 {status}", "Content-Type: text/html", f"Content-Length: {len(content)}", *headers]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        """Says nothing: thousands of requests come."""


@contextmanager
def weak_page() -> Iterator[str]:
    """Its address, while it is there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Weak)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
