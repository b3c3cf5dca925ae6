import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts import session_clock
from accounts.actors import STRANGER, Actor, actor_for
from accounts.changes.access import downloaded, was_refused
from foundation.request import Request

_FILE = re.compile(r'attachment; filename="([^"]*)"')


class ActorMiddleware:
    """Gives each request its actor (the person with today's posts) and the time: the one place the clock is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.today = timezone.localdate(request.now)  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: actor_for(request.user, today=request.today))  # type: ignore[attr-defined]
        return self.get_response(request)


class AccessMiddleware:
    """Keeps in the trail who was refused and which files left. Other answers cost it nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.FORBIDDEN:
            # What strangers are refused they could repeat without end; they are told to sign in, or sent no token.
            if request.user.is_authenticated:
                was_refused(by=_actor(request), at=request.now, address=_plain_address(request))
        elif request.method == "GET" and (name := _file_name(response)):
            downloaded(by=_actor(request), at=request.now, file=name, address=request.get_full_path())
        return response


def _actor(request: Request) -> Actor:
    return Actor(user=request.user) if request.user.is_authenticated else STRANGER


def _plain_address(request: Request) -> str:
    """The path; of the sign-in library's pages only the name, because its links open accounts."""
    match = request.resolver_match
    return match.view_name if match and match.view_name.startswith("account_") else request.path


def _file_name(response: HttpResponse) -> str:
    """The name of the file that the answer is; "" for a page."""
    found = _FILE.match(response.get("Content-Disposition", ""))
    return found[1] if found else ""


class SessionClockMiddleware:
    """Ends a session that was left alone, or that has gone on for a working day, and says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = request.now  # type: ignore[attr-defined]
            if why := session_clock.why_ended(request.session, at=now):
                logout(request)
                messages.info(request, why)
            else:
                session_clock.mark(request.session, at=now)
        return self.get_response(request)


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


_SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
_OPEN = ("mfa_", "account_", "health-", "about", "accessibility", "brand", "help", "session-stay")


def _is_open(request: HttpRequest) -> bool:
    """Signing in, setting up and the pages for anybody."""
    return (request.resolver_match.view_name or "").startswith(_OPEN)
