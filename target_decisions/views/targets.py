"""The targets of a year with how they came about: as a list, and as a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from indicators.queries.targets import find_targets, years_with_targets
from indicators.views.definitions import filter_choices
from indicators.views.navigation import indicator_tabs
from plans.periods import Frequency, containing, split_year
from target_decisions.forms.steps import DecisionFilterForm
from target_decisions.queries.listed import (
    COLUMNS,
    SORTS,
    TargetLine,
    chosen,
    counts_of,
    file_rows,
    in_order,
    read_findings,
    read_lines,
    target_row,
)
from target_decisions.workflow import DECIDED


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def target_list(request: Request) -> HttpResponse:
    """Every target of a year: whether it is proposed, challenged, agreed or reviewed, and what is odd about it."""
    form, year = _filters(request)
    everything, listed, sort = _lines(request, form, year)
    if wants_download(request):
        name = f"target-decisions-{year}"
        return list_download(request, ListFile(name, f"Targets {split_year(year)}", COLUMNS, lambda: file_rows(listed)))
    page, pages = lists.paged(request, listed)
    context = {"page": page, "pages": pages, "sort": sort, "filters": lists.filters(request, form)}
    context["rows"] = [target_row(each) for each in page]
    context |= {"count_text": lists.selection_text(form, len(listed), len(everything), "target", besides=["year"])}
    context |= {"stages": _stages(request, everything), "finding": _finding(everything, year)}
    context |= {"downloads": download_links(request), "tabs": indicator_tabs(request, "target_decisions:target-list")}
    return render(request, "target_decisions/target_list.html", context)


def _filters(request: Request) -> tuple[DecisionFilterForm, int]:
    """The filters, and the year that is shown: this one unless another is chosen."""
    this = containing(request.today, Frequency.YEAR).start.year
    years = dict(years_with_targets(today=request.today))
    others = [(first, words) for first, words in years.items() if first != this]
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    choices = {"year": [("", f"This year, {years[this]}"), *others], **filter_choices(reach)}
    form = DecisionFilterForm(request.GET, choices=choices, without=["tag"])
    return form, form.chosen.get("year", this)


def _lines(request: Request, form: DecisionFilterForm, year: int) -> tuple[list[TargetLine], list[TargetLine], Any]:
    """All lines that the reader may know of, those that are asked for in their order, and the links that sort."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    ordering, sort = lists.sorting(request, SORTS, default="stage")
    by_stage = ordering[0] if "stage" in ordering[0] else ""
    kept = SnapshotCache()

    def read() -> list[TargetLine]:
        findings = kept(lambda: read_findings(year), "easy targets", year)
        return read_lines(find_targets(reach=reach, year=year), year, findings)

    everything = kept(read, "targets with decisions", year, reach)
    found = find_targets(reach=reach, year=year, **form.of_measures).order_by(*(["name"] if by_stage else ordering))
    lines = {each.indicator.pk: each for each in everything}
    asked = [lines[pk] for pk in found.values_list("pk", flat=True)]
    return everything, in_order(chosen(asked, **form.of_targets), by_stage=by_stage), sort


def _stages(request: Request, lines: list[TargetLine]) -> list[dict[str, object]]:
    """How many are at each stage, each with the address of those."""
    return [
        {"words": words, "count": count, "url": lists.address(request, stage=name)}
        for name, words, count in counts_of(lines) if count
    ]  # fmt: skip


def _finding(lines: list[TargetLine], year: int) -> str:
    agreed = sum(each.stage in DECIDED for each in lines)
    easy = sum(bool(each.findings) for each in lines)
    looks = f"{easy} look{'s' if easy == 1 else ''} too easy" if easy else "none looks too easy"
    were = "was" if agreed == 1 else "were"
    return f"{agreed} of {len(lines)} targets of {split_year(year)} {were} agreed at a meeting; {looks}"
