"""What is asked of whoever records what people say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from accounts.actors import Actor
from accounts.forms.posts import offer
from accounts.models import Unit
from feedback.changes.records import RecordDetails
from feedback.models import COUNTED, Kind, Record, Theme
from feedback.queries.choices import linked, measure_choices
from feedback.queries.counts import SPANS, Asked
from foundation.attachment_form import AttachmentForm
from foundation.filters import FilterForm
from foundation.form_layout import Fieldset, Row
from foundation.forms import PmmiForm, SeveralField, UKDateField, key_field, text_box
from foundation.options import LongList
from indicators.models import Indicator
from plans.models import Objective
from plans.queries.choices import objective_choices
from target_decisions.models import Consulted

NO_NAMES = "Name nobody who uses the service, and nothing that tells who they are"
_LINES = 3
_SURVEY = ("question", "answer", "asked", "answered", "said_so", "representative", "how_known")
_TITLES = {
    Kind.COMPLAINT: "Such as “Bins missed after the rounds changed”",
    Kind.COMPLIMENT: "Such as “Thanks to the crew of the south round”",
    Kind.CASEWORK: "Such as “Damp in the flats at the harbour”",
    Kind.CONCERN: "Such as “Too few drivers at weekends”",
    Kind.SURVEY: "Such as “Tenants’ survey 2026: repairs”",
    Kind.STORY: "Such as “How a garden share got a street talking”",
}


class RecordForm(PmmiForm):
    """A record of one kind. ``units`` are those of which the person may record; ``record`` is the stored one."""

    submit_label = "Save the record"
    nouns = {
        "unit": "the service", "title": "what it is about in a few words", "count": "how many there were",
        "words": "what was said", "said_so": "how many gave that answer", "answer": "the answer that is told",
    }  # fmt: skip
    unit = forms.ModelChoiceField(label="Service", queryset=Unit.objects.all())
    title = forms.CharField(label="In a few words", max_length=120)
    first_on = UKDateField(label="First day")
    last_on = UKDateField(label="Last day", required=False, help_text="Leave it empty where it was one day")
    count = forms.IntegerField(
        label="How many?", min_value=1, max_value=1_000_000, initial=1,
        help_text="One record may stand for many, such as the 14 of a month about one thing",
    )  # fmt: skip
    words = text_box("What was said?", rows=6, max_length=4000, required=False, help_text=NO_NAMES)
    source = forms.CharField(
        label="Where does it come from?", max_length=200, required=False,
        help_text="Such as: complaints system, ward surgery of 3 July, survey by post",
    )  # fmt: skip
    question = forms.CharField(label="What was asked?", max_length=300)
    answer = forms.CharField(
        label="Which answer is told?", max_length=200, help_text="Such as: Satisfied or very satisfied"
    )
    asked = forms.IntegerField(label="How many were asked?", min_value=0, max_value=100_000_000)
    answered = forms.IntegerField(label="How many answered?", min_value=0, max_value=100_000_000)
    said_so = forms.IntegerField(
        label="How many gave that answer?", min_value=0, max_value=100_000_000,
        help_text="The shares are worked out from these three",
    )  # fmt: skip
    representative = forms.ChoiceField(
        label="Were those who answered representative?", choices=Consulted.Representative, initial="unknown",
        help_text="Whether they stand for all whom it concerns: by age, area, tenure or whatever matters here",
    )  # fmt: skip
    how_known = forms.CharField(label="How is that known?", max_length=300, required=False)
    themes = SeveralField(label="Themes", queryset=Theme.objects.none(), required=False)

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        actor: Actor,
        units: Sequence[tuple[int, str]],
        record: Record | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.record = kind, record
        for name in _SURVEY if kind != Kind.SURVEY else ():
            del self.fields[name]
        if kind not in COUNTED:
            del self.fields["count"]
        if kind == Kind.STORY:
            self.fields["words"].required = True
        self.fields["title"].help_text = _TITLES[kind]
        offer(self.fields["unit"], [("", "Select a service"), *units])
        themes = linked(record.pk, name="themes") if record else []
        self.fields["themes"].queryset = Theme.objects.filter(Q(is_archived=False) | Q(pk__in=themes))
        held = {name: linked(record.pk, name=name) if record else [] for name in ("measures", "objectives")}
        self._linked = {
            "measure": _Linked(self, "measure", measure_choices(actor), held["measures"]),
            "objective": _Linked(self, "objective", objective_choices(actor), held["objectives"]),
        }
        if record:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=record.version)
            self.initial |= {name: getattr(record, name) for name in self.fields if hasattr(record, name)}
            self.initial["themes"] = themes
        about = [name for name in ("count", "words", "source") if name in self.fields]
        self.groups = [
            ("What and when", ["unit", "title", "first_on", "last_on"]),
            *([("The survey", list(_SURVEY))] if kind == Kind.SURVEY else []),
            ("What was said", [*about, "themes"]),
            ("What it speaks about", [name for each in self._linked.values() for name in each.lines]),
        ]

    def fieldset(self, title: str, names: Sequence[str]) -> Fieldset:
        """The two days stand side by side."""
        parts = [Row("first_on", "last_on") if name == "first_on" else name for name in names if name != "last_on"]
        return Fieldset(title, *parts)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["last_on"] = data.get("last_on") or data.get("first_on")
        if data.get("representative") == Consulted.Representative.YES and not data.get("how_known"):
            self.add_error("how_known", "Say how it is known that they were representative")
        return data

    def details(self) -> RecordDetails:
        """What was entered. Two statements, for what it speaks about."""
        names = [name for name in RecordDetails.__slots__ if name in self.cleaned_data]
        return RecordDetails(
            **{name: self.cleaned_data[name] for name in names},
            measures=self._linked["measure"].chosen(Indicator),
            objectives=self._linked["objective"].chosen(Objective),
        )


class _Linked:
    """Lines in which things are chosen. What is linked already and not on offer to this person stays as it is."""

    def __init__(self, form: PmmiForm, name: str, groups: Sequence[tuple[str, Any]], stored: Sequence[int]) -> None:
        offered = {pk for _, rows in groups for pk, _ in rows}
        self.form, self.kept = form, [pk for pk in stored if pk not in offered]
        shown = [pk for pk in stored if pk in offered] or [form.initial.get(name)]
        count = max(len(shown) + 1, _LINES, sum(key.startswith(f"{name}_") for key in form.data))
        self.lines = [f"{name}_{number}" for number in range(1, min(count, 20) + 1)]
        choices = LongList([("", "None"), *groups])
        for number, line in enumerate(self.lines):
            label = f"{name.capitalize()}{'' if not number else f', line {number + 1}'}"
            initial = shown[number] if number < len(shown) else None
            form.fields[line] = key_field(label, choices, initial, f"the {name}")

    def chosen(self, model: type[Any]) -> list[Any]:
        keys = {self.form.cleaned_data[line] for line in self.lines if self.form.cleaned_data[line]}
        return list(model.objects.filter(pk__in=[*keys, *self.kept]))


class RecordFileForm(AttachmentForm):
    """A file beside a record."""

    such_as = "the whole survey report"


class FeedbackFilterForm(FilterForm):
    """The filters of what people say."""

    query_names = {"q": "words", "theme": "theme", "unit": "unit"}
    q = forms.CharField(label="Words", max_length=100)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Any kind"), *Kind.choices])
    theme = forms.ModelChoiceField(label="Theme", queryset=Theme.objects.all())
    unit = forms.ModelChoiceField(label="Service", queryset=Unit.objects.all())
    span = forms.TypedChoiceField(
        label="Quarters", coerce=int, empty_value=None,
        choices=[("", f"The last {SPANS[0]}"), *((each, f"The last {each}") for each in SPANS[1:])],
    )  # fmt: skip
    measure = forms.CharField(label="Measure (reference)", max_length=30)
    objective = forms.CharField(label="Objective (reference)", max_length=30)

    @property
    def asked(self) -> Asked:
        """What is set."""
        return Asked(**self.query)
