"""A plan as a paper for a meeting: a page to print, and files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.downloads.answers import file_answer
from foundation.request import Request
from plans.models import Plan
from plans.views.access import visible_plan
from plans.views.navigation import crumbs
from reporting import plan_papers
from reporting.queries.report_page import report_page


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_paper(request: Request, ref: str) -> HttpResponse:
    """The whole plan on one page; of a draft with comments and findings on ``?appendix=yes``."""
    plan = _shared(request, ref)
    with_appendix = _asks_for_appendix(request, plan)
    document = plan_papers.plan_paper(plan, actor=request.actor, at=request.now, with_appendix=with_appendix)
    context = {
        "plan": plan,
        "with_appendix": with_appendix,
        "document": document,
        "page": report_page(document),
        "crumbs": crumbs(plan),
    }
    return render(request, "reporting/plan_paper.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_file(request: Request, ref: str, file_format: str) -> HttpResponse:
    """The same as PDF or DOCX."""
    plan = _shared(request, ref)
    with_appendix = _asks_for_appendix(request, plan)
    document = plan_papers.plan_paper(plan, actor=request.actor, at=request.now, with_appendix=with_appendix)
    try:
        content = plan_papers.paper_file(document, file_format, at=request.now)
    except plan_papers.PaperRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:plan-paper", plan.ref)
    return file_answer(content, file_format, plan_papers.paper_name(plan, with_appendix=with_appendix))


def _asks_for_appendix(request: Request, plan: Plan) -> bool:
    """Whether the reader wants comments and findings too: of a draft alone, for an approved plan is published."""
    return request.GET.get("appendix") == "yes" and not plan.is_approved


def _shared(request: Request, ref: str) -> Plan:
    """The plan; of a private one no paper is made."""
    plan = visible_plan(request, ref)
    if plan.level.is_private:
        raise Http404
    return plan
