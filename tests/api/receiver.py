"""Another system: an HTTPS server on this machine that takes messages, or does not."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Receiver:
    """``behaves`` is what it does with a message: "take", "fail", "redirect", "wait" or "drip"."""

    port: int
    certificate: Path
    behaves: str = "take"
    got: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}/pmmi"

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"


def certificate(folder: Path) -> Path:
    """A key and a certificate for localhost that only those believe who are told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3650))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "localhost.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """A receiver that runs while the block does."""
    path = certificate(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            receiver.got.append((self.path, dict(self.headers), body))
            answer = {"take": 204, "fail": 500, "redirect": 302}.get(receiver.behaves)
            if answer is None:
                _dawdle(self, drips=receiver.behaves == "drip")
                return
            self.send_response(answer)
            self.send_header("Location", f"https://localhost:{receiver.port}/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver = Receiver(server.server_address[1], path)
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def _dawdle(handler: BaseHTTPRequestHandler, *, drips: bool) -> None:
    """Keep the sender waiting; with ``drips`` a byte of an endless header comes now and then."""
    try:
        for _ in range(100):
            if drips:
                handler.wfile.write(b"H")
                handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        return  # the sender went away, as it should
