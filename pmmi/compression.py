"""Pages are compressed where no other site can have asked for them (docs/adr/0009)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# What a browser says of a request that this site's own page made, or the reader: an address typed, a bookmark.
OWN = ("same-origin", "none")


class CompressionMiddleware(GZipMiddleware):
    """Django's own, which pads each answer by a random length, for the pages that it may have."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return super().process_response(request, response) if _may_be_compressed(request, response) else response


def _may_be_compressed(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether nobody else could learn from the answer's length. What answers a form may hold a link for one use, and
    the pages of signing in and of passwords are small: they are left as they are.
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
