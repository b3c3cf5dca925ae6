"""What the form templates in ``templates/govuk`` need to know of a field. They escape everything they are given."""

from django import forms, template
from django.forms import BoundField

register = template.Library()

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


@register.filter
def govuk_limit(field: BoundField) -> int | None:
    """The length that a text area counts down from; None for other fields and for text without limit."""
    return getattr(field.field, "max_length", None) if kind_of(field) == "textarea" else None


@register.simple_tag
def govuk_prepare(field: BoundField) -> str:
    """Give the field's widget GOV.UK's classes and input type before it is drawn. Returns the kind of field."""
    kind, widget = kind_of(field), field.field.widget
    widget.attrs.pop("placeholder", None)  # it vanishes on typing and is too pale: a hint says it better
    wanted = [*widget.attrs.get("class", "").split(), *CLASSES[kind].split()]
    if field.errors and kind in OUTLINED:
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
    if govuk_limit(field):
        widget.attrs.pop("maxlength", None)  # typing past the limit is counted and refused, never cut off
        described_by = f"{field.aria_describedby or ''} {field.auto_id}-info".strip()
        widget.attrs.setdefault("aria-describedby", described_by)
        wanted.append("govuk-js-character-count")
    if kind == "textarea" and widget.attrs.get("rows") == DJANGO_ROWS:
        widget.attrs["rows"] = "5"
    widget.attrs["class"] = " ".join(dict.fromkeys(wanted))
    return kind


@register.simple_tag
def govuk_drop_hint(field: BoundField) -> str:
    """Leave out a hint that the page gives in its own words elsewhere."""
    field.help_text = ""
    return ""


@register.filter
def govuk_optional(field: BoundField) -> bool:
    """True when the label should say "(optional)": what may be left empty is marked, not what must be filled in."""
    if field.field.required or field.field.disabled or kind_of(field) == "checkbox":
        return False
    return "(optional)" not in str(field.label)


@register.filter
def govuk_anchor(field: BoundField) -> str:
    """The id that the error summary links to: the first choice of a group, else the field itself."""
    if kind_of(field) in ("radios", "checkboxes"):
        return f"{field.auto_id}_0"
    return field.id_for_label
