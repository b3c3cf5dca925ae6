import logging
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from foundation.heartbeats import UNDECLARED_PROXY, beat
from foundation.locks import is_busy
from foundation.logs import telling
from foundation.uploads import MOST_OF_A_FORM, MOST_OF_A_STRANGER, may_upload, most_of_file

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
_SAFE_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestNumberMiddleware:
    """Gives each request a number, under which its lines stand in the log and which it is answered with. A proxy that
    the settings know may give it, so that its log tells the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
        number = given if _SAFE_NUMBER.fullmatch(given) else secrets.token_hex(5)
        request.number = number  # type: ignore[attr-defined]
        with telling(request=number):
            response = self.get_response(request)
        response["X-Request-ID"] = number
        return response


class PlainAddressMiddleware:
    """Answers "not found" to an address or a query with a NUL: nothing has such a name, and PostgreSQL fails on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META["QUERY_STRING"]:
            raise Http404
        return self.get_response(request)


class BodySizeMiddleware:
    """Refuses a body that is larger than its page takes, before any of it is read: strangers sign in, people save
    forms, and only pages that take a file are sent one. Limits how many files a person sends.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Before the check of the form's token, which reads the body."""
        length, most_of_upload = _length(request), most_of_file(view)
        if length > MOST_OF_A_STRANGER:
            most = (most_of_upload or MOST_OF_A_FORM) if request.user.is_authenticated else MOST_OF_A_STRANGER
            if length > most:
                return render(request, "413.html", status=413)
        if most_of_upload and _too_many(request):
            return render(request, "too_many_uploads.html", status=429)
        return None


def _too_many(request: HttpRequest) -> bool:
    if request.method != "POST" or not request.user.is_authenticated:
        return False
    return not may_upload(request.user.pk, at=request.now)  # type: ignore[attr-defined]


def _length(request: HttpRequest) -> int:
    """As Django reads it: what is no number is nothing."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class UndeclaredProxyMiddleware:
    """Notes, once an hour, that requests come through a proxy which the settings do not know: then all visitors share
    its address, and its limit of tries. ``check_installation`` says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._noted: datetime | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "X-Forwarded-For" in request.headers and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
            now: datetime = request.now  # type: ignore[attr-defined]
            if self._noted is None or now - self._noted > timedelta(hours=1):
                self._noted = now
                beat(UNDECLARED_PROXY, at=now)
        return self.get_response(request)


class BusyMiddleware:
    """Where a lock lasts longer than anybody should wait, says so and offers what was sent to be sent again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return busy_page(request) if is_busy(exception) else None


def busy_page(request: HttpRequest) -> HttpResponse:
    """503, with a button that sends everything typed once more; passwords and files have to be given again."""
    logger.warning("A lock lasted too long for %s %s.", request.method, request.path)
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    context = {"typed": typed, "has_files": bool(request.FILES), "is_post": request.method == "POST"}
    response = render(request, "503.html", {**context, "address": request.get_full_path()}, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


class ButtonOnlyMiddleware:
    """Shows a page to a person who opens an address that only buttons may send to; Django's answer would be empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or not isinstance(response, HttpResponseNotAllowed):
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page
