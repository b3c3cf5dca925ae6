"""Says how many SQL statements a page took, when it is asked to."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKED, TOLD = "X-Count-Queries", "X-Query-Count"


class QueryCount:
    """Middleware: counts only where the request asks for it, so that nothing else is slowed down."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASKED not in request.headers:
            return self.get_response(request)
        found = 0

        def note(execute: Any, *statement: Any) -> Any:
            nonlocal found
            found += 1
            return execute(*statement)

        with connection.execute_wrapper(note):
            response = self.get_response(request)
        response[TOLD] = str(found)
        return response
