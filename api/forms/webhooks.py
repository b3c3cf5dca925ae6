"""Making a webhook."""

from typing import Any

from django import forms
from django.conf import settings

from api.models.webhook import KINDS
from api.rules.places import problem_of
from foundation.forms import PmmiForm


class WebhookForm(PmmiForm):
    """Which address is told, and of what."""

    submit_label = "Make the webhook"
    nouns = {"address": "the address", "kinds": "what it is told of"}
    address = forms.CharField(label="Address", max_length=300)
    kinds = forms.MultipleChoiceField(
        label="Tell it when", choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ", ".join(settings.PMMI_WEBHOOK_HOSTS)
        self.fields["address"].help_text = f"Such as https://hooks.example.gov.uk/pmmi. Hosts that may be told: {named}"

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if problem := problem_of(address, settings.PMMI_WEBHOOK_HOSTS):
            raise forms.ValidationError(problem)
        return address
