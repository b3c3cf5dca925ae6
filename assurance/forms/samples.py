"""What is asked of whoever draws a sample, and of whoever looks at a measure of one."""

from collections.abc import Sequence
from typing import Any

from django import forms

from assurance.models import Finding, Sampled
from assurance.rules.draw import MOST_SEED
from foundation.forms import PmmiForm, PmmiModelForm
from plans.periods import Period, parse_key


class DrawForm(PmmiForm):
    """A year, how many, and the seed, with which anybody can draw the same again."""

    submit_label = "Draw the sample"
    nouns = {"year": "the year", "size": "how many measures", "seed": "the seed"}
    year = forms.ChoiceField(label="Figures of which year?")
    size = forms.IntegerField(label="How many measures?", min_value=1, max_value=200, initial=10)
    seed = forms.IntegerField(
        label="Seed", min_value=0, max_value=MOST_SEED,
        help_text="A number of up to six digits. Somebody else may choose it, such as the chair of the audit committee",
    )  # fmt: skip

    def __init__(self, *args: Any, years: Sequence[Period], seed: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(each.key, str(each)) for each in years]
        self.fields["seed"].initial = seed

    @property
    def asked(self) -> dict[str, Any]:
        """As ``draw_sample`` takes it."""
        data = self.cleaned_data
        return {"year": parse_key(data["year"]), "seed": data["seed"], "size": data["size"]}


class FindingForm(PmmiModelForm):
    """What was found of a measure in a sample."""

    has_version = True
    submit_label = "Save what was found"
    nouns = {"finding": "what was found", "words": "what was found, in a sentence"}

    class Meta:
        model = Sampled
        fields = ["finding", "words"]
        labels = {"finding": "Is the figure right?", "words": "What was found?"}
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].choices = Finding.choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("finding") and not data.get("words"):
            self.add_error("words", "Say in a sentence what was found")
        return data
