from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from foundation.forms import PmmiForm, text_box
from indicators.forms.targets import FigureField, sheet_of, unit_hint
from indicators.judging.figure_entry import FigureEntry
from indicators.models import Indicator
from indicators.queries.outturns import WholeYear, made_words
from indicators.rules.vocabulary import ValueKind
from plans.periods import Period, parse_key


class OutturnForm(PmmiForm):
    """What a year came to, where it differs from what its periods come to, and why."""

    submit_label = "Send it for approval"
    nouns = {
        "year": "which year", "value": "what the year came to", "reason": "why it is another figure",
        "numerator": "the numerator", "denominator": "the denominator",
    }  # fmt: skip

    def __init__(self, *args: Any, indicator: Indicator, years: Sequence[WholeYear], **kwargs: Any) -> None:
        self.indicator = indicator
        sheet = sheet_of(indicator)
        choices = [(each.year.key, f"{each.year.label}: {made_words(indicator, each.made)}") for each in years]
        # The base class words the messages of the fields in its constructor, so the fields are added first.
        self.base_fields = {"year": forms.ChoiceField(label="Which year?", choices=choices, widget=forms.RadioSelect)}
        if indicator.has_parts:
            count = replace(sheet, kind=ValueKind.NUMBER, unit="", grades=())
            for name in ("numerator", "denominator"):
                label = getattr(indicator, name) or name.capitalize()
                self.base_fields[name] = FigureField(label=label, sheet=count, help_text="Over the whole year")
        else:
            self.base_fields["value"] = FigureField(
                label="What did it come to?", sheet=sheet, help_text=unit_hint(indicator)
            )
        self.base_fields |= {
            "reason": text_box(
                "Why is it another figure?", max_length=250, help_text="Such as: audited; late cases counted in July"
            ),
            "evidence": forms.CharField(label="Where does it come from?", max_length=250, required=False),
        }
        for name in self.base_fields.keys() - {"evidence"}:
            self.base_fields[name].required = True
        super().__init__(*args, **kwargs)

    @property
    def year(self) -> Period:
        """The year that was chosen."""
        return parse_key(self.cleaned_data["year"])

    @property
    def entry(self) -> FigureEntry:
        """What was typed."""
        names = ("value", "numerator", "denominator", "evidence")
        return FigureEntry(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})

    @property
    def said(self) -> dict[str, Any]:
        """What is said of which year, and why."""
        return {"year": self.year, "entry": self.entry, "reason": self.cleaned_data["reason"]}
