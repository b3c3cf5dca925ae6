"""Draws forms as Django does; a list to choose from without a template for each choice: it may hold all measures."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"


class FormRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        return (
            _select(context["widget"]) if template_name == SELECT else super().render(template_name, context, request)
        )


def _select(widget: Mapping[str, Any]) -> SafeString:
    """What Django's template of the same name gives, letter by letter."""
    drawn = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        inner = [
            f'\n  <option value="{conditional_escape(str(option["value"]))}"{_attributes(option["attrs"])}>'
            f"{conditional_escape(option['label'])}</option>\n"
            for option in options
        ]
        drawn += [f'\n  <optgroup label="{conditional_escape(group)}">', *inner, "\n  </optgroup>"] if group else inner
    return mark_safe("".join(drawn) + "\n</select>")  # noqa: S308 - each part escaped above


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )
