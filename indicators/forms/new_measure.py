"""A new measure in three short steps. What was entered in one goes along with the others, so nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from django.http import QueryDict

from accounts.models import Post
from accounts.roles import Role
from foundation.form_layout import Button, Buttons, CancelLink, Carried, Fold, Included, Layout, When
from foundation.forms import whole_number
from indicators.changes.targets import TargetValues
from indicators.forms.definitions import IndicatorForm
from indicators.forms.figure_text import Sheet
from indicators.forms.targets import FigureField, default_profile
from indicators.models import Indicator
from indicators.queries.definitions import next_ref, posts_by_nearness
from indicators.queries.example_rating import Draft, ExampleRating, example_rating
from indicators.rules.rule import Target
from indicators.rules.values import own_places
from indicators.rules.vocabulary import Counting, Polarity, ValueKind
from plans.periods import Frequency, Period, YearBasis, containing

_COUNTED = (ValueKind.NUMBER, ValueKind.MONEY, ValueKind.DURATION)
"""Kinds of which the form asks how they are counted; of the others it is plain."""
_UNSAID = (ValueKind.YES_NO, ValueKind.DATE)
_ONE_AIM = (Polarity.HIGH.value, Polarity.LOW.value, Polarity.PLAN.value)
_ZEROS = ("lag", "no_change_within")
_RIGHTS = {"owner": Role.APPROVER, "data_provider": Role.DATA_OFFICER, "approver": Role.APPROVER}
_COPIED = (
    "purpose", "definition", "formula", "has_parts", "numerator", "denominator", "kind", "unit", "decimals", "grades",
    "polarity", "frequency", "collected", "combining", "year_basis", "counting", "is_seasonal", "lag", "tells",
    "dimension", "is_data_only", "no_change_within", "data_source", "service", "owner", "data_provider", "approver",
)  # fmt: skip
"""What a copy takes over: all but its reference, its name, its sets and what is a key measure."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its fields, in front and folded beneath."""

    title: str
    front: tuple[str | When | Included, ...]
    fold: str
    folded: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """All fields of the step."""
        asked = [each for each in self.front if not isinstance(each, Included)]
        front = [each.fields if isinstance(each, When) else [each] for each in asked]
        return [name for names in front for name in names] + list(self.folded)


STEPS = (
    Step(
        "What it is",
        ("name", "service", "definition"),
        "More about it: its reference, why it matters, its source, its sets",
        ("ref", "purpose", "formula", "data_source", "tells", "dimension", "is_key", "sets"),
    ),
    Step(
        "How it is counted and rated",
        (
            "kind",
            When("kind", ("number", "money"), "unit"),
            When("kind", ("grade",), "grades"),
            When("kind", ("percentage", "ratio"), "has_parts"),
            When("has_parts", ("on",), "numerator", "denominator"),
            When("kind", _COUNTED, "counting"),
            When("kind", ("", *(each for each in ValueKind if each not in _UNSAID)), "polarity"),
            When("polarity", ("none",), "is_data_only"),
            When("polarity", ("", *_ONE_AIM), "target"),
            When("polarity", ("range",), "low", "high"),
            "example",
            Included("indicators/_example_rating.html"),
        ),
        "More about the figure: decimals, what counts as the same",
        ("decimals", "no_change_within"),
    ),
    Step(
        "Who and when",
        (
            "frequency",
            When("frequency", ("Q", "T", "H", "Y"), "collected"),
            When("collected", ("W", "M", "Q", "T", "H"), "combining"),
            Included("indicators/_example_combining.html"),
            "owner",
            "data_provider",
            "approver",
        ),
        "More about when: its year, arrears, seasons, its first day",
        ("year_basis", "lag", "is_seasonal", "starts_on"),
    ),
)


class NewMeasureForm(IndicatorForm):
    """The definition sheet, asked in three steps. ``number`` is the step that is shown, from 0. It begins with what a
    measure ``like`` it has, or with what is known of it from elsewhere (``start``).
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        like: Indicator | None = None,
        start: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.today: date = kwargs["today"]
        super().__init__(data, initial=_copied(like) | dict(start or {}), **kwargs)
        self.number = 0
        for name in ("ref", "decimals", *_ZEROS):
            self.fields[name].required = False
        kind = self._entered("kind")
        self.fields["polarity"].required = kind not in _UNSAID
        self.fields["counting"].required = not kind or kind in _COUNTED
        if like is None:
            self.initial["decimals"] = None
        self.fields[
            "ref"
        ].help_text = "Short and lasting, such as HS07. Left empty, it gets the next free one of its service"
        self.fields["decimals"].help_text = "Left empty, as many as its target has"
        year = containing(self.today, Frequency.YEAR, YearBasis.FINANCIAL)
        sheet = self._sheet()
        self.fields["target"] = FigureField(
            sheet=sheet, label="Target for the year", help_text=f"For {year.label}. Leave empty to set it later"
        )
        for name, label in (("low", "Lowest good value"), ("high", "Highest good value")):
            self.fields[name] = FigureField(sheet=sheet, label=label)
        self.fields["example"] = FigureField(
            sheet=sheet, label="Try a figure", help_text="To see which status it would get. It is not saved"
        )

    @property
    def step(self) -> Step:
        return STEPS[self.number]

    @cached_property
    def helper(self) -> FormHelper:
        """The step that is shown; the fields of the others go along unseen."""
        helper, last = FormHelper(self), self.number == len(STEPS) - 1
        others = [name for step in STEPS if step is not self.step for name in step.names]
        buttons: list[Any] = [Button("save", "Add the measure") if last else Button("next", "Continue")]
        if "example" in self.step.front:
            buttons.append(Button("preview", "Show the status", "secondary"))
        if "collected" in self.step.names:
            buttons.append(Button("preview", "Try it with numbers", "secondary"))
        if self.number:
            buttons.append(Button("back", "Back", "secondary"))
        buttons.append(CancelLink(self.cancel_url))
        fold = Fold(self.step.fold, *self.step.folded)
        at = Included("indicators/_measure_step.html")
        helper.layout = Layout(at, Carried(*others), *self.step.front, fold, Buttons(*buttons))
        return helper

    def show(self, number: int) -> None:
        """Show a step. Who answers for it is suggested from the service's posts, which stand first."""
        self.number = number
        if "owner" in self.step.names and (service := self._service_number()):
            self._suggest(service)

    def keep_errors_of(self, names: list[str]) -> bool:
        """Forget what is wrong with other fields, which were not asked yet; whether something is left."""
        for name in set(self.errors) - set(names):
            del self.errors[name]
        return bool(self.errors)

    def first_wrong(self) -> int:
        """The step to go back to where something is wrong; what is wrong in later ones is told with its step."""
        wrong = [number for number, step in enumerate(STEPS) if not set(step.names).isdisjoint(self.errors)]
        for number in wrong[1:]:
            for name in [name for name in STEPS[number].names if name in self.errors]:
                for text in self.errors.pop(name):
                    self.add_error(None, f"Step {number + 1}, {STEPS[number].title}: {text}")
        return wrong[0] if wrong else len(STEPS) - 1

    @property
    def year(self) -> Period:
        """The year that the target is for: the one in which the measure begins, this year unless it says another."""
        basis = YearBasis(self.cleaned_data["year_basis"])
        return containing(self.cleaned_data["starts_on"] or self.today, Frequency.YEAR, basis)

    @property
    def target(self) -> TargetValues | None:
        """The first target, as ``set_target`` takes it; None where none was entered."""
        aim = self._aim()
        if aim is None:
            return None
        profile = default_profile(self.cleaned_data["counting"]).value
        return TargetValues(value=aim.value, low=aim.low, high=aim.high, profile=profile)

    def rating(self) -> ExampleRating | None:
        """Which status the tried figure would get, and by which rule; None while too much is missing."""
        data = self.cleaned_data
        if not {"kind", "counting", "polarity", "example"} <= data.keys() or "decimals" not in data:
            return None
        draft = Draft(
            kind=ValueKind(data["kind"]),
            polarity=Polarity(data["polarity"]),
            counting=Counting(data["counting"]),
            decimals=data["decimals"],
            unit=data.get("unit", ""),
            grades=tuple(data.get("grades", "").splitlines()),
            is_data_only=bool(data.get("is_data_only")),
            is_contextual=data.get("tells") == Indicator.Tells.CONTEXTUAL,
        )
        sets = [each.pk for each in data.get("sets") or ()]
        return example_rating(draft, self._aim(), data["example"], sets=sorted(sets), today=self.today)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("polarity") == "":
            data["polarity"] = Polarity.NONE.value
        if data.get("counting") == "":
            is_rate = data.get("kind") in (ValueKind.PERCENTAGE, ValueKind.RATIO)
            data["counting"] = (Counting.RATE if is_rate else Counting.SNAPSHOT).value
        for name in _ZEROS:
            if name not in self.errors and data.get(name) is None:
                data[name] = 0
        if "decimals" not in self.errors and data.get("decimals") is None:
            data["decimals"] = self._places()
        self._clean_aim(data)
        super().clean()
        if not data.get("ref") and "ref" not in self.errors and data.get("service"):
            data["ref"] = next_ref(data["service"])
        return data

    def _clean_aim(self, data: Mapping[str, Any]) -> None:
        if data.get("polarity") == Polarity.RANGE:
            low, high = data.get("low"), data.get("high")
            if (low is None) != (high is None):
                self.add_error("high" if high is None else "low", "Enter both the lowest and the highest good value")
        if data.get("is_data_only") and self._aim() is not None:
            self.add_error("target", "It has a target, or none by design: not both")

    def _aim(self) -> Target | None:
        data = self.cleaned_data
        if data.get("polarity") == Polarity.RANGE:
            aim = Target(low=data.get("low"), high=data.get("high"))
        else:
            aim = Target(data.get("target"))
        return None if aim.is_empty else aim

    def _places(self) -> int:
        """As many decimals as the target has; one for a percentage or a ratio at least."""
        kind = self.cleaned_data.get("kind")
        least = 1 if kind in (ValueKind.PERCENTAGE, ValueKind.RATIO) else 0
        given = [self.cleaned_data.get(name) for name in ("target", "low", "high")]
        is_amount = kind not in (ValueKind.DATE, ValueKind.GRADE, ValueKind.YES_NO)
        places = [own_places(value) for value in given if isinstance(value, Decimal)] if is_amount else []
        return min(max([least, *places]), 6)

    def _sheet(self) -> Sheet:
        """How its figures are read, from what is entered so far."""
        kind = str(self._entered("kind"))
        return Sheet(
            name="",
            kind=ValueKind(kind) if kind in list(ValueKind) else ValueKind.NUMBER,
            unit=str(self._entered("unit")),
            decimals=0,
            grades=tuple(line.strip() for line in str(self._entered("grades")).splitlines() if line.strip()),
            has_parts=False,
        )

    def _entered(self, name: str) -> object:
        return (self.data.get(name) if self.is_bound else self.initial.get(name)) or ""

    def _service_number(self) -> int | None:
        return whole_number(str(self._entered("service")))

    def _suggest(self, service: int) -> None:
        near, others = posts_by_nearness(service)
        groups = (("Posts of the service", near), ("Other posts", others))
        named = [(label, [(post.pk, f"{post.title} ({post.unit.name})") for post in posts]) for label, posts in groups]
        typed = self.data.copy()
        # Another service than before: its own posts answer for the measure.
        is_new = typed.get("posts_of") not in (None, "", str(service))
        for name, role in _RIGHTS.items():
            self.fields[name].choices = [("", "Select a post"), *(group for group in named if group[1])]
            if (is_new or not typed.get(name)) and (post := _first_with(role, near)):
                typed[name] = str(post.pk)
        typed["posts_of"] = str(service)
        self.data = typed


def _first_with(role: Role, posts: list[Post]) -> Post | None:
    return next((post for post in posts if post.role == role), None)


def _copied(like: Indicator | None) -> dict[str, Any]:
    if like is None:
        return {}
    posts = {name: getattr(like, f"{name}_id") for name in ("service", "owner", "data_provider", "approver")}
    same = like.no_change_within.normalize()
    return {**{name: getattr(like, name) for name in _COPIED}, **posts, "no_change_within": f"{same:f}"}
