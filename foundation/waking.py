"""Messages that wake a worker. A job is a row, so a message may be lost: then the next sweep sends another."""

import logging
from collections.abc import Callable
from contextvars import copy_context
from threading import Thread

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(send: Callable[[], object], *, about: str) -> Thread:
    """Send the message aside, so that nobody waits for the broker, be it slow or gone. ``about``: "run 7"."""
    sending = Thread(target=copy_context().run, args=[_tried, send, about], name=f"wake-up for {about}")
    sending.start()
    return sending


def _tried(send: Callable[[], object], about: str) -> None:
    try:
        send()
    except (OperationalError, OSError) as unreachable:
        logger.warning("No message about %s could be sent (%s); it waits for the next sweep.", about, unreachable)
