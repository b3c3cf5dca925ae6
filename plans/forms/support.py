from typing import Any

from django import forms

from foundation.forms import PmmiForm, text_box
from plans.models import SupportRequest


class AskForHelpForm(PmmiForm):
    """What would help with a milestone."""

    submit_label = "Ask for help"
    nouns = {"text": "what would help"}
    text = text_box(
        "What would help?", max_length=2000, rows=5,
        help_text="What stands in the way, and what you need. Everybody who may read the plan sees it",
    )  # fmt: skip


class AnswerHelpForm(PmmiForm):
    """An answer to a request; the version guards against somebody else's."""

    submit_label = "Send the answer"
    nouns = {"answer": "your answer"}
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = text_box("Your answer", max_length=2000, rows=5)

    def __init__(self, *args: Any, request: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": request.version}, **kwargs)
