"""The sign-in library's own forms, where they must not be tried without end."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as app
from django.core.exceptions import ValidationError

from accounts.changes.tries import Kind, is_first_use
from accounts.gate import one_try
from accounts.models import User


class ForgottenPasswordForm(account.ResetPasswordForm):
    """Does for an unknown address all that it does for a known one, so that neither page nor clock tells which it was:
    a stand-in, who is nobody, gets a link to nothing in a message that never leaves. Each request counts, so that
    nobody's mailbox can be flooded.
    """

    def clean_email(self) -> str:
        with one_try(context.request, Kind.RESET, self.cleaned_data["email"]) as outcome:
            outcome.is_failed = True
            email: str = super().clean_email()
        self.users = self.users or [User(pk=0, name="Nobody")]
        return email


class ChangePasswordForm(account.ChangePasswordForm):
    """Whoever finds a browser signed in cannot guess the old password either."""

    def clean_oldpassword(self) -> str:
        with one_try(context.request, Kind.SIGN_IN, self.user.email) as outcome:
            outcome.is_failed = True
            password = str(super().clean_oldpassword())
            outcome.is_failed = False
            return password


class _Code:
    """The code of an app or a recovery code, by somebody who knows the password. Each is taken once."""

    user: Any

    def clean_code(self) -> str:
        request = context.request
        with one_try(request, Kind.CODE, self.user.email) as outcome:
            try:
                code = str(super().clean_code())  # type: ignore[misc]
                if not is_first_use(self.user.email, code, at=request.now):
                    raise ValidationError("That code was used already. Wait for the next one.")
            except ValidationError:
                outcome.is_failed = True
                raise
        return code


class AuthenticateForm(_Code, second_step.AuthenticateForm):
    pass


class ReauthenticateForm(_Code, second_step.ReauthenticateForm):
    pass


class ActivateAppForm(_Code, app.ActivateTOTPForm):
    """The code that shows that an app is set up signs nobody in afterwards."""
