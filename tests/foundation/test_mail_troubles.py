"""What went wrong with a message, in plain words: as real servers and sockets fail."""

import socket
import ssl
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage, get_connection

from foundation.mail_troubles import trouble
from tests.mail_server import MailServer, mail_server


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 0.3
        yield running


def told() -> str:
    """What is said of a message that is sent; "" where it leaves."""
    message = EmailMessage("Hello", "Words", "us@x.example", ["ann@x.example"])
    try:
        with get_connection("django.core.mail.backends.smtp.EmailBackend") as connection:
            connection.send_messages([message])
    except OSError as error:
        return trouble(error)
    return ""


def test_a_server_that_works(server):
    assert told() == ""
    assert b"Subject: Hello" in server.messages[0]


def test_a_server_that_accepts_and_never_answers(server):
    server.fall_silent()
    assert f"127.0.0.1:{server.port} did not answer within 0.3 seconds" in told()


def test_nothing_listens(settings, server):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
        assert f"127.0.0.1:{settings.EMAIL_PORT} refused the connection" in told()


def test_a_wrong_password(settings, server):
    server.asks_for_password = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "pmmi", "a-secret-of-ours"
    said = told()
    assert "refused user or password: see PMMI_EMAIL_USER" in said
    assert said.endswith("It said: 535 5.7.8 Wrong password")
    assert "a-secret-of-ours" not in said


def test_a_password_where_none_is_asked_for(settings, server):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "pmmi", "a-secret-of-ours"
    assert "offers no sign-in here" in told()


def test_tls_where_the_server_speaks_plainly(settings, server):
    settings.EMAIL_USE_SSL = True
    assert "does not speak TLS on this port" in told()
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = False, True
    assert "offers no STARTTLS" in told()


def test_a_mailbox_that_is_not_there(server):
    server.knows_nobody = True
    assert told().endswith("takes no mail for this address. It said: 550 5.1.1 No such mailbox")


def test_a_server_that_hangs_up(server):
    server.closes_at_once = True
    assert "closed the connection" in told()


def test_what_a_test_cannot_bring_about(settings):
    settings.EMAIL_HOST = "mail.x.example"
    untrusted = ssl.SSLCertVerificationError(1, "certificate verify failed")
    untrusted.verify_message = "self-signed certificate"
    assert "is not trusted (self-signed certificate)" in trouble(untrusted)
    assert trouble(socket.gaierror(-2, "Name or service not known")) == (
        "No machine is called mail.x.example: see PMMI_EMAIL_HOST."
    )
    assert trouble(OSError(28, "No space left on device")) == (
        "The message could not be handed over: No space left on device."
    )
    assert trouble(KeyError("x")) == "KeyError: 'x'"
