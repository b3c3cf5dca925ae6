"""One message to another system over HTTPS: to an address that was looked at, followed nowhere, within seconds."""

import http.client
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from api.rules.places import all_public, place_of, problem_of
from foundation.outbox import NotTaken

SECONDS = 5
_REDIRECTS = range(300, 400)


class _Pinned(http.client.HTTPSConnection):
    """Goes to one IP address, which was looked at: a name that is asked again may lead elsewhere."""

    raw: socket.socket | None = None

    def __init__(self, host: str, port: int, ip: str) -> None:
        super().__init__(host, port, timeout=SECONDS, context=context())
        self._ip = ip

    def connect(self) -> None:
        self.raw = socket.create_connection((self._ip, self.port), self.timeout)
        self.sock = context().wrap_socket(self.raw, server_hostname=self.host)
        self.raw = self.sock

    def give_up(self) -> None:
        """End it from another thread, whatever it waits for."""
        if self.raw is not None:
            with suppress(OSError):
                self.raw.shutdown(socket.SHUT_RDWR)


def post(address: str, body: str, headers: Mapping[str, str], *, hosts: Collection[str]) -> int:
    """Send the body; the status that was answered, from 200 to 299. Raises NotTaken with why where it was not taken."""
    if problem := problem_of(address, hosts):
        raise NotTaken(problem)
    host, port, path = place_of(address)
    connection = _Pinned(host, port, _public_address(host, port))
    # A receiver that sends a byte now and then never lets a time-out of the socket come.
    watch = threading.Timer(SECONDS, connection.give_up)
    watch.start()
    try:
        connection.request("POST", path, body.encode(), {"Content-Type": "application/json", **headers})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotTaken(_words(host, error)) from error
    finally:
        watch.cancel()
        connection.close()
    if status in _REDIRECTS:
        raise NotTaken(f"{host} answered {status}: it leads elsewhere, and no message follows.")
    if not http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        raise NotTaken(f"{host} answered {status}.")
    return int(status)


def context() -> ssl.SSLContext:
    """Whom we believe: what this machine's own list of authorities signed."""
    return ssl.create_default_context()


def _public_address(host: str, port: int) -> str:
    try:
        found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotTaken(f"There is no address for {host}.") from error
    addresses = [each[4][0] for each in found]
    if not all_public(addresses):
        raise NotTaken(f"{host} leads to an address that is not of the Internet, so nothing was sent.")
    return str(addresses[0])


def _words(host: str, error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {host} cannot be trusted: {error.verify_message}."
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refused the connection."
    return f"{host} gave no answer within {SECONDS} seconds, or broke off."
