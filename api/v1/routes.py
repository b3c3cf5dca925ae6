"""All addresses of the first version, in one object that Django's routes include."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from api.rules.scopes import in_words
from api.v1 import figures, measures, plans, risks, schemas
from api.v1.door import api, caller_of
from foundation.memo import memo

_REFUSALS = {
    400: "The body is not JSON",
    401: "No token that is valid",
    403: "The token, or its post, may not do this",
    404: "There is nothing here that the post may know of",
    413: "The body is larger than any that is taken",
    422: "Something sent cannot be used; nothing was written",
    429: "Too many requests; the header Retry-After says how many seconds to wait",
    503: "Somebody else is writing the same; send it again",
}

_TOO_LONG = "The address is longer than 4,094 characters: the web server says so itself, as a page"

for _part in (measures, figures, plans, risks):
    api.add_router("", _part.router)


@api.get("/token", response=schemas.Me, operation_id="read_token", tags=["Token"])
def read_token(request: HttpRequest) -> schemas.Me:
    """What this token is: whom it acts as, what it may do, until when."""
    caller = caller_of(request)
    token = caller.token
    return schemas.Me(
        name=token.name,
        acts_as=str(token.post),
        unit=schemas.Named(id=token.post.unit_id, name=token.post.unit.name),
        may=in_words(token.may),
        expires_at=token.expires_at,
        per_minute=settings.PMMI_API_PER_MINUTE,
    )


@api.get("/openapi.json", include_in_schema=False, operation_id="read_description")
def read_description(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  the library gives it
    """This description, as OpenAPI."""
    return JsonResponse(description())


@memo(1, why="it is made of the code alone, and takes longer than any page")
def description() -> dict[str, Any]:
    """The OpenAPI description, with the refusals that every address may answer."""
    made: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1")
    for path in made["paths"].values():
        for operation in path.values():
            for status, words in _REFUSALS.items():
                operation["responses"].setdefault(status, _refusal(words))
            operation["responses"][414] = {"description": _TOO_LONG, "content": {"text/html": {}}}
    return made


def _refusal(words: str) -> dict[str, Any]:
    shape = {"$ref": "#/components/schemas/Refusal"}
    return {"description": words, "content": {"application/json": {"schema": shape}}}


urls = api.urls
