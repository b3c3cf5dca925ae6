"""What holds for every address beneath /api/: no cookies either way, HTTPS, and answers that a program can read."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

PLACE = "/api/"
_WORDS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address that this token may know of.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method. The header Allow says which it takes.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than any that this address takes.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Somebody else is writing the same. Send it again.",
}
_KEPT_HEADERS = ("Allow", "Retry-After")


class PlainAnswersMiddleware:
    """Reads no cookie and sets none, so that no session counts here; refuses plain HTTP where pages lead to HTTPS; and
    gives as JSON what the rest of the product would answer as a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PLACE):
            return self.get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            # Whoever sent a token in plain has to notice, and to make another.
            return _answer(HTTPStatus.FORBIDDEN, "Ask over HTTPS. Whatever token was sent may be known to others now.")
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        if response.status_code >= HTTPStatus.BAD_REQUEST and "json" not in response.get("Content-Type", ""):
            response = _instead_of(response)
        response.cookies.clear()
        response["Cache-Control"] = "no-store"
        return response


def _instead_of(page: HttpResponse) -> HttpResponse:
    status = HTTPStatus(page.status_code)
    answer = _answer(status, _WORDS.get(status, f"This could not be answered: {status.phrase.lower()}."))
    for name in _KEPT_HEADERS:
        if name in page:
            answer[name] = page[name]
    return answer


def _answer(status: HTTPStatus, words: str) -> HttpResponse:
    return JsonResponse({"detail": words}, status=status)
