"""hardening.md (vi): headers on every response, errors, redirects and static files included."""

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, override_settings
from django.urls import path

from pmmi.csp import policy
from pmmi.urls import urlpatterns as product_urls


def boom(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def odd(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


urlpatterns = [
    *product_urls,
    path("boom/", boom),
    path("odd/", odd),
    path("plain/", lambda request: HttpResponse("text")),
    path("moved/", lambda request: HttpResponseRedirect("/plain/")),
    path("file/", lambda request: FileResponse(open(__file__, "rb"), as_attachment=True)),  # noqa: SIM115
    path("own/", lambda request: HttpResponse("css", headers={"Cache-Control": "public, max-age=60"})),
]
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def _urls(settings) -> None:
    settings.ROOT_URLCONF = __name__


def test_the_policy_has_no_inline_exception():
    assert policy(settings.SECURE_CSP) == STRICT
    assert "unsafe" not in STRICT


def test_the_setting_may_be_written_as_django_6_writes_it():
    assert policy({"script-src": ["'self'", "https://a.example"]}) == "script-src 'self' https://a.example"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/plain/", 200),
        ("/moved/", 302),
        ("/file/", 200),
        ("/boom/", 500),
        ("/odd/", 400),
        ("/not-there/", 404),
        ("/account/sign-in/", 200),
        ("/brand.css", 200),
        ("/static/app.css", 200),
        ("/static/js/charts.js", 200),
    ],
)
def test_headers_are_on_every_response(client, address, status):
    answer = client.get(address)
    answer.close()
    assert answer.status_code == status
    assert answer["Content-Security-Policy"] == STRICT
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@override_settings(ALLOWED_HOSTS=["performance.example"])
def test_headers_are_there_when_the_host_is_refused(client):
    answer = client.get("/plain/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer["Content-Security-Policy"] == STRICT


@override_settings(SECURE_SSL_REDIRECT=True)
def test_headers_are_on_the_redirect_to_https(client):
    answer = client.get("/plain/")
    assert answer.status_code == 301
    assert answer["Content-Security-Policy"] == STRICT


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/plain/", "/file/", "/boom/", "/not-there/", "/account/sign-in/"])
def test_pages_and_downloads_are_not_stored(client, address):
    answer = client.get(address)
    answer.close()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/own/", "/brand.css", "/static/app.css"])
def test_what_is_for_everybody_says_so_itself_and_may_be_kept(client, address):
    answer = client.get(address)
    answer.close()
    assert "no-store" not in answer["Cache-Control"]
