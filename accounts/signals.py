"""What the sign-in library and Django tell of: sessions that begin, second steps that come and go."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit, session_clock
from accounts.actors import Actor
from accounts.models import User
from accounts.notices import tell_owner

_NAMES = {
    Authenticator.Type.TOTP: "an authenticator app",
    Authenticator.Type.WEBAUTHN: "a passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


@receiver(user_logged_in)
def _start_clock(request: HttpRequest, **_: Any) -> None:
    session_clock.start(request.session, at=timezone.now())


@receiver(authenticator_added)
def _second_step_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _tell(request, user, "added", authenticator)


@receiver(authenticator_removed)
def _second_step_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _tell(request, user, "removed", authenticator)


@receiver(authenticator_reset)
def _second_step_renewed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _tell(request, user, "renewed", authenticator)


def _tell(request: HttpRequest, user: User, verb: str, authenticator: Authenticator) -> None:
    actor, at = Actor(user=user), request.now  # type: ignore[attr-defined]
    name = _NAMES[Authenticator.Type(authenticator.type)]
    audit.record(by=actor, at=at, action=f"{verb} {name}", thing=user)
    tell_owner(user, f"{name} was {verb} for the second step", by=actor, at=at)
