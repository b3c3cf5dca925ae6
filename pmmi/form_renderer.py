"""Draws forms as Django does; lists and boxes without a template for each: a list may hold all measures."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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
    """All of it in one go: a call for each of a thousand options takes longer than the options."""
    form, parts = '<select name="{}"{}>', [widget["name"], _attributes(widget["attrs"])]
    for name, options, _ in widget["optgroups"]:
        each = ""
        parts += [name] if name else []
        for one in options:
            chosen = [_attributes(one["attrs"])] if one["attrs"] else []
            each += f'\n  <option value="{{}}"{"{}" * len(chosen)}>{{}}</option>\n'
            parts += [str(one["value"]), *chosen, one["label"]]
        form += f'\n  <optgroup label="{{}}">{each}\n  </optgroup>' if name else each
    return format_html(f"{form}\n</select>", *parts)


def _attributes(attributes: Mapping[str, Any]) -> str:
    given = ((name, value) for name, value in attributes.items() if value is not False)
    each = ((name, "" if value is True else format_html('="{}"', str(value))) for name, value in given)
    return format_html_join("", " {}{}", each) if attributes else ""


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
