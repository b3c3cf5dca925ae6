"""The form of a scheme: a council's words, shapes and colours."""

from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from foundation.form_layout import Fieldset, Row
from foundation.forms import PmmiForm, text_box
from indicators.changes.ratings import COLOURS, SHAPES
from indicators.forms.definitions import WHY
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.models import Scheme
from indicators.rules.vocabulary import Status

STATUSES = {
    Status.EXCEEDING: "Exceeding: better than target by more than the exceeding cut",
    Status.GREEN: "Green: on target",
    Status.AMBER: "Amber: near target",
    Status.RED: "Red: off target",
    Status.NOT_RATED: "Not rated",
    Status.DATA_ONLY: "Data only",
}
LONGEST = {"word": 30, "meaning": 200}
_ALWAYS = (Status.GREEN, Status.RED)
SHAPE_WORDS = {
    "tick": "Tick ✓",
    "circle": "Circle ●",
    "triangle": "Triangle ▲",
    "star": "Star ★",
    "square": "Square ■",
    "dash": "Dash –",
    "question": "Question mark ?",
}


class SchemeForm(PmmiForm):
    """A word, a shape and a colour for each status. An empty word leaves the status out."""

    nouns = {"name": "the name of the scheme"}
    name = forms.CharField(label="Name of the scheme", max_length=80, help_text="Such as “Red, amber, green from 2026”")

    def __init__(self, *args: Any, scheme: Scheme | None = None, like: Scheme | None = None, **kwargs: Any) -> None:
        bands = (scheme or like).bands if scheme or like else DEFAULT_BANDS  # type: ignore[union-attr]
        # The base class words the error messages of the fields in its constructor, so the fields are added first.
        self.base_fields = dict(type(self).base_fields)
        for status in STATUSES:
            self._add_status(status, bands.get(status, {}))
        if scheme is not None:
            self.base_fields["why"] = text_box(WHY, required=False)
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = scheme.name if scheme else ""

    @cached_property
    def helper(self) -> FormHelper:
        """One group of four fields for each status."""
        helper = super().helper
        *_, buttons = helper.layout.fields
        groups = [
            Fieldset(words, Row(*(f"{status}_{part}" for part in ("word", "shape", "colour"))), f"{status}_meaning")
            for status, words in STATUSES.items()
        ]
        helper.layout.fields = ["name", *groups, *(["why"] if "why" in self.fields else []), buttons]
        return helper

    @property
    def bands(self) -> dict[str, dict[str, str]]:
        """What was entered, as ``create_scheme`` takes it."""
        parts = ("word", "shape", "colour", "meaning")
        entered = {
            status: {part: self.cleaned_data[f"{status}_{part}"].strip() for part in parts} for status in STATUSES
        }
        return {status.value: band for status, band in entered.items() if band["word"]}

    def _add_status(self, status: Status, band: dict[str, str]) -> None:
        self.base_fields[f"{status}_word"] = forms.CharField(
            label="Word",
            required=status in _ALWAYS,
            max_length=LONGEST["word"],
            initial=band.get("word", ""),
            error_messages={"required": f"Enter the word for {status}"},
        )
        for part, values in (("shape", SHAPES), ("colour", COLOURS)):
            choices = [(each, SHAPE_WORDS.get(each, each.capitalize())) for each in values]
            default = "square" if part == "shape" else "grey"
            self.base_fields[f"{status}_{part}"] = forms.ChoiceField(
                label=part.capitalize(), choices=choices, initial=band.get(part, default)
            )
        self.base_fields[f"{status}_meaning"] = forms.CharField(
            label="What it means, for the key",
            required=False,
            max_length=LONGEST["meaning"],
            initial=band.get("meaning", ""),
        )
