"""How a field of a form is drawn, as GOV.UK's patterns ask. Everything given is escaped."""

from collections.abc import Sequence

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

KINDS = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
CLASSES = {
    "checkboxes": "govuk-checkboxes__input",
    "radios": "govuk-radios__input",
    "checkbox": "govuk-checkboxes__input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "input": "govuk-input",
}
OUTLINED = {"textarea", "select", "file", "password", "input"}
DJANGO_ROWS = "10"  # what a text area has when nobody chose
DATE_HINT = "For example, 17 July 2026"


def kind_of(field: BoundField) -> str:
    """Which of the templates' forms of field this is: checkboxes, radios, …, or a plain input."""
    return next((kind for widget, kind in KINDS if isinstance(field.field.widget, widget)), "input")


def draw_field(field: BoundField, form_method: str = "post") -> SafeString:
    """One form field with its label, hint and error; forms of method "get" leave out "(optional)". Drawn here, for a
    template takes longer than all else of a form.
    """
    if field.is_hidden:
        return format_html("{}", field)
    kind, errors, limit = kind_of(field), field.errors, _limit(field)
    _prepare(field, kind, errors, limit)
    optional = " (optional)" if form_method != "get" and _is_optional(field, kind) else ""
    hints = _hint_and_error(field, errors)
    look = "".join(
        f" {name}"
        for name, applies in (
            ("govuk-form-group--error", errors),
            ("govuk-password-input", kind == "password"),
            ("govuk-character-count", limit),
        )
        if applies
    )
    script = _SHOWING_SCRIPT if kind == "password" else format_html(_COUNT_SCRIPT, limit) if limit else ""
    identity = format_html(' id="div_{}"', field.auto_id) if field.auto_id else ""
    if kind in ("radios", "checkboxes"):
        said_by = field.aria_describedby
        each = ((kind, one.tag(), one.id_for_label, one.choice_label) for one in field)
        choices = format_html_join("\n", _CHOICE, each)
        body = format_html(
            _GROUP,
            format_html(' aria-describedby="{}"', said_by) if said_by else "",
            field.label, optional, hints, kind, choices,
        )  # fmt: skip
    elif kind == "checkbox":
        body = format_html(_CHECKBOX, hints, field, field.id_for_label, field.label)
    else:
        box = format_html(_SHOWN_ON_DEMAND, field, field.id_for_label) if kind == "password" else field
        count = format_html(_COUNT, field.auto_id, limit) if limit else ""
        body = format_html(_BOX, field.id_for_label, field.label, optional, hints, box, count)
    return format_html('<div class="govuk-form-group{}"{}{}>{}</div>', look, identity, script, body)


_SHOWING_SCRIPT = format_html(' data-module="{}"', "govuk-password-input")
_COUNT_SCRIPT = ' data-module="govuk-character-count" data-maxlength="{}"'
_GROUP = """<fieldset class="govuk-fieldset"{0}>
<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{1}{2}</legend>{3}
<div class="govuk-{4} govuk-{4}--small" data-module="govuk-{4}">{5}</div></fieldset>"""
_CHOICE = """<div class="govuk-{0}__item">{1}\
<label class="govuk-label govuk-{0}__label" for="{2}">{3}</label></div>"""
_CHECKBOX = """{}<div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">
<div class="govuk-checkboxes__item">{}\
<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div></div>"""
_BOX = '<label class="govuk-label govuk-label--s" for="{}">{}{}</label>{}{}{}'
_COUNT = '<div id="{}-info" class="govuk-hint govuk-character-count__message">You can enter up to {} characters</div>'
_SHOWN_ON_DEMAND = """<div class="govuk-input__wrapper govuk-password-input__wrapper">{}
<button type="button" class="govuk-button govuk-button--secondary govuk-password-input__toggle \
govuk-js-password-input-toggle" data-module="govuk-button" aria-controls="{}" aria-label="Show password" hidden>\
Show</button></div>"""


def _hint_and_error(field: BoundField, errors: Sequence[str]) -> SafeString:
    """Under the ids that the field's input names."""
    hint = error = ""
    if field.help_text:
        hint = format_html('<div id="{}_helptext" class="govuk-hint">{}</div>', field.auto_id, field.help_text)
    if errors:
        said = format_html_join(format_html("<{}>", "br"), _ERROR, ((each,) for each in errors))
        error = format_html('<p id="{}_error" class="govuk-error-message">{}</p>', field.auto_id, said)
    return format_html("{}{}", hint, error)


_ERROR = '<span class="govuk-visually-hidden">Error:</span> {}'


def _limit(field: BoundField) -> int | None:
    """The length that a text area counts down from; None for other fields and for text without limit."""
    return getattr(field.field, "max_length", None) if kind_of(field) == "textarea" else None


def _prepare(field: BoundField, kind: str, errors: Sequence[str], limit: int | None) -> None:
    """Give the field's widget GOV.UK's classes and input type before it is drawn."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)  # it vanishes on typing and is too pale: a hint says it better
    wanted = [*widget.attrs.get("class", "").split(), *CLASSES[kind].split()]
    if errors and kind in OUTLINED:
        wanted += [f"{name}--error" for name in CLASSES[kind].split()[:1]]
    if isinstance(widget, forms.NumberInput):
        # A number field loses what it cannot read, changes on scrolling and says nothing; our own checks do better.
        widget.input_type = "text"
        for name in ("step", "min", "max"):
            widget.attrs.pop(name, None)
        widget.attrs.setdefault("inputmode", "numeric" if type(field.field) is forms.IntegerField else "decimal")
        wanted.append("govuk-input--width-10")
    if isinstance(widget, forms.DateInput):
        field.help_text = field.help_text or DATE_HINT
        wanted.append("govuk-input--width-20")
    if limit:
        widget.attrs.pop("maxlength", None)  # typing past the limit is counted and refused, never cut off
        described_by = f"{field.aria_describedby or ''} {field.auto_id}-info".strip()
        widget.attrs.setdefault("aria-describedby", described_by)
        wanted.append("govuk-js-character-count")
    if kind == "textarea" and widget.attrs.get("rows") == DJANGO_ROWS:
        widget.attrs["rows"] = "5"
    widget.attrs["class"] = " ".join(dict.fromkeys(wanted))


def _is_optional(field: BoundField, kind: str) -> bool:
    """True when the label should say "(optional)": what may be left empty is marked, not what must be filled in."""
    if field.field.required or field.field.disabled or kind == "checkbox":
        return False
    return "(optional)" not in str(field.label)
