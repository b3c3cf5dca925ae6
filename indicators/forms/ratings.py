"""Forms of rating rules."""

from decimal import Decimal
from typing import Any

from django import forms

from foundation.filters import FilterForm
from foundation.forms import PmmiForm, UKDateField, text_box
from indicators.models import AnnualTarget, IndicatorSet, RatingRule, Scheme
from indicators.models.rating import GREEN_EDGES, RED_EDGES
from indicators.queries.definitions import indicators_of
from indicators.queries.usual_rules import USUAL_WORDS, usual_scheme
from indicators.rules.vocabulary import Basis, Comparison, Edge

_BASES = (
    (Basis.PERCENT, "Per cent of target: how far short, as a share of the target"),
    (Basis.POINTS, "Points: how far short, in the measure’s own units"),
    (Basis.VALUES, "Explicit values: a green and a red limit beside each target"),
    (Basis.JUDGEMENT, "A person’s judgement, with a reason"),
)
_SCOPES = (
    ("council", "The whole council, where nothing more specific applies"),
    ("set", "The measures of a set"),
    ("indicator", "One measure"),
    ("target", "One measure in one year"),
)


def _cut_field(label: str, help_text: str, *, required: bool = True, initial: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=required,
        initial=initial,
        min_value=Decimal(0),
        max_digits=24,
        decimal_places=10,
    )


class RatingRuleForm(PmmiForm):
    """A rule or a new version of one. ``rule`` is the unsaved rule."""

    preview_label = "Show what would change"
    submit_label = "Save the rule"
    groups = (
        ("What it applies to", ("scope", "indicator_set", "ref", "year", "starts_on")),
        ("How it rates", ("basis", "green_cut", "amber_cut", "exceeding_cut", "green_edge", "red_edge", "comparison")),
        ("How it is shown and why", ("scheme", "reason")),
    )
    nouns = {
        "scope": "what it applies to",
        "ref": "the reference of the measure",
        "year": "the year",
        "starts_on": "the day from which it applies",
        "basis": "how it rates",
        "green_cut": "the largest gap that is green",
        "amber_cut": "the largest gap that is amber",
        "exceeding_cut": "the margin beyond which it is exceeding",
        "green_edge": "what a figure exactly on the green cut point is",
        "red_edge": "what a figure exactly on the amber cut point is",
        "comparison": "when it is amber past the amber limit",
        "scheme": "the words and colours",
    }

    scope = forms.ChoiceField(label="Applies to", choices=_SCOPES, widget=forms.RadioSelect, initial="council")
    indicator_set = forms.ModelChoiceField(
        label="Which set",
        required=False,
        queryset=IndicatorSet.objects.order_by("name"),
        empty_label="Select a set",
        help_text="Only for the measures of a set",
    )
    ref = forms.CharField(
        label="Which measure",
        required=False,
        max_length=20,
        help_text="Its reference, such as HS07. Only for one measure",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    year = forms.CharField(
        label="Which year",
        required=False,
        max_length=20,
        help_text="Such as 2026/27. Only for one year, whose target must be set already",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    starts_on = UKDateField(
        label="For periods that start on or after",
        help_text="Earlier periods stay as they were rated. For example, 1 April 2026",
    )
    basis = forms.ChoiceField(
        label="Basis", choices=[(each.value, words) for each, words in _BASES], widget=forms.RadioSelect
    )
    green_cut = _cut_field("Green up to", "The largest gap that still counts as on target. 0: only at target or better")
    amber_cut = _cut_field(
        "Amber up to",
        "The largest gap that still counts as near target. Empty: no amber, so two bands",
        required=False,
    )
    exceeding_cut = _cut_field(
        "Exceeding beyond", "Better than target by more than this. Empty: no such status", required=False
    )
    green_edge = forms.ChoiceField(
        label="A figure exactly on the green cut point is", choices=GREEN_EDGES, initial=Edge.BETTER.value
    )
    red_edge = forms.ChoiceField(
        label="A figure exactly on the amber cut point is",
        choices=RED_EDGES,
        initial=Edge.BETTER.value,
        help_text="Red for “red at 5% or more”. Of no matter where both cut points are the same",
    )
    comparison = forms.ChoiceField(
        label="Past amber it is amber, not red, when it is",
        choices=[
            (Comparison.NONE.value, "never: it is red"),
            (Comparison.NO_WORSE.value, "no worse than the same period last year"),
            (Comparison.BETTER.value, "better than the same period last year"),
        ],
        initial=Comparison.NONE.value,
    )
    scheme = forms.ModelChoiceField(
        label="Words and colours", queryset=Scheme.objects.order_by("name"), empty_label="Select words and colours"
    )
    reason = text_box(
        "Why this rule",
        rows=3,
        max_length=1000,
        required=False,
        help_text="Shown beside the rule, and with every figure that it restates",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Scheme.objects.exists():
            # A council's first rule: the usual words come with it, so that none have to be made before.
            field = self.fields["scheme"]
            field.required, field.empty_label = False, USUAL_WORDS
            field.help_text = "They are made with the rule; you can change them afterwards"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "scheme" not in self.errors and data.get("scheme") is None:
            data["scheme"] = usual_scheme()
        data["indicator"] = data["target"] = None
        scope = data.get("scope")
        if scope != "set":
            data["indicator_set"] = None
        elif data.get("indicator_set") is None:
            self.add_error("indicator_set", "Select the set that it applies to")
        if scope in ("indicator", "target"):
            self._find_measure(data, scope)
        if data.get("basis") in (Basis.VALUES, Basis.JUDGEMENT):
            for name in ("green_cut", "amber_cut"):
                self.errors.pop(name, None)
                data[name] = Decimal(0)
        if data.get("amber_cut") is None and "amber_cut" not in self.errors:
            data["amber_cut"] = data.get("green_cut")
        green, amber = data.get("green_cut"), data.get("amber_cut")
        if green is not None and amber is not None and amber < green:
            self.add_error("amber_cut", "Amber must reach at least as far as green")
        return data

    def _find_measure(self, data: dict[str, Any], scope: str) -> None:
        ref = data.get("ref", "").strip()
        measure = indicators_of([ref]).get(ref.casefold()) if ref else None
        if measure is None:
            self.add_error(
                "ref", f"No measure has the reference {ref}" if ref else "Enter the reference of the measure"
            )
        elif scope == "indicator":
            data["indicator"] = measure
        else:
            targets = AnnualTarget.objects.filter(indicator=measure).select_related("indicator")
            data["target"] = next((each for each in targets if each.year.label == data.get("year", "").strip()), None)
            if data["target"] is None:
                self.add_error("year", f"{measure.ref} has no target for that year. Set it first, or write 2026/27")

    @property
    def rule(self) -> RatingRule:
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("scope", "ref", "year")}
        return RatingRule(**values)


class RuleFilterForm(FilterForm):
    state = forms.ChoiceField(label="Version", choices=[("", "All versions"), ("in_force", "In force today")])


class RuleRemoveForm(PmmiForm):
    submit_label = "Remove the version"
    nouns = {"why": "why it is removed"}
    why = text_box("Why it is removed")
