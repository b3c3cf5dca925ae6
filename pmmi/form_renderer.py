"""Draws forms as Django does; lists and boxes without a template for each: a list may hold all measures."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.memo import memo

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
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget["attrs"])
    )


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget["attrs"]), widget["value"] or ""
    )


def _select(widget: Mapping[str, Any]) -> SafeString:
    """Put together in one go, because a list may have a thousand options."""
    form, parts = '<select name="{}"{}>', [widget["name"], _attributes(widget["attrs"])]
    for name, options, _ in widget["optgroups"]:
        each = "{}" * len(options)
        parts += [name] if name else []
        parts += [_option(str(one["value"]), one["label"], **one["attrs"]) for one in options]
        form += f'\n  <optgroup label="{{}}">{each}\n  </optgroup>' if name else each
    return format_html(f"{form}\n</select>", *parts)


@memo(8192, why="lists name the same posts and measures each time, and escaping takes longer than all else")
def _option(value: str, label: object, /, **attributes: object) -> SafeString:
    return format_html('\n  <option value="{}"{}>{}</option>\n', value, _attributes(attributes), label)


def _attributes(attributes: Mapping[str, Any]) -> str:
    return _pairs(*chain.from_iterable(attributes.items())) if attributes else ""


@memo(4096, why="every field of every form has some, and they are the same each time the form is drawn")
def _pairs(*names_and_values: Any) -> SafeString:
    pairs = zip(names_and_values[::2], names_and_values[1::2], strict=True)
    given = ((name, value) for name, value in pairs if value is not False)
    each = ((name, "" if value is True else format_html('="{}"', str(value))) for name, value in given)
    return format_html_join("", " {}{}", each)


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
}
