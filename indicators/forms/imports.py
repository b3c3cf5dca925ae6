"""Forms of imports: the file, and the filters of its preview and of the list."""

from django import forms

from foundation.filters import FilterForm
from foundation.forms import PmmiForm
from indicators.models import ImportState

MOST_BYTES = 20 * 1024 * 1024


class ImportForm(PmmiForm):
    """The file to be previewed. Only its size is checked here."""

    submit_label = "Show what it would do"
    nouns = {"file": "the file"}
    file = forms.FileField(
        label="Spreadsheet",
        help_text="An Excel workbook (.xlsx) or a CSV file of at most 20 MB and 50,000 rows",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> object:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(f"The file has {upload.size / 1024 / 1024:.0f} MB; at most 20 MB are read")
        return upload


class PreviewFilterForm(FilterForm):
    q = forms.CharField(label="Measure or reference", max_length=100)
    outcome = forms.ChoiceField(
        label="What happens",
        choices=[
            ("", "Anything"),
            ("refused", "Refused"),
            ("new", "New"),
            ("changed", "Changed"),
            ("unchanged", "Unchanged"),
        ],
    )


class BatchFilterForm(FilterForm):
    state = forms.ChoiceField(label="State", choices=[("", "Any"), *ImportState.choices])
