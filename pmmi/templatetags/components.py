"""The little arithmetic that the drawings in ``templates/components`` need."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from django import template

register = template.Library()

WHOLE = 1000  # width of a bar in its own units, stretched to the room there is
GAP = 4  # between two parts, so that they are told apart without colour


@register.filter
def stacked(counts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where each count's part of a stacked bar lies: its colour, x and width out of 1000. Zero counts have no part."""
    present = [each for each in counts if each["count"]]
    total = sum(each["count"] for each in present)
    room = WHOLE - GAP * (len(present) - 1)
    parts, x = [], 0.0
    for each in present:
        width = room * each["count"] / total
        parts.append({"colour": each["colour"], "x": round(x, 1), "width": round(width, 1)})
        x += width + GAP
    return parts


@register.filter
def per_mille(done: int, total: int) -> int:
    """How much of 1000 is done."""
    return round(WHOLE * min(done, total) / total) if total else 0


@register.filter
def svg_address(svg: str) -> str:
    """A picture as an address for <img>, where nothing in it can run whatever it holds."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


@register.simple_tag
def arrow_key() -> list[dict[str, Any]]:
    """One direction of each kind with what its arrow means (rules.md 5)."""
    return [
        {"direction": {"word": word, "arrow": "up", "real": real}, "meaning": meaning}
        for word, real, meaning in (
            ("Better", True, "Solid arrow: a real change, more than this measure's normal variation."),
            ("Better", False, "Hollow arrow: a move within normal variation, so no real change."),
            ("Better", None, "Thin arrow: fewer than 8 periods, too few to tell a real change from chance."),
        )
    ]
