from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Post
from foundation.form_layout import Fieldset, Row
from foundation.forms import PmmiForm, text_box
from plans.changes.reviews import Judged
from plans.models import Plan
from plans.quality import JUDGEMENTS
from plans.queries.reviews import reviewers_of_plans
from plans.workflow import PlanMove


class SubmitForm(PmmiForm):
    submit_label = "Submit the plan"
    note = text_box(
        "Note to the reviewer",
        required=False,
        max_length=1000,
        rows=3,
        help_text="What they should know, or what you repaired since it was sent back",
    )


class WithdrawForm(PmmiForm):
    submit_label = "Take the plan back"
    why = text_box("Why", required=False)


class ReviewerForm(PmmiForm):
    """To whom of the performance team a plan is given."""

    submit_label = "Give it to them"
    nouns = {"reviewer": "who reviews it"}
    reviewer = forms.ModelChoiceField(label="Reviewer", queryset=Post.objects.none(), empty_label="Select a post")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, initial={"reviewer": plan.reviewer_id}, **kwargs)
        self.fields["reviewer"].queryset = reviewers_of_plans()


class ReviewForm(PmmiForm):
    """What its reviewer decides about a plan."""

    submit_label = "Save the review"
    nouns = {"outcome": "what you decide", "remarks": "what has to be repaired"}
    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (PlanMove.SEND_BACK.value, "Send it back, with what has to be repaired"),
            (PlanMove.SIGN_OFF.value, "Sign it off: it can be approved"),
        ],
        widget=forms.RadioSelect,
    )
    remarks = text_box(
        "What you found",
        required=False,
        max_length=4000,
        rows=6,
        help_text="One finding a line: where it is, and what would put it right",
    )

    groups = (("What you judge", [name for key, _ in JUDGEMENTS for name in (key, f"{key}_why")]),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, words in JUDGEMENTS:
            called = words.split(":")[0]
            self.fields[key] = forms.ChoiceField(
                label=words,
                choices=[("yes", "Yes"), ("no", "No")],
                widget=forms.RadioSelect,
                error_messages={"required": f"Judge “{called}” before you sign the plan off"},
            )
            self.fields[f"{key}_why"] = forms.CharField(label=f"{called}: why", max_length=500, required=False)

    def fieldset(self, title: str, names: Sequence[str]) -> Fieldset:
        return Fieldset(title, *(Row(*pair) for pair in zip(names[::2], names[1::2], strict=True)))

    def clean(self) -> dict[str, Any]:
        sends_back = self.cleaned_data.get("outcome") == PlanMove.SEND_BACK
        if sends_back and not self.cleaned_data.get("remarks", "").strip():
            self.add_error("remarks", "Enter what has to be repaired, so that its authors know what to do")
        for key, words in JUDGEMENTS:
            if sends_back and not self.data.get(key):
                self.errors.pop(key, None)  # what is not judged yet does not keep a plan from going back
            if self.cleaned_data.get(key) == "no" and not self.cleaned_data.get(f"{key}_why", "").strip():
                self.add_error(f"{key}_why", f"Enter why not, of “{words.split(':')[0]}”")
        return self.cleaned_data

    def judged(self) -> dict[str, Judged]:
        """What was judged, by the key of each line."""
        data = self.cleaned_data
        return {
            key: Judged(is_met=data[key] == "yes", reason=data[f"{key}_why"]) for key, _ in JUDGEMENTS if data.get(key)
        }
