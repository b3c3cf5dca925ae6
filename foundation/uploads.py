"""Which pages take a file, and how large: everything else is refused before its body is read."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.cache import cache

# A stranger signs in and asks for a new password; the largest form of figures has some 300 kB.
MOST_OF_A_STRANGER = 64 * 1024
MOST_OF_A_FORM = 5 * 1024 * 1024
# What the fields and the borders of a form add to its file.
_AROUND_A_FILE = 64 * 1024
UPLOADS_AN_HOUR = 60  # of one person


def takes_file(most: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Marks a view that takes a file of at most ``most`` bytes from whoever is signed in."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.most_bytes = most + _AROUND_A_FILE  # type: ignore[attr-defined]
        return view

    return mark


def may_upload(person: int, *, at: datetime) -> bool:
    """Count one more file of this person; False when there were as many as one may send in an hour of the clock."""
    key = f"uploads:{person}:{int(at.timestamp()) // 3600}"
    cache.add(key, 0, timeout=3600)
    try:
        return cache.incr(key) <= UPLOADS_AN_HOUR
    except ValueError:  # cleared in between
        return True


def most_of_file(view: Callable[..., Any]) -> int | None:
    """How large a body this view takes, with the file in it; None where it takes no file."""
    return getattr(view, "most_bytes", None)
