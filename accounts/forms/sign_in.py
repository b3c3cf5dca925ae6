"""Forms of the sign-in library that this product changes."""

from allauth.account.forms import ResetPasswordForm

from accounts.models import User


class ForgottenPasswordForm(ResetPasswordForm):
    """Does for an unknown address all that it does for a known one, so that neither page nor clock tells which it was:
    a stand-in, who is nobody, gets a link to nothing in a message that never leaves.
    """

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = self.users or [User(pk=0, name="Nobody")]
        return email
