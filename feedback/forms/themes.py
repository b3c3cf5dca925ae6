from django import forms

from feedback.models import Theme
from foundation.forms import PmmiModelForm


class ThemeForm(PmmiModelForm):
    """A theme of what people say."""

    has_version = True
    submit_label = "Save the theme"
    nouns = {"about": "what belongs to it"}

    class Meta:
        model = Theme
        fields = ["name", "about"]
        labels = {"about": "What belongs to it"}
        help_texts = {
            "name": "What people speak about, in their words, such as “Missed bins”",
            "about": "So that everybody counts alike, such as “not collected, or collected on another day”",
        }


class EditThemeForm(ThemeForm):
    """The same of a theme that is there, which can be archived."""

    class Meta(ThemeForm.Meta):
        fields = ["name", "about", "is_archived"]
        labels = {**ThemeForm.Meta.labels, "is_archived": "Archive it: offer it no more"}
        help_texts = {
            **ThemeForm.Meta.help_texts, "is_archived": "Records that have it keep it, and are counted as before",
        }  # fmt: skip
        widgets = {"is_archived": forms.CheckboxInput}
