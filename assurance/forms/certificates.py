"""What is asked of whoever checks a measure's figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.models import Unit
from assurance.changes.certificates import CertificateDraft
from assurance.models import Certificate, Sharing
from assurance.queries.certificates import Asked
from assurance.rules.grades import ASKS, STANDING_WORDS, WORDS, Dimension, Grade
from foundation.attachment_form import AttachmentForm
from foundation.filters import FilterForm
from foundation.form_layout import Fieldset, Row
from foundation.forms import PmmiForm, UKDateField, text_box
from plans.periods import Period, parse_key

GRADES = [("", "Select a grade"), *((each.value, WORDS[each]) for each in Grade)]
_SHARED = "Sharing of data"


class CertificateForm(PmmiForm):
    """The six dimensions, each with its grade and a sentence; what to bear in mind; whose data is used. It begins with
    what the certificate that stands says.
    """

    submit_label = "Save the certificate"
    nouns = {"year": "the year", "checked_on": "the day of the check", "review_on": "the day of the next review"}
    limitations = text_box(
        "What should a reader bear in mind?", required=False,
        help_text="Stands under the figure wherever the measure’s page is read. One or two plain sentences",
    )  # fmt: skip
    uses = forms.ChoiceField(label="Is it made of personal data, or of a partner’s?", choices=Sharing, required=False)
    sharing_note = text_box(
        "How is that data shared and kept safe?", rows=3, max_length=2000, required=False,
        help_text="Who holds it, under which agreement, and what is done so that nobody can be recognised",
    )  # fmt: skip
    year = forms.ChoiceField(label="Figures of which year?")
    checked_on = UKDateField(label="Checked on")
    review_on = UKDateField(label="To be reviewed by", help_text="At most three years later")
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        years: Sequence[Period],
        held: Certificate | None,
        graded: Mapping[Dimension, tuple[str, str]],
        days: tuple[date, date],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for dimension, asks in ASKS.items():
            grade, words = graded.get(dimension, ("", ""))
            name = dimension.capitalize()
            self.fields[f"{dimension}_grade"] = forms.ChoiceField(
                label=f"{name}: {asks[0].lower()}{asks[1:]}", choices=GRADES, initial=grade,
                error_messages={"required": f"Select a grade for {dimension}"},
            )  # fmt: skip
            self.fields[f"{dimension}_words"] = text_box(
                f"{name}: what was found", initial=words,
                error_messages={"required": f"Say in a sentence what was found of {dimension}"},
            )  # fmt: skip
        self.fields["year"].choices = [(each.key, str(each)) for each in years]
        self.fields["checked_on"].initial, self.fields["review_on"].initial = days
        if held:
            for name in ("limitations", "uses", "sharing_note"):
                self.fields[name].initial = getattr(held, name)
            self.fields["replaces"].initial = held.pk
        self.groups = [
            *((each.capitalize(), [f"{each}_grade", f"{each}_words"]) for each in Dimension),
            ("For readers", ["limitations"]),
            (_SHARED, ["uses", "sharing_note"]),
            ("The check", ["year", "checked_on", "review_on"]),
        ]

    def fieldset(self, title: str, names: Sequence[str]) -> Fieldset:
        """The grade of a dimension stands beside what was found."""
        return Fieldset(title, *([Row(*names)] if names[0].endswith("_grade") else names))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("uses") and not data.get("sharing_note"):
            self.add_error("sharing_note", "Say how the data is shared and kept safe")
        return data

    def said(self) -> dict[str, Any]:
        """As ``certify`` takes it."""
        return {"draft": self._draft(), "replaces": self.cleaned_data["replaces"]}

    def _draft(self) -> CertificateDraft:
        data = self.cleaned_data
        graded = {each: (Grade(data[f"{each}_grade"]), data[f"{each}_words"]) for each in Dimension}
        told = {name: data[name] for name in ("checked_on", "review_on", "limitations", "uses", "sharing_note")}
        return CertificateDraft(year=parse_key(data["year"]), graded=graded, **told)


class EvidenceForm(AttachmentForm):
    """A file that a certificate rests on."""

    such_as = "the sample of 20 cases"


class QualityFilterForm(FilterForm):
    """The filters of the council-wide page."""

    q = forms.CharField(label="Words or reference", max_length=100)
    unit = forms.ModelChoiceField(label="Service", queryset=Unit.objects.all())
    grade = forms.ChoiceField(label="Grade", choices=[("", "Any"), *((each.value, WORDS[each]) for each in Grade)])
    standing = forms.ChoiceField(
        label="Review", choices=[("", "Any"), *((each.value, word) for each, word in STANDING_WORDS.items())]
    )
    kind = forms.ChoiceField(label="Measures", choices=[("", "All"), ("key", "Key measures")])

    @property
    def asked(self) -> Asked:
        """What is set."""
        return Asked(**self.query)
