"""The filters of the lists."""

from django import forms

from benchmarks.rules.verdicts import QUARTILE_WORDS, Callout
from foundation.filters import FilterForm


class ListFilterForm(FilterForm):
    """Our measures among those of other councils."""

    q = forms.CharField(label="Words or code", max_length=100)
    group = forms.ChoiceField(label="Councils")
    quartile = forms.ChoiceField(
        label="Quartile",
        choices=[
            ("", "Any"), *((str(number), words) for number, words in QUARTILE_WORDS.items()), ("none", "Not told"),
        ],
    )  # fmt: skip
    callout = forms.ChoiceField(
        label="Called out",
        choices=[
            ("", "All measures"), ("any", "Those called out"),
            (Callout.GREEN_BOTTOM.value, "Met, but bottom quartile"),
            (Callout.RED_TOP.value, "Missed, but top quartile"),
        ],
    )  # fmt: skip


class MeasureFilterForm(FilterForm):
    """One measure: through whom it is looked at, and when."""

    group = forms.ChoiceField(label="Councils")
    period = forms.ChoiceField(label="Period")


class MappingFilterForm(FilterForm):
    """Measures that others publish."""

    q = forms.CharField(label="Words or code", max_length=100)
    mapped = forms.ChoiceField(
        label="Our measures", choices=[("", "All"), ("yes", "Those that are ours"), ("no", "Not ours yet")]
    )


class WordsFilterForm(FilterForm):
    """Councils, and what comparisons led to."""

    q = forms.CharField(label="Words", max_length=100)
