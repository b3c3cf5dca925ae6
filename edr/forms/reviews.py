"""Forms of a review: beginning it, its objectives and development needs, what both write, reopening."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.actors import Actor
from accounts.models import Post
from edr.changes.signing import field_of
from edr.models import DevelopmentNeed, Review, ReviewObjective
from edr.queries.cascade import offered
from edr.queries.words import STAGE_TITLES
from edr.workflow import Stage
from foundation.forms import PmmiForm, PmmiModelForm, UKDateField, text_box
from plans.periods import Period, parse_key
from plans.queries.choices import grouped


class BeginForm(PmmiForm):
    """Which year, and about which of one's posts."""

    submit_label = "Begin my review"
    year = forms.ChoiceField(label="Year")
    post = forms.ModelChoiceField(Post.objects.none(), label="Your post", empty_label=None)

    def __init__(self, *args: Any, actor: Actor, years: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year.key, year.label) for year in years]
        own = [grant.post.pk for grant in actor.grants if not grant.is_deputy]
        self.fields["post"].queryset = Post.objects.filter(pk__in=own).order_by("title", "pk")

    @property
    def period(self) -> Period:
        return parse_key(self.cleaned_data["year"])


class ObjectiveForm(PmmiModelForm):
    """An objective, chosen from a plan of the service or team, with how it will be measured and by when."""

    has_version = True
    submit_label = "Save the objective"
    nouns = {
        "title": "what will be done", "serves": "the objective of a plan that it serves",
        "measure": "how it will be measured", "due_on": "by when",
    }  # fmt: skip
    due_on = UKDateField(label="By when?", required=False)

    class Meta:
        model = ReviewObjective
        fields = ["serves", "title", "measure", "due_on", "about"]
        labels = {
            "serves": "Which objective of the service’s or team’s plan does it serve?",
            "title": "What will be done?",
            "measure": "How will it be measured?",
            "about": "Anything more to say of it?",
        }
        help_texts = {
            "title": "Such as “Answer housing applications within ten working days”",
            "measure": "How many, how quickly, or what will be there when it is done",
        }
        widgets = {"measure": forms.Textarea(attrs={"rows": 2}), "about": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, review: Review, actor: Actor, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = offered(review, actor=actor, today=today, chosen=self.instance.serves_id)
        rows = found.values_list("plan__level__name", "plan__title", "pk", "ref", "title")
        plans = grouped((f"{level}: {plan}", pk, ref, title) for level, plan, pk, ref, title in rows)
        self.fields["serves"].queryset = found
        self.fields["serves"].choices = [("", "None of them"), *plans]


class NeedForm(PmmiModelForm):
    """What is to be learned, how and by when, and that it was."""

    has_version = True
    submit_label = "Save the development need"
    nouns = {"need": "what you need to learn", "by_on": "by when", "done_on": "the day it was met"}
    by_on = UKDateField(label="By when?", required=False)
    done_on = UKDateField(label="Met on", required=False, help_text="Leave it empty until it is")

    class Meta:
        model = DevelopmentNeed
        fields = ["need", "how", "by_on", "done_on"]
        labels = {"need": "What do you need to learn, or get better at?", "how": "How? Training, shadowing, reading"}
        widgets = {"how": forms.Textarea(attrs={"rows": 2})}


class StatementForm(PmmiForm):
    """What one side says at mid-year or end-year: of each objective, and of the year as a whole."""

    submit_label = "Save what you wrote"
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        objectives: Sequence[ReviewObjective],
        said: Mapping[int | None, str],
        version: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        for number, each in enumerate(objectives, 1):
            self.fields[field_of(each.pk)] = self._box(f"{number}. {each.title}", said.get(each.pk, ""))
        self.fields[field_of(None)] = self._box("The year as a whole", said.get(None, ""), rows=5)
        self._keys = [each.pk for each in objectives]

    @staticmethod
    def _box(label: str, text: str, rows: int = 3) -> forms.CharField:
        return text_box(label, rows=rows, max_length=4000, required=False, initial=text)

    @property
    def texts(self) -> dict[int | None, str]:
        """What was written, by the number of the objective, None for the whole."""
        return {key: self.cleaned_data[field_of(key)] for key in (*self._keys, None)}


class ReopenForm(PmmiForm):
    """Which stage both want to change again, and why."""

    submit_label = "Reopen it"
    nouns = {"why": "why it is reopened", "stage": "what is to be changed"}
    stage = forms.ChoiceField(label="What is to be changed?", widget=forms.RadioSelect)
    why = text_box("Why? The two of you read it here.")

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.value, STAGE_TITLES[stage]) for stage in stages]


class SignForm(forms.Form):
    """The version of the review that its page showed."""

    version = forms.IntegerField(min_value=1)


class RemoveForm(PmmiForm):
    """Asks once more."""

    submit_label = "Take it out"
