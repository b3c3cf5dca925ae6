"""Forms of reorganisations: one for each kind, all of the same fields."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from accounts.changes.reorganisation import Chosen
from accounts.holdings import of_units
from accounts.models import Post, Reorganisation, ReorganisationKind, Unit
from accounts.queries.organisation import indented_units
from foundation.forms import PmmiForm, SeveralField, UKDateField, text_box

K = ReorganisationKind
INTO, NAME = "Into which unit?", "Or the name of a new unit"
SUCCESSOR = "Which post takes over?"


class ReorganisationForm(PmmiForm):
    """What is reorganised, from which day, and why. The kind says which fields are asked."""

    submit_label = "Look at what it does"
    nouns = {
        "units": "which units",
        "posts": "which posts",
        "into": "the unit that takes them",
        "name": "the name of a new unit",
        "successor": "the post that takes over",
        "why": "why the council is reorganised",
        "starts_on": "from which day",
    }
    units = SeveralField(label="Which units?", queryset=Unit.objects.none())
    posts = SeveralField(label="Which posts?", queryset=Post.objects.none())
    into = forms.ModelChoiceField(label=INTO, queryset=Unit.objects.none(), required=False)
    name = forms.CharField(label=NAME, max_length=120, required=False)
    successor = forms.ModelChoiceField(label=SUCCESSOR, queryset=Post.objects.none(), required=False)
    also = forms.MultipleChoiceField(
        label="What else goes?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Measures and plans that the chosen posts own go in any case.",
    )
    starts_on = UKDateField(
        label="From which day?",
        help_text="The first day on which it holds, such as 1 October 2026. It can be prepared before, and applied "
        "from that day on.",
    )
    why = text_box("Why?", help_text="The reason is kept in the history of everything that changes.")

    def __init__(
        self, *args: Any, kind: ReorganisationKind, today: date, unit: Unit | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.unit, self.today = kind, unit, today
        self.fields = {name: self.fields[name] for name in (*_FIELDS[kind], "starts_on", "why")}
        if "version" in (self.initial or {}):
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
        _fill(self)

    def clean(self) -> dict[str, Any]:
        into, name = self.cleaned_data.get("into"), (self.cleaned_data.get("name") or "").strip()
        if self.kind in (K.MERGE, K.SPLIT) and not into and not name and "into" not in self.errors:
            self.add_error("into", "Select the unit that takes them, or enter the name of a new one")
        if into and name:
            self.add_error("name", "Select a unit or name a new one, not both")
        return self.cleaned_data

    @property
    def chosen(self) -> Chosen:
        """What was entered, for ``changes.reorganisation``."""
        given = {name: self.cleaned_data[name] for name in _FIELDS[self.kind]}
        units = [self.unit] if self.unit and self.kind in (K.SPLIT, K.RENAME) else list(given.pop("units", ()))
        given["units"], given["posts"] = units, list(given.get("posts", ()))
        return Chosen(kind=self.kind, starts_on=self.cleaned_data["starts_on"], why=self.cleaned_data["why"], **given)


_FIELDS: dict[ReorganisationKind, tuple[str, ...]] = {
    K.MOVE: ("units", "into"),
    K.MERGE: ("units", "into", "name"),
    K.SPLIT: ("posts", "also", "into", "name"),
    K.RENAME: ("name",),
    K.ABOLISH: ("posts", "successor"),
    K.HAND_OVER: ("posts", "successor"),
}
OF_ONE_UNIT = (K.SPLIT, K.RENAME, K.ABOLISH, K.HAND_OVER)
"""Kinds of which the unit is chosen first."""


def _fill(form: ReorganisationForm) -> None:
    """Offer units and posts that stand, and what hangs from the unit."""
    fields, kind, today = form.fields, form.kind, form.today
    rows = indented_units(today=today)
    if "units" in fields:
        fields["units"].queryset = Unit.objects.filter(pk__in=[pk for pk, _ in rows])
        fields["units"].choices = rows
    if "into" in fields:
        none = "The top of the council" if kind == K.MOVE else "A new one"
        label = "Beneath which unit?" if kind == K.MOVE else INTO
        fields["into"].queryset = Unit.objects.filter(pk__in=[pk for pk, _ in rows])
        fields["into"].label, fields["into"].choices = label, [("", none), *rows]
    if kind == K.RENAME:
        fields["name"].required, fields["name"].label = True, "The new name"
    posts = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today)).select_related("unit")
    posts = posts.order_by("unit__name", "title")
    if "posts" in fields:
        fields["posts"].required = kind != K.SPLIT
        fields["posts"].queryset = posts.filter(unit=form.unit)
        fields["posts"].label_from_instance = str
    if "successor" in fields:
        fields["successor"].queryset, fields["successor"].label_from_instance = posts, _with_unit
        fields["successor"].required = kind == K.HAND_OVER
        fields["successor"].empty_label = "Select a post" if kind == K.HAND_OVER else "None: they own nothing"
    if "also" in fields and form.unit:
        fields["also"].choices = what_else(form.unit, today)


def _with_unit(post: Post) -> str:
    return f"{post.title} ({post.unit})"


def what_else(unit: Unit, today: date) -> list[tuple[str, str]]:
    """What hangs from a unit besides its posts, as choices. A statement for each kind."""
    return [
        (f"{holding.model}:{row.pk}", f"{holding.noun.capitalize()}: {holding.name(row)}")
        for holding in of_units()
        if (holding.model, holding.field) != ("accounts.post", "unit") and not holding.is_shared
        for row in holding.standing(today).filter(**{holding.field: unit}).order_by("pk")
    ]


def initial_of(reorganisation: Reorganisation) -> dict[str, Any]:
    """What was chosen, as the form shows it."""
    chosen = {name: value for name, value in reorganisation.chosen.items() if value}
    own = {"starts_on": reorganisation.starts_on, "why": reorganisation.why, "version": reorganisation.version}
    return {**chosen, **own}


class ApplyForm(PmmiForm):
    """Nothing to type: the button beneath all that is about to be done."""

    submit_label = "Apply it now"
    digest = forms.CharField(widget=forms.HiddenInput)


class TakeBackForm(PmmiForm):
    """Why a reorganisation is taken back."""

    submit_label = "Take all of it back"
    nouns = {"why": "why it is taken back"}
    why = text_box(
        "Why is it taken back?", help_text="The reason is kept in the history of everything that is put back."
    )
