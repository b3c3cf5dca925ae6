"""The base of every form: one look (crispy, pack "govuk"), one way to say what is wrong, one way to read a date."""

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from django import forms
from django.db import models

from foundation.dates import FIRST_YEAR, LAST_YEAR, day_words
from foundation.form_layout import Button, Buttons, CancelLink, Fieldset, Layout
from foundation.memo import memo
from foundation.options import Choices, LongList, LongSelect
from foundation.refusals import ChangeRefused, Conflict
from foundation.versions import field_values

MOST_DIGITS = 15  # more than any number of ours has
_ASIDE = re.compile(r"\s*\([^)]*\)$")
_QUESTION_WORDS = ("how", "what", "when", "where", "whether", "which", "who", "why")
Details = TypeVar("Details")
_CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)


class UKDateField(forms.DateField):
    """Reads "17/7/2026", "17 July 2026", "17 Jul 2026" and "2026-07-17"; shows "17 July 2026".

    Refuses anything else: two-digit years too, and years that nothing here can be about.
    """

    widget = forms.DateInput(attrs={"autocomplete": "off"})
    input_formats = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y")
    default_error_messages = {
        "invalid": "Enter a date such as 17 July 2026",
        "year": f"Enter a date in a year from {FIRST_YEAR} to {LAST_YEAR}",
    }

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day

    def strptime(self, value: str, format: str) -> date:  # noqa: A002 - Django's signature
        """Any white space does between the words."""
        return super().strptime(" ".join(value.split()), format)

    def prepare_value(self, value: object) -> object:
        return day_words(value) if isinstance(value, date) else value


def refuse_end_before_start(form: forms.BaseForm, message: str, *, last: str = "ends_on") -> None:
    """Show the message at the last day where it lies before ``starts_on``."""
    starts_on, ends_on = form.cleaned_data.get("starts_on"), form.cleaned_data.get(last)
    if starts_on and ends_on and ends_on < starts_on:
        form.add_error(last, message)


def whole_number(text: str) -> int | None:
    """A whole number as a form or an address sends it; None for anything else, and for one larger than any of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows picked from a list. A number too large for a key is not on the list: SQLite would fail on it."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        for each in value or ():
            if len(str(each)) > MOST_DIGITS:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(each)[:20]}
                )
        return super().clean(value)


def text_box(label: str, *, rows: int = 2, max_length: int = 500, **options: Any) -> forms.CharField:
    """A field for sentences, over so many lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=max_length, widget=widget, **options)


def key_field(label: str, choices: LongList, initial: int | None, noun: str) -> forms.TypedChoiceField:
    """A field for the key of one thing on a list, or None for nothing."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        coerce=int,
        empty_value=None,
        choices=choices,
        widget=LongSelect,
        initial=initial,
        error_messages={"invalid_choice": f"Choose {noun} from the list"},
    )


def show_list(field: forms.ChoiceField, choices: Choices) -> None:
    """Let a field in which one thing is chosen offer a long list, such as all posts."""
    shown = LongSelect(field.widget.attrs)
    shown.is_required = field.required
    field.widget, field.choices = shown, LongList(choices)


class _Pmmi:
    """Shared by both bases. ``nouns`` gives a field's words in messages where its label reads badly in them:
    ``{"reports_to": "the post it reports to"}`` gives "Select the post it reports to".

    Fields stand under the headings of ``groups``; those of no group come after them. Buttons: ``preview_label`` (where
    there is one), ``submit_label`` and a link back to ``cancel_url``. Errors are shown on top and beside the field.
    """

    submit_label = "Save"
    preview_label = ""
    groups: Sequence[tuple[str, Sequence[str]]] = ()
    nouns: dict[str, str] = {}

    def __init__(self, *args: Any, cancel_url: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url
        self.theirs: list[dict[str, str]] = []
        for name, field in self.fields.items():
            if type(field) is forms.DateField:
                raise TypeError(f"{type(self).__name__}.{name}: use UKDateField.")
            _word_errors(field, self.nouns.get(name) or noun_of(field.label or name.replace("_", " ")))

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy draws the form: the groups of fields, the other fields, then the buttons."""
        helper = FormHelper(self)
        grouped = {name for _, names in self.groups for name in names}
        others = [name for name in self.fields if name not in grouped]
        buttons: list[Any] = [Button("preview", self.preview_label, "secondary")] if self.preview_label else []
        buttons.append(Button("save", self.submit_label))
        if self.cancel_url:
            buttons.append(CancelLink(self.cancel_url))
        groups = [self.fieldset(title, names) for title, names in self.groups]
        helper.layout = Layout(*groups, *others, Buttons(*buttons))
        return helper

    def fieldset(self, title: str, names: Sequence[str]) -> Fieldset:
        """One group of fields under its heading."""
        return Fieldset(title, *names)

    def given(self, details: type[Details]) -> Details:
        """What was entered, as the value object that a change takes."""
        names = [field.name for field in fields(details) if field.name in self.cleaned_data]  # type: ignore[arg-type]
        return details(**{name: self.cleaned_data[name] for name in names})

    def edited(self, details: type[Any]) -> dict[str, Any]:
        """What an edit takes: the details, the version they were made from and, where the form asks it, why."""
        said = {name: self.cleaned_data[name] for name in ("version", "why") if name in self.fields}
        return {"details": self.given(details), **said}

    def refuse(self, refusal: ChangeRefused) -> None:
        """Show why a change was refused on top of the form; what was typed is kept.

        After a Conflict ``theirs`` holds what somebody else saved, for ``components/theirs.html``, and a hidden
        ``version`` is the stored row's: who has read both texts may save again.
        """
        self.add_error(None, str(refusal))
        if isinstance(refusal, Conflict):
            self.theirs = _theirs(self, refusal.stored)
            self.data = self.data.copy()
            self.data["version"] = str(refusal.stored.version)  # type: ignore[attr-defined]


class PmmiForm(_Pmmi, forms.Form):
    """Base of forms without a model."""


class PmmiModelForm(_Pmmi, forms.ModelForm):
    """Base of forms over a model: cleaning only, ``save`` is refused because ``changes`` writes.

    With ``has_version`` a stored thing's form carries the version it was made from, for ``save_version``.
    """

    has_version = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.has_version and self.instance.pk:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=self.instance.version)
        # Otherwise Django checks unique values only in forms whose clean() calls super().clean().
        self._validate_unique = True

    def save(self, commit: bool = True) -> None:  # noqa: ARG002 - Django's signature
        raise TypeError("Pass cleaned_data to a function of changes; forms do not write.")


def _theirs(form: forms.BaseForm, stored: models.Model) -> list[dict[str, str]]:
    """The stored values that differ from what was typed, each with its field's label."""
    shared = [name for name in form.cleaned_data if name != "version" and hasattr(stored, name)]
    differing = [name for name in shared if getattr(stored, name) != form.cleaned_data[name]]
    words = field_values(stored, differing)
    return [{"label": str(form[name].label), "text": _in_words(value)} for name, value in words.items()]


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return day_words(value) if isinstance(value, date) else str(value or "")


def _word_errors(field: forms.Field, noun: str) -> None:
    verb = "Select" if isinstance(field, _CHOSEN) else "Enter"
    name = noun[:1].upper() + noun[1:]
    words = {
        "required": f"{verb} {noun}",
        "invalid_choice": f"Choose {noun} from the list",
        "unique": f"{name} is already in use: enter another",
        "max_length": f"{name} must be %(limit_value)d characters or fewer; it is %(show_value)d",
        "min_value": f"{name} must be %(limit_value)s or more",
        "max_value": f"{name} must be %(limit_value)s or less",
    }
    if isinstance(field, forms.IntegerField):
        kind = "number" if isinstance(field, forms.DecimalField | forms.FloatField) else "whole number"
        words["invalid"] = f"{name} must be a {kind}"
    if isinstance(field, forms.EmailField):
        words["invalid"] = "Enter an email address in the right format, such as name@example.com"
    defaults = _default_messages(type(field))
    given = {code for code, text in field.error_messages.items() if text != defaults.get(code)}
    field.error_messages.update({code: text for code, text in words.items() if code not in given})


@memo(None, why="every field of every form asks, and there are few classes")
def _default_messages(field_class: type[forms.Field]) -> dict[str, object]:
    messages: dict[str, object] = {}
    for ancestor in reversed(field_class.__mro__):
        messages.update(getattr(ancestor, "default_error_messages", {}))
    return messages


@memo(1024, why="every field of every form asks, and labels are few")
def noun_of(label: object) -> str:
    """A label's words within a sentence: "the EDR date"; "why" of "Why (shown in the history)"."""
    text = _ASIDE.sub("", _lower_first(label)).rstrip("?")
    return text if text.split(" ", 1)[0] in _QUESTION_WORDS else f"the {text}"


def _lower_first(label: object) -> str:
    text = str(label)
    # An abbreviation such as "EDR" keeps its capitals.
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
