"""The form of a word that search knows."""

from django import forms

from foundation.forms import PmmiModelForm
from search.models import Synonym
from search.words import looked_for


class SynonymForm(PmmiModelForm):
    """A word and what it means."""

    has_version = True
    nouns = {"typed": "the word that people type", "means": "what it is called here"}

    class Meta:
        model = Synonym
        fields = ["typed", "means"]
        help_texts = {
            "typed": "One word, or a few that belong together: “bins”, “council tax”",
            "means": "The words that your plans, measures and reports use. Put a comma between several: “waste, missed "
            "collections”",
        }

    def clean_typed(self) -> str:
        return _with_words(self.cleaned_data["typed"])

    def clean_means(self) -> str:
        parts = [" ".join(part.split()) for part in self.cleaned_data["means"].split(",")]
        if not any(parts):
            raise forms.ValidationError(self.fields["means"].error_messages["required"])
        return ", ".join(dict.fromkeys(_with_words(part) for part in parts if part))


def _with_words(text: str) -> str:
    """The text on one line. ValidationError where there is nothing in it to look for."""
    line = " ".join(text.split())
    if not looked_for(line):
        raise forms.ValidationError(f"“{line}” has no word to look for. Use a word of at least two letters.")
    return line
