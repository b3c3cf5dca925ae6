from django import forms

from foundation.forms import UKDateField
from plans.forms.actions import ActionForm, OwnedPartForm
from risks.models import Control, Mitigation


class ControlForm(OwnedPartForm):
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


class MitigationForm(ActionForm):
    """What will be done to bring a risk down, by whom and when, and how it is going."""

    class Meta(ActionForm.Meta):
        model = Mitigation
