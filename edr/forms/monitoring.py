"""Filters of the lists of reviews, and breaking the glass."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.filters import FilterForm
from foundation.forms import PmmiForm, text_box
from plans.periods import Period, parse_key


class YearFilterForm(FilterForm):
    """The year of the reviews."""

    year = forms.ChoiceField(label="Year")


class TeamFilterForm(YearFilterForm):
    """The year, and how far down."""

    reach = forms.ChoiceField(label="Who", choices=[("", "Who reports to you"), ("all", "Everybody further down too")])


class GlassForm(PmmiForm):
    """Whose review of which year, and why it has to be read."""

    submit_label = "Open the review"
    nouns = {"email": "the person’s e-mail address", "reason": "why you need to read it"}
    email = forms.EmailField(label="The person’s e-mail address at work", max_length=254)
    year = forms.ChoiceField(label="Year of the review")
    reason = text_box("Why do you need to read it? The person reads your reason.", rows=3, max_length=1000)

    def __init__(self, *args: Any, years: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year.key, year.label) for year in years]

    @property
    def period(self) -> Period:
        return parse_key(self.cleaned_data["year"])
