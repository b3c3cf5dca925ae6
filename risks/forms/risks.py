from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.actors import Actor
from accounts.forms.posts import offer, post_choices
from accounts.models import Post, Unit
from accounts.roles import Permission
from foundation.filters import FilterForm
from foundation.form_layout import Button, Buttons, CancelLink, Fieldset, Layout, Row, When
from foundation.forms import PmmiForm, UKDateField, key_field, text_box
from foundation.options import LongList
from plans.forms.plans import REF_RULE
from plans.models import Objective
from plans.queries.choices import objective_choices
from risks.changes.risks import NO_OBJECTIVE, Rated, RiskDetails, Scoring
from risks.models import Assessment, Register, RegisterLevel, Risk, ScoreKind
from risks.queries.risks import registers_within
from risks.rules.matrix import Grid, Place
from risks.rules.scoring import WARNING_WORDS, RiskWarning

SPARE = 2
MOST_LETTERS = 1000  # of what is said of a risk in a text
SCORES = {
    ScoreKind.INHERENT: ("Before any control (inherent)", "if nothing at all held it down"),
    ScoreKind.CURRENT: ("Now (current)", "with the controls that work today"),
    ScoreKind.TARGET: ("Where you want it (target)", "when all actions are done"),
}


class _Versioned(PmmiForm):
    """A form over a stored thing carries the version that it was made from."""

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version is not None:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version)


class RiskForm(_Versioned):
    """What a risk is: cause, event and effect, its owner, and the objectives that it threatens."""

    submit_label = "Save the risk"
    nouns = {
        "ref": "the reference", "event": "what may happen", "cause": "what may cause it",
        "effect": "what would follow", "exempt_paragraph": "the paragraph of Schedule 12A",
    }  # fmt: skip
    register = forms.ModelChoiceField(label="Register", queryset=Register.objects.all())
    ref = forms.CharField(
        label="Reference", max_length=20, validators=[REF_RULE], help_text="Short, such as R-ADULTS-3"
    )
    title = forms.CharField(label="Title", max_length=200, help_text="In a few words, such as “Care market fails”")
    cause = text_box("What may cause it?", max_length=MOST_LETTERS)
    event = text_box("What may happen?", max_length=MOST_LETTERS)
    effect = text_box("What would follow?", max_length=MOST_LETTERS)
    owner = forms.ModelChoiceField(
        label="Owner", queryset=Post.objects.all(), help_text="The post that answers for it, and may change it"
    )
    is_exempt = forms.BooleanField(
        label="It is exempt: not for publication, and only for those who may read exempt risks", required=False
    )
    exempt_paragraph = forms.IntegerField(
        label="Paragraph of Schedule 12A", min_value=1, max_value=7, required=False, help_text="From 1 to 7"
    )
    exempt_reason = text_box("Why it is exempt", required=False)

    def __init__(self, *args: Any, actor: Actor, risk: Risk | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(risk, name) for name in self.base_fields} if risk else {}
        kwargs["initial"] = {**initial, **(kwargs.get("initial") or {})}
        super().__init__(*args, version=risk.version if risk else None, **kwargs)
        self.risk = risk
        offer(self.fields["register"], _register_choices(actor, risk))
        offer(self.fields["owner"], post_choices(actor, risk.owner if risk else None))
        groups = objective_choices(actor)
        offered = {pk for _, rows in groups for pk, _ in rows}
        held = list(risk.objectives.all()) if risk else []
        # What the person may not know of, and what is of a closed plan, stays as it is.
        self.kept = [each for each in held if each.pk not in offered]
        shown = [each.pk for each in held if each.pk in offered] or [kwargs["initial"].get("objective")]
        self.lines = [f"objective_{number}" for number in range(1, self._rows(len(shown)) + 1)]
        choices = LongList([("", "None"), *groups])
        for number, name in enumerate(self.lines):
            label = "Objective that it threatens" if not number else f"Another objective, line {number + 1}"
            initial = shown[number] if number < len(shown) else None
            self.fields[name] = key_field(label, choices, initial, "the objective")
        self.fields[self.lines[0]].required = not self.kept
        self.fields[self.lines[0]].error_messages["required"] = NO_OBJECTIVE.removesuffix(".")
        if risk:
            self.fields["why"] = text_box("Why it moves to another register", required=False)

    def _rows(self, held: int) -> int:
        return max(held + SPARE, sum(name.startswith("objective_") for name in self.data))

    def layout_parts(self) -> list[Any]:
        """Its fields under their headings."""
        exempt = When("is_exempt", ["on"], "exempt_paragraph", "exempt_reason")
        return [
            Fieldset("The risk", "register", "ref", "title", "cause", "event", "effect", "owner"),
            Fieldset("What it threatens", *self.lines),
            Fieldset("Who may know of it", "is_exempt", exempt),
        ]

    @property
    def helper(self) -> Any:
        helper = super().helper
        rest = [name for name in ("why", "version") if name in self.fields]
        helper.layout = Layout(*self.layout_parts(), *rest, _buttons(self))
        return helper

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("is_exempt"):
            for name in ("exempt_paragraph", "exempt_reason"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"Enter {self.nouns.get(name, 'why it is exempt')}")
        else:
            data |= {"exempt_paragraph": None, "exempt_reason": ""}
        ref = Risk.objects.filter(ref=data.get("ref")).exclude(pk=self.risk.pk if self.risk else None)
        if ref.exists():
            self.add_error("ref", "The reference is already in use: enter another")
        return data

    def details(self) -> RiskDetails:
        """What was entered. One statement, for the objectives."""
        names = [each for each in RiskDetails.__slots__ if each != "objectives"]
        keys = {self.cleaned_data[name] for name in self.lines if self.cleaned_data[name]}
        chosen = Objective.objects.select_related("plan__level").filter(pk__in=keys).order_by("ref")
        kept = Objective.objects.select_related("plan__level").filter(pk__in=[each.pk for each in self.kept])
        values = {name: self.cleaned_data[name] for name in names}
        return RiskDetails(**values, objectives=[*chosen, *(kept if self.kept else ())])


class ScoreForm(_Versioned):
    """A whole assessment on one matrix: likelihood, impact and why, three times; its day, and the next review."""

    submit_label = "Save the assessment"
    nouns = {"assessed_on": "the day of the assessment", "review_on": "the day of the next review"}

    def __init__(
        self, *args: Any, grid: Grid, today: date, latest: Mapping[str, Assessment] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for kind, (heading, _) in SCORES.items():
            before = (latest or {}).get(kind)
            fits = before is not None and before.matrix.painted == grid
            for axis, steps in (("likelihood", grid.likelihoods), ("impact", grid.impacts)):
                choices = [("", "Select"), *((at, f"{step.value} {step.word}") for at, step in enumerate(steps, 1))]
                noun = f"the {axis}, {heading[:1].lower()}{heading[1:]}"
                self.fields[f"{kind}_{axis}"] = forms.TypedChoiceField(
                    label=axis.capitalize(), choices=choices, coerce=int,
                    initial=getattr(before, axis) if before and fits else None,
                    error_messages={"required": f"Select {noun}", "invalid_choice": f"Choose {noun} from the list"},
                )  # fmt: skip
            why = before.rationale if before else ""
            self.fields[f"{kind}_why"] = text_box("Why?", max_length=MOST_LETTERS, initial=why)
            self.fields[f"{kind}_why"].error_messages["required"] = f"Enter why, {heading[:1].lower()}{heading[1:]}"
        self.fields["assessed_on"] = UKDateField(label="Assessed on", initial=today)
        self.fields["review_on"] = UKDateField(label="Next review by")
        for name, message in (("assessed_on", "the assessment"), ("review_on", "the next review")):
            self.fields[name].error_messages["required"] = f"Enter the day of {message}"

    def layout_parts(self) -> list[Any]:
        """Its fields under their headings."""
        parts = [
            Fieldset(f"{heading}: {when}", Row(f"{kind}_likelihood", f"{kind}_impact"), f"{kind}_why")
            for kind, (heading, when) in SCORES.items()
        ]
        return [*parts, Fieldset("When", Row("assessed_on", "review_on"))]

    @property
    def helper(self) -> Any:
        helper = super().helper
        rest = ["version"] if "version" in self.fields else []
        helper.layout = Layout(*self.layout_parts(), *rest, _buttons(self))
        return helper

    def scoring(self) -> Scoring:
        """What was entered."""
        data = self.cleaned_data

        def rated(kind: str) -> Rated:
            return Rated(Place(data[f"{kind}_likelihood"], data[f"{kind}_impact"]), data[f"{kind}_why"])

        return Scoring(
            inherent=rated("inherent"), current=rated("current"), target=rated("target"),
            assessed_on=data["assessed_on"], review_on=data["review_on"],
        )  # fmt: skip


class RaiseForm(RiskForm, ScoreForm):
    """A new risk and its first assessment."""

    submit_label = "Raise the risk"
    nouns = {**RiskForm.nouns, **ScoreForm.nouns}

    def layout_parts(self) -> list[Any]:
        first, threatens, exempt = RiskForm.layout_parts(self)
        return [first, threatens, *ScoreForm.layout_parts(self), exempt]


class CloseForm(_Versioned):
    """Why a risk is closed, or stands again."""

    nouns = {"why": "why"}
    why = text_box("Why?")


class ClearForm(PmmiForm):
    """Why an objective has no significant risk."""

    submit_label = "Record no significant risk"
    nouns = {"why": "why there is no significant risk"}
    why = text_box("Why is there no significant risk?", max_length=MOST_LETTERS, rows=3)


class RiskFilterForm(FilterForm):
    """The filters of the register."""

    q = forms.CharField(label="Words or reference", max_length=100)
    register = forms.ModelChoiceField(label="Register", queryset=Register.objects.all())
    level = forms.ChoiceField(label="Level", choices=[("", "Any level"), *RegisterLevel.choices])
    unit = forms.ModelChoiceField(label="Unit", queryset=Unit.objects.all())
    concern = forms.ChoiceField(
        label="Concern",
        choices=[
            ("", "Any or none"),
            ("exception", "Above appetite or risen"),
            ("above_appetite", "Above appetite"),
            ("risen", "Risen"),
            ("waits", "Waits for a new assessment"),
            *((warning.value, WARNING_WORDS[warning]) for warning in RiskWarning),
        ],
    )
    state = forms.ChoiceField(label="State", choices=[("", "Standing"), ("closed", "Closed"), ("all", "All")])


def _register_choices(actor: Actor, risk: Risk | None) -> Sequence[tuple[object, str]]:
    """Registers in which the person may raise risks, and the risk's own."""
    found = registers_within(actor.reaches(Permission.RISK_EDIT))
    if risk and risk.register_id not in {each.pk for each in found}:
        found.append(risk.register)
    return [("", "Select a register"), *((each.pk, f"{each.name} ({each.get_level_display()})") for each in found)]


def _buttons(form: PmmiForm) -> Buttons:
    buttons: list[Any] = [Button("save", form.submit_label)]
    if form.cancel_url:
        buttons.append(CancelLink(form.cancel_url))
    return Buttons(*buttons)
