"""An interface that breaks what schemathesis looks for: an error of the server, answers that are not as described."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PLANTED = ("Server error", "Response violates schema", "Undocumented status code")
_SHAPE = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def _described(query: str = "") -> dict[str, Any]:
    asked = [{"name": query, "in": "query", "schema": {"type": "integer"}, "required": True}] if query else []
    answer = {"description": "A thing", "content": {"application/json": {"schema": _SHAPE}}}
    return {"get": {"parameters": asked, "responses": {"200": answer}}}


DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "Weak", "version": "1"},
    "paths": {"/fails": _described("number"), "/shapeless": _described(), "/teapot": _described()},
}
_ANSWERS: dict[str, tuple[int, Any]] = {
    "/openapi.json": (200, DESCRIPTION), "/fails": (500, {}), "/shapeless": (200, {"name": 1}), "/teapot": (418, {}),
}  # fmt: skip


class _Weak(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, said = _ANSWERS.get(self.path.partition("?")[0], (404, {}))
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def weak_api() -> Iterator[str]:
    """The address of the weak interface, on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Weak)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
