"""Where we stand among other councils: all our measures, and one of them."""

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
from benchmarks.queries.standing import Stood, compared_measures, stood
from benchmarks.views.access import crumbs, visible_measure
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.filters import FilterForm
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache

ROWS = 50


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def measure_list(request: Request) -> HttpResponse:
    """Each of our measures that others publish too: where we stand, and where rating and rank contradict."""
    own = own_council()
    form, lens = _looked_at(ListFilterForm, request, own)
    whole = _listed(request, own, lens) if own else []
    ordering, sort = lists.sorting(request, listed.SORTS, default="-quartile")
    found = listed.ordered(listed.narrowed(whole, form.chosen), ordering)
    if wants_download(request):
        rows = partial(listed.file_rows, found)
        return list_download(request, ListFile("benchmarks", "Benchmarks", listed.COLUMNS, rows, notes=[lens.label]))
    shown, pages = lists.paged(request, found, size=ROWS)
    context = {"rows": listed.drawn(shown, f"?group={lens.key}"), "pages": pages, "sort": sort}
    context |= {
        "finding": listed.finding(whole),
        "filters": lists.filters(request, form),
        "whole": len(whole),
        "own": own,
        "lens": lens,
    }
    context["count_text"] = lists.selection_text(form, len(found), len(whole), "measure", besides=["group"])
    context |= {"own": own, "lens": lens, "actions": _actions(request), "downloads": download_links(request)}
    return render(request, "benchmarks/measure_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def measure(request: Request, pk: int) -> HttpResponse:
    """One measure: every council of a group in order, the strip, our line beside the median, and what it led to."""
    found = visible_measure(request, pk)
    own, rounds = own_council(), page.rounds_of(found)
    form, lens = _looked_at(MeasureFilterForm, request, own, period=_periods(rounds))
    group = page.group_for(lens, found)
    asked = [each for each in rounds if each.period.key == form.chosen.get("period")] or rounds
    table = page.table_of(asked[0], found, group, own) if asked else None
    if wants_download(request):
        return list_download(request, _file(found, table))
    tabbed = with_history(
        request, found, unit_id=service_of(found), editing=Permission.BENCHMARK_EDIT,
        details=partial(_details, request, table, lens, (rounds, group)),
    )  # fmt: skip
    context = {"measure": found, "own": own, "lens": lens, "table": table, "crumbs": crumbs(), **tabbed}
    context |= {"filters": lists.filters(request, form), "group": group, "downloads": download_links(request)}
    context |= {"may_edit": request.actor.may(Permission.BENCHMARK_EDIT), "lessons": list(lessons_of(found))}
    return render(request, "benchmarks/measure.html", context | {"may_record": may_record(request.actor, found)})


def _looked_at(
    form: type[FilterForm], request: Request, own: Council | None, **choices: list[tuple[str, str]]
) -> tuple[FilterForm, Lens]:
    """The filters of a page, and through whom it looks at councils."""
    found = lenses(own)
    filled = form(request.GET, choices={"group": [(each.key, each.label) for each in found], **choices})
    return filled, lens_of(found, filled.chosen.get("group", ""))


def _listed(request: Request, own: Council, lens: Lens) -> list[listed.Listed]:
    """Kept while nothing is written: a page, its filters and its file all ask for the same."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    make = partial(listed.listed, own, lens, reach=reach, today=request.today)
    found: list[listed.Listed] = SnapshotCache()(make, "benchmarks", own.pk, lens.key, reach, request.today)
    return found


def _details(request: Request, table: page.Table | None, lens: Lens, over: tuple[list[Round], Any]) -> dict[str, Any]:
    if table is None:
        return {"rows": [], "strip": None}
    ours = _stood(request, table, lens) if table.told == over[0][0] else None
    rows, pages = lists.paged(request, page.ranked_rows(table), size=ROWS)
    lines, years = page.over_time(table.measure, over[0], over[1], table.own)
    strip = page.strip_of(table, ours if ours and ours.basis else None)
    return {"rows": list(rows), "pages": pages, "strip": strip, "lines": lines, "years": years}


def _stood(request: Request, table: page.Table, lens: Lens) -> Stood | None:
    """Ours as the list has it, where nobody published a figure of ours: by our own outturn."""
    if table.own is None or table.own_figure is not None or table.measure.indicator_id is None:
        return None
    asked = {"reach": request.actor.reaches(Permission.COUNCIL_READ), "keys": [table.measure.indicator_id]}
    found = stood(compared_measures(**asked), own=table.own, lens=lens, **asked)
    return next((each for each in found if each.measure.pk == table.measure.pk), None)


def _periods(rounds: list[Round]) -> list[tuple[str, str]]:
    return [("", "The latest"), *((each.period.key, each.span.label) for each in rounds)]


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
