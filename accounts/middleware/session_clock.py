from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from accounts import session_clock


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
