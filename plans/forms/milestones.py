import re
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Unit
from foundation.filters import FilterForm
from foundation.forms import PmmiForm, SeveralField, UKDateField, refuse_end_before_start, text_box
from foundation.words import listed
from plans.forms.actions import PromisedDayForm
from plans.forms.plans import OwnedForm
from plans.models import STOPPED, Milestone, MilestoneState

MOST_AWAITED = 50


class MilestoneForm(OwnedForm):
    """What is promised: by when, by whom."""

    nouns = {"starts_on": "the day work starts", "due_on": "the day it is due", "weight": "the weight"}
    starts_on = UKDateField(label="Work starts on")
    due_on = UKDateField(label="Due on")
    weight = forms.DecimalField(
        label="Weight",
        required=False,
        min_value=Decimal(0),
        max_digits=7,
        decimal_places=2,
        initial=Decimal(1),
        help_text="How much it counts beside the objective’s other milestones. Left empty it is 1; 0 does not count",
        error_messages=dict.fromkeys(
            ("max_digits", "max_whole_digits", "max_decimal_places", "invalid", "min_value"),
            "The weight must be a number from 0 to 99,999.99, such as 3",
        ),
    )

    class Meta:
        model = Milestone
        fields = ["ref", "title", "owner", "starts_on", "due_on", "weight"]
        help_texts = {
            "ref": "Short and lasting, such as SP1.1-M2",
            "title": "What will be there when it is done",
            "owner": "The post that will do it, and may update it",
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_end_before_start(self, "The day it is due must be on or after the day work starts", last="due_on")
        return self.cleaned_data

    def clean_weight(self) -> Decimal:
        weight: Decimal | None = self.cleaned_data["weight"]
        return Decimal(1) if weight is None else weight


class WaitsForm(PmmiForm):
    """What a milestone waits for: others of its plan by choice, those of other plans by their references."""

    submit_label = "Save what it waits for"
    own = SeveralField(label="In this plan", queryset=Milestone.objects.none(), required=False)
    others = text_box("In other plans", required=False, rows=3, help_text="References, with commas between")

    def __init__(self, *args: Any, milestone: Milestone, known: QuerySet[Milestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        beside = known.filter(objective__plan=milestone.objective.plan_id).exclude(pk=milestone.pk)
        held = list(known.filter(awaited_by__milestone=milestone))
        # What the person may not know of stays as it is.
        self.kept = list(Milestone.objects.filter(awaited_by__milestone=milestone).exclude(pk__in=known.values("pk")))
        self.fields["own"].queryset = beside.order_by("due_on", "ref")
        self.initial |= {
            "own": [each.pk for each in held if each.objective.plan_id == milestone.objective.plan_id],
            "others": ", ".join(each.ref for each in held if each.objective.plan_id != milestone.objective.plan_id),
        }

    def clean_others(self) -> list[Milestone]:
        refs = dict.fromkeys(filter(None, re.split(r"[\s,;]+", self.cleaned_data["others"])))
        found = {each.ref: each for each in self.known.filter(ref__in=list(refs)[:MOST_AWAITED])}
        unknown = [ref for ref in refs if ref not in found]
        if unknown:
            raise forms.ValidationError(
                f"There is no milestone {listed(unknown, 3)} that you may read. Check its page for the reference."
            )
        return list(found.values())

    def waits_for(self) -> list[Milestone]:
        """What was chosen and named, and what was kept, each once."""
        data = self.cleaned_data
        return list({each.pk: each for each in (*data["own"], *data["others"], *self.kept)}.values())


class MilestoneEditForm(PromisedDayForm, MilestoneForm):
    """Change what was promised."""


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
    narrative = text_box("What has happened, and what is next", required=False, max_length=2000, rows=4)
    reason = text_box("Why on hold or cancelled", required=False)

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(milestone, name) for name in self.base_fields}, **kwargs)

    def clean(self) -> dict[str, Any]:
        state = self.cleaned_data.get("state")
        if state == MilestoneState.COMPLETE:
            # Complete says it all, so a per cent that is missing or wrong is no mistake.
            self.errors.pop("percent_complete", None)
            self.cleaned_data["percent_complete"] = 100
        if state in STOPPED and not self.cleaned_data.get("reason"):
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
            ("before_others", "Ends before what it waits for"),
        ],
    )
    state = forms.ChoiceField(label="State", choices=[("", "Any"), *MilestoneState.choices])
