from typing import Any

from django import forms

from foundation.forms import PmmiForm, text_box
from plans.models import Objective, Plan, PlanComment
from plans.queries.sections import Section


class CommentForm(PmmiForm):
    """What somebody says of a draft, and of which part of it. ``about`` is "question-3", "objective-7" or ""."""

    submit_label = "Send the comment"
    nouns = {"about": "what it is about", "text": "what you want to say"}
    about = forms.ChoiceField(label="What is it about?", required=False)
    text = text_box(
        "Your comment", max_length=4000, rows=6, help_text="Everybody who may read the plan sees it, with your name"
    )

    def __init__(self, *args: Any, plan: Plan, sections: list[Section], about: str = "", **kwargs: Any) -> None:
        super().__init__(*args, initial={"about": about}, **kwargs)
        self.objectives = {f"objective-{each.pk}": each for each in plan.objectives.order_by("position", "ref")}
        self.sections = {f"question-{each.key}": each for each in sections}
        self.fields["about"].choices = [
            ("", "The plan as a whole"),
            *((key, each.question) for key, each in self.sections.items()),
            *((key, str(each)) for key, each in self.objectives.items()),
        ]

    def question_key(self) -> int | None:
        """The key of the question that it is about."""
        section = self.sections.get(self.cleaned_data["about"])
        return section.key if section else None

    def objective(self) -> Objective | None:
        """The objective that it is about."""
        return self.objectives.get(self.cleaned_data["about"])


class AnswerForm(PmmiForm):
    """What the authors did with a comment; the version guards against somebody else's answer."""

    submit_label = "Save the answer"
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = text_box("What we did with it", max_length=2000, rows=4)

    def __init__(self, *args: Any, comment: PlanComment, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": comment.version, "answer": comment.answer}, **kwargs)
