"""Pages that belong to no app: help, about, set-up checklist, the council's colour, refusals."""

import re
import sys

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_POST, require_safe

from accounts.changes.identity import finish_set_up
from accounts.permissions import needs, signed_in
from accounts.queries.identity import council_name, crest, is_set_up, look
from accounts.roles import Permission
from foundation.locks import is_busy
from foundation.logs import request_number
from foundation.middleware import busy_page
from foundation.request import Request
from indicators.imports.waiting import imports_waiting
from pmmi.role_help import help_for
from pmmi.setup import guide
from pmmi.sources import COMPONENTS, SOURCES
from reporting.views import home


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
def setup(request: Request) -> HttpResponse:
    """What a council sets up, in order: what is done, what is next. The rest of what is set up stands beneath."""
    context = {
        "guide": guide(today=request.today),
        "is_set_up": is_set_up(),
        "waiting": imports_waiting(request.actor, request.now),
    }
    return render(request, "pages/setup.html", context)


@require_safe
@signed_in
def first_page(request: Request) -> HttpResponse:
    """Everybody's own first page; for administrators the set-up guide, until one of them says that it is finished."""
    if request.actor.may(Permission.ORGANISATION_EDIT) and not is_set_up():
        return setup(request)
    return home.home(request)


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def setup_finish(request: Request) -> HttpResponse:
    """Say that set-up is finished (``finished=yes``), or have the guide as the first page again."""
    is_finished = request.POST.get("finished") == "yes"
    finish_set_up(by=request.by, at=request.now, is_finished=is_finished)
    said = "This is your first page from now on. The guide stays under Set-up." if is_finished else "The guide is back."
    messages.success(request, said)
    return redirect("home")


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
