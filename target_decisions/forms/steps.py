"""Forms of the steps of a proposal, and the filters of the list of targets."""

from typing import Any

from django import forms

from foundation.forms import PmmiForm, UKDateField, text_box
from indicators.forms.definitions import MeasureFilterForm
from indicators.rules.softening import DOUBT_WORDS
from target_decisions.models import VERDICTS, Consulted
from target_decisions.queries.listed import STATES


class _Versioned(PmmiForm):
    """A step over a proposal carries the version that was opened."""

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version)


class QuestionForm(PmmiForm):
    submit_label = "Ask"
    nouns = {"question": "your question"}
    question = text_box("What do you ask?", rows=4, max_length=1000, help_text="Until it is answered, it is not agreed")
    asked_for = forms.CharField(
        label="On behalf of", max_length=200, required=False, help_text="Such as the Environment Scrutiny Panel"
    )


class AnswerForm(PmmiForm):
    submit_label = "Answer"
    nouns = {"answer": "your answer"}
    answer = text_box("Answer", rows=4, max_length=2000)


class AgreeForm(_Versioned):
    submit_label = "Record that it was agreed"
    nouns = {"name": "the meeting", "agreed_by": "who agreed it", "met_on": "the day of the meeting"}
    name = forms.CharField(
        label="Meeting", max_length=200, help_text="Such as Cabinet, or Scrutiny and Cabinet together"
    )
    met_on = UKDateField(label="Day of the meeting", help_text="It has to have been held. Such as 17 July 2026")
    agreed_by = forms.CharField(
        label="Who agreed it there?", max_length=200, help_text="Such as the Cabinet, or the leader of the council"
    )


class ReviewForm(_Versioned):
    submit_label = "Save the review"
    nouns = {"verdict": "what it is to be from now on", "why": "why"}
    verdict = forms.ChoiceField(label="From now on", choices=VERDICTS, widget=forms.RadioSelect)
    why = text_box("Why?", rows=4, max_length=2000, help_text="Next year’s target starts from it")


class WithdrawForm(_Versioned):
    submit_label = "Withdraw the proposal"
    nouns = {"why": "why it is withdrawn"}
    why = text_box("Why is it withdrawn?", rows=3, max_length=1000)


class ConsultedForm(PmmiForm):
    submit_label = "Save"
    nouns = {"group": "who took part", "how": "how they took part and what they said"}
    group = forms.ChoiceField(label="Who took part?", choices=Consulted.Group.choices, widget=forms.RadioSelect)
    how = text_box(
        "How, and what did they say?", rows=3, help_text="Such as “Survey of 1,200 households: two days is too long”"
    )
    representative = forms.ChoiceField(
        label="Did they stand for all whom it concerns?", choices=Consulted.Representative.choices,
        widget=forms.RadioSelect, initial=Consulted.Representative.UNKNOWN,
    )  # fmt: skip


class DecisionFilterForm(MeasureFilterForm):
    """The filters of the targets of a year."""

    year = forms.TypedChoiceField(label="Year", coerce=int, empty_value=None)
    stage = forms.ChoiceField(label="Stage", choices=[("", "Any"), *STATES.items()])
    doubt = forms.ChoiceField(
        label="Looks too easy",
        choices=[
            ("", "Or not"),
            ("any", "For any reason"),
            *((key.value, words) for key, words in DOUBT_WORDS.items()),
        ],
    )
    lacks = forms.ChoiceField(
        label="Lacks", choices=[("", "Nothing asked"), ("plan", "An action plan"), ("counter", "A counter-measure")]
    )
    field_order = ("q", "year", "service", "set", "stage", "doubt", "lacks")

    @property
    def of_measures(self) -> dict[str, Any]:
        """What is asked of the measures themselves."""
        return {name: value for name, value in self.query.items() if name not in ("year", "stage", "doubt", "lacks")}

    @property
    def of_targets(self) -> dict[str, str]:
        """What is asked of how their targets came about."""
        return {name: self.chosen.get(name, "") for name in ("stage", "doubt", "lacks")}
