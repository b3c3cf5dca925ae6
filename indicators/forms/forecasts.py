from typing import Any

from django import forms

from foundation.forms import PmmiForm, text_box
from indicators.forms.targets import FigureField, sheet_of, unit_hint
from indicators.models import Indicator, OwnForecast
from plans.periods import Period


class ForecastForm(PmmiForm):
    """What those who answer for a measure expect its year to end on, what that rests on, and how sure they are."""

    submit_label = "Save the forecast"
    nouns = {"value": "what the year will end on", "basis": "what it rests on", "confidence": "how sure you are"}

    def __init__(self, *args: Any, indicator: Indicator, year: Period, **kwargs: Any) -> None:
        # The base class words the messages of the fields in its constructor, so the fields are added first.
        self.base_fields = {
            "value": FigureField(
                label=f"What will {year.label} end on?", sheet=sheet_of(indicator), help_text=unit_hint(indicator)
            ),
            "basis": text_box(
                "What does that rest on?",
                rows=4,
                max_length=2000,
                help_text="What is under way, what is known of the months to come, what could turn out otherwise",
            ),
            "confidence": forms.ChoiceField(
                label="How sure are you?", choices=OwnForecast.Confidence.choices, widget=forms.RadioSelect
            ),
        }
        self.base_fields["value"].required = True
        super().__init__(*args, **kwargs)
