"""A request as our views get it, once the middleware has seen it."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest


class Request(HttpRequest):
    """``now`` and ``today`` are the clock, read once a request; ``actor`` (accounts.actors.Actor) is who asks.

    ``by`` is the actor to record for a change, on pages that ``needs`` opens to a permission for the whole council.
    ``number`` is that under which its lines stand in the log.
    """

    number: str
    now: datetime
    today: date
    actor: Any
    by: Any
