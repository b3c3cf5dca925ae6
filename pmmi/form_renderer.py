"""Draws forms as Django does; a list to choose from without a template for each choice: it may hold all measures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class FormRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        return (
            _select(context["widget"]) if template_name == SELECT else super().render(template_name, context, request)
        )


def _select(widget: Mapping[str, Any]) -> SafeString:
    """What Django's template of the same name gives, letter by letter."""
    return format_html(
        '<select name="{}"{}>{}\n</select>',
        widget["name"],
        _attributes(widget["attrs"]),
        format_html_join("", "{}", ((_group(name, options),) for name, options, _ in widget["optgroups"])),
    )


def _group(name: str | None, options: Sequence[Mapping[str, Any]]) -> SafeString:
    each = ((str(one["value"]), _attributes(one["attrs"]), one["label"]) for one in options)
    inner = format_html_join("", '\n  <option value="{}"{}>{}</option>\n', each)
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, inner) if name else inner


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    given = ({name: value if value is True else str(value)} for name, value in attributes.items() if value is not False)
    return format_html_join("", "{}", ((flatatt(each),) for each in given))
