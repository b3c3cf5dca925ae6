"""Forms of definition sheets: the filters of their list, the sheet itself, its last day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from accounts.queries.organisation import indented_units
from foundation.filters import FilterForm
from foundation.form_layout import Fieldset, Included
from foundation.forms import PmmiForm, PmmiModelForm, SeveralField, UKDateField, show_list, text_box
from indicators.changes.collecting import settle_collecting
from indicators.changes.definitions import (
    MOST_DECIMALS,
    service_problem,
    sheet_problems,
    tidy_grades,
)
from indicators.models import Indicator, IndicatorSet
from indicators.queries.example_combining import Entry, ExampleCombining, entry_of, example_combining
from indicators.rules.vocabulary import ValueKind
from plans.forms.plans import REF_RULE, choices_of_owners
from plans.forms.tags import TagFields

_EXAMPLE = (
    "kind", "decimals", "unit", "grades", "has_parts", "frequency", "collected", "combining", "year_basis",
)  # fmt: skip
WHY = "Why (shown in the history)"


def _any(field: str, words: str) -> list[tuple[str, str]]:
    return [("", words), *Indicator._meta.get_field(field).choices]


class MeasureFilterForm(FilterForm):
    """Filters a list of measures; ``find_indicators`` and ``find_targets`` take its ``query``."""

    query_names = {"q": "words", "set": "sets", "key": "is_key", "tag": "tags"}
    q = forms.CharField(label="Words", max_length=100)
    service = forms.TypedChoiceField(label="Service", coerce=int, empty_value=None)
    set = forms.TypedChoiceField(label="Set", coerce=int, empty_value=None)
    tag = forms.TypedChoiceField(label="Tag", coerce=int, empty_value=None)


class IndicatorFilterForm(MeasureFilterForm):
    key = forms.TypedChoiceField(
        label="Key measure",
        coerce=lambda value: value == "yes",
        empty_value=None,
        choices=[("", "Key or not"), ("yes", "Key measures"), ("no", "Others")],
    )
    frequency = forms.ChoiceField(label="Collected", choices=_any("frequency", "However often"))
    polarity = forms.ChoiceField(label="Good is", choices=_any("polarity", "Either way"))
    state = forms.ChoiceField(
        label="State", choices=[("", "In use"), ("retired", "Retired"), ("all", "In use or retired")]
    )


GROUPS = (
    ("What it is", ("ref", "name", "purpose", "tells", "dimension", "is_key", "sets")),
    ("How it is defined", ("definition", "formula", "has_parts", "numerator", "denominator", "data_source")),
    ("The figure", ("kind", "unit", "decimals", "grades", "polarity", "is_data_only", "no_change_within")),
    (
        "When it is collected",
        ("frequency", "collected", "combining", "year_basis", "counting", "is_seasonal", "lag", "starts_on"),
    ),
    ("Who answers for it", ("service", "owner", "data_provider", "approver")),
)
_AS_USUAL = {"collected": "As often as it is reported", "combining": "In the usual way"}
_POSTS = ("owner", "data_provider", "approver")


class IndicatorForm(PmmiModelForm):
    """A definition sheet, grouped as it is read. ``values`` and ``sets`` are what the change takes."""

    groups = GROUPS
    nouns = {
        "decimals": "the number of decimals",
        "no_change_within": "the change that counts as the same",
        "lag": "the number of periods in arrears",
        "frequency": "the frequency",
        "collected": "how often it is entered",
        "combining": "how it is put together",
        "year_basis": "which year it follows",
        "kind": "the type of value",
        "polarity": "which way is good",
        "counting": "how it is counted",
        "tells": "what it tells",
        "service": "the service it belongs to",
        "owner": "the post that answers for it",
        "data_provider": "the post that provides the figure",
        "approver": "the post that signs it off",
    }
    starts_on = UKDateField(
        label="Collected from",
        required=False,
        help_text="The first day it covers. Left empty, its first figure says, or the day it was made",
    )
    sets = SeveralField(label="Sets it belongs to", required=False, queryset=IndicatorSet.objects.order_by("name"))

    class Meta:
        model = Indicator
        fields = [name for _, names in GROUPS for name in names if name not in ("sets", "starts_on")]
        labels = {
            "ref": "Reference",
            "name": "Name in plain words",
            "tells": "What does it tell?",
            "is_key": "Corporate key measure: one of the few that stand for the whole council",
            "has_parts": "Entered as a numerator and a denominator",
            "is_data_only": "No target, by design: shown as data only",
            "no_change_within": "A change up to this much counts as the same",
            "lag": "Periods in arrears",
            "frequency": "Reported and judged",
            "collected": "Entered",
            "combining": "How the longer period is put together",
            "counting": "How it is counted",
            "is_seasonal": "Compare with the same period last year only",
            "year_basis": "Which year does it follow?",
            "service": "Service",
        }
        help_texts = {
            "ref": "Short and lasting, such as HS07. It is part of the address and stays once there are figures",
            "name": "As a resident would say it: “Homes let within 25 days”",
            "purpose": "Why the council measures it, in a sentence or two",
            "tells": "Outcomes say what changed for people, outputs what was produced",
            "dimension": "Read together, the three show value for money",
            "definition": "What exactly is counted, and what is not",
            "formula": "How the figure comes about, so that two people work out the same",
            "numerator": "The number on top: “homes let within 25 days”",
            "denominator": "The number beneath: “all homes let”",
            "data_source": "The system or return that the figure comes from",
            "unit": "What stands after the number, such as days. Leave empty for % and £; £m for millions",
            "decimals": "How many are shown. Statuses are worked out on the whole figure",
            "grades": "For grades only: one a line, the lowest first",
            "polarity": "Decides what better and worse mean",
            "no_change_within": "In the figure’s own unit. 0 means that any change counts",
            "frequency": "How often its status is reported against a target",
            "collected": "How often figures are entered, where that is oftener",
            "combining": "How one figure is made of the finer ones. Left empty, in the usual way for how it is counted",
            "counting": "Decides how targets are spread over the year and what may be compared",
            "is_seasonal": "For what rises and falls with the seasons, or is a total for the year to date",
            "lag": "1 where the figure comes one period later by design. Late is something else",
            "service": "Whose return it is part of",
            "owner": "Answers for how it is doing",
            "data_provider": "Enters the figure",
            "approver": "Signs it off",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("purpose", "definition", "formula", "grades")}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("kind", "a type"), ("polarity", "one"), ("frequency", "one"), ("counting", "one")):
            choices = Indicator._meta.get_field(name).choices
            self.fields[name].choices = [
                ("", f"Select {words}"),
                *((key, label.capitalize()) for key, label in choices),
            ]
        for name, words in _AS_USUAL.items():
            self.fields[name].choices = [("", words), *Indicator._meta.get_field(name).choices]
        self.fields["dimension"].choices = [("", "Not one of them"), *Indicator.Dimension.choices]
        show_list(self.fields["service"], [("", "Select a service"), *self._services(today)])
        chosen = [getattr(self.instance, name) if self.instance.pk else None for name in _POSTS]
        for name, choices in zip(_POSTS, choices_of_owners(*chosen), strict=True):
            show_list(self.fields[name], choices)
        self.fields["ref"].validators.append(REF_RULE)
        self.fields["decimals"].validators.append(MaxValueValidator(MOST_DECIMALS))
        if self.instance.pk:
            self.fields["sets"].initial = [each.pk for each in self.instance.sets.all()]
            self.initial["no_change_within"] = f"{self.instance.no_change_within.normalize():f}"
            self.fields["starts_on"].initial = self.instance.starts_on

    def worked_example(self, *, today: date) -> ExampleCombining | None:
        """How its longer period is put together, with numbers; None where it is not, or too much is missing."""
        if not self.is_bound:
            return example_combining(entry_of(self.instance), today=today)
        data = self.cleaned_data
        if not all(name in data for name in _EXAMPLE) or not data["kind"] or not data["frequency"]:
            return None
        given = {name: data[name] for name in _EXAMPLE if name not in ("kind", "grades")}
        kind, grades = ValueKind(data["kind"]), tuple(data["grades"].splitlines())
        return example_combining(Entry(**given, kind=kind, grades=grades, pk=self.instance.pk), today=today)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*self._meta.fields, "starts_on")}

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        data["grades"] = tidy_grades(data.get("grades", ""))
        settle_collecting(data)
        for name, problem in sheet_problems({**data, "ends_on": self.instance.ends_on}):
            self.add_error(name, problem)
        service = data.get("service")
        if service and service.pk != self.instance.service_id and (problem := service_problem(service)):
            self.add_error("service", problem)
        return data

    def _services(self, today: date) -> list[tuple[int, str]]:
        units = indented_units(today=today)
        service = self.instance.service if self.instance.pk else None
        if service is not None and service.pk not in [pk for pk, _ in units]:
            units.append((service.pk, f"{service.name} (closed)"))
        return units


class IndicatorEditForm(TagFields, IndicatorForm):
    """The form of a stored measure, with its tags, the opened version and the reason for the change."""

    preview_label = "Try it with numbers"

    why = text_box(WHY, required=False, help_text="Needed once there are figures and their meaning changes")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        if tagging := self.add_tag_fields(list(self.instance.tags.values_list("pk", flat=True))):
            self.groups = (*GROUPS, ("Tags", tagging))

    def fieldset(self, title: str, names: Sequence[str]) -> Fieldset:
        """Beneath how its longer period is put together stands what comes of it, with numbers."""
        parts: list[str | Included] = list(names)
        if "combining" in names:
            parts.insert(parts.index("combining") + 1, Included("indicators/_example_combining.html"))
        return Fieldset(title, *parts)

    @property
    def change(self) -> dict[str, Any]:
        """What was entered, as ``edit_indicator`` takes it."""
        data = self.cleaned_data
        return {"values": self.values, "sets": data["sets"], "version": data["version"], "why": data["why"]}


class IndicatorRetireForm(PmmiForm):
    """The last day of a measure and what takes its place."""

    nouns = {"why": "why"}
    ends_on = UKDateField(
        label="Last day",
        required=False,
        help_text="Figures are expected for periods that begin on or before it. Empty takes it into use again",
    )
    successor = forms.ModelChoiceField(
        label="What takes its place", required=False, queryset=Indicator.objects.none(), empty_label="Nothing"
    )
    why = text_box(WHY)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        names = ("ends_on", "successor", "version")
        super().__init__(*args, initial={name: getattr(indicator, name) for name in names}, **kwargs)
        others = Indicator.objects.exclude(pk=indicator.pk).filter(ends_on=None) | Indicator.objects.filter(
            pk=indicator.successor_id
        )
        self.fields["successor"].queryset = others
        listed = others.order_by("ref").values_list("pk", "ref", "name")
        self.fields["successor"].choices = [("", "Nothing"), *((pk, f"{ref} {name}") for pk, ref, name in listed)]
