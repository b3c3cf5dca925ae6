"""What the drawings in ``templates/components`` need: a little arithmetic, and each content drawn only once."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
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


class _Content:
    """What a template is given, compared by what it holds: text marked as safe is not the text that looks like it."""

    __slots__ = ("_key", "values")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self._key = _frozen(values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _frozen(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None:
        return value
    if isinstance(value, dict):
        return (kind, *value, *[each if type(each) is str else _frozen(each) for each in value.values()])
    if isinstance(value, list | tuple):
        return (kind, *[each if type(each) is str else _frozen(each) for each in value])
    if fields := getattr(kind, "__dataclass_fields__", None):
        return (kind, *[_frozen(getattr(value, name)) for name in fields])
    # Numbers that are equal are not always printed alike: 1.0 and 1.00.
    return kind, value, str(value)


@lru_cache(maxsize=4096)
def _drawing(name: str, content: _Content) -> SafeString:
    return render_to_string(name, content.values)


@register.simple_tag
def drawn(name: str, **values: Any) -> SafeString:
    """``{% include name with … only %}``, drawn anew only when what it is given differs: a page of many rows shows
    mostly what it showed a moment ago. Given are texts, numbers, and lists, mappings, named tuples and dataclasses of
    them.
    """
    return _drawing(name, _Content(values))


@register.simple_tag
def drawn_rows(name: str, rows: Iterable[Any], **shared: Any) -> SafeString:
    """The template once for each ``row``, likewise; ``shared`` is what all of them are given."""
    return format_html_join("", "{}", ((_drawing(name, _Content({"row": row, **shared})),) for row in rows))
