"""A little application behind the product's web server: says how long the body was and what it came to."""

import hashlib
from collections.abc import Callable, Iterable

LARGE_ANSWER = b"x" * (8 << 20)


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/large":
        body = LARGE_ANSWER
    elif environ["PATH_INFO"] == "/unread":
        body = b"unread"
    else:
        read = environ["wsgi.input"].read()
        body = f"{len(read)} {hashlib.sha256(read).hexdigest()}".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
