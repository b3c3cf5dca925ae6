"""How each event of the trail holds on to the one before: by a digest that only who has the key can make.

The key (PMMI_AUDIT_KEY) is kept outside the database, so that nobody who can write to the database alone can write the
trail anew. Events from before there was a key have a plain digest; the first event with a key follows the last of them
and so seals them all.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any, Protocol

from django.conf import settings

GENESIS = "0" * 64
DIGESTED = (
    *("by_name", "on_behalf_of", "action", "thing_type", "thing_id", "thing_name"),
    *("page_type", "page_id", "changes", "why", "source"),
)
# What stands in the place of words that a law took out of the trail.
ERASED = "(erased by law)"
ERASURE = "erased words of"
EVENT = "accounts.event"

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode


class Line(Protocol):
    """An event, or a plain row of one. ``DIGESTED`` names the rest of what it has."""

    at: datetime
    by_id: int | None
    previous_digest: str


def content_of(line: Line) -> bytes:
    """All that an event says, and the digest of the one before: what its digest is made of."""
    content: dict[str, Any] = {
        "previous": line.previous_digest,
        "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": line.by_id,
    }
    for name in DIGESTED:
        content[name] = getattr(line, name)
    return _encode(content).encode()


def sealed_digest(content: bytes) -> str:
    """The digest that needs the key, in 64 hexadecimal digits."""
    return hmac.digest(settings.PMMI_AUDIT_KEY.encode(), content, "sha256").hex()


def plain_digest(content: bytes) -> str:
    """The digest that anybody can make: that of events from before there was a key."""
    return hashlib.sha256(content).hexdigest()
