"""Forms of imports: the file, and the filters of its preview and of the list."""

from typing import Any

from django import forms

from foundation.filters import FilterForm
from foundation.forms import PmmiForm, text_box
from foundation.words import counted
from indicators.models import ImportState

MOST_BYTES = 20 * 1024 * 1024


class ImportForm(PmmiForm):
    """The file to be previewed. Only its size is checked here. ``files`` and ``suffixes``: as its kind says."""

    submit_label = "Show what it would do"
    nouns = {"file": "the file"}
    file = forms.FileField(label="Spreadsheet")

    def __init__(self, *args: Any, files: str, suffixes: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"{files}, of at most 20 MB and 100,000 rows"
        self.fields["file"].widget.attrs["accept"] = suffixes

    def clean_file(self) -> object:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(f"The file has {upload.size / 1024 / 1024:.0f} MB; at most 20 MB are read")
        return upload


class DecisionForm(PmmiForm):
    """Whether ``may_stand`` figures stand as imported, and why; without fields where there are none."""

    nouns = {"why": "who approved them, and when"}
    as_imported = forms.BooleanField(required=False)
    why = text_box(
        "Who approved them, and when",
        required=False,
        help_text="Such as: in the reports of 2024/25 to cabinet. It is kept in the audit trail.",
    )

    def __init__(self, *args: Any, may_stand: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = counted(may_stand, "figure")
        self.fields["as_imported"].label = f"Let {figures} stand as imported: nobody here has approved them"
        if not may_stand:
            self.fields.clear()

    def clean_why(self) -> str:
        why = str(self.cleaned_data["why"]).strip()
        if self.cleaned_data.get("as_imported") and not why:
            raise forms.ValidationError("Say who approved the figures, and when: others will rely on it")
        return why

    @property
    def chosen_why(self) -> str:
        """Why the figures stand as imported; "" where they do not."""
        return self.cleaned_data.get("why", "") if self.cleaned_data.get("as_imported") else ""


class PreviewFilterForm(FilterForm):
    q = forms.CharField(label="Name or reference", max_length=100)
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
