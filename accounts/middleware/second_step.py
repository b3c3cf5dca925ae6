from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

_SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
_OPEN = ("mfa_", "account_", "health-", "about", "accessibility", "brand", "crest", "help", "session-stay")


class SecondStepMiddleware:
    """Leads people whose role needs a second step of signing in to where they set it up, until they have one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002
        if not settings.PMMI_MFA_ROLES or not request.user.is_authenticated or _is_open(request):
            return None
        roles = request.actor.roles  # type: ignore[attr-defined]
        if roles.isdisjoint(settings.PMMI_MFA_ROLES) or is_mfa_enabled(request.user, _SECOND_STEPS):
            return None
        messages.info(request, "Your role needs a second step of signing in. Set one up to go on.")
        return redirect("mfa_index")


def _is_open(request: HttpRequest) -> bool:
    """Signing in, setting up and the pages for anybody."""
    return (request.resolver_match.view_name or "").startswith(_OPEN)
