"""What is asked of whoever writes down who took part."""

from typing import Any

from django import forms

from accounts.models import Unit
from feedback.changes.consultations import ConsultationDetails
from feedback.models import Consultation
from feedback.queries.took_part import KINDS, AskedSilent
from foundation.filters import FilterForm
from foundation.forms import PmmiForm, UKDateField, text_box
from plans.periods import Period, parse_key
from target_decisions.models import Consulted


class ConsultationForm(PmmiForm):
    """Who took part. ``years`` are those whose target it may be about; none for an objective."""

    submit_label = "Save"
    nouns = {"group": "who took part", "how": "how they took part and what they said", "held_on": "the day"}
    group = forms.ChoiceField(label="Who took part?", choices=Consulted.Group, widget=forms.RadioSelect)
    year = forms.TypedChoiceField(label="In setting what?", coerce=parse_key, empty_value=None, required=False)
    how = text_box(
        "How, and what did they say?", rows=3, help_text="Such as “Survey of 1,200 households: two days is too long”"
    )
    held_on = UKDateField(label="When?", help_text="The last day, where it went on for longer")
    how_many = forms.IntegerField(
        label="How many took part?", min_value=1, max_value=100_000_000, required=False,
        help_text="Leave it empty where nobody counted",
    )  # fmt: skip
    representative = forms.ChoiceField(
        label="Did they stand for all whom it concerns?", choices=Consulted.Representative, widget=forms.RadioSelect,
        initial=Consulted.Representative.UNKNOWN,
    )  # fmt: skip
    how_known = forms.CharField(label="How is that known?", max_length=300, required=False)

    def __init__(
        self, *args: Any, years: list[Period], consultation: Consultation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [*years, *([consultation.year] if consultation and consultation.year not in (None, *years) else [])]
        self.fields["year"].choices = [
            ("", "The measure itself"),
            *((each.key, f"Its target for {each}") for each in offered),
        ]
        if not years:
            del self.fields["year"]
        if consultation:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=consultation.version)
            self.initial = {name: getattr(consultation, name) for name in ConsultationDetails.__slots__}
            self.initial["year"] = consultation.year.key if consultation.year else ""

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("representative") == Consulted.Representative.YES and not data.get("how_known"):
            self.add_error("how_known", "Say how it is known that they were representative")
        return data


class SilentFilterForm(FilterForm):
    """The filters of what was set without anybody taking part."""

    kind = forms.ChoiceField(label="What", choices=[("", "Anything"), *KINDS.items()])
    unit = forms.ModelChoiceField(label="Service", queryset=Unit.objects.all())

    @property
    def asked(self) -> AskedSilent:
        """What is set."""
        return AskedSilent(**self.query)
