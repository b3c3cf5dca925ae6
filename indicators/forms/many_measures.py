"""The form that changes who answers for many measures at once, and the sets they belong to."""

from typing import Any

from django import forms

from accounts.actors import Actor
from accounts.forms.posts import offer, post_choices
from accounts.models import Post
from foundation.forms import text_box
from indicators.forms.definition_parts import ServingForm
from indicators.models import IndicatorSet
from indicators.queries.definitions import set_choices

_UNCHANGED = "As it is"
_WHO = {"owner": "Owner", "data_provider": "Who enters the figures", "approver": "Who approves the figures"}


class ManyMeasuresForm(ServingForm):
    """Which of the measures on the page are changed, and what about them. What is not chosen stays as it is."""

    owner = forms.ModelChoiceField(label=_WHO["owner"], queryset=Post.objects.all(), required=False)
    data_provider = forms.ModelChoiceField(label=_WHO["data_provider"], queryset=Post.objects.all(), required=False)
    approver = forms.ModelChoiceField(label=_WHO["approver"], queryset=Post.objects.all(), required=False)
    joins = forms.ModelChoiceField(label="Put into the set", queryset=IndicatorSet.objects.all(), required=False)
    leaves = forms.ModelChoiceField(label="Take out of the set", queryset=IndicatorSet.objects.all(), required=False)
    why = text_box("Why (shown in the history)", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        (_, *posts) = post_choices(actor)
        for name in _WHO:
            offer(self.fields[name], [("", _UNCHANGED), *posts])
        sets = [("", "None"), *set_choices(reach=None)]
        for name in ("joins", "leaves"):
            self.fields[name].choices = sets

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if not self.errors and not any(data.get(name) for name in (*_WHO, "joins", "leaves")):
            raise forms.ValidationError("Choose what is to change about the measures that are ticked")
        if data.get("joins") and data.get("joins") == data.get("leaves"):
            self.add_error("leaves", "Choose another set than the one they are put into")
        return data

    @property
    def posts(self) -> dict[str, Post]:
        """The posts that were chosen, by field."""
        return {name: self.cleaned_data[name] for name in _WHO if self.cleaned_data[name]}
