"""Making a token."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import Post
from api.changes.tokens import TokenDetails
from api.rules.scopes import WORDS, Scope, scopes_of
from foundation.forms import PmmiForm, UKDateField


class TokenForm(PmmiForm):
    """Which system, as which post, to do what, until when."""

    submit_label = "Make the token"
    nouns = {"name": "the name of the system", "post": "the post that it acts as", "scopes": "what it may do"}
    name = forms.CharField(
        label="System that it is for", max_length=80, help_text="For example Complaints. The audit trail calls it so."
    )
    post = forms.ModelChoiceField(
        label="Acts as",
        queryset=Post.objects.none(),
        empty_label="Select a post",
        help_text="It reads and does what this post may, and no more. Choose the narrowest that will do.",
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=[(scope.value, words) for scope, words in WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = UKDateField(label="Last day", help_text="At most two years ahead. Make a new one before it ends.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
        self.fields["post"].queryset = standing.select_related("unit").order_by("unit__name", "title")
        self.fields["post"].label_from_instance = lambda post: f"{post.title} ({post.unit})"

    def details(self) -> TokenDetails:
        """What was entered, as the change takes it."""
        given = {**self.cleaned_data, "scopes": frozenset[Scope](scopes_of(self.cleaned_data["scopes"]))}
        return TokenDetails(**given)
