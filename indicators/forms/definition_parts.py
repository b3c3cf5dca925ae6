"""Forms of the breaks and objectives of a measure, and of sets."""

from datetime import date
from typing import Any

from django import forms

from foundation.forms import PmmiForm, PmmiModelForm, SeveralField, key_field, text_box
from foundation.options import LongList
from foundation.words import listed
from indicators.forms.definitions import WHY, MeasureFilterForm
from indicators.models import Indicator, IndicatorSet
from indicators.queries.definitions import indicators_of, objective_choices
from plans.models import Objective
from plans.periods import Frequency, Period, YearBasis, containing, parse_key

SPARE_OBJECTIVES = 3
_BREAKS_BACK, _BREAKS_AHEAD = 40, 4


class BreakForm(PmmiForm):
    """The first period under a new definition."""

    submit_label = "Add the break"
    nouns = {"note": "what changed", "period": "the first period under the new definition"}
    period = forms.ChoiceField(label="First period under the new definition")
    note = forms.CharField(
        label="What changed",
        max_length=250,
        help_text="One sentence that stands beneath every chart of the measure",
    )

    def __init__(self, *args: Any, indicator: Indicator, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = containing(today, Frequency(indicator.frequency), YearBasis(indicator.year_basis))
        periods = [now.next(n) for n in range(_BREAKS_AHEAD, -_BREAKS_BACK, -1)]
        self.fields["period"].choices = [("", "Select a period"), *((each.key, each.long_label) for each in periods)]

    def clean_period(self) -> Period:
        return parse_key(self.cleaned_data["period"])


class BreakRemoveForm(PmmiForm):
    submit_label = "Remove the break"
    nouns = {"why": "why it was no break"}
    why = text_box("Why it was no break")


class ObjectivesForm(PmmiForm):
    """The objectives that a measure serves, with a few empty fields for more."""

    submit_label = "Save what it serves"

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = list(indicator.contributions.order_by("pk").values_list("objective_id", flat=True))
        choices = LongList([("", "Nothing"), *objective_choices(held)])
        rows = max(len(held) + SPARE_OBJECTIVES, sum(name.startswith("objective_") for name in self.data))
        self.rows = [f"objective_{number}" for number in range(1, rows + 1)]
        for number, name in enumerate(self.rows):
            label = f"Serves ({number + 1})" if number else "Serves"
            initial = held[number] if number < len(held) else None
            self.fields[name] = key_field(label, choices, initial, "what it serves")

    def objectives(self) -> list[Objective]:
        """The chosen objectives, each once. One statement."""
        chosen = dict.fromkeys(pk for name in self.rows if (pk := self.cleaned_data[name]) is not None)
        found = Objective.objects.in_bulk(list(chosen))
        return [found[pk] for pk in chosen]


class ServingForm(PmmiForm):
    """Which of the measures on the page are linked to an objective, or linked no longer."""

    chosen = SeveralField(
        label="Measures",
        queryset=Indicator.objects.none(),
        error_messages={"required": "Tick at least one measure", "invalid_choice": "Tick measures of the list"},
    )

    def __init__(self, *args: Any, measures: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = Indicator.objects.filter(pk__in=measures)


class ServingFilterForm(MeasureFilterForm):
    serving = forms.ChoiceField(
        label="Serves it", choices=[("", "Or not"), ("yes", "Those that do"), ("no", "Those that do not")]
    )


class SetForm(PmmiModelForm):
    """A set and its measures, as references one a line: the quickest way to name thirty of them."""

    members = forms.CharField(
        label="Measures in the set",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="References, one a line or with commas between them. Paste them from a spreadsheet if you like",
    )

    class Meta:
        model = IndicatorSet
        fields = ["name", "description"]
        help_texts = {
            "name": "Such as “Corporate key measures” or “Statutory returns”",
            "description": "Whose set it is, and what for",
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            refs = self.instance.indicators.order_by("ref").values_list("ref", flat=True)
            self.fields["members"].initial = "\n".join(refs)

    def clean_members(self) -> list[Indicator]:
        refs = [ref.strip() for ref in self.cleaned_data["members"].replace(",", "\n").splitlines() if ref.strip()]
        found = indicators_of(refs)
        missing = list(dict.fromkeys(ref for ref in refs if ref.casefold() not in found))
        if missing:
            refused = listed(missing, 10)
            raise forms.ValidationError(f"No measure has the reference {refused}. Correct it or take it out")
        return list({found[ref.casefold()].pk: found[ref.casefold()] for ref in refs}.values())


class SetEditForm(SetForm):
    why = text_box(WHY, required=False)
