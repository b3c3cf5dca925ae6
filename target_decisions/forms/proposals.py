"""Forms of a proposed target: its figures over a year or several, its reasons, and what belongs to it."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.actors import Actor
from accounts.forms.posts import offer, post_choices
from accounts.models import Post
from foundation.form_layout import Button, Buttons, CancelLink, Fieldset, Layout, Row, When
from foundation.forms import text_box
from indicators.changes.targets import TargetValues, of_parts
from indicators.forms.targets import FigureField, TargetForm
from indicators.models import AnnualTarget, Indicator
from indicators.rules.profile import Part
from indicators.rules.vocabulary import Counting, Profile
from plans.models import Plan
from plans.periods import Period
from target_decisions.changes.proposals import ProposalDetails, YearAim
from target_decisions.models import Proposal
from target_decisions.queries.choices import measure_choices, plan_choices

MORE_YEARS = 3
PARTS = "parts"
_PARTS_HINT = "By numerator and denominator, typed for each period below; the target is what they come to"


class PartField(forms.DecimalField):
    """What is counted above or below the line in a period."""

    def __init__(self, label: str, initial: Decimal | None) -> None:
        shown = None if initial is None else f"{initial.normalize():f}"
        super().__init__(label=label, required=False, min_value=0, max_digits=14, decimal_places=4, initial=shown)
        self.error_messages["invalid"] = f"{label} must be a number, such as 180"
        for name in ("max_digits", "max_whole_digits"):
            self.error_messages[name] = f"{label} is larger than any that can be meant"
        self.error_messages["max_decimal_places"] = f"{label} may have four decimal places"
        self.widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})


class ProposalForm(TargetForm):
    """A target to be proposed, or a proposal that is revised. ``like`` is the target that its figures start from."""

    preview_label = ""
    submit_label = "Propose the target"
    nouns = {"value": "the target", "reasons": "why this target", "responsible": "who answers for it"}

    def __init__(
        self, *args: Any, actor: Actor, indicator: Indicator, year: Period, proposal: Proposal | None = None,
        like: AnnualTarget | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.actor, self.proposal = actor, proposal
        self.held = list(proposal.years.prefetch_related("periods")) if proposal else []
        super().__init__(
            *args, indicator=indicator, year=year, annual=self.held[0] if self.held else None, like=like, **kwargs
        )
        if proposal:
            self.submit_label = "Save the proposal"

    def _profile(self, like: Any, stored: Any) -> None:
        super()._profile(like, stored)
        if "profile" in self.base_fields:
            # A list, because what else is asked hangs on it.
            profile = self.base_fields["profile"]
            profile.widget = forms.Select(choices=profile.choices)
            if not self.held and profile.initial == Profile.TYPED:
                profile.initial = self._default_profile().value  # last year's periods are not typed again
        self.has_parts = self._takes_parts() and "profile" in self.base_fields
        if not self.has_parts:
            return
        held = {each.period: each for each in self.held[0].periods.all()} if self.held else {}
        field = self.base_fields["profile"]
        field.choices = [*field.choices, (PARTS, _PARTS_HINT)]
        if any(each.numerator is not None for each in held.values()):
            field.initial = PARTS
        for n, period in enumerate(self.periods, 1):
            mine = held.get(period)
            names = (("numerator", self.indicator.numerator), ("denominator", self.indicator.denominator))
            for name, counted in names:
                label = f"{period.label}, {name}: {counted}"
                self.base_fields[f"{name}_{n}"] = PartField(label, getattr(mine, name, None))

    def _takes_parts(self) -> bool:
        return self.indicator.has_parts and self.indicator.counting in (Counting.RATE, Counting.SNAPSHOT)

    def _limits(self, stored: Any) -> None:
        super()._limits(stored)
        if self.held:
            for name in ("green_limit", "red_limit"):
                if name in self.base_fields:
                    self.base_fields[name].initial = getattr(self.held[0], name)
        later = {each.year: each.value for each in self.held[1:]}
        if "value" in self.base_fields:
            for n in range(1, MORE_YEARS + 1):
                year = self.year.next(n)
                self.base_fields[f"later_{n}"] = FigureField(
                    label=f"By the end of {year.label}", sheet=self.sheet, initial=later.get(year)
                )

    def _reasons(self, annual: Any) -> None:  # noqa: ARG002 - as the target's form
        held = self.proposal
        given = {name: getattr(held, name, None) for name in ProposalDetails.__slots__}
        self.base_fields |= {
            "reasons": text_box(
                "Why this target", rows=4, max_length=1000, initial=given["reasons"],
                help_text="What it was held against: last year, other councils, what residents asked for, its cost",
            ),
            "plan": forms.ModelChoiceField(
                label="Plan that says what is done to reach it", queryset=Plan.objects.all(), required=False,
                initial=given["plan"], help_text="Needed before it can be agreed, or what is done in words",
            ),
            "action_plan": text_box(
                "What is done to reach it, in words", rows=3, max_length=2000, required=False,
                initial=given["action_plan"], help_text="Who does what by when",
            ),
            "responsible": forms.ModelChoiceField(
                label="Who answers for it", queryset=Post.objects.all(), required=False,
                initial=given["responsible"] or self.indicator.owner_id,
                help_text="Needed before it can be agreed. As a rule who owns the measure",
            ),
            "counter_measure": forms.ModelChoiceField(
                label="Measure that is read beside it", queryset=Indicator.objects.all(), required=False,
                initial=given["counter_measure"],
                help_text="One that would show it if the target were met at somebody’s cost",
            ),
            "counter_words": forms.CharField(
                label="What else stands against side effects", required=False, max_length=300,
                initial=given["counter_words"], help_text="Such as “Ten closed cases a month are looked at again”",
            ),
        }  # fmt: skip
        if held:
            self.base_fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=held.version)
        about = {"indicator": self.indicator, "actor": self.actor}
        plans = plan_choices(**about, held=held and held.plan_id)
        measures = measure_choices(**about, held=held and held.counter_measure_id)
        offer(self.base_fields["plan"], [("", "None"), *plans])
        offer(self.base_fields["responsible"], post_choices(self.actor, held.responsible if held else None))
        offer(self.base_fields["counter_measure"], [("", "None"), *measures])

    @property
    def helper(self) -> Any:
        helper = super().helper
        names = [name for name in self.fields if name.startswith("later_")]
        typed = [name for name in self.fields if name.startswith("typed_")]
        layout: list[Any] = [Fieldset(f"Target for {self.year.label}", *self._here("value", "low", "high", "text"))]
        if names:
            layout.append(Fieldset("Further years, if they are decided with it", Row(*names)))
        if "profile" in self.fields:
            line = [When("profile", [Profile.STRAIGHT_LINE], *self._here("baseline"))] if self._here("baseline") else []
            rows = [Row(*typed[start : start + 4]) for start in range(0, len(typed), 4)]
            layout.append(Fieldset("How it is spread over the year", "profile", *line))
            layout.append(When("profile", [Profile.TYPED], Fieldset("Typed for each period", *rows)))
            if self.has_parts:
                pairs = [Row(f"numerator_{n}", f"denominator_{n}") for n in range(1, len(self.periods) + 1)]
                layout.append(When("profile", [PARTS], Fieldset("Numerator and denominator of each period", *pairs)))
        if limits := self._here("green_limit", "red_limit"):
            layout.append(Fieldset("Explicit limits", Row(*limits)))
        layout += [
            Fieldset("Why", "reasons"),
            Fieldset("How it is reached", "plan", "action_plan", "responsible"),
            Fieldset("Against side effects", "counter_measure", "counter_words"),
        ]
        buttons: list[Any] = [Button("save", self.submit_label)]
        if self.cancel_url:
            buttons.append(CancelLink(self.cancel_url))
        helper.layout = Layout(*layout, *self._here("version"), Buttons(*buttons))
        return helper

    def _here(self, *names: str) -> list[str]:
        return [name for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        later = [data.get(f"later_{n}") for n in range(1, MORE_YEARS + 1)]
        for n in range(1, MORE_YEARS):
            if later[n - 1] is None and any(each is not None for each in later[n:]):
                name = f"later_{n}"
                if name not in self.errors:
                    self.add_error(
                        name, f"Enter the target for {self.year.next(n).label} too: years follow one another"
                    )
        if data.get("profile") == PARTS:
            for n, period in enumerate(self.periods, 1):
                for name in ("numerator", "denominator"):
                    if data.get(f"{name}_{n}") is None and f"{name}_{n}" not in self.errors:
                        self.add_error(f"{name}_{n}", f"Enter the {name} of {period.label}")
        return data

    @property
    def details(self) -> ProposalDetails:
        """What was entered beside the figures."""
        return ProposalDetails(**{name: self.cleaned_data[name] for name in ProposalDetails.__slots__})

    def aims(self) -> list[YearAim]:
        """The target of each year. Raises ChangeRefused where the parts of a ratio give none."""
        found = [YearAim(self.year, self._first())]
        for n in range(1, MORE_YEARS + 1):
            value = self.cleaned_data.get(f"later_{n}")
            if value is not None:
                found.append(YearAim(self.year.next(n), self._later(value, found[-1].values.value)))
        return found

    def _first(self) -> TargetValues:
        data = self.cleaned_data
        if data.get("profile") == PARTS:
            parts: list[Part] = [
                (data[f"numerator_{n}"], data[f"denominator_{n}"]) for n, _ in enumerate(self.periods, 1)
            ]
            return of_parts(self.indicator, parts, text=data["text"].strip())
        typed = [data.get(f"typed_{n}") for n, _ in enumerate(self.periods, 1)]
        is_typed = data.get("profile") == Profile.TYPED
        return TargetValues(
            **{name: data.get(name) for name in ("value", "low", "high", "baseline", "green_limit", "red_limit")},
            text=data["text"].strip(),
            profile=data.get("profile") or self._default_profile().value,
            typed=[each for each in typed if each is not None] if is_typed else (),
        )

    def _later(self, value: Decimal, before: Decimal | None) -> TargetValues:
        """A further year goes straight on where the first does, else it is spread as usual."""
        is_line = self.cleaned_data.get("profile") == Profile.STRAIGHT_LINE and before is not None
        profile = Profile.STRAIGHT_LINE if is_line else self._default_profile()
        return TargetValues(value=value, profile=profile.value, baseline=before if is_line else None)
