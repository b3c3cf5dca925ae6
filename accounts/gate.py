"""The door of sign-in: which device somebody comes from, and the answer to who tries too often."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string, salted_hmac

from accounts.changes.tries import Kind, Outcome, TooManyTries, Who, account_of, tried

_SALT = "accounts.device"
_AGE = 400 * 24 * 60 * 60  # as long as browsers keep a cookie
_PEOPLE = 12  # who share one computer
_SEPARATOR = "."


@contextmanager
def one_try(request: HttpRequest, kind: Kind, name: str) -> Iterator[Outcome]:
    """One try for the person who signs in as ``name``; whoever makes it sets ``is_failed``. Answers 429, alike for
    known and unknown names, where it is one too many.
    """
    address = truncate_ip(get_adapter().get_client_ip(request))
    who = Who(name=name, address=address, device=_device_of(request, name))
    try:
        with tried(kind, who, at=request.now) as outcome:  # type: ignore[attr-defined]
            yield outcome
    except TooManyTries as refusal:
        answer = render(request, "429.html", status=429)
        answer["Retry-After"] = str(refusal.seconds)
        raise ImmediateHttpResponse(answer) from refusal


def remember_device(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """From now on the person who signs in as ``name`` has an allowance of their own on this device."""
    device, people = _cookie(request)
    others = [each for each in people if each != _mark(device, name)]
    device = device or get_random_string(22)
    kept = [_mark(device, name), *others][:_PEOPLE]
    response.set_signed_cookie(
        _cookie_name(), _SEPARATOR.join([device, *kept]), salt=_SALT, max_age=_AGE,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _device_of(request: HttpRequest, name: str) -> str:
    """The device's name, where that person signed in on it before; "" else."""
    device, people = _cookie(request)
    return device if device and _mark(device, name) in people else ""


def _cookie(request: HttpRequest) -> tuple[str, list[str]]:
    given: Any = request.get_signed_cookie(_cookie_name(), default="", salt=_SALT, max_age=_AGE)
    device, *people = given.split(_SEPARATOR)
    return device, people


def _cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def _mark(device: str, name: str) -> str:
    """Stands for a person on this device alone: the cookie names nobody."""
    return salted_hmac(_SALT, f"{device}\n{account_of(name)}", algorithm="sha256").hexdigest()[:20]
