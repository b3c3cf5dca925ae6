"""Who comes in, and how a refusal is told: one token a request, one plain sentence a refusal."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from accounts.actors import Actor
from accounts.changes.access import was_refused
from accounts.changes.tries import TooManyTries
from api.changes.figures import FigureTaken, FigureUnusable
from api.changes.once import KeyUsed
from api.changes.tokens import Caller, NoEntry, let_in
from api.rules.scopes import WORDS, Scope
from foundation.locks import is_busy
from foundation.middleware import RETRY_SECONDS
from foundation.refusals import ChangeRefused
from foundation.request import Request

ABOUT = """What this council says of its measures, plans and risks, for other systems.

Send the token as `Authorization: Bearer …`. It acts as one post: what the post may not know of is not there. Numbers
are strings of decimals, so that none is rounded on its way; days are ISO 8601; a period is named by its key, such as
`2026-07-01QF`. Lists come in pages of up to 200."""


class Bearer(HttpBearer):
    """The token of the header; never one in an address, which stands in logs."""

    def __call__(self, request: HttpRequest) -> Caller:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        asked = cast(Request, request)
        address = truncate_ip(get_adapter().get_client_ip(request))
        caller = let_in(secret=secret if kind.lower() == "bearer" else "", address=address, at=asked.now)
        asked.caller = caller  # type: ignore[attr-defined]
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        raise NotImplementedError  # the library asks for it; all is done above


api = NinjaAPI(
    title="PMMI",
    version="1",
    description=ABOUT,
    auth=Bearer(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)


def caller_of(request: HttpRequest) -> Caller:
    """Who came in."""
    return cast(Caller, request.caller)  # type: ignore[attr-defined]


def actor_of(request: HttpRequest, scope: Scope) -> Actor:
    """The post that the token acts as. Raises PermissionDenied where the token has not that scope."""
    caller = caller_of(request)
    if scope not in caller.token.may:
        raise PermissionDenied(f"This token may not do this: {WORDS[scope].lower()}. Ask your administrator for one.")
    return caller.actor


def refusal(status: int, words: str, **more: Any) -> JsonResponse:
    """The one shape of a refusal."""
    return JsonResponse({"detail": words, **more}, status=status)


@api.exception_handler(NoEntry)
def _no_entry(_request: HttpRequest, _error: NoEntry) -> HttpResponse:
    answer = refusal(401, "Send a token that is valid as “Authorization: Bearer …”. Your administrator makes them.")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(TooManyTries)
def _too_many(_request: HttpRequest, error: TooManyTries) -> HttpResponse:
    answer = refusal(429, "Too many requests. Wait as many seconds as the header Retry-After says.")
    answer["Retry-After"] = str(error.seconds)
    return answer


@api.exception_handler(PermissionDenied)
def _may_not(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    was_refused(by=caller_of(request).actor, at=cast(Request, request).now, address=request.path)
    return refusal(403, str(error))


@api.exception_handler(Http404)
def _not_there(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return refusal(404, "There is nothing at this address that this token may know of.")


@api.exception_handler(ChangeRefused)
def _refused(_request: HttpRequest, error: ChangeRefused) -> HttpResponse:
    return refusal(409 if isinstance(error, FigureTaken | KeyUsed) else 422, str(error))


@api.exception_handler(FigureUnusable)
def _figure_unusable(_request: HttpRequest, error: FigureUnusable) -> HttpResponse:
    problems = [{"field": field, "message": words} for field, words in error.problems.items()]
    return refusal(422, str(error), problems=problems)


@api.exception_handler(ValidationError)
def _unusable(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [_problem(each) for each in error.errors]
    return refusal(422, " ".join(each["message"] for each in problems), problems=problems)


@api.exception_handler(HttpError)
def _unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return refusal(error.status_code, "The body is not JSON." if error.status_code == 400 else str(error))


@api.exception_handler(OperationalError)
def _busy(_request: HttpRequest, error: OperationalError) -> HttpResponse:
    if not is_busy(error):
        raise error
    answer = refusal(503, "Somebody else is writing the same. Send it again.")
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


_PROBLEMS = {
    "extra_forbidden": "is no field of this body. Leave it out",
    "missing": "is missing",
    "string_type": "must be text in quotation marks; numbers too, so that none is rounded on its way",
}


def _problem(error: dict[str, Any]) -> dict[str, str]:
    """One thing that is wrong: where, and in a sentence what to do."""
    where = [str(part) for part in error["loc"] if part not in ("body", "query", "path", "header")]
    # The first is what the function that answers calls the whole.
    field = ".".join(where[1:] or where)
    words = _PROBLEMS.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    return {"field": field, "message": f"“{field}” {words[:1].lower() + words[1:]}."}
