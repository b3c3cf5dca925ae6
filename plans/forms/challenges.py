from datetime import date
from typing import Any

from django import forms

from foundation.forms import PmmiModelForm, UKDateField
from plans.models import PriorityChallenge


class ChallengeForm(PmmiModelForm):
    """Who challenged a priority, when, and what came of it."""

    has_version = True
    submit_label = "Save the challenge"
    nouns = {
        "challenged_by": "who challenged it", "challenged_on": "the day of the challenge",
        "outcome": "what came of it",
    }  # fmt: skip
    challenged_on = UKDateField(label="When")

    class Meta:
        model = PriorityChallenge
        fields = ["challenged_by", "challenged_on", "outcome"]
        labels = {"challenged_by": "Who challenged it", "outcome": "What came of it"}
        help_texts = {
            "challenged_by": "Such as a scrutiny committee, a peer review, partners or a panel of residents",
            "outcome": "What they asked, and whether the priority was kept, changed, joined with another or dropped",
        }
        widgets = {"outcome": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_challenged_on(self) -> date:
        day: date = self.cleaned_data["challenged_on"]
        if day > self.today:
            raise forms.ValidationError("The day of the challenge must not be in the future")
        return day
