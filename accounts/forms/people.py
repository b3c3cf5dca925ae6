from datetime import date
from typing import Any

from django import forms

from accounts.models import Post, Unit, User
from accounts.queries.organisation import indented_units
from accounts.roles import ROLES
from foundation.filters import FilterForm
from foundation.forms import PmmiForm, PmmiModelForm, SeveralField

ROLE_CHOICES = [("", "Any role"), *((role.value, description.name) for role, description in ROLES.items())]


class PersonForm(PmmiModelForm):
    """Who somebody is. The address is what they sign in with."""

    nouns = {"name": "their full name", "email": "their email address"}

    class Meta:
        model = User
        fields = ["name", "email"]
        labels = {"name": "Full name", "email": "Email address"}
        help_texts = {"email": "They sign in with this"}
        error_messages = {"email": {"unique": "Somebody already signs in with this address"}}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class ColleagueForm(PmmiForm):
    """Somebody new, in a post from today."""

    submit_label = "Add them"
    groups = (("Who", ("name", "email")), ("In which post", ("title", "unit", "reports_to", "role")))
    nouns = {
        **PersonForm.nouns,
        "title": "the title of their post",
        "reports_to": "the post it reports to",
        "role": "what they may do",
    }
    name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="Email address", max_length=254, help_text="They sign in with this")
    title = forms.CharField(label="Title of their post", max_length=120, help_text="Such as Head of Housing")
    unit = forms.ModelChoiceField(label="Unit", queryset=Unit.objects.all())
    reports_to = forms.ModelChoiceField(
        label="Reports to", queryset=Post.objects.all(), required=False, help_text="The next post up, if it is here yet"
    )
    role = forms.ChoiceField(
        label="What may they do?",
        choices=[(role.value, f"{each.name}: {each.purpose}") for role, each in ROLES.items()],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "Select a unit"), *indented_units(today=today)]
        posts = Post.objects.filter(ends_on=None).select_related("unit").order_by("unit__name", "title")
        self.fields["reports_to"].choices = [("", "Nobody"), *((each.pk, f"{each} ({each.unit})") for each in posts)]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError("Somebody already signs in with this address")
        return email


class InviteForm(PmmiForm):
    """Which of the people on the page are invited."""

    chosen = SeveralField(label="People", queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = User.objects.filter(pk__in=[each.pk for each in people])
        self.fields["chosen"].error_messages["invalid_choice"] = (
            "Somebody you ticked is not on this page any more. Look at the list again"
        )

    def ticked(self) -> set[str] | None:
        """What was ticked; None where the form was not sent."""
        return set(self.data.getlist("chosen")) if self.is_bound else None


class InvitationFilterForm(FilterForm):
    state = forms.ChoiceField(
        label="Show", choices=[("", "Everybody with a post"), ("open", "No password yet"), ("came", "Has a password")]
    )


class PersonFilterForm(FilterForm):
    q = forms.CharField(label="Name", max_length=100)
    role = forms.ChoiceField(label="Role", choices=ROLE_CHOICES)
    unit = forms.ModelChoiceField(label="Unit", queryset=Unit.objects.all())
    state = forms.ChoiceField(
        label="Account",
        choices=[
            ("", "Any"),
            ("active", "May sign in"),
            ("without", "May sign in, holds no post"),
            ("disabled", "Disabled"),
        ],
    )


class AddressFilterForm(PersonFilterForm):
    """For those who administer people: they alone know anybody's address."""

    q = forms.CharField(label="Name or email", max_length=100)
