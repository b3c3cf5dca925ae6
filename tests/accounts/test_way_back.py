"""Where signing in leads: back to the page that was asked for, or to the page with the button, never elsewhere."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from accounts.permissions import signed_in

PAGE = "http://testserver/returns/7/?service=3#row-2"


def way_back(request) -> str:
    request.user = AnonymousUser()
    answer = signed_in(lambda request: HttpResponse("opened"))(request)
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.url).query)["next"][0]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_it_is_the_page_asked_for_with_what_it_was_narrowed_to(rf, method):
    asked = getattr(rf, method)("/plans/?state=current", headers={"Referer": PAGE})
    assert way_back(asked) == "/plans/?state=current"


@pytest.mark.parametrize(
    ("referer", "to"),
    [
        (PAGE, "/returns/7/?service=3"),
        ("http://testserver", "/"),
        ("https://elsewhere.example/returns/7/", "/"),
        ("/returns/7/", "/"),
        ("", "/"),
    ],
)
def test_after_a_button_it_is_the_page_with_the_button(rf, referer, to):
    assert way_back(rf.post("/returns/7/submit/", headers={"Referer": referer})) == to
