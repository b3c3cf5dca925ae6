from typing import Any

from django import forms

from accounts.models import Post
from foundation.forms import PmmiForm, text_box
from plans.models import HelpAsked


def who_is_asked(post: Post | None) -> str:
    """What the page says before anything is typed; "" where nobody can be asked, which a refusal then tells."""
    return f"{post} is asked, and finds it in the inbox. The answer comes to yours." if post else ""


class AskForHelpForm(PmmiForm):
    """What would help. ``about`` is what everybody may read who then reads this too: "plan", "measure"."""

    submit_label = "Ask for help"
    nouns = {"text": "what would help"}
    text = text_box("What would help?", max_length=2000, rows=5)

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = f"Everybody who may read the {about} sees it"
        self.fields["text"].help_text = f"What stands in the way, and what you need. {seen}"


class AnswerHelpForm(PmmiForm):
    """An answer to a request; the version guards against somebody else's."""

    submit_label = "Send the answer"
    nouns = {"answer": "your answer"}
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = text_box("Your answer", max_length=2000, rows=5)

    def __init__(self, *args: Any, request: HelpAsked, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": request.version}, **kwargs)
