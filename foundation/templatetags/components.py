"""What the drawings in ``templates/components`` need: a little arithmetic, and each content drawn only once."""

import pickle
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

WHOLE = 1000  # width of a bar in its own units, stretched to the room there is
NOT_TESTED = (
    "There are too few figures, they add up over the year or follow the seasons, it compares with a year ago, "
    "or it goes against what the run of figures shows."
)
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
            ("solid arrow", True, "A real change, more than this measure's normal variation."),
            ("hollow arrow", False, "A move within normal variation, so no real change."),
            ("thin arrow", None, f"Not tested, so it may be chance. {NOT_TESTED}"),
        )
    ]


@register.simple_tag
def table_head(caption: str, *columns: str, shown: bool = False) -> SafeString:
    """A table's caption, only for screen readers unless ``shown``, and its head row (see ``column_heads``)."""
    look = "govuk-table__caption--m" if shown else "govuk-visually-hidden"
    head = format_html('<caption class="govuk-table__caption {}">{}</caption>', look, caption)
    cells = column_heads({}, *columns)
    return format_html('{}<thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>', head, cells)


@register.simple_tag(takes_context=True)
def column_heads(context: Mapping[str, Any], *columns: str) -> SafeString:
    """The head cells of a table. "#Target" is a column of figures; "Service|name" sorts by ``sort.name``."""
    cells = []
    for column in columns:
        label, _, name = column.removeprefix("#").partition("|")
        sort = (context.get("sort") or {}).get(name)
        cells.append((drawn("components/sort_header.html", label=label, sort=sort, numeric=column.startswith("#")),))
    return format_html_join("", "{}", cells)


@register.simple_tag
def hit_rows(hits: Iterable[Any]) -> SafeString:
    """The items of ``components/search_hits.html``: a template for each would take longer than finding them."""
    rows = ((hit.url, _pieces(hit.name), _beneath(hit.detail) + _beneath(hit.words)) for hit in hits)
    return format_html_join("\n", HIT, rows)


HIT = '<li class="app-hit"><a class="govuk-link app-hit__name" href="{}">{}</a>{}</li>'
NOTHING, MARK, MARKED, BENEATH, ENDED = (
    format_html(each, "mark", "app-hit__detail") for each in ("", "<{}>", "</{}>", ' <span class="{1}">', "</span>")
)


def _beneath(parts: Sequence[Any]) -> SafeString:
    return BENEATH + _pieces(parts) + ENDED if parts else NOTHING


def _pieces(parts: Sequence[Any]) -> SafeString:
    """A text in pieces (``text``, ``is_found``), those that were looked for marked."""
    shown = NOTHING
    for part in parts:
        text = conditional_escape(part.text)
        shown += MARK + text + MARKED if part.is_found else text
    return shown


class _Drawings:
    """Templates filled in, kept by what they were given. As bytes, 1.0 is not 1.00, and text marked as safe is not the
    text that looks like it.
    """

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[bytes, SafeString] = OrderedDict()
        self._lock = Lock()

    def __call__(self, name: str, values: dict[str, Any]) -> SafeString:
        key = pickle.dumps((name, values), protocol=5)
        with self._lock:
            if drawing := self._kept.pop(key, None):
                self._kept[key] = drawing
                return drawing
        drawing = render_to_string(name, values)
        with self._lock:
            self._size += len(drawing) - len(self._kept.pop(key, ""))
            self._kept[key] = drawing
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1])
        return drawing


_drawing = _Drawings(most=8_000_000)
"""So many characters are kept by one web process; what was shown longest ago goes first."""


@register.simple_tag
def drawn(name: str, **values: Any) -> SafeString:
    """``{% include name with … only %}``, drawn anew only when what it is given differs: a page of many rows shows
    mostly what it showed a moment ago. Given are texts, numbers, and lists, mappings, named tuples and dataclasses of
    them.
    """
    return _drawing(name, values)


@register.simple_tag
def drawn_rows(name: str, rows: Iterable[Any], **shared: Any) -> SafeString:
    """The template once for each ``row``, likewise; ``shared`` is what all of them are given."""
    return format_html_join("", "{}", ((_drawing(name, {"row": row, **shared}),) for row in rows))
