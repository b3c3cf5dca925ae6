from datetime import date
from typing import Any

from django import forms

from accounts.actors import Actor
from accounts.models import Unit
from accounts.queries.organisation import indented_units
from foundation.forms import PmmiForm, PmmiModelForm, text_box
from plans.models import SectionTemplate
from plans.permissions import asks_of
from plans.queries.sections import Section

MOST_LETTERS = 10_000  # of an answer


class SectionForm(PmmiForm):
    """The answer to one question, under its guidance; the version guards against somebody else's save."""

    submit_label = "Save the answer"
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = text_box("Your answer", required=False, max_length=MOST_LETTERS, rows=14)

    def __init__(self, *args: Any, section: Section, first: str = "", **kwargs: Any) -> None:
        initial = {"version": section.version, "answer": section.answer or first}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["answer"].help_text = section.guidance


class QuestionForm(PmmiModelForm):
    """A question that plans of a level answer."""

    nouns = {"question": "the question"}

    class Meta:
        model = SectionTemplate
        fields = ["question", "guidance", "unit"]
        labels = {"unit": "Asked of"}
        help_texts = {
            "question": "As its authors and readers see it, such as “What will we stop doing?”",
            "guidance": "Shown where the answer is written: what belongs into a good one",
            "unit": "Every plan of the level, or those of one unit and what lies beneath it",
        }
        widgets = {"guidance": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach, unit = asks_of(actor), self.fields["unit"]
        units = indented_units(reach=reach, today=today)
        unit.choices = [("", "Every plan of the level" if reach is None else "Select a unit"), *units]
        if reach is not None:
            unit.queryset, unit.required = Unit.objects.filter(pk__in=reach), True
            unit.help_text = "Its plans are asked, and those of what lies beneath it"
            unit.error_messages["required"] = "Select the unit of whose plans it is asked"


class QuestionEditForm(QuestionForm):
    has_version = True

    class Meta(QuestionForm.Meta):
        fields = ["question", "guidance", "unit", "in_use"]
        labels = {**QuestionForm.Meta.labels, "in_use": "In use: plans that are written now are asked it"}
