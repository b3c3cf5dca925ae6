"""How a message to another system is signed, so that it can tell ours from anybody else's."""

import hmac
from hashlib import sha256

SCHEME = "v1"


def signature(secret: str, timestamp: int, body: str) -> str:
    """HMAC-SHA-256 over the moment of sending, in seconds since 1970, a full stop and the body: "v1=" and 64 digits."""
    signed = f"{timestamp}.{body}".encode()
    return f"{SCHEME}={hmac.new(secret.encode(), signed, sha256).hexdigest()}"
