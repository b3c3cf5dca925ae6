"""The form of the council's name and look."""

import re

from django import forms

from accounts.changes.identity import Look
from accounts.crests import MOST_BYTES, read_crest
from accounts.queries.identity import colour_problems
from foundation.forms import PmmiForm
from foundation.refusals import ChangeRefused

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class LookForm(PmmiForm):
    """Name, colour and crest. What is too pale, or no picture, is refused beside its field."""

    submit_label = "Save name and look"
    nouns = {"name": "the council’s name", "colour": "the colour", "picture": "the picture"}
    name = forms.CharField(label="Name of the council", max_length=120)
    colour = forms.CharField(
        label="Colour of the header and of headings’ rules",
        max_length=7,
        help_text="As # and six digits, such as #12305c. White text has to be easy to read on it",
    )
    picture = forms.FileField(
        label="Crest",
        required=False,
        help_text="A PNG or JPEG picture of at most 1 MB; it stands beside the council’s name. Leave empty to keep it",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )
    no_picture = forms.BooleanField(label="Use the crest that ships with the product", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].strip().lower()
        if not _COLOUR.fullmatch(colour):
            raise forms.ValidationError("Enter the colour as # and six digits, such as #12305c")
        if problems := colour_problems(colour):
            raise forms.ValidationError(" ".join(problems))
        return colour

    def clean_picture(self) -> bytes | None:
        upload = self.cleaned_data["picture"]
        if not upload:
            return None
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(f"The picture has {upload.size / MOST_BYTES:.1f} MB; at most 1 MB is read")
        try:
            return read_crest(upload.read())
        except ChangeRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @property
    def look(self) -> Look:
        """As ``set_look`` takes it."""
        data = self.cleaned_data
        crest = b"" if data["no_picture"] and data["picture"] is None else data["picture"]
        return Look(name=data["name"], colour=data["colour"], crest=crest)
