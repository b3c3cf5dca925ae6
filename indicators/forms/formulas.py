"""Forms of calculated measures: a formula with the period from which it holds, and typing it again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from foundation.form_layout import Button, Buttons, CancelLink, Included, Layout
from foundation.forms import PmmiForm, text_box
from indicators.changes.formulas import FormulaDetails
from indicators.models import Formula, Indicator
from indicators.queries.formula_checks import checked
from indicators.queries.formulas import Formulas
from indicators.rules.formula import Blanks
from indicators.rules.formula_text import LONGEST, FormulaProblem
from plans.periods import Frequency, Period, YearBasis, containing, parse_key

_YEARS_BACK, _AHEAD = 5, 4
_WHY = "Why (shown in the history)"


def period_choices(indicator: Indicator, today: date) -> list[tuple[str, str]]:
    """The measure's periods from which on something may hold, the newest first."""
    frequency = Frequency(indicator.frequency)
    now = containing(today, frequency, YearBasis(indicator.year_basis))
    back = _YEARS_BACK * 12 // frequency.months
    return [(each.key, each.long_label) for each in (now.next(n) for n in range(_AHEAD, -back - 1, -1))]


class _DatedForm(PmmiForm):
    nouns = {"first": "the first period"}
    first = forms.ChoiceField(label="From")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, indicator: Indicator, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].choices = [("", "Select a period"), *period_choices(indicator, today)]
        self.fields["version"].initial = indicator.version

    def clean_first(self) -> Period:
        return parse_key(self.cleaned_data["first"])


class FormulaForm(_DatedForm):
    """A formula of a measure. "Try it" shows what it comes to before it is saved."""

    submit_label = "Save the formula"
    nouns = {"text": "the formula", "first": "the first period", "blanks": "what a gap does"}
    text = forms.CharField(
        label="Formula",
        max_length=LONGEST,
        help_text="References in square brackets with + - * / ( ) between them, such as [WR01] / [WR02] * 100. "
        "Functions: sum, mean, min, max, round",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off", "data-tries": ""}),
    )
    blanks = forms.ChoiceField(
        label="Where one of its measures has no figure",
        choices=[
            (Blanks.BLANK.value, "There is no result until every one of them has a figure"),
            (Blanks.NOUGHT.value, "It counts as nought, once it is sure that none comes"),
        ],
        widget=forms.RadioSelect,
        initial=Blanks.BLANK.value,
    )
    why = text_box(_WHY, max_length=250, required=False)
    field_order: Sequence[str] = ("text", "blanks", "first", "why")

    def __init__(self, *args: Any, indicator: Indicator, formulas: Formulas, today: date, **kwargs: Any) -> None:
        super().__init__(*args, indicator=indicator, today=today, **kwargs)
        self.indicator, self.formulas = indicator, formulas
        first = self.fields["first"]
        first.help_text = "Nobody is asked for it from then on. Figures before stay as they were reported"
        now = containing(today, Frequency(indicator.frequency), YearBasis(indicator.year_basis))
        first.initial, held = now.key, formulas.at(indicator.pk, now)
        if held is not None:
            self.fields["text"].initial, self.fields["blanks"].initial = held.shown, held.blanks.value
        self.helper.layout = Layout(
            "text", Included("indicators/_formula_tried.html"), "blanks", "first", "why", "version",
            Buttons(
                Button("preview", "Try it", "secondary"), Button("save", self.submit_label), CancelLink(self.cancel_url)
            ),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """``made`` is the formula, checked."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if {"text", "first", "blanks"} <= data.keys():
            try:
                self.made = checked(self.indicator, data["text"], data["first"], Blanks(data["blanks"]), self.formulas)
            except FormulaProblem as problem:
                self.add_error("text", str(problem))
        return data

    @property
    def details(self) -> FormulaDetails:
        data = self.cleaned_data
        return FormulaDetails(first=data["first"], text=data["text"], blanks=Blanks(data["blanks"]), why=data["why"])


class StopForm(_DatedForm):
    """From when a measure is typed again."""

    submit_label = "Have it typed again"
    nouns = {"first": "the first period that is typed"}
    why = text_box(_WHY, max_length=Formula._meta.get_field("why").max_length)
    field_order: Sequence[str] = ("first", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].help_text = "Its service is asked for it from then on. What was calculated before stays"
