"""Status, direction and bars for pages with many rows: the components drawn once for each way they can look.

Drawing a component takes as long as all other cells of a row together, and what it looks like depends on its
arguments alone.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def status_mark(status: Mapping[str, Any]) -> SafeString:
    """``components/status.html``."""
    return _status(status["word"], status["shape"], status["colour"])


@register.simple_tag
def direction_mark(direction: Mapping[str, Any]) -> SafeString:
    """``components/direction.html``."""
    return _direction(direction["word"], direction["arrow"], direction["real"])


@register.simple_tag
def count_bar(parts: tuple[tuple[str, int], ...]) -> SafeString:
    """``reporting/_bar.html`` of (colour, count) pairs."""
    return _bar(parts)


@lru_cache(maxsize=2048)
def _bar(parts: tuple[tuple[str, int], ...]) -> SafeString:
    counts = [{"colour": colour, "count": count} for colour, count in parts]
    return render_to_string("reporting/_bar.html", {"counts": counts})


@lru_cache(maxsize=512)
def _status(word: str, shape: str, colour: str) -> SafeString:
    return render_to_string("components/status.html", {"status": {"word": word, "shape": shape, "colour": colour}})


@lru_cache(maxsize=512)
def _direction(word: str, arrow: str, real: bool | None) -> SafeString:
    return render_to_string("components/direction.html", {"direction": {"word": word, "arrow": arrow, "real": real}})
