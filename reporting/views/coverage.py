"""How objectives and measures cover one another: a tab of the golden thread."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from accounts.models import Unit
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.request import Request
from reporting.dashboards.coverage import (
    COVERAGE_COLUMNS,
    HEADS,
    counts_by_unit,
    coverage_file,
    coverage_page,
    whole_of,
)
from reporting.dashboards.thread import ThreadRead
from reporting.forms import CoverageFilterForm
from reporting.queries.coverage_kept import kept_counts


def coverage(request: Request, read: ThreadRead, around: Mapping[str, Any]) -> HttpResponse:
    """By unit now, and over the quarters of the units that the reader may see, or of one of them."""
    now = counts_by_unit(read)
    names = dict(Unit.objects.filter(pk__in=now).order_by("name").values_list("pk", "name"))
    form = CoverageFilterForm(request.GET, choices={"unit": [("", "All of them together"), *names.items()]})
    chosen = form.chosen.get("unit")
    kept = kept_counts(reach=request.actor.reaches(Permission.COUNCIL_READ), unit_id=chosen)
    context = {
        "page": coverage_page(now, names, kept, chosen),
        "heads": HEADS,
        "of": names.get(chosen, "") if chosen else "",
        "filters": lists.filters(request, form, keep=("tab", "period")),
        "count_text": lists.count_text(len(now), len(now), "unit"),
        **around,
    }
    file = ListFile(
        "coverage", "Objectives and measures", COVERAGE_COLUMNS, lambda: coverage_file(kept, whole_of(now, chosen))
    )
    return page_or_file(request, "reporting/thread_coverage.html", context, file)
