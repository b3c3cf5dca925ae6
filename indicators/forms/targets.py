"""Forms of targets: the filters of their list, and a measure's target for a year."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from foundation.form_layout import Fieldset, Row
from foundation.forms import PmmiForm, text_box
from indicators.changes.targets import TargetValues
from indicators.forms.definitions import MeasureFilterForm
from indicators.forms.figure_text import Sheet, read_value, value_text
from indicators.models import AnnualTarget, Indicator, PeriodTarget
from indicators.rules.vocabulary import Counting, Polarity, Profile, ValueKind
from plans.periods import Frequency, Period

_COUNTED = (Profile.EQUAL, Profile.LAST_YEAR, Profile.TYPED)
_LEVELS = (Profile.LEVEL, Profile.STRAIGHT_LINE, Profile.TYPED)
_HINTS = {
    Profile.EQUAL: "Equal shares: the same in each period, adding up to the year",
    Profile.LAST_YEAR: "Last year’s shape: as last year’s figures were spread",
    Profile.LEVEL: "The same level all year",
    Profile.STRAIGHT_LINE: "A straight line from where the year begins to the target",
    Profile.TYPED: "Typed for each period, below",
}
_WITHOUT_PROFILE = (ValueKind.YES_NO, ValueKind.DATE, ValueKind.GRADE)
_ONE_SIDED = (Polarity.HIGH, Polarity.LOW)


class FigureField(forms.CharField):
    """A figure in the measure's kind and unit, read as on the entry page: "90%", "£1.2m", "17 July 2026"."""

    def __init__(self, *, sheet: Sheet, **kwargs: Any) -> None:
        self.sheet = sheet
        super().__init__(required=False, **kwargs)
        self.widget.attrs["class"] = "govuk-input--width-10"

    def prepare_value(self, value: object) -> object:
        return value_text(value, self.sheet) if isinstance(value, Decimal) else value

    def clean(self, value: object) -> Decimal | None:
        reading = read_value(super().clean(value), self.sheet)
        if reading.problem:
            raise forms.ValidationError(reading.problem)
        if reading.absence is not None:
            raise forms.ValidationError(f"Enter {(self.label or 'it')[0].lower()}{(self.label or ' ')[1:]}, or nothing")
        return reading.value


class TargetFilterForm(MeasureFilterForm):
    """The latest year in use is shown until another is chosen."""

    year = forms.TypedChoiceField(label="Year", coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label="Target",
        choices=[
            ("", "Set or not"),
            ("set", "Set"),
            ("missing", "Not set yet"),
            ("words", "In words"),
            ("not_rated", "Not rated, by decision"),
        ],
    )
    field_order = ("q", "year", "service", "set", "state")


class TargetForm(PmmiForm):
    """A measure's target for a year, and the targets of its periods."""

    preview_label = "Show what each period is to reach"
    submit_label = "Save the target"
    nouns = {"value": "the target"}

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        year: Period,
        annual: AnnualTarget | None,
        like: AnnualTarget | None = None,
        **kwargs: Any,
    ) -> None:
        self.indicator, self.year = indicator, year
        self.periods = year.parts(Frequency(indicator.frequency))
        self.sheet = sheet_of(indicator)
        stored = {each.period: each for each in annual.periods.all()} if annual else {}
        # The base class words the error messages of the fields in its constructor, so the fields are added first.
        self.base_fields: dict[str, forms.Field] = {}
        self._aim(annual or like)
        self._profile(annual or like, stored)
        self._limits(stored)
        self._reasons(annual)
        super().__init__(*args, **kwargs)

    def fieldset(self, title: str, names: Sequence[str]) -> Fieldset:
        """Short figures stand side by side."""
        a_row = 2 if len(names) <= 4 else 3
        rows = [Row(*names[start : start + a_row]) for start in range(0, len(names), a_row)]
        is_short = names[0].startswith("typed_") or names[0] == "green_limit"
        return Fieldset(title, *(rows if is_short else names))

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        typed = [name for name in self.fields if name.startswith("typed_")]
        groups = [
            (f"Target for {self.year.label}", ["value", "low", "high", "text", "is_not_rated"]),
            ("How it is spread over the year", ["profile", "baseline"]),
            ("Typed for each period", typed),
            ("Explicit limits", ["green_limit", "red_limit"]),
            ("Why", ["rationale", "why"]),
        ]
        shown = [(title, [name for name in names if name in self.fields]) for title, names in groups]
        return [(title, names) for title, names in shown if names]

    @property
    def values(self) -> TargetValues:
        """What was entered, as ``set_target`` takes it."""
        data = self.cleaned_data
        typed = [data[f"typed_{n}"] for n in range(1, len(self.periods) + 1) if f"typed_{n}" in data]
        is_typed = data.get("profile") == Profile.TYPED
        return TargetValues(
            **{name: data.get(name) for name in ("value", "low", "high", "baseline", "green_limit", "red_limit")},
            text=data["text"].strip(),
            profile=data.get("profile") or self._default_profile().value,
            typed=[each for each in typed if each is not None] if is_typed else (),
            rationale=data["rationale"].strip(),
            is_not_rated=data["is_not_rated"],
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("profile") == Profile.TYPED and data.get("value") is not None:
            for n, period in enumerate(self.periods, 1):
                name = f"typed_{n}"
                if name in self.fields and name not in self.errors and data.get(name) is None:
                    self.add_error(name, f"Enter the target for {period.label}")
        return data

    def _aim(self, like: AnnualTarget | None) -> None:
        if self.indicator.polarity == Polarity.RANGE:
            ends = (("low", "Lowest good value"), ("high", "Highest good value"))
            for name, label in ends:
                self.base_fields[name] = FigureField(label=label, sheet=self.sheet, initial=getattr(like, name, None))
        else:
            self.base_fields["value"] = FigureField(
                label=f"What it is to reach by the end of {self.year.label}",
                sheet=self.sheet,
                initial=getattr(like, "value", None),
                help_text=unit_hint(self.indicator),
            )
        self.base_fields["text"] = forms.CharField(
            label="Target in words",
            required=False,
            max_length=200,
            initial=getattr(like, "text", ""),
            help_text="Where it is no figure, such as “top quartile”. A person’s judgement rates it then",
        )

    def _profile(self, like: AnnualTarget | None, stored: dict[Period, PeriodTarget]) -> None:
        if not self._has_profile():
            return
        choices = _COUNTED if self._is_counted() else _LEVELS
        chosen = like.profile if like and like.profile in choices else self._default_profile().value
        self.base_fields["profile"] = forms.ChoiceField(
            label="Profile",
            choices=[(each.value, _HINTS[each]) for each in choices],
            widget=forms.RadioSelect,
            initial=chosen,
        )
        if Profile.STRAIGHT_LINE in choices:
            self.base_fields["baseline"] = FigureField(
                label="Where the straight line starts",
                sheet=self.sheet,
                initial=getattr(like, "baseline", None),
                help_text="The level at the end of last year",
            )
        for n, period in enumerate(self.periods, 1):
            target = stored.get(period)
            self.base_fields[f"typed_{n}"] = FigureField(
                label=period.label, sheet=self.sheet, initial=target.value if target else None
            )

    def _limits(self, stored: dict[Period, PeriodTarget]) -> None:
        if self.indicator.polarity not in _ONE_SIDED or ValueKind(self.indicator.kind) in _WITHOUT_PROFILE:
            return
        last = stored.get(self.periods[-1])
        for name, label in (("green_limit", "Green to"), ("red_limit", "Red beyond")):
            self.base_fields[name] = FigureField(
                label=label,
                sheet=self.sheet,
                initial=getattr(last, name, None),
                help_text="At the year’s end. Only for a rating rule by explicit values",
            )

    def _reasons(self, annual: AnnualTarget | None) -> None:
        self.base_fields["is_not_rated"] = forms.BooleanField(
            label="Not rated this year, by decision", required=False, initial=bool(annual and annual.is_not_rated)
        )
        self.base_fields["rationale"] = text_box(
            "Why this target",
            rows=3,
            max_length=1000,
            required=False,
            initial=annual.rationale if annual else "",
            help_text="What it was held against: last year, other councils, what residents asked for",
        )
        self.base_fields["why"] = text_box(
            "Why it is set or changed now (shown in the history)",
            required=False,
            help_text="Needed once the year’s first period is over: the change counts as a restatement",
        )
        self.base_fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=annual.version if annual else 0
        )

    def _has_profile(self) -> bool:
        is_spread = ValueKind(self.indicator.kind) not in _WITHOUT_PROFILE
        return is_spread and self.indicator.polarity != Polarity.RANGE and len(self.periods) > 1

    def _is_counted(self) -> bool:
        return Counting(self.indicator.counting) in (Counting.FLOW, Counting.CUMULATIVE)

    def _default_profile(self) -> Profile:
        return default_profile(self.indicator.counting)


def default_profile(counting: str) -> Profile:
    """How a target is spread where nobody says otherwise: what is counted in equal shares, a level as it stands."""
    return Profile.EQUAL if Counting(counting) in (Counting.FLOW, Counting.CUMULATIVE) else Profile.LEVEL


def sheet_of(indicator: Indicator) -> Sheet:
    """What reading and showing a target needs of its measure."""
    return Sheet(
        name=indicator.name,
        kind=ValueKind(indicator.kind),
        unit=indicator.unit,
        decimals=indicator.decimals,
        grades=tuple(indicator.grades.splitlines()),
        has_parts=False,
    )


def unit_hint(indicator: Indicator) -> str:
    """How a figure of the measure is typed, below its field."""
    kind = ValueKind(indicator.kind)
    if kind is ValueKind.GRADE:
        return f"One of: {', '.join(indicator.grades.splitlines())}"
    examples: dict[ValueKind, str] = {
        ValueKind.PERCENTAGE: "A percentage, such as 90",
        ValueKind.MONEY: f"In {indicator.unit or '£'}",
        ValueKind.YES_NO: "Yes or No",
        ValueKind.DATE: "A date, such as 17 July 2026",
        ValueKind.DURATION: "Such as 1:20:00 or 45 minutes",
        ValueKind.RATIO: "Such as 20:1",
    }
    return examples.get(kind, f"In {indicator.unit}" if indicator.unit else "")
