"""The parts that forms are laid out with, as crispy takes them. Each draws itself: crispy's own fill in a template for
every field, heading and button.
"""

from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.form_fields import draw_field


class Layout(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """Names of fields, and other parts, one beneath the other."""

    def __init__(self, *parts: Any) -> None:
        self.fields = list(parts)

    def render(self, form: forms.BaseForm, context: Context, **_: object) -> SafeString:
        return format_html_join("\n", "{}", ((self._drawn(part, form, context),) for part in self.fields))

    def _drawn(self, part: Any, form: forms.BaseForm, context: Context) -> SafeString:
        if not isinstance(part, str):
            return part.render(form, context)
        form.rendered_fields.add(part)  # type: ignore[attr-defined]  # crispy adds hidden fields that nobody named
        return draw_field(form[part], context.get("form_method", "post"))


class Row(Layout):
    """Fields side by side where there is room."""

    def render(self, form: forms.BaseForm, context: Context, **_: object) -> SafeString:
        return format_html('<div class="app-columns">{}</div>', super().render(form, context))


class Fieldset(Layout):
    """Fields under a heading."""

    def __init__(self, legend: str, *parts: Any, css_class: str = "app-fieldset") -> None:
        super().__init__(*parts)
        self.legend, self.css_class = legend, css_class

    def render(self, form: forms.BaseForm, context: Context, **_: object) -> SafeString:
        return format_html(
            '<fieldset class="govuk-fieldset {}">\n'
            '<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{}</legend>\n{}</fieldset>',
            self.css_class, self.legend, super().render(form, context),
        )  # fmt: skip


class Buttons(Layout):
    """Buttons and links beside each other."""

    def render(self, form: forms.BaseForm, context: Context, **_: object) -> SafeString:
        return format_html('<div class="govuk-button-group">{}</div>', super().render(form, context))


class Button:
    """A button that sends the form. ``style`` is "", secondary or warning."""

    def __init__(self, name: str, words: str, style: str = "") -> None:
        self.name, self.words, self.style = name, words, style

    def render(self, form: forms.BaseForm, context: Context, **_: object) -> SafeString:  # noqa: ARG002 - crispy's
        return format_html(
            '<button type="submit" class="govuk-button{}" data-module="govuk-button" data-prevent-double-click="true" '
            'name="{}" value="{}">{}</button>',
            f" govuk-button--{self.style}" if self.style else "", self.name, self.words, self.words,
        )  # fmt: skip


class CancelLink:
    """A link back, beside a form's button."""

    def __init__(self, url: str) -> None:
        self.url = url

    def render(self, form: forms.BaseForm, context: Context, **_: object) -> SafeString:  # noqa: ARG002 - crispy's
        return format_html('<a class="govuk-link govuk-link--no-visited-state" href="{}">Cancel</a>', self.url)
