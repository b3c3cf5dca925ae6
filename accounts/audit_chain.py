"""How each event of the trail holds on to the one before: by a digest that only who has the key can make.

The key (PMMI_AUDIT_KEY) is kept outside the database, so that nobody who can write to the database alone can write the
trail anew. Events from before there was a key have a plain digest; the first event with a key follows the last of them
and so seals them all.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Protocol

from django.conf import settings

GENESIS = "0" * 64
DIGESTED = (
    *("by_name", "on_behalf_of", "action", "thing_type", "thing_id", "thing_name"),
    *("page_type", "page_id", "changes", "why", "source"),
)
# What is digested is written in the order of its names, and "previous" is one of them.
_BEFORE = tuple(name for name in DIGESTED if name < "previous")
_AFTER = tuple(name for name in DIGESTED if name > "previous")
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
    return followed(line.previous_digest, said_by(line))


def said_by(line: Line) -> tuple[bytes, bytes]:
    """All that an event says, as it stands before and after the digest of the one before."""
    moment, by = line.at.astimezone(UTC).isoformat(timespec="microseconds"), line.by_id
    before = _encode({"at": moment, "by": by, **{name: getattr(line, name) for name in _BEFORE}})
    after = _encode({name: getattr(line, name) for name in _AFTER})
    return before[:-1].encode(), after[1:].encode()


def followed(previous: str, said: tuple[bytes, bytes]) -> bytes:
    """What an event says, put after the digest of the one before."""
    return b'%s, "previous": %s, %s' % (said[0], _encode(previous).encode(), said[1])


def sealed_digest(content: bytes) -> str:
    """The digest that needs the key, in 64 hexadecimal digits."""
    return hmac.digest(settings.PMMI_AUDIT_KEY.encode(), content, "sha256").hex()


def plain_digest(content: bytes) -> str:
    """The digest that anybody can make: that of events from before there was a key."""
    return hashlib.sha256(content).hexdigest()
