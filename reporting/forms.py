"""Forms of the timetable, of builds and releases, and the filters above the list of reports."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from foundation.filters import FilterForm
from foundation.forms import PmmiForm, UKDateField, text_box
from foundation.words import capitalised, listed
from indicators.models import Indicator
from indicators.queries.definitions import indicators_of
from plans.models import Objective
from plans.periods import Period, parse_key
from reporting.models import Audience, Cycle, ReportKind
from reporting.queries.sharing import partners
from reporting.workflow import REPORT_STATES
from risks.models import Risk

CYCLE_HINTS = {
    "opens_on": "Officers can enter figures from this day.",
    "due_on": "Handed in by the last second of this day, in London, is in time.",
    "late_after": "The last day of grace: what comes in later is reported as late.",
    "approval_due_on": "Heads of service sign off by this day.",
    "locks_on": "After this day a service needs a named exception to enter figures.",
    "management_team_on": "The day it considers the reports.",
    "cabinet_on": "The day it considers the reports.",
    "scrutiny_on": "The day from which committees consider them.",
}


class CycleForm(PmmiForm):
    """A quarter's dates. ``period`` is offered only for a new cycle, ``why`` only once collection has opened."""

    submit_label = "Save the timetable"
    nouns = {"why": "why the dates move"}

    period = forms.ChoiceField(label="Quarter")
    why = text_box(
        "Why the dates move",
        help_text="Collection has opened, so people rely on the dates. The reason is kept in the history.",
    )

    def __init__(self, *args: Any, periods: list[Period] | None = None, is_open: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in CYCLE_HINTS.items():
            label = Cycle._meta.get_field(name).verbose_name
            words = {"required": f"Enter the day: {label}"}
            self.fields[name] = UKDateField(label=capitalised(label), help_text=hint, error_messages=words)
        if periods is None:
            del self.fields["period"]
        else:
            self.fields["period"].choices = [(each.key, each.long_label) for each in periods]
        if not is_open:
            del self.fields["why"]
        self.order_fields(["period", *CYCLE_HINTS, "why"])

    def clean_period(self) -> Period:
        return parse_key(self.cleaned_data["period"])

    @property
    def dates(self) -> dict[str, date]:
        """The cleaned dates by the cycle's field names."""
        return {name: self.cleaned_data[name] for name in CYCLE_HINTS}


class BuildForm(forms.Form):
    """Which kinds of report to build; none chosen means all."""

    kinds = forms.MultipleChoiceField(choices=ReportKind, required=False)


class SomeOrAll(forms.CheckboxSelectMultiple):
    """A box for each choice, and a button for each group, whose form names the choices that it was shown with."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        whole = ",".join(data.getlist(f"{name}_all")).split(",")
        return [*super().value_from_datadict(data, files, name), *filter(None, whole)]


class ReleaseForm(PmmiForm):
    """Which drafts of a cycle to release; nothing is ticked. Drawn by ``reporting/cycle_release.html``."""

    reports = forms.MultipleChoiceField(
        label="Reports to release",
        widget=SomeOrAll,
        error_messages={"required": "Select at least one report to release"},
    )

    def __init__(self, *args: Any, drafts: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reports"].choices = [(pk, pk) for pk in drafts]


class BoxesForm(PmmiForm):
    """Which quarters of a new year get their timetable, or which plans are started again. Drawn by the page."""

    chosen = forms.MultipleChoiceField(label="What to start", widget=forms.CheckboxSelectMultiple, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = list(choices)

    def is_ticked(self, value: str) -> bool:
        return value in (self["chosen"].value() or ())


class WriteYearForm(PmmiForm):
    """Nothing to type: the button beneath all that is about to be written."""

    digest = forms.CharField(widget=forms.HiddenInput)


class TakeBackForm(PmmiForm):
    """Why the start of a year is taken back."""

    submit_label = "Take all of it back"
    nouns = {"why": "why it is taken back"}
    why = text_box(
        "Why is it taken back?", help_text="The reason is kept in the history of everything that is removed."
    )


class ConfirmReleaseForm(PmmiForm):
    """Nothing to type: the button under what is about to be released."""

    submit_label = "Release this report"


class WithdrawForm(PmmiForm):
    """Why a released report is withdrawn."""

    submit_label = "Withdraw the report"
    nouns = {"why": "why the report is withdrawn"}
    why = text_box(
        "Why is it withdrawn?",
        rows=3,
        help_text="Whoever opens the report is told this reason, and it is kept in the history.",
    )


class ReportFilterForm(FilterForm):
    """Above the list of reports. The choices of quarter (see ``filter_choices``) and service are passed in."""

    cycle = forms.ChoiceField(label="Quarter")
    kind = forms.ChoiceField(label="Kind", choices=[("", "All kinds"), *ReportKind.choices])
    audience = forms.ChoiceField(label="For", choices=[("", "Everybody"), *Audience.choices])
    service = forms.ChoiceField(label="Service")
    state = forms.ChoiceField(
        label="State", choices=[("", "All states"), *((s.value, d.word) for s, d in REPORT_STATES.items())]
    )


class CouncilFilterForm(FilterForm):
    """Above a dashboard of the whole council. All choices are passed in."""

    period = forms.ChoiceField(label="Quarter")
    priority = forms.ChoiceField(label="Priority")
    service = forms.ChoiceField(label="Service")
    set = forms.ChoiceField(label="Set")
    status = forms.ChoiceField(label="Status")


class MeasureListForm(CouncilFilterForm):
    """Above the list of every measure."""

    key = forms.ChoiceField(label="Key or not", choices=[("", "All measures"), ("1", "Key measures only")])
    tag = forms.ChoiceField(label="Tag")
    q = forms.CharField(label="Words")
    field_order = ("q", "period")


class AtRiskForm(FilterForm):
    """Above the measures whose target for the year is at risk. Quarters, services and sets are passed in."""

    period = forms.ChoiceField(label="Quarter")
    service = forms.ChoiceField(label="Service")
    set = forms.ChoiceField(label="Set")
    early = forms.ChoiceField(label="Which", choices=[("", "All at risk"), ("1", "On target still")])


class MeasureFilterForm(FilterForm):
    """Above the measures of one priority or service. All choices are passed in."""

    period = forms.ChoiceField(label="Quarter")
    service = forms.ChoiceField(label="Service")
    set = forms.ChoiceField(label="Set")
    status = forms.ChoiceField(label="Status")
    key = forms.ChoiceField(label="Measures", choices=[("", "All measures"), ("1", "Key measures only")])


class ValueFilterForm(FilterForm):
    """Above the services read together for value for money. All choices are passed in."""

    period = forms.ChoiceField(label="Quarter")
    quarter = forms.ChoiceField(label="What it says")


class FindingFilterForm(FilterForm):
    """Above the findings about the golden thread. The kinds and plans there are of them are passed in."""

    finding = forms.ChoiceField(label="Finding")
    plan = forms.ChoiceField(label="Plan")


class InboxFilterForm(FilterForm):
    """Above a person's notices."""

    show = forms.ChoiceField(
        label="Show",
        choices=[
            ("", "Everything"),
            ("needs", "What needs you"),
            ("you", "What was sent to you"),
            ("watching", "What you watch"),
        ],
    )
    unread = forms.ChoiceField(label="Notices", choices=[("", "New and read ones"), ("1", "New ones only")])


def _references(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="References, one a line or with commas between them",
    )


class ShareForm(PmmiForm):
    """What a partner organisation is to be shown, by references."""

    submit_label = "Share"
    nouns = {"partner": "the partner"}
    partner = forms.ModelChoiceField(label="Partner", queryset=None)
    measures = _references("Measures")
    objectives = _references("Objectives")
    risks = _references("Risks")
    why = text_box("Why", required=False, help_text="Kept in the history of each of them")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners(today)

    def clean_measures(self) -> list[Indicator]:
        refs = _refs(self.cleaned_data["measures"])
        return _found(refs, indicators_of(refs), "measure")

    def clean_objectives(self) -> list[Objective]:
        refs = _refs(self.cleaned_data["objectives"])
        found = Objective.objects.not_private().select_related("plan__level").filter(ref__in=refs)
        return _found(refs, {each.ref.casefold(): each for each in found}, "objective")

    def clean_risks(self) -> list[Risk]:
        refs = _refs(self.cleaned_data["risks"])
        return _found(refs, {each.ref.casefold(): each for each in Risk.objects.filter(ref__in=refs)}, "risk")

    @property
    def things(self) -> list[Indicator | Objective | Risk]:
        """All that is named, once valid."""
        return [each for name in ("measures", "objectives", "risks") for each in self.cleaned_data[name]]


class StopSharingForm(PmmiForm):
    submit_label = "Stop sharing"
    why = text_box("Why", required=False)


def _refs(text: str) -> list[str]:
    return list(dict.fromkeys(ref.strip() for ref in text.replace(",", "\n").splitlines() if ref.strip()))


def _found(refs: list[str], found: Mapping[str, Any], noun: str) -> list[Any]:
    missing = [ref for ref in refs if ref.casefold() not in found]
    if missing:
        raise forms.ValidationError(f"No {noun} has the reference {listed(missing, 10)}. Correct it or take it out")
    return list({found[ref.casefold()].pk: found[ref.casefold()] for ref in refs}.values())


class TaggedFilterForm(FilterForm):
    """Above what carries the tags of a group. The choices of tag and priority are passed in."""

    q = forms.CharField(label="Words", max_length=100)
    kind = forms.ChoiceField(
        label="Kind", choices=[("", "Objectives and measures"), ("objective", "Objectives"), ("measure", "Measures")]
    )
    tag = forms.ChoiceField(label="Tag")
    priority = forms.ChoiceField(label="Priority")


class CoverageFilterForm(FilterForm):
    """Above the quarters of coverage. The units are passed in."""

    unit = forms.TypedChoiceField(label="Unit", coerce=int, empty_value=None)


class TagManyForm(PmmiForm):
    """Which of the rows shown are to carry a tag, or to carry it no longer. Drawn by ``reporting/tagged_list.html``."""

    nouns = {"tag": "the tag"}
    chosen = forms.MultipleChoiceField(
        label="Objectives and measures",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one row", "invalid_choice": "Tick rows of the list"},
    )
    tag = forms.TypedChoiceField(label="Tag", coerce=int)

    def __init__(self, *args: Any, rows: Iterable[Any], tags: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(row.key, row.title) for row in rows]
        self.fields["tag"].choices = [("", "Select a tag"), *((tag.key, tag.name) for tag in tags)]

    def is_ticked(self, key: str) -> bool:
        return key in (self["chosen"].value() or ())

    @property
    def asked(self) -> dict[str, Any]:
        """What ``tag_things`` takes: keys of both kinds, the tag, and whether it is put on or taken off."""
        chosen = self.cleaned_data["chosen"]
        keys = {kind: [int(key[1:]) for key in chosen if key.startswith(kind)] for kind in "om"}
        carry = self.data.get("do") != "off"
        return {"objectives": keys["o"], "measures": keys["m"], "tag": self.cleaned_data["tag"], "carry": carry}


class ObjectivePairForm(PmmiForm):
    """What becomes of two objectives that look alike."""

    submit_label = "Decide"
    nouns = {"do": "what becomes of the two", "why": "why"}
    do = forms.ChoiceField(label="What becomes of the two?", widget=forms.RadioSelect)
    why = text_box(
        "Why", required=False, help_text="Needed unless both are kept and linked. It stays in the history of both."
    )

    def __init__(self, *args: Any, one: str, other: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["do"].choices = [
            ("keep_one", f"They are the same: keep {one}, and {other} becomes part of it"),
            ("keep_other", f"They are the same: keep {other}, and {one} becomes part of it"),
            ("share", "They share their work: keep both, and have the lower one contribute to the other as well"),
            ("apart", "They are not the same"),
        ]


class MeasurePairForm(PmmiForm):
    """Why two measures that look alike are not the same."""

    submit_label = "They are not the same"
    nouns = {"why": "why they are not the same"}
    why = text_box("Why they are not the same", help_text="It stays in the history of both")


class MergeBackForm(PmmiForm):
    """Why a merger is taken back."""

    submit_label = "Take the merger back"
    nouns = {"why": "why it is taken back"}
    why = text_box("Why it is taken back", help_text="All that went over goes back, as far as it still hangs there.")
