from typing import Any

from django import forms

from foundation.forms import PmmiForm, text_box
from plans.workflow import PlanMove


class SubmitForm(PmmiForm):
    submit_label = "Submit the plan"
    note = text_box(
        "Note to the reviewer",
        required=False,
        max_length=1000,
        rows=3,
        help_text="What they should know, or what you repaired since it was sent back",
    )


class WithdrawForm(PmmiForm):
    submit_label = "Take the plan back"
    why = text_box("Why", required=False)


class ReviewForm(PmmiForm):
    """What its reviewer decides about a plan."""

    submit_label = "Save the review"
    nouns = {"outcome": "what you decide", "remarks": "what has to be repaired"}
    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (PlanMove.SEND_BACK.value, "Send it back, with what has to be repaired"),
            (PlanMove.SIGN_OFF.value, "Sign it off: it can be approved"),
        ],
        widget=forms.RadioSelect,
    )
    remarks = text_box(
        "What you found",
        required=False,
        max_length=4000,
        rows=6,
        help_text="One finding a line: where it is, and what would put it right",
    )

    def clean(self) -> dict[str, Any]:
        sends_back = self.cleaned_data.get("outcome") == PlanMove.SEND_BACK
        if sends_back and not self.cleaned_data.get("remarks", "").strip():
            self.add_error("remarks", "Enter what has to be repaired, so that its authors know what to do")
        return self.cleaned_data
