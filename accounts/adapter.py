from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as library
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import audit
from accounts.actors import Actor
from accounts.changes.access import failed_sign_in
from accounts.changes.tries import Kind
from accounts.gate import one_try, remember_device
from accounts.models import User
from accounts.notices import tell_owner
from accounts.queries.identity import council_name
from foundation.outbox import NOBODY


class SecondStepAdapter(DefaultMFAAdapter):
    """Authenticator apps list the account under the council's name."""

    def get_totp_issuer(self) -> str:
        return f"{council_name()} performance"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account for themselves, nobody tries for ever, and each sign-in (or try), sign-out and password
    is in the trail.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        with one_try(request, Kind.SIGN_IN, credentials["email"]) as outcome:
            user = super().authenticate(request, **credentials)
            outcome.is_failed = user is None
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """The library looks the address up in a list of its own, which people made here are not on."""
        return self.authenticate(library.request, email=user.email, password=password) == user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        failed_sign_in(
            at=request.now,  # type: ignore[attr-defined]
            email=credentials.get("email", ""),
            address=self.get_client_ip(request),
        )

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        audit.record(by=Actor(user=user), at=request.now, action="signed in", thing=user)  # type: ignore[attr-defined]
        answer = super().post_login(request, user, **kwargs)
        remember_device(request, answer, user.email)
        return answer

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            audit.record(by=Actor(user=request.user), at=request.now, action="signed out", thing=request.user)  # type: ignore[attr-defined]
        super().logout(request)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """For the stand-in of an unknown address (accounts.forms.sign_in) the message is written to nobody."""
        super().send_password_reset_mail(user, email if user.pk else NOBODY, context)

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        # The sign-in library calls this without a request, so the time is read here.
        actor, at = Actor(user=user), timezone.now()
        audit.record(by=actor, at=at, action="set a new password", thing=user)
        tell_owner(user, "a new password was set", by=actor, at=at)
