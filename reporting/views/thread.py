"""The golden thread: its outline, any objective on it, and what is wrong with it."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from foundation.words import counted
from plans.models import Milestone, ObjectiveKind
from plans.queries.challenges import too_late, unchallenged
from plans.queries.milestones import in_time
from plans.thread import Node
from plans.workflow import BEFORE_APPROVAL
from reporting.dashboards import thread as dashboard
from reporting.dashboards.group_page import milestones_page
from reporting.dashboards.home_block import Action
from reporting.dashboards.part import part_address
from reporting.forms import FindingFilterForm
from reporting.views.coverage import coverage
from reporting.views.quarter import not_the_quarter_asked, shown_quarter
from risks.queries.beside import threats_to
from risks.queries.threats import kept_threats


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def thread(request: Request) -> HttpResponse:
    """The outline from the top, or what is wrong with the thread."""
    read = _with_late(request, read_of(request))
    if tab := _TABS.get(request.GET.get("tab", "")):
        return tab(request, read, _around(request, read))
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    in_part = reach is not None
    head = {"headline": dashboard.headline(read, in_part=in_part), "in_part": in_part, "actions": [_mine(read)]}
    picture = SnapshotCache()(lambda: dashboard.whole_picture(read), "thread picture", read.period, reach)
    context = {**head, "picture": picture, "roots": dashboard.outline(read), **_around(request, read)}
    return render(request, "reporting/thread.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def thread_node(request: Request, ref: str) -> HttpResponse:
    """One objective: the way down to it, what contributes to it, and how all of it is doing."""
    read = read_of(request)
    node = read.thread.by_ref.get(ref)
    if node is None:
        raise Http404
    context = {
        "page": dashboard.node_page(_with_late(request, read, node), node, at=request.now),
        "owner_url": _owner_url(request, read, node),
        "milestones": milestones_page(in_time(Milestone.objects.filter(objective=node.pk)), request.now),
        "threats": threats_to(node.pk, read.threats),
        "actions": _beside(read, ref),
        "crumbs": thread_crumbs(read),
        "unknown": not_the_quarter_asked(request, read.period),
    }
    return render(request, "reporting/thread_node.html", context)


def _mine(read: dashboard.ThreadRead) -> Action:
    return Action("My part of the whole", reverse("reporting:own-part") + read.query, secondary=True)


def _owner_url(request: Request, read: dashboard.ThreadRead, node: Node) -> str:
    return part_address(node, reach=request.actor.reaches(Permission.COUNCIL_READ), query=read.query)


def _beside(read: dashboard.ThreadRead, ref: str) -> list[Action]:
    measures = reverse("reporting:priority", args=[ref]) + read.query
    plan = reverse("plans:objective-detail", args=[ref])
    return [Action("Its measures", measures, secondary=True), Action("In its plan", plan, secondary=True)]


def thread_crumbs(read: dashboard.ThreadRead) -> list[dict[str, str]]:
    """The way to a page that lies beneath the thread."""
    top = reverse("reporting:thread") + read.query
    return [{"label": "Home", "url": reverse("home")}, {"label": "Golden thread", "url": top}]


def health_address() -> str:
    """The page of what is wrong with the thread."""
    return reverse("reporting:thread") + "?tab=health"


def read_of(request: Request) -> dashboard.ThreadRead:
    """The thread in the quarter asked for, as the reader may see it."""
    period, reach = shown_quarter(request), request.actor.reaches(Permission.COUNCIL_READ)
    kept = SnapshotCache()
    read = kept(lambda: dashboard.read_thread(period, reach=reach), "thread", period, reach)
    threats = kept_threats(request.actor, today=request.today, kept=kept)
    return replace(read, threats=threats)


def _with_late(request: Request, read: dashboard.ThreadRead, of: Node | None = None) -> dashboard.ThreadRead:
    """The same with the priorities that nobody challenged in time among its findings: they depend on the day. For the
    page ``of`` one thing that is none of a plan being written, as it is.
    """
    if of and (of.kind != ObjectiveKind.PRIORITY or of.plan_state not in BEFORE_APPROVAL):
        return read
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    waiting = SnapshotCache()(lambda: unchallenged(reach=reach), "unchallenged priorities", reach)
    return replace(read, findings=[*read.findings, *too_late(waiting, request.today, read.thread.nodes)])


def _around(request: Request, read: dashboard.ThreadRead) -> dict[str, Any]:
    active = request.GET.get("tab", "")
    findings = read.findings
    health = f"Health: {counted(len(findings), 'finding')}"
    keep = f"{read.query}&" if "period" in request.GET else "?"
    return {
        "tabs": [
            {"label": "Outline", "url": f"{keep}tab=outline", "active": active not in _TABS},
            {"label": health, "url": f"{keep}tab=health", "active": active == "health"},
            {"label": "Coverage", "url": f"{keep}tab=coverage", "active": active == "coverage"},
        ],
        "period": read.period,
        "unknown": not_the_quarter_asked(request, read.period),
    }


def _health(request: Request, read: dashboard.ThreadRead, around: dict[str, Any]) -> HttpResponse:
    findings = read.findings
    plans = sorted({(each.node.plan_ref, each.node.plan_title) for each in findings if each.node})
    choices = {"finding": dashboard.finding_choices(findings), "plan": [("", "All plans"), *plans]}
    form = FindingFilterForm(request.GET, choices=choices)
    chosen = form.chosen
    found = [
        each
        for each in findings
        if chosen.get("finding", each.health) == each.health
        and ("plan" not in chosen or (each.node and each.node.plan_ref == chosen["plan"]))
    ]
    if wants_download(request):
        title, columns = "What is wrong with the golden thread", dashboard.FINDING_COLUMNS
        cells = [row[: len(columns)] for row in dashboard.finding_rows(read, found)]
        return list_download(request, ListFile("golden-thread", title, columns, lambda: cells))
    page, pages = lists.paged(request, found)
    context = {
        "rows": dashboard.finding_rows(read, page),
        "pages": pages,
        "filters": lists.filters(request, form, keep=("tab", "period")),
        "count_text": lists.count_text(len(found), len(findings), "finding"),
        "downloads": download_links(request),
        **around,
    }
    return render(request, "reporting/thread_health.html", context)


_TABS = {"health": _health, "coverage": coverage}
