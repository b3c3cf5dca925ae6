"""Rows that look alike are drawn once, and their texts filled in afterwards.

Django draws a template node by node, which for 35 measures costs more than reading and judging their figures. So a
row's template is drawn once for each look with slots in the place of its texts, and kept; after that a row costs one
``format_html``, which escapes what it fills in. The template itself is an ordinary one.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

# Characters for private use, which no template of ours holds.
_OPEN, _CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{_OPEN}(\\w+){_CLOSE}")

Looks = tuple[tuple[str, object], ...]


def draw(template: str, *, texts: Mapping[str, object], looks: Looks) -> SafeString:
    """The template with ``row`` holding the texts and the looks. ``looks`` decide its conditions and are kept with
    the drawing, so they take few values; ``texts`` are only printed.
    """
    return format_html(_pattern(template, tuple(texts), looks), **texts)


@lru_cache(maxsize=256)
def _pattern(template: str, names: tuple[str, ...], looks: Looks) -> str:
    row: dict[str, Any] = {name: f"{_OPEN}{name}{_CLOSE}" for name in names}
    drawn = render_to_string(template, {"row": {**row, **dict(looks)}})
    return _SLOT.sub(r"{\1}", drawn.replace("{", "{{").replace("}", "}}"))
