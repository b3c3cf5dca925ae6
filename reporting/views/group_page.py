"""What the pages of a priority and of a service share."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache, to_the_minute
from indicators.judging.collection import collected
from plans.models import Milestone
from plans.periods import Period
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
from reporting.forms import MeasureFilterForm
from reporting.queries.filter_choices import Narrowings, sets_and_latest
from reporting.queries.quarters import offered_quarters
from reporting.queries.released import Of, released_statuses
from reporting.views.navigation import council_crumbs
from reporting.views.quarter import asked_quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """What a page is about. ``key`` tells its measures and milestones apart from those of any other page; ``which``
    says of the indicators which are its. ``nothing`` says that it has none. ``reported`` names the
    reports that tell of them. ``without`` names the filters that make no sense on it.
    """

    key: tuple[Hashable, ...]
    template: str
    name: str
    caption: str
    which: Q
    nothing: str
    reported: tuple[Of, int]
    milestones: QuerySet[Milestone]
    without: Sequence[str] = ()
    actions: Sequence[Mapping[str, Any]] = ()


def narrowed_response(request: Request, subject: GroupPage, context: Mapping[str, Any]) -> HttpResponse:
    """The subject's page in the quarter asked for, or its list as a file."""
    kept = SnapshotCache()
    names = kept(lambda: sets_and_latest(today=request.today), "sets", request.today)
    period = asked_quarter(request) or names.latest
    place = (*subject.key, period, request.actor.reaches(Permission.DRAFT_READ), to_the_minute(request.now))
    read = kept(lambda: _read(request, subject, period, names), "measures", *place)
    form = MeasureFilterForm(request.GET, choices=read.choices(offered_quarters(names.latest, period)))
    for name in subject.without:
        del form.fields[name]
    ordering, sort = lists.sorting(request, SORTS, default="ref")
    found = listed(read, form.chosen, ordering)
    if wants_download(request):
        name, title = f"{slugify(subject.name)}-{period.key}", f"{subject.name}, {period.long_label}"
        rows = lambda: export_rows(read, found)  # noqa: E731 - made only once the file is
        return list_download(request, ListFile(name, title, LIST_COLUMNS, rows))
    shown, pages = lists.paged(request, found)
    by_quarter = request.GET.get("tab") == "quarters"
    return render(
        request,
        subject.template,
        {
            **context,
            "page": kept(
                lambda: narrowed_page(read, form.chosen, subject.milestones), "page", *place, *form.chosen.items()
            ),
            "caption": f"{subject.caption} · {period.long_label}",
            "actions": subject.actions,
            "crumbs": council_crumbs(request, period),
            "filters": lists.filters(request, form, keep=("sort", "tab")),
            "tabs": _tabs(request, by_quarter=by_quarter),
            "by_quarter": by_quarter,
            "nothing": "" if read.measures else subject.nothing,
            "sort": sort,
            "rows": [] if by_quarter else [read.row(each) for each in shown],
            "heat": heat_of_measures(shown, released_statuses(*subject.reported), read.query) if by_quarter else None,
            "pages": pages,
            "count_text": lists.selection_text(form, len(found), len(read.measures), "measure"),
            "downloads": download_links(request),
        },
    )


def _read(request: Request, subject: GroupPage, period: Period, names: Narrowings) -> Narrowed:
    return read_narrowed(
        collected(period).filter(subject.which),
        period=period,
        at=request.now,
        drafts_of=request.actor.reaches(Permission.DRAFT_READ),
        names=names,
    )


def _tabs(request: Request, *, by_quarter: bool) -> list[dict[str, object]]:
    return [
        {"label": "This quarter", "url": lists.address(request, tab=None), "active": not by_quarter},
        {"label": "Quarter by quarter", "url": lists.address(request, tab="quarters"), "active": by_quarter},
    ]
