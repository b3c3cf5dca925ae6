from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.models import Post, Unit
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from foundation.filters import FilterForm
from foundation.forms import PmmiForm, PmmiModelForm, UKDateField, refuse_end_before_start, show_list, text_box
from foundation.statements import written_once
from plans.changes.levels import SAMPLED_TOO
from plans.models import Level, Plan
from plans.permissions import begins_for
from plans.queries.plans import models_for
from plans.workflow import STATES

# A reference is part of an address, so it has no slash and does not begin with a full stop.
REF_RULE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9 ._-]*\Z", "Use letters, digits, spaces, full stops and hyphens only in the reference"
)

MOST_YEARS = 10


def owner_choices(owner: Post | None = None, reach: frozenset[int] | None = None) -> list[tuple[object, str]]:
    """Posts that still stand, as choices: "Head of Housing (Housing)"; the present owner even where that post ended.
    Of the units in ``reach`` alone, for who does not read the whole council.
    """
    return choices_of_owners(owner, reach=reach)[0]


def choices_of_owners(*owners: Post | None, reach: frozenset[int] | None = None) -> list[list[tuple[object, str]]]:
    """The same for several fields, by the present owner of each; the posts are read once."""
    posts = [each for each in _standing_posts() if reach is None or each.unit_id in reach]
    known = {each.pk for each in posts}
    standing = [("", "Select a post"), *((post.pk, f"{post.title} ({post.unit.name})") for post in posts)]
    return [
        standing if owner is None or owner.pk in known else [*standing, (owner.pk, _present(owner))] for owner in owners
    ]


def _present(owner: Post) -> str:
    return f"{owner.title} (ended)" if owner.ends_on else owner.title


@written_once
def _standing_posts() -> QuerySet[Post]:
    return Post.objects.filter(ends_on=None).order_by("title").select_related("unit").only("title", "unit__name")


class LevelForm(PmmiModelForm):
    """A level of the thread under the council's own name for it."""

    class Meta:
        model = Level
        fields = ["name", "guidance", "is_reported", "sampled_over"]
        help_texts = {
            "guidance": "One or two sentences, shown to those who write plans at this level",
            "sampled_over": "For a level of which a sample is reviewed each year: each plan comes round within so many "
            "years. Leave it empty where every plan is reviewed, or none",
        }
        labels = {
            "is_reported": "A monitoring report is made of each plan every quarter, and each is reviewed",
            "sampled_over": "Years within which each plan is reviewed",
        }
        widgets = {"guidance": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sampled_over"].validators += [MinValueValidator(1), MaxValueValidator(MOST_YEARS)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("is_reported") and self.cleaned_data.get("sampled_over"):
            self.add_error("sampled_over", SAMPLED_TOO.removesuffix("."))
        return self.cleaned_data


class LevelEditForm(LevelForm):
    class Meta(LevelForm.Meta):
        fields = ["name", "guidance", "is_reported", "sampled_over", "in_use"]
        labels = {**LevelForm.Meta.labels, "in_use": "In use: new plans can be made at this level"}


class OwnedForm(PmmiModelForm):
    """A plan or a part of one: it has a reference, an owner of those whom the person may know of, and versions."""

    has_version = True

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present, reach = self.instance.owner if self.instance.pk else None, actor.reaches(Permission.COUNCIL_READ)
        if reach is not None:
            kept = Q(pk=present.pk) if present else Q()
            self.fields["owner"].queryset = Post.objects.filter(Q(unit__in=reach) | kept)
        show_list(self.fields["owner"], owner_choices(present, reach))
        self.fields["ref"].validators.append(REF_RULE)


class PlanForm(OwnedForm):
    """What a plan says of itself: level, period, unit, owner."""

    nouns = {"starts_on": "the day the plan starts", "ends_on": "the day the plan ends"}
    starts_on = UKDateField(label="Starts on")
    ends_on = UKDateField(label="Ends on")

    class Meta:
        model = Plan
        fields = ["level", "ref", "title", "unit", "owner", "starts_on", "ends_on", "purpose"]
        labels = {"purpose": "Why this plan exists"}
        help_texts = {
            "ref": "Short and lasting, such as SP-HOUSING-26",
            "unit": "Whose plan it is",
            "owner": "The post that answers for it",
            "purpose": "Why are we here, where are we now, where do we need to be?",
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        used, is_private = self.instance.level_id, bool(self.instance.level_id and self.instance.level.is_private)
        reach = None if is_private else begins_for(actor)
        levels = [each for each in _levels(is_private, reach) if each.in_use or each.pk == used]
        self.fields["level"].queryset = Level.objects.filter(pk__in=[each.pk for each in levels])
        self.fields["level"].choices = [("", "Select a level"), *((level.pk, level.name) for level in levels)]
        self.has_levels = bool(levels)
        if reach is not None:
            self.fields["unit"].queryset = Unit.objects.filter(pk__in=reach)
        self.fields["unit"].choices = [("", "Select a unit"), *indented_units(reach=reach, today=today)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_end_before_start(self, "The day the plan ends must be on or after the day it starts")
        return self.cleaned_data


def _levels(is_private: bool, reach: frozenset[int] | None) -> list[Level]:
    """From the top down; for who writes the plans of some units, from the first level that is reported on."""
    levels = list(Level.objects.filter(is_private=is_private).order_by("position"))
    if reach is None:
        return levels
    first = next((place for place, level in enumerate(levels) if level.is_reported), len(levels))
    return levels[first:]


class NewPlanForm(PlanForm):
    """A new plan, from nothing or from a model of its level."""

    model = forms.ModelChoiceField(
        label="Start from a model",
        queryset=Plan.objects.none(),
        required=False,
        help_text="Its answers, objectives and milestones come as a draft for you to edit, without names or figures",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        models = list(models_for(actor))
        self.fields["model"].queryset = Plan.objects.filter(pk__in=[each.pk for each in models])
        choices = [(each.pk, f"{each.level.name}: {each.title}") for each in models]
        self.fields["model"].choices = [("", "None: start from nothing"), *choices]
        if not models:
            del self.fields["model"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        model, level = self.cleaned_data.get("model"), self.cleaned_data.get("level")
        if model and level and model.level_id != level.pk:
            self.add_error("model", f"This is a model of another level. Choose one of {level}, or none")
        return self.cleaned_data


class PlanApproveForm(PmmiForm):
    submit_label = "Approve the plan"
    nouns = {"approved_on": "the day it was approved"}
    approved_on = UKDateField(
        label="Approved on", help_text="Links made after this day count as added afterwards. For example, 17 July 2026"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"approved_on": today}, **kwargs)
        self.today = today

    def clean_approved_on(self) -> date:
        day = self.cleaned_data["approved_on"]
        if day > self.today:
            raise forms.ValidationError("The day of approval must not be in the future")
        return day


class PlanCloseForm(PmmiForm):
    submit_label = "Close the plan"
    why = text_box("Why", required=False)


class PlanReopenForm(PmmiForm):
    submit_label = "Reopen the plan"
    nouns = {"why": "why the plan is reopened"}
    why = text_box("Why")


STATE_CHOICES = [(state.value, description.word) for state, description in STATES.items()]


class PlanFilterForm(FilterForm):
    q = forms.CharField(label="Words in the title", max_length=100)
    level = forms.ModelChoiceField(label="Level", queryset=Level.objects.order_by("position"), empty_label="Any level")
    unit = forms.ModelChoiceField(label="Unit", queryset=Unit.objects.all())
    state = forms.ChoiceField(
        label="State", choices=[("", "Any"), ("current", "Running now"), ("model", "Models"), *STATE_CHOICES]
    )
