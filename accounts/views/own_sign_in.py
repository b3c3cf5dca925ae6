"""A person's own sign-in: password, second step, and where they are signed in."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.changes.sessions import end_sessions
from accounts.permissions import signed_in
from accounts.queries.sessions import sessions_of
from foundation.form_pages import pressed
from foundation.request import Request


@require_safe
@signed_in
def own_sign_in(request: Request) -> HttpResponse:
    """How the person signs in, and in which browsers they are signed in."""
    sessions = sessions_of(request.user, current=request.session.session_key, at=request.now)
    context = {
        "sessions": sessions,
        "others": [each for each in sessions if not each.is_current],
        "has_second_step": is_mfa_enabled(request.user),
        "idle_minutes": settings.PMMI_IDLE_MINUTES,
        "session_hours": settings.PMMI_SESSION_HOURS,
    }
    return render(request, "accounts/own_sign_in.html", context)


# Whoever finds a browser signed in cannot shut its owner out of the others.
@require_POST
@signed_in
@reauthentication_required
def session_end(request: Request, pk: int) -> HttpResponse:
    """Sign out one other browser."""
    return _end(request, pk)


@require_POST
@signed_in
@reauthentication_required
def sessions_end_others(request: Request) -> HttpResponse:
    """Sign out every browser but this one."""
    return _end(request, None)


def _end(request: Request, pk: int | None) -> HttpResponse:
    actor, current = request.actor, request.session.session_key

    def end() -> None:
        end_sessions(by=actor, at=request.now, person=request.user, current=current, pk=pk)

    pressed(request, end, "Signed out there.")
    return redirect("own-sign-in")


@require_POST
@signed_in
def session_stay(request: Request) -> HttpResponse:  # noqa: ARG001  asking is all there is to it
    """The person is still there: every request says so (``middleware.SessionClockMiddleware``)."""
    return JsonResponse({"minutes": settings.PMMI_IDLE_MINUTES})
