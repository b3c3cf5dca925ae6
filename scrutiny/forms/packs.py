"""Forms of a pack: its name and cover note, items, questions, and the marking of what is exempt."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.forms import model_to_dict

from accounts.models import Post
from foundation.form_layout import Fieldset
from foundation.forms import PmmiForm, text_box
from plans.forms.plans import owner_choices
from plans.periods import Period, parse_key
from scrutiny.models import PARAGRAPHS, Pack, PackItem, PackQuestion

_MARKING = ("is_exempt", "exempt_paragraph", "public_interest_test", "public_title")


class PackForm(PmmiForm):
    """A pack's title, its quarter (one of ``quarters``, the first unless another was chosen), and the note it opens
    with.
    """

    submit_label = "Save"
    title = forms.CharField(max_length=200)
    period = forms.TypedChoiceField(
        label="Quarter",
        coerce=parse_key,
        help_text="Measures chosen one by one are shown for this quarter. Reports in the pack stay as they are",
    )
    cover_note = text_box(
        "Cover note",
        required=False,
        max_length=5000,
        help_text="What members should look at first, and what the meeting is to decide. It is public",
        rows=8,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, quarters: Sequence[Period], pack: Pack | None = None, **kwargs: Any) -> None:
        if pack:
            kwargs["initial"] = {**model_to_dict(pack, ["title", "cover_note", "version"]), "period": pack.period.key}
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [(each.key, each.long_label) for each in quarters]


class MarkingForm(PmmiForm):
    """The fields that mark an item or a question as exempt, under a heading of their own."""

    is_exempt = forms.BooleanField(
        label="Exempt: not for publication. Then say why, in the three fields below", required=False
    )
    exempt_paragraph = forms.TypedChoiceField(
        label="Paragraph of Schedule 12A",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Select the paragraph it rests on"), *((n, f"{n}: {text}") for n, text in PARAGRAPHS.items())],
    )
    public_interest_test = text_box(
        "Public interest test",
        required=False,
        max_length=2000,
        help_text="Why the public interest in keeping it exempt outweighs disclosing it. Only members read this",
        rows=3,
    )
    public_title = forms.CharField(
        label="Title shown in the public pack",
        required=False,
        max_length=200,
        help_text="The public sees this, the item's number and the paragraph, and nothing else",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, part: PackItem | PackQuestion | None = None, **kwargs: Any) -> None:
        initial = model_to_dict(part, list(self.base_fields)) if part else None
        super().__init__(*args, initial=initial, **kwargs)

    @cached_property
    def helper(self) -> FormHelper:
        helper = super().helper
        parts = helper.layout.fields
        marked = [index for index, name in enumerate(self.fields) if name in _MARKING]
        place = slice(marked[0], marked[-1] + 1)
        parts[place] = [Fieldset("Publication", *parts[place], css_class="app-marking")]
        return helper

    def clean(self) -> dict[str, Any]:
        """What is exempt needs its paragraph, its test and a public title; what is public needs none."""
        needed = {
            "exempt_paragraph": "Select the paragraph of Schedule 12A that it rests on",
            "public_interest_test": "Enter why keeping it exempt outweighs disclosing it",
            "public_title": "Enter the title that the public pack may show",
        }
        for name, message in needed.items():
            if name in self.fields and self.cleaned_data.get("is_exempt") and not self.cleaned_data.get(name):
                self.add_error(name, message)
        return self.cleaned_data


class ItemForm(MarkingForm):
    """An item: a note, or the heading and note above a report, a section or a measure."""

    submit_label = "Save the item"
    heading = forms.CharField(max_length=200, required=False)
    note = text_box("Note", required=False, max_length=10_000, rows=8)
    field_order = ["heading", "note", *_MARKING]

    def __init__(self, *args: Any, part: PackItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, part=part, **kwargs)
        self.is_note = part is None or not (part.report_id or part.indicator_id)
        if not self.is_note:
            self.fields["heading"].help_text = "Leave empty to use its own name"
            self.fields["note"].help_text = "Shown above it: what members should notice"

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.is_note and not (self.cleaned_data.get("heading") or self.cleaned_data.get("note")):
            self.add_error("note", "Write a heading or a note")
        return self.cleaned_data


class QuestionForm(MarkingForm):
    """A question for the meeting, and whom it is put to."""

    submit_label = "Save the question"
    nouns = {"text": "the question"}
    text = text_box("Question", max_length=2000, rows=3)
    to = forms.ModelChoiceField(label="Who is asked", required=False, queryset=Post.objects.all())
    public_title = None
    field_order = ["text", "to", *_MARKING]

    def __init__(self, *args: Any, part: PackQuestion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, part=part, **kwargs)
        posts = owner_choices(part.to if part else None)[1:]
        self.fields["to"].choices = [("", "The meeting as a whole"), *posts]


class TakeBackForm(PmmiForm):
    """Why a published pack is withdrawn."""

    submit_label = "Take the pack back"
    nouns = {"why": "why the pack is taken back"}
    why = text_box(
        "Why is it taken back?",
        help_text="Kept in the history. The public can no longer open it; publish it again when it is right",
        rows=3,
    )
