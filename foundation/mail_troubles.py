"""Why a message could not leave, in plain words: what happened, and which setting to look at."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

_LONGEST = 200  # characters of what the server said


def trouble(error: BaseException) -> str:
    """One or two sentences about an error of sending; of an error nobody foresaw, its name and its words."""
    causes = list(_causes(error))
    for kind, words in _KNOWN:
        for cause in causes:
            if isinstance(cause, kind):
                return words(cause)
    return f"{type(error).__name__}: {_line(error)}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those from which it came: a time-out hides behind “connection closed”."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _server() -> str:
    return f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def _line(said: object) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:_LONGEST]


def _answer(error: Any) -> str:
    return f"It said: {error.smtp_code} {_line(error.smtp_error)}"


def _refused_readers(error: Any) -> str:
    code, said = next(iter(error.recipients.values()))
    return f"{_server()} takes no mail for this address. It said: {code} {_line(said)}"


def _not_offered(error: BaseException) -> str:
    if "STARTTLS" in str(error):
        return f"{_server()} offers no STARTTLS: see PMMI_EMAIL_SECURITY and PMMI_EMAIL_PORT."
    return f"{_server()} offers no sign-in here, perhaps only through TLS: see PMMI_EMAIL_SECURITY and PMMI_EMAIL_USER."


def _silent(_error: BaseException) -> str:
    return (
        f"{_server()} did not answer within {settings.EMAIL_TIMEOUT} seconds: see whether it runs, and the firewall "
        "between. A port for TLS is silent too until PMMI_EMAIL_SECURITY says so."
    )


Words = Callable[[Any], str]
# The first that fits speaks: what the server said, then TLS, then the way to it.
_KNOWN: tuple[tuple[type[BaseException], Words], ...] = (
    (
        smtplib.SMTPAuthenticationError,
        lambda e: f"{_server()} refused user or password: see PMMI_EMAIL_USER and PMMI_EMAIL_PASSWORD. {_answer(e)}",
    ),
    (smtplib.SMTPSenderRefused, lambda e: f"{_server()} takes no mail from us: see PMMI_EMAIL_FROM. {_answer(e)}"),
    (smtplib.SMTPRecipientsRefused, _refused_readers),
    (smtplib.SMTPNotSupportedError, _not_offered),
    (
        ssl.SSLCertVerificationError,
        lambda e: (
            f"{_server()} has a certificate that is not trusted ({e.verify_message}). PMMI_EMAIL_HOST must be "
            "the name in it, and this machine must know who issued it."
        ),
    ),
    (
        ssl.SSLError,
        lambda e: (
            f"{_server()} does not speak TLS on this port ({e.reason}): see PMMI_EMAIL_SECURITY and PMMI_EMAIL_PORT."
        ),
    ),
    (socket.gaierror, lambda _: f"No machine is called {settings.EMAIL_HOST}: see PMMI_EMAIL_HOST."),
    (
        ConnectionRefusedError,
        lambda _: (
            f"{_server()} refused the connection: see whether it runs there, PMMI_EMAIL_HOST and PMMI_EMAIL_PORT."
        ),
    ),
    (TimeoutError, _silent),
    (
        smtplib.SMTPServerDisconnected,
        lambda _: f"{_server()} closed the connection: see PMMI_EMAIL_SECURITY and PMMI_EMAIL_PORT, and its own log.",
    ),
    (smtplib.SMTPResponseException, lambda e: f"{_server()} refused the message. {_answer(e)}"),
    (OSError, lambda e: f"The message could not be handed over: {_line(e.strerror or e)}."),
)
