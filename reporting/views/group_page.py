"""What the pages of a priority and of a service share."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from accounts.queries.reorganisation import Told
from accounts.roles import Permission
from accounts.views.watching import watch_button
from accounts.watchable import Key
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache, to_the_minute
from indicators.judging.stored import Definition
from indicators.judging.sum_words import SumWords, sum_words
from indicators.judging.summing import of_measured, sums_of
from plans.models import Milestone
from plans.periods import Period
from plans.queries.thread import load_thread
from reporting.dashboards.group_page import (
    LIST_COLUMNS,
    SORTS,
    Narrowed,
    export_rows,
    listed,
    narrowed_page,
    read_narrowed,
)
from reporting.dashboards.heat_map import heat_of_measures
from reporting.dashboards.home_block import Action
from reporting.dashboards.money import MoneyHere, objective_money, service_money
from reporting.dashboards.risks import SHOWN_HERE, RisksHere, risks_here
from reporting.forms import MeasureFilterForm
from reporting.queries.filter_choices import Narrowings, sets_and_latest
from reporting.queries.quarters import offered_quarters
from reporting.queries.released import Of, released_statuses
from reporting.views.navigation import council_crumbs
from reporting.views.quarter import asked_quarter
from risks.models import Risk
from risks.models.risk import knowledge
from risks.queries.risks import risk_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """What a page is about. ``key`` names it among all such pages, and as what is watched. ``measures`` reads the
    definitions of its measures in a period, ``milestones`` and ``risks`` what stands beside them, only where they are
    not kept; ``nothing`` says that it has no measure; ``reported`` names the reports about it. ``without`` names the
    filters that make no sense here; ``told`` says what it was before a reorganisation, or what became of it.
    """

    key: Key
    name: str
    caption: str
    description: str = ""
    measures: Callable[[Period], list[Definition]]
    nothing: str
    reported: tuple[Of, int]
    milestones: Callable[[], Iterable[Milestone]]
    risks: Callable[[], Iterable[Risk]]
    without: Sequence[str] = ()
    actions: Sequence[Action] = ()
    told: Sequence[Told] = ()


def narrowed_response(request: Request, subject: GroupPage) -> HttpResponse:
    """The subject's page in the quarter asked for, or its list as a file."""
    kept = SnapshotCache()
    reach, drafts_of = map(request.actor.reaches, (Permission.COUNCIL_READ, Permission.DRAFT_READ))
    names = _names(kept, reach, request.today)
    period = asked_quarter(request) or names.latest
    place = (*subject.key, period, reach, drafts_of, to_the_minute(request.now))
    given = {"period": period, "at": request.now, "drafts_of": drafts_of, "names": names}
    read = kept(lambda: read_narrowed(subject.measures(period), **given), "measures", *place)
    choices = read.choices(offered_quarters(names.latest, period))
    form = MeasureFilterForm(request.GET, choices=choices, without=subject.without)
    ordering, sort = lists.sorting(request, SORTS, default="ref")
    found = listed(read, form.chosen, ordering)
    if wants_download(request):
        name, title = f"{slugify(subject.name)}-{period.key}", f"{subject.name}, {period.long_label}"
        return list_download(request, ListFile(name, title, LIST_COLUMNS, lambda: export_rows(read, found)))
    shown, pages = lists.paged(request, found)
    shown_as = ("page", *place, *form.chosen.items())
    by_quarter = request.GET.get("tab") == "quarters"
    context = {
        "subject": subject,
        "watch": watch_button(request, *subject.key),
        "page": kept(lambda: narrowed_page(read, form.chosen, subject.milestones()), *shown_as),
        **_beside(request, subject, read, kept, place),
        "caption": f"{subject.caption} · {period.long_label}",
        "crumbs": council_crumbs(request, period),
        "filters": lists.filters(request, form, keep=("sort", "tab")),
        "tabs": _tabs(request, by_quarter=by_quarter),
        "tabs_of": subject.name,
        "by_quarter": by_quarter,
        "nothing": "" if read.measures else subject.nothing,
        "sort": sort,
        "rows": [] if by_quarter else [read.row(each) for each in shown],
        "heat": heat_of_measures(shown, released_statuses(*subject.reported), read.query) if by_quarter else None,
        "pages": pages,
        "count_text": lists.selection_text(form, len(found), len(read.measures), "measure"),
        "downloads": download_links(request),
    }
    return render(request, "reporting/group.html", context)


def _beside(
    request: Request, subject: GroupPage, read: Narrowed, kept: SnapshotCache, place: Hashable
) -> dict[str, Any]:
    """What stands beside how the subject's measures perform: its status by a rule, its risks and its money."""
    return {
        "risks": kept(lambda: _risks(request, subject), "risks", place, knowledge(request.actor)),
        "money": kept(lambda: _money(request, *subject.key), "money", place, request.today),
        "sum": kept(lambda: _sum(request, subject, read), "sum", place),
    }


def _sum(request: Request, subject: GroupPage, read: Narrowed) -> SumWords | None:
    """How an objective is summed up by its rule; a service is no objective, and goes by counts."""
    kind, pk = subject.key
    if kind == "service":
        return None
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    sums = sums_of(read.period, thread=lambda: load_thread(reach=reach), standings=lambda: of_measured(read.measures))
    return sum_words(sums, pk, query=read.query)


def _risks(request: Request, subject: GroupPage) -> RisksHere:
    return risks_here(risk_rows(subject.risks(), today=request.today), most=SHOWN_HERE)


def _money(request: Request, kind: str, pk: int) -> MoneyHere | None:
    """A service has its own budget; anything else what is linked to it and beneath it."""
    if kind == "service":
        return service_money(pk, today=request.today)
    return objective_money(pk, actor=request.actor, today=request.today)


def _names(kept: SnapshotCache, reach: frozenset[int] | None, today: date) -> Narrowings:
    return kept(lambda: sets_and_latest(reach=reach, today=today), "sets", reach, today)


def _tabs(request: Request, *, by_quarter: bool) -> list[dict[str, object]]:
    return [
        {"label": "This quarter", "url": lists.address(request, tab=None), "active": not by_quarter},
        {"label": "Quarter by quarter", "url": lists.address(request, tab="quarters"), "active": by_quarter},
    ]
