from django import forms

from accounts.models import Unit, User
from accounts.roles import ROLES
from foundation.filters import FilterForm
from foundation.forms import PmmiModelForm

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
