from typing import Any

from django import forms

from accounts.models import Unit
from foundation.filters import FilterForm
from foundation.forms import PmmiForm, TextBoxField, UKDateField, refuse_end_before_start
from plans.forms.plans import OwnedForm
from plans.models import Milestone, MilestoneState


class MilestoneForm(OwnedForm):
    """What is promised: by when, by whom."""

    nouns = {"starts_on": "the day work starts", "due_on": "the day it is due"}
    starts_on = UKDateField(label="Work starts on")
    due_on = UKDateField(label="Due on")

    class Meta:
        model = Milestone
        fields = ["ref", "title", "owner", "starts_on", "due_on"]
        help_texts = {
            "ref": "Short and lasting, such as SP1.1-M2",
            "title": "What will be there when it is done",
            "owner": "The post that will do it, and may update it",
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_end_before_start(self, "The day it is due must be on or after the day work starts", last="due_on")
        return self.cleaned_data


class MilestoneEditForm(MilestoneForm):
    """Change what was promised."""

    why = TextBoxField(
        label="Why the due date moves",
        required=False,
        help_text="Needed for a new due date. The first date stays on record and the slip is counted",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promised = self.instance.due_on

    def clean(self) -> dict[str, Any]:
        super().clean()
        due_on = self.cleaned_data.get("due_on")
        if due_on and due_on != self.promised and not self.cleaned_data.get("why", "").strip():
            self.add_error("why", "Enter why the due date moves")
        return self.cleaned_data


class MilestoneUpdateForm(PmmiForm):
    """How a milestone is going; the version guards against somebody else's save."""

    submit_label = "Save the update"
    nouns = {"percent_complete": "per cent complete", "state": "how it is going"}
    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label="How is it going?", choices=MilestoneState.choices, widget=forms.RadioSelect)
    percent_complete = forms.IntegerField(
        label="Per cent complete",
        min_value=0,
        max_value=100,
        help_text="From 0 to 100",
        error_messages={"required": "Enter how much is complete, from 0 to 100"},
    )
    forecast_on = UKDateField(label="Expected to finish", required=False)
    completed_on = UKDateField(
        label="Completed on", required=False, help_text="If it is complete. Left empty, today is taken"
    )
    narrative = TextBoxField(label="What has happened, and what is next", required=False, max_length=2000, rows=4)
    reason = TextBoxField(label="Why on hold or cancelled", required=False)

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(milestone, name) for name in self.base_fields}, **kwargs)

    def clean(self) -> dict[str, Any]:
        state = self.cleaned_data.get("state")
        if state == MilestoneState.COMPLETE:
            # Complete says it all, so a per cent that is missing or wrong is no mistake.
            self.errors.pop("percent_complete", None)
            self.cleaned_data["percent_complete"] = 100
        if state in (MilestoneState.ON_HOLD, MilestoneState.CANCELLED) and not self.cleaned_data.get("reason"):
            self.add_error("reason", f"Enter why it is {MilestoneState(state).label.lower()}")
        return self.cleaned_data


class MilestoneFilterForm(FilterForm):
    q = forms.CharField(label="Words or reference", max_length=100)
    unit = forms.ModelChoiceField(label="Service", queryset=Unit.objects.all())
    concern = forms.ChoiceField(
        label="Concern",
        choices=[
            ("", "Any or none"),
            ("overdue", "Overdue"),
            ("off_track", "Off track"),
            ("due_soon", "Due in the next 14 days"),
            ("slipped", "Due later than first set"),
        ],
    )
    state = forms.ChoiceField(label="State", choices=[("", "Any"), *MilestoneState.choices])
