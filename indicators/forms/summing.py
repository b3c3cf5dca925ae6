"""Forms of how objectives are summed up, and of what their parts weigh."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from foundation.forms import PmmiForm, UKDateField, refuse_end_before_start, text_box
from indicators.judging.summing import PartKey
from indicators.models import SummingChoice
from indicators.models.summing import AS_ITS_LEVEL
from indicators.rules.summing import RULE_MEANINGS, SummingRule

_WORDS = dict(SummingChoice._meta.get_field("rule").choices)


class SummingRuleForm(PmmiForm):
    """By which rule something is summed up, and from which day on."""

    submit_label = "Save the rule"
    nouns = {"rule": "how it is summed up", "starts_on": "the first day"}
    rule = forms.ChoiceField(label="How is it summed up?", widget=forms.RadioSelect)
    starts_on = UKDateField(label="From which day?", help_text="A quarter goes by the rule of its last day")

    def __init__(self, *args: Any, follows_level: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(rule.value, f"{_WORDS[rule.value]}. {RULE_MEANINGS[rule]}") for rule in SummingRule]
        self.fields["rule"].choices = [*([("level", "As its level of plans")] if follows_level else []), *own]

    def chosen(self) -> dict[str, Any]:
        """What ``choose_rule`` takes."""
        rule = self.cleaned_data["rule"]
        return {"rule": AS_ITS_LEVEL if rule == "level" else rule, "starts_on": self.cleaned_data["starts_on"]}


class WeightsForm(PmmiForm):
    """What each part weighs, from a day to a day. ``parts`` are offered, by key and name; ``held`` what was saved: of
    parts that are offered no longer it stays as it is, where the form ``keeps`` that.
    """

    submit_label = "Save the weights"
    nouns = {"starts_on": "the first day", "ends_on": "the last day"}
    starts_on = UKDateField(
        label="From which day do they count?", help_text="A quarter goes by the weights of its last day"
    )
    ends_on = UKDateField(label="Until which day?", required=False, help_text="Leave it empty until you know")

    def __init__(
        self,
        *args: Any,
        parts: Sequence[tuple[PartKey, str]],
        held: Mapping[PartKey, Decimal] | None = None,
        days: tuple[date, date | None] | None = None,
        version: int | None = None,
        keeps: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        held = held or {}
        if days:
            self.initial |= {"starts_on": days[0], "ends_on": days[1]}
        self.keys = {f"{kind}_{pk}": (kind, pk) for (kind, pk), _ in parts}
        self.kept = {key: weight for key, weight in held.items() if keeps and key not in self.keys.values()}
        for (kind, pk), name in parts:
            self.fields[f"{kind}_{pk}"] = _weight_field(name, held.get((kind, pk)))
        if version is not None:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version)
        self.groups = [("When they count", ["starts_on", "ends_on"]), ("What each part weighs", list(self.keys))]

    def clean(self) -> dict[str, Any]:
        refuse_end_before_start(self, "The last day must be the first or a later one")
        return self.cleaned_data

    def weights(self) -> dict[PartKey, Decimal]:
        """What was entered, and what was kept."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()} | self.kept


class WeightsRemoveForm(PmmiForm):
    """Why weights are removed."""

    submit_label = "Remove the weights"
    nouns = {"why": "why they are removed"}
    why = text_box("Why they are removed", help_text="It stays in the history")


def _weight_field(name: str, weight: Decimal | None) -> forms.DecimalField:
    wrong = f"The weight of “{name}” must be a number from 0 to 99,999.99, such as 30"
    messages = ("invalid", "min_value", "max_value", "max_digits", "max_whole_digits")
    return forms.DecimalField(
        label=name,
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(0),
        initial=f"{(Decimal(1) if weight is None else weight).normalize():f}",
        error_messages={
            "required": f"Enter the weight of “{name}”, or 0 where it is not to count",
            "max_decimal_places": f"The weight of “{name}” may have two decimal places",
            **dict.fromkeys(messages, wrong),
        },
    )
