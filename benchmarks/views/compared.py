"""Where we stand among other councils: all our measures, and one of them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from accounts.views.history import with_history
from benchmarks.forms.filters import ListFilterForm, MeasureFilterForm
from benchmarks.models import ComparedMeasure, Council, Round
from benchmarks.permissions import may_record, service_of
from benchmarks.queries import listed, page
from benchmarks.queries.groups import Lens, lens_of, lenses, own_council
from benchmarks.queries.lessons import lessons_of
from benchmarks.views.access import crumbs, visible_measure
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache

ROWS = 50


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def measure_list(request: Request) -> HttpResponse:
    """Each of our measures that others publish too: where we stand, and where rating and rank contradict."""
    kept = SnapshotCache()
    own, choices = kept(_groups, "lenses")
    form = ListFilterForm(request.GET, choices={"group": [(each.key, each.label) for each in choices]})
    lens = lens_of(choices, form.chosen.get("group", ""))
    whole = _listed(request, kept, own, lens) if own else []
    ordering, sort = lists.sorting(request, listed.SORTS, default="-quartile")
    found = listed.ordered(listed.narrowed(whole, form.chosen), ordering)
    if wants_download(request):
        return list_download(request, _list_file(found, lens))
    context = {"own": own, "lens": lens, "sort": sort, "whole": len(whole), "finding": listed.finding(whole)}
    context["count_text"] = lists.selection_text(form, len(found), len(whole), "measure", besides=["group"])
    context |= {"filters": lists.filters(request, form), "downloads": download_links(request)}
    return render(request, "benchmarks/measure_list.html", context | _rows(request, found, lens))


def _rows(request: Request, found: list[listed.Listed], lens: Lens) -> dict[str, Any]:
    """The rows of this page, each leading to its measure among the same councils, and what can be done here."""
    shown, pages = lists.paged(request, found, size=ROWS)
    query = "" if lens.is_every else f"?group={lens.key}"
    return {"rows": listed.drawn(shown, query), "pages": pages, "actions": _actions(request)}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def measure(request: Request, pk: int) -> HttpResponse:
    """One measure: every council of a group in order, the strip, our line beside the median, and what it led to."""
    found = visible_measure(request, pk)
    read = _read(request, found)
    choices = {"group": [(each.key, each.label) for each in read.lenses], "period": _periods(read.rounds)}
    form = MeasureFilterForm(request.GET, choices=choices)
    if wants_download(request):
        return list_download(request, _file(found, read.table))
    tabbed = with_history(request, found, unit_id=service_of(found), editing=Permission.BENCHMARK_EDIT)
    rows, pages = lists.paged(request, read.rows, size=ROWS)
    context = {"measure": found, "read": read, "rows": list(rows), "pages": pages, "crumbs": crumbs(), **tabbed}
    context |= {"filters": lists.filters(request, form), "downloads": download_links(request)}
    context |= {"may_edit": request.actor.may(Permission.BENCHMARK_EDIT), "lessons": list(lessons_of(found))}
    return render(request, "benchmarks/measure.html", context | {"may_record": may_record(request.actor, found)})


def _read(request: Request, measure: ComparedMeasure) -> page.Page:
    """Kept while nothing is written."""
    asked = [request.GET.get(name, "")[:40] for name in ("group", "period")]
    found: page.Page = SnapshotCache()(partial(page.read_page, measure, *asked), "benchmark", measure.pk, *asked)
    return found


def _groups() -> tuple[Council | None, list[Lens]]:
    own = own_council()
    return own, lenses(own)


def _listed(request: Request, kept: SnapshotCache, own: Council, lens: Lens) -> list[listed.Listed]:
    """Kept while nothing is written: a page, its filters and its file all ask for the same."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    make = partial(listed.listed, own, lens, reach=reach, today=request.today)
    return kept(make, "benchmarks", own.pk, lens.key, reach, request.today)


def _periods(rounds: Sequence[Round]) -> list[tuple[str, str]]:
    return [("", "The latest"), *((each.period.key, each.span.label) for each in rounds)]


def _list_file(found: list[listed.Listed], lens: Lens) -> ListFile:
    rows = partial(listed.file_rows, found)
    return ListFile("benchmarks", "Benchmarks", listed.COLUMNS, rows, notes=[lens.label])


def _file(measure: ComparedMeasure, table: page.Table | None) -> ListFile:
    rows = partial(page.ranked_cells, table) if table else list
    notes = [f"{measure.title}, {table.told.span.label}", table.told.source or measure.source] if table else []
    return ListFile(f"benchmark-{measure.pk}", measure.code, page.RANKED_COLUMNS, rows, notes=notes)


def _actions(request: Request) -> list[dict[str, Any]]:
    found = [("What comparisons led to", reverse("benchmarks:lesson-list"))]
    found.append(("Groups", reverse("benchmarks:group-list")))
    if request.actor.may(Permission.COUNCIL_READ):
        found.append(("All measures that others publish", reverse("benchmarks:mapping")))
    if request.actor.may(Permission.BENCHMARK_EDIT):
        imports = f"{reverse('indicators:import-create')}?kind=published"
        found = [("Import published figures", imports), *found]
    return [{"label": label, "url": url, "secondary": True} for label, url in found]
