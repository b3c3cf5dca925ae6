"""The parts that forms are laid out with, as crispy takes them. Each draws itself: crispy's own fill in a template for
every field, heading and button.
"""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.template import Context
from django.template.loader import render_to_string
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


class When(Layout):
    """Fields that are asked only where another has one of these values ("on": a ticked box). Without the script they
    are always asked.
    """

    def __init__(self, other: str, values: Sequence[str], *parts: Any) -> None:
        super().__init__(*parts)
        self.other, self.values = other, values

    def render(self, form: forms.BaseForm, context: Context, **_: object) -> SafeString:
        return format_html(
            '<div data-when="{}" data-is="{}">{}</div>',
            form[self.other].html_name, " ".join(self.values), super().render(form, context),
        )  # fmt: skip


class Fold(Layout):
    """Fields that are seldom needed, folded beneath a summary; open where one of them is wrong."""

    def __init__(self, summary: str, *parts: str) -> None:
        super().__init__(*parts)
        self.summary = summary

    def render(self, form: forms.BaseForm, context: Context, **_: object) -> SafeString:
        return format_html(
            '<details class="govuk-details"{}>\n'
            '<summary class="govuk-details__summary"><span class="govuk-details__summary-text">{}</span></summary>\n'
            '<div class="govuk-details__text">{}</div></details>',
            format_html(" {}", "open") if any(form[name].errors for name in self.fields) else "",
            self.summary, super().render(form, context),
        )  # fmt: skip


class Carried(Layout):
    """Fields of other steps: what was entered there goes along unseen."""

    def _drawn(self, part: str, form: forms.BaseForm, context: Context) -> SafeString:  # noqa: ARG002 - as above
        form.rendered_fields.add(part)  # type: ignore[attr-defined]
        bound = form[part]
        hidden = (
            bound.field.hidden_widget()
        )  # Django's ``as_hidden`` would name the help of a field that is not in sight
        return format_html("{}", hidden.render(bound.html_name, bound.value(), attrs={"id": bound.auto_id}))


class Included:
    """A part of the page within the form, drawn from what the page is given."""

    def __init__(self, template: str) -> None:
        self.template = template

    def render(self, form: forms.BaseForm, context: Context, **_: object) -> SafeString:  # noqa: ARG002 - crispy's
        return render_to_string(self.template, context.flatten())


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
