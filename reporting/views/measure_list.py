"""Every measure in a quarter."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache, to_the_minute
from indicators.judging.council_statuses import Glance
from plans.queries.tags import tag_choices
from reporting.dashboards.council import Council, read_council
from reporting.dashboards.home_block import Action
from reporting.dashboards.measure_list import COLUMNS, SORTS, file_rows, found_measures, measure_rows
from reporting.dashboards.rows import PageRow
from reporting.forms import MeasureListForm
from reporting.queries.filter_choices import Narrowings, narrowings_within
from reporting.queries.quarters import offered_quarters
from reporting.views.quarter import asked_quarter


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def measure_list(request: Request) -> HttpResponse:
    """The measures that the reader may see, each with its status, result, target and trend."""
    kept = SnapshotCache()
    read, form = _form(request, *measures_read(request, kept))
    ordering, sort = lists.sorting(request, SORTS, default="ref")
    found = found_measures(read, form.chosen, ordering)
    if wants_download(request):
        title, rows = f"Measures in {read.period.long_label}", lambda: file_rows(read, found)
        return list_download(request, ListFile(f"measures-{read.period.key}", title, COLUMNS, rows))
    page, pages = lists.paged(request, found)
    context = {"period": read.period, "whole": len(read.glances), "sort": sort, "pages": pages}
    context |= {"rows": _rows(request, kept, read, list(page)), "filters": lists.filters(request, form, keep=("sort",))}
    context["count_text"] = lists.selection_text(form, len(found), context["whole"], "measure", besides=("period",))
    context["clear_url"] = lists.address(request, **dict.fromkeys(form.fields.keys() - {"period"}))
    context |= {"downloads": download_links(request) if found else None, "actions": _actions(read)}
    return render(request, "reporting/measure_list.html", context)


def _rows(request: Request, kept: SnapshotCache, read: Council, shown: list[Glance]) -> list[PageRow]:
    """The rows of these measures, whose history takes longer to read than all else of the page."""
    place = (read.period, request.actor.reaches(Permission.COUNCIL_READ), to_the_minute(request.now))
    return kept(lambda: measure_rows(read, shown), "measure rows", *place, *(each.pk for each in shown))


def _actions(read: Council) -> list[Action]:
    return [
        Action("What is at risk", f"{reverse('reporting:at-risk')}?period={read.period.key}", secondary=True),
        Action("Value for money", reverse("reporting:value-list"), secondary=True),
        Action("How sure we are", reverse("assurance:list"), secondary=True),
        Action("What people say", reverse("feedback:record-list"), secondary=True),
        Action("How they are defined", reverse("indicators:indicator-list"), secondary=True),
    ]


def measures_read(request: Request, kept: SnapshotCache) -> tuple[Council, Narrowings]:
    """The quarter that is asked for with the measures that the reader may see, and what they can be narrowed to."""
    minute, reach = to_the_minute(request.now), request.actor.reaches(Permission.COUNCIL_READ)
    names = kept(lambda: narrowings_within(reach, today=request.today), "narrowings", reach, request.today)
    period = asked_quarter(request) or names.latest
    read = kept(lambda: read_council(period, names, at=request.now, reach=reach), "measures", period, reach, minute)
    return read, names


def _form(request: Request, read: Council, names: Narrowings) -> tuple[Council, MeasureListForm]:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    choices = read.choices(offered_quarters(names.latest, read.period)) | {"tag": tag_choices()}
    return read, MeasureListForm(request.GET, choices=choices, without=() if reach is None else ("priority",))
