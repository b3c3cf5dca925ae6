"""The page that shows every component in every state, for staff who write templates and for the browser tests."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from pmmi import gallery_samples as samples
from pmmi.gallery_sums import summed_up


class SampleForm(forms.Form):
    """Every kind of field."""

    value = forms.DecimalField(
        label="Value for July to September 2026 (Q2)",
        help_text="To 1 decimal place, for example 45.2",
        error_messages={"required": "Enter the value for July to September 2026 (Q2)"},
    )
    due_on = forms.DateField(label="Due date", error_messages={"required": "Enter the due date"})
    frequency = forms.ChoiceField(
        label="Frequency",
        choices=[("", "Select"), ("month", "Monthly"), ("quarter", "Quarterly")],
        error_messages={"required": "Select how often the measure is counted"},
    )
    standing = forms.ChoiceField(
        label="Is this figure final?",
        widget=forms.RadioSelect,
        choices=[("final", "Final"), ("provisional", "Provisional"), ("none", "No figure this quarter")],
        help_text="Provisional figures are marked [p] in every report",
        error_messages={"required": "Select whether this figure is final"},
    )
    audiences = forms.MultipleChoiceField(
        label="Who sees it",
        widget=forms.CheckboxSelectMultiple,
        choices=[("cabinet", "Cabinet"), ("scrutiny", "Overview and scrutiny")],
        required=False,
    )
    checked = forms.BooleanField(
        label="I have checked the figure against its source",
        error_messages={"required": "Confirm that you have checked the figure against its source"},
    )
    happened = forms.CharField(
        label="What happened",
        widget=forms.Textarea,
        max_length=500,
        error_messages={"required": "Say what happened"},
    )
    evidence = forms.FileField(label="Evidence", required=False)


@require_safe
@needs(Permission.ORGANISATION_EDIT)
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component. ``?form=errors`` shows the form as it comes back when nothing was filled in."""
    form = SampleForm({}) if request.GET.get("form") == "errors" else SampleForm()
    return render(request, "components/gallery.html", context(form))


def context(form: forms.Form) -> dict[str, Any]:
    return {"form": form, **samples.everything(), **samples.watching(), "summed_up": summed_up()}
