"""The form by which a file is attached."""

from typing import Any

from django import forms

from foundation.attachments import ACCEPT, MOST_BYTES, TAKEN, Attached, read_attachment
from foundation.forms import PmmiForm
from foundation.refusals import ChangeRefused


class AttachmentForm(PmmiForm):
    """A file, and what it shows. ``such_as``: an example of that."""

    submit_label = "Add the file"
    nouns = {"file": "the file", "about": "what it shows"}
    such_as = ""
    file = forms.FileField(
        label="File",
        help_text=f"{TAKEN[0].upper()}{TAKEN[1:]}, of at most 5 MB",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    about = forms.CharField(label="What does it show?", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].help_text = f"Such as: {self.such_as}"

    def clean_file(self) -> Attached:
        upload = self.cleaned_data["file"]
        try:
            return read_attachment(upload.name, upload.read(MOST_BYTES + 1))
        except ChangeRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
