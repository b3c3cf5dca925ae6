"""The link with which a person chooses their password: good once, and for a few days."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.models import User


def password_link(person: User) -> str:
    """The path of a new link. It is kept nowhere: whoever asked shows it once."""
    return reverse(
        "account_reset_password_from_key", args=[user_pk_to_url_str(person), default_token_generator.make_token(person)]
    )


def days_good() -> int:
    """For how many days such a link works."""
    return int(settings.PASSWORD_RESET_TIMEOUT) // (24 * 60 * 60)
