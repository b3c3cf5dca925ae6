"""What machines ask about this installation, and the page on which an administrator reads the same."""

import secrets
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.request import Request
from pmmi.state.installation import findings, is_ready
from pmmi.state.metrics import metrics


@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """The process runs."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Pages can be served: 503 while the database does not answer or is not migrated."""
    return JsonResponse({"status": "ok"}) if is_ready() else JsonResponse({"status": "not ready"}, status=503)


@require_safe
@needs(Permission.ORGANISATION_EDIT)
def installation(request: Request) -> HttpResponse:
    """What is missing or unsafe, for the person who can see to it."""
    return render(request, "pages/installation.html", {"findings": findings(at=request.now)})


@never_cache
@require_safe
def measured(request: Request) -> HttpResponse:
    """The same for Prometheus, which signs itself with PMMI_METRICS_TOKEN; administrators may look at it too."""
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return HttpResponse("Ask over HTTPS.\n", status=HTTPStatus.FORBIDDEN, content_type="text/plain; charset=utf-8")
    token = settings.PMMI_METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return _metrics(request)
    return _for_administrators(request)


def _metrics(request: Request) -> HttpResponse:
    return HttpResponse(metrics(findings(at=request.now)), content_type=CONTENT_TYPE_LATEST)


_for_administrators = needs(Permission.ORGANISATION_EDIT)(_metrics)
measured.guarded = True  # type: ignore[attr-defined]  by the token or by the permission
