"""What the form templates in ``templates/govuk`` need of a field."""

from django import template
from django.forms import BoundField

from foundation.form_fields import draw_field, kind_of

register = template.Library()
register.simple_tag(draw_field, name="govuk_field")


@register.simple_tag
def govuk_drop_hint(field: BoundField) -> str:
    """Leave out a hint that the page gives in its own words elsewhere."""
    field.help_text = ""
    return ""


@register.filter
def govuk_anchor(field: BoundField) -> str:
    """The id that the error summary links to: the first choice of a group, else the field itself."""
    if kind_of(field) in ("radios", "checkboxes"):
        return f"{field.auto_id}_0"
    return field.id_for_label
