"""What the browser may do with our pages: a strict policy with no inline exception, on every response."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERMISSIONS = ", ".join(f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb"))


def policy(directives: dict[str, str | Iterable[str]]) -> str:
    """The header's text from a setting shaped as Django 6's SECURE_CSP: a string or a list of sources each."""
    return "; ".join(
        f"{name} {sources if isinstance(sources, str) else ' '.join(sources)}" for name, sources in directives.items()
    )


class ContentSecurityPolicyMiddleware:
    """First in the list, so that redirects, errors and static files carry the headers too.

    A response that says nothing of its own about caching is not stored: pages show what only their reader may see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(settings.SECURE_CSP))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
