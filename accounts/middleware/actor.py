from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.actors import actor_for


class ActorMiddleware:
    """Gives each request its actor (the person with today's posts) and the time: the one place the clock is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.today = timezone.localdate(request.now)  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: actor_for(request.user, today=request.today))  # type: ignore[attr-defined]
        return self.get_response(request)
