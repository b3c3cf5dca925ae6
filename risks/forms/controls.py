from typing import Any

from django import forms

from accounts.actors import Actor
from foundation.forms import PmmiModelForm, UKDateField, refuse_end_before_start
from risks.forms.risks import offer, post_choices
from risks.models import Control, Mitigation


class _Owned(PmmiModelForm):
    """A part of a risk with an owner and versions."""

    has_version = True

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["owner"], post_choices(actor, self.instance.owner if self.instance.pk else None))


class ControlForm(_Owned):
    """What holds a risk down, who keeps it, and what the last check found."""

    submit_label = "Save the control"
    nouns = {"owner": "the post that keeps the control", "text": "what the control is"}
    checked_on = UKDateField(label="Last checked on", required=False)

    class Meta:
        model = Control
        fields = ["text", "owner", "checked_on", "found", "is_in_place"]
        labels = {
            "text": "What is it?", "found": "What the check found",
            "is_in_place": "In place: it holds the risk down today",
        }  # fmt: skip
        help_texts = {"text": "Something that is done or stands already", "owner": "The post that keeps it working"}
        widgets = {"found": forms.Textarea(attrs={"rows": 3})}


class MitigationForm(_Owned):
    """What will be done to bring a risk down, by whom and when, and how it is going."""

    submit_label = "Save the action"
    nouns = {
        "title": "what will be done", "starts_on": "the day work starts", "due_on": "the day it is due",
        "percent_complete": "how much is complete, from 0 to 100",
    }  # fmt: skip
    starts_on = UKDateField(label="Work starts on")
    due_on = UKDateField(label="Due on")
    percent_complete = forms.IntegerField(
        label="Per cent complete", min_value=0, max_value=100, help_text="From 0 to 100"
    )

    class Meta:
        model = Mitigation
        fields = ["title", "owner", "starts_on", "due_on", "state", "percent_complete", "narrative"]
        labels = {"title": "What will be done?", "narrative": "How it is going, or why it stopped"}
        widgets = {"narrative": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_end_before_start(self, "The day it is due must be on or after the day work starts", last="due_on")
        return self.cleaned_data
