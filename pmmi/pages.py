"""Pages that belong to no app: help, about, set-up checklist, the council's colour, refusals."""

import re
import sys

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from accounts.permissions import needs, signed_in
from accounts.queries.identity import council_name, crest, look
from accounts.roles import Permission
from foundation.locks import is_busy
from foundation.logs import request_number
from foundation.middleware import busy_page
from foundation.request import Request
from pmmi.role_help import help_for
from pmmi.setup import checklist
from pmmi.sources import COMPONENTS, SOURCES


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, where the demo council's figures come from, and the licences of what is shipped."""
    return render(request, "pages/about.html", {"sources": SOURCES, "components": COMPONENTS})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {
        "council": council_name(),
        "contact": settings.PMMI_ACCESSIBILITY_CONTACT,
        "reply_days": settings.PMMI_ACCESSIBILITY_REPLY_DAYS,
        "audit": settings.PMMI_ACCESSIBILITY_AUDIT,
        "prepared": settings.PMMI_ACCESSIBILITY_PREPARED,
        "reviewed": settings.PMMI_ACCESSIBILITY_REVIEWED,
    }
    return render(request, "pages/accessibility.html", context)


@require_safe
@signed_in
def help_page(request: Request) -> HttpResponse:
    """How to read what one sees, and where each role begins."""
    return render(request, "pages/help.html", {"roles": help_for(request.actor.roles)})


@require_safe
@needs(Permission.ORGANISATION_EDIT)
def setup(request: HttpRequest) -> HttpResponse:
    """What a council sets up, in order: what is done, what is next."""
    return render(request, "pages/setup.html", {"steps": checklist()})


@require_safe
@cache_control(max_age=60, public=True)
@conditional_page
def brand(_request: HttpRequest) -> HttpResponse:
    """The council's colour and crest as a style sheet, because the content security policy allows no inline style."""
    colour, number = look()
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError("PMMI_BRAND_COLOUR must be a colour such as #12305c.")
    style = f":root{{--pmmi-brand:{colour};--govuk-brand-colour:{colour}}}"
    if number:
        place = f"{reverse('crest')}?v={number}"
        style += f".app-crest--shipped{{display:none}}.app-header__name::before{{background-image:url({place})}}"
        style += ".app-header__name::before{display:inline-block}"
    return HttpResponse(style, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(max_age=3600, public=True)
def crest_picture(_request: HttpRequest) -> HttpResponse:
    """The council's crest; its address changes with each crest."""
    picture = crest()
    if not picture:
        raise Http404
    return HttpResponse(picture, content_type="image/png")


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours, with its number in the log; or a lock that lasted, where it was met outside of a view (a session
    that cannot be saved). The page of a fault is drawn without the request, so that it needs no database.
    """
    if is_busy(sys.exc_info()[1]):
        return busy_page(request)
    return HttpResponseServerError(render_to_string("500.html", {"number": request_number()}))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A refusal that says why, and whom to ask."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)
