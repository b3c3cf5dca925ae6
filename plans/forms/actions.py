from typing import Any

from django import forms

from accounts.actors import Actor
from accounts.forms.posts import offer, post_choices
from foundation.forms import PmmiModelForm, UKDateField, refuse_end_before_start, text_box


class OwnedPartForm(PmmiModelForm):
    """A part of something, with an owner and versions."""

    has_version = True

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["owner"], post_choices(actor, self.instance.owner if self.instance.pk else None))


class ActionForm(OwnedPartForm):
    """What will be done, by whom and when, and how it is going. Of which kind of action is said by who uses it."""

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
        fields = ["title", "owner", "starts_on", "due_on", "state", "percent_complete", "narrative"]
        labels = {"title": "What will be done?", "narrative": "How it is going, or why it stopped"}
        widgets = {"narrative": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_end_before_start(self, "The day it is due must be on or after the day work starts", last="due_on")
        return self.cleaned_data


class PromisedDayForm(forms.Form):
    """Beside the form of something that is due on a day: another day than was promised wants a reason."""

    why = text_box(
        "Why the due date moves",
        required=False,
        help_text="Needed for a new due date. The first date stays on record and the slip is counted",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promised = self.instance.due_on  # type: ignore[attr-defined]  # of the form that it stands beside

    def clean(self) -> dict[str, Any]:
        super().clean()
        due_on = self.cleaned_data.get("due_on")
        if due_on and due_on != self.promised and not self.cleaned_data.get("why", "").strip():
            self.add_error("why", "Enter why the due date moves")
        return self.cleaned_data
