"""Draws forms as Django does; lists and boxes without a template for each: a list may hold all measures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.options import GROUP_END, LongSelect, attribute_text, group_start, option

WIDGETS = "django/forms/widgets/"


class FormRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        if draw and not context["widget"].get("wrap_label"):
            return draw(context["widget"])
        return super().render(template_name, context, request)


# Each gives what Django's template of the same name gives, letter by letter.


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attribute_text(widget["attrs"])
    )


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], attribute_text(widget["attrs"]), widget["value"] or ""
    )


def _select(widget: Mapping[str, Any]) -> SafeString:
    lines: list[str] = []
    for name, options, _ in widget["optgroups"]:
        each = [option(str(one["value"]), one["label"], **one["attrs"]) for one in options]
        lines += [group_start(name), *each, GROUP_END] if name else each
    return _select_of(widget, lines)


def _long_select(widget: Mapping[str, Any]) -> SafeString:
    (chosen,) = widget["value"]
    return _select_of(widget, [widget["choices"].drawn(chosen)])


def _select_of(widget: Mapping[str, Any], lines: Sequence[str]) -> SafeString:
    """Put together in one go, because a list may have a thousand options."""
    form = f'<select name="{{}}"{{}}>{"{}" * len(lines)}\n</select>'
    return format_html(form, widget["name"], attribute_text(widget["attrs"]), *lines)


INPUTS = (
    "checkbox",
    "checkbox_option",
    "date",
    "email",
    "file",
    "hidden",
    "input",
    "number",
    "password",
    "radio_option",
    "text",
)
DRAWN = {
    **dict.fromkeys((f"{WIDGETS}{name}.html" for name in INPUTS), _input),
    f"{WIDGETS}textarea.html": _textarea,
    f"{WIDGETS}select.html": _select,
    LongSelect.template_name: _long_select,
}
