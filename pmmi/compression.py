"""Pages are compressed where no other site can have asked for them (docs/adr/0009)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# What a browser says of a request made by a page of this site, or by the reader (an address typed, a bookmark).
OWN = ("same-origin", "none")


class CompressionMiddleware(GZipMiddleware):
    """Django's own, which pads each answer by a random length, for the pages that may be compressed."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return super().process_response(request, response) if _may_be_compressed(request, response) else response


def _may_be_compressed(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether no other site caused the request, so that none can learn from the answer's length. Answers to forms are
    not compressed, since they may hold a link for one use, nor the small pages of signing in.
    """
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
        and request.headers.get("Sec-Fetch-Site") in OWN
        and request.user.is_authenticated
        and not request.resolver_match.view_name.startswith("account_")
    )
