import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from accounts.actors import STRANGER, Actor
from accounts.changes.access import downloaded, was_refused
from foundation.request import Request

_FILE = re.compile(r'attachment; filename="([^"]*)"')


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
