"""Councils, groups and measures, as the performance team sets them up; and what a comparison led to."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from benchmarks.models import FOLLOWING, ComparedMeasure, Council, Group, GroupKind, Lesson
from foundation.forms import PmmiModelForm, SeveralField, UKDateField, text_box
from foundation.options import LongList, LongSelect
from foundation.statements import written_once
from indicators.models import Indicator
from indicators.rules.vocabulary import Polarity


class CouncilForm(PmmiModelForm):
    """A council that we are compared with."""

    has_version = True
    submit_label = "Save the council"

    class Meta:
        model = Council
        fields = ["name", "code", "type", "region", "country", "is_own"]
        labels = {"is_own": "This is our own council"}
        help_texts = {
            "code": "As official statistics have it, such as E06000001",
            "region": "Councils of one region are compared as a group",
            "is_own": "Of all councils one is ours: it takes the place of the one before",
        }

    def _get_validation_exclusions(self) -> set[str]:
        # That one council alone is ours is left to the change, which takes it from the one before.
        return {*super()._get_validation_exclusions(), "is_own"}


class GroupForm(PmmiModelForm):
    """A group of councils to be compared in."""

    has_version = True
    submit_label = "Save the group"
    members = SeveralField(
        label="Councils in it",
        queryset=Council.objects.order_by("name"),
        help_text="Neighbours are compared with their own council, which is always one of them",
    )

    class Meta:
        model = Group
        fields = ["kind", "name", "grouping", "of"]
        labels = {"of": "Whose neighbours they are", "kind": "What kind of group it is"}
        help_texts = {
            "grouping": "Of a family group that holds for some measures alone: the same words as with the measures",
            "of": "For nearest neighbours. They are not symmetric: a council may be another’s neighbour alone",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [each for each in GroupKind.choices if each[0] not in FOLLOWING]
        self.fields["of"].queryset = Council.objects.order_by("name")
        if self.instance.pk:
            self.fields["members"].initial = list(self.instance.members.values_list("pk", flat=True))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_of = data.get("kind") == GroupKind.NEIGHBOURS
        if is_of and not data.get("of") and "of" not in self.errors:
            self.add_error("of", "Select whose neighbours they are")
        if not is_of and data.get("of"):
            self.add_error("of", "Only nearest neighbours are those of one council: take it away, or choose that kind")
        return data


@written_once
def _ours() -> QuerySet[Any]:
    return Indicator.objects.order_by("ref").values_list("pk", "ref", "name")


class MeasureForm(PmmiModelForm):
    """A measure as its publisher has it, and which of ours it is."""

    has_version = True
    submit_label = "Save the measure"
    nouns = {"code": "the publisher’s code", "low": "the lower end", "high": "the upper end", "scale": "the multiplier"}
    groups = [
        ("As it is published", ["code", "title", "category", "source", "licence", "grouping", "may_span"]),
        ("Which figures are good", ["polarity", "low", "high"]),
        ("How it is shown here", ["indicator", "unit", "scale", "decimals"]),
    ]

    class Meta:
        model = ComparedMeasure
        fields = [
            "code", "title", "category", "source", "licence", "grouping", "may_span", "polarity", "low", "high",
            "indicator", "unit", "scale", "decimals",
        ]  # fmt: skip
        labels = {
            "code": "The publisher’s code", "may_span": "A figure may cover several years, such as 2019-22",
            "low": "From (as published)", "high": "To (as published)", "scale": "Published figures times",
            "unit": "Unit shown after the number", "indicator": "Which of our measures it is",
        }  # fmt: skip
        help_texts = {
            "low": "Only where a range is good. One best value is both ends",
            "scale": "So that they are in the unit of our own measure: 100 where a share of one is per cent here",
            "grouping": "Where family groups differ between measures: the words that the family groups have",
            "licence": "What may be done with the figures, and who says so",
        }
        widgets = {"indicator": LongSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = [(pk, f"{ref} {name}") for pk, ref, name in _ours()]
        self.fields["indicator"].choices = LongList([("", "None of ours yet"), *ours])
        self.fields["scale"].min_value = Decimal("0.0001")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_range = data.get("polarity") == Polarity.RANGE
        for name, words in (("low", "the lower end"), ("high", "the upper end")):
            if is_range and data.get(name) is None and name not in self.errors:
                self.add_error(name, f"Enter {words} of what is good")
            if not is_range and data.get(name) is not None:
                self.add_error(name, "Only a measure that is good within a range has its ends: take it away")
        low, high = data.get("low"), data.get("high")
        if is_range and low is not None and high is not None and low > high:
            self.add_error("high", "The upper end must be the lower end or more")
        if data.get("scale") is not None and data["scale"] <= 0:
            self.add_error("scale", "The multiplier must be more than 0")
        if (data.get("decimals") or 0) > 6:
            self.add_error("decimals", "The decimals must be 6 or fewer")
        return data


class LessonForm(PmmiModelForm):
    """What a comparison led to."""

    has_version = True
    submit_label = "Save what it led to"
    asked_on = UKDateField(label="When was it asked?", help_text="Such as 17 July 2026")
    asked = text_box("What was asked, and what was learnt", rows=4, max_length=4000)
    changed = text_box("What changed here", rows=4, max_length=4000, required=False)

    class Meta:
        model = Lesson
        fields = ["council", "asked_on", "asked", "changed"]
        labels = {"council": "Which council was asked?"}
        help_texts = {"changed": "It can be said later, once something has"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"].queryset = Council.objects.filter(is_own=False).order_by("name")
        self.fields["council"].empty_label = "None in particular"
