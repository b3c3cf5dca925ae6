"""Lists of lower apps as files: people, plans, returns, definition sheets, targets, rules, figures; and the template
of an import.
"""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.queries.organisation import PEOPLE_COLUMNS, people_rows
from accounts.roles import Permission
from accounts.views.people import filtered_people
from foundation import lists
from foundation.downloads import Cell, rows_csv, rows_xlsx
from foundation.forms import whole_number
from indicators.imports.writing import COLUMNS, EXAMPLES, figure_rows
from indicators.queries import definitions, ratings, targets
from indicators.views import return_summary
from indicators.views.definitions import filter_form
from indicators.views.returns import filtered_returns
from indicators.views.targets import filter_form as target_filter_form
from plans.periods import Frequency, containing
from plans.queries.plans import PLAN_COLUMNS, plan_rows
from plans.views.plans import filtered_plans

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def person_download(request: HttpRequest, file_format: str) -> HttpResponse:
    """People with the posts they hold today, as their list is filtered and sorted."""
    _, found, _ = filtered_people(request)
    return _file(request, file_format, "people", "People", PEOPLE_COLUMNS, people_rows(found))


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def plan_download(request: HttpRequest, file_format: str) -> HttpResponse:
    """Plans, as their list is filtered and sorted."""
    _, found, _ = filtered_plans(request)
    return _file(request, file_format, "plans", "Plans", PLAN_COLUMNS, plan_rows(found))


@require_safe
@needs(Permission.DRAFT_READ, anywhere=True)
def return_download(request: HttpRequest, file_format: str) -> HttpResponse:
    """The returns that a person works with, as their list is filtered and sorted."""
    _, found, _ = filtered_returns(request)
    rows = return_summary.download_rows(found, at=request.now)
    return _file(request, file_format, "returns", "Returns", return_summary.COLUMNS, rows)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def indicator_download(request: HttpRequest, file_format: str) -> HttpResponse:
    """Definition sheets, as the list of measures is filtered and sorted."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    ordering, _ = lists.sorting(request, definitions.SORTS, default="ref")
    found = definitions.find_indicators(reach=reach, today=request.today, **filter_form(request, reach).query)
    rows = definitions.indicator_rows(found.order_by(*ordering))
    return _file(request, file_format, "measures", "Measures", definitions.COLUMNS, rows)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def target_download(request: HttpRequest, file_format: str) -> HttpResponse:
    """Targets of a year, as their list is filtered and sorted."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    form, year = target_filter_form(request, reach)
    ordering, _ = lists.sorting(request, targets.SORTS, default="ref")
    found = targets.find_targets(reach=reach, year=year, **form.query).order_by(*ordering)
    rows = targets.download_rows(targets.target_rows(found, year=year))
    return _file(request, file_format, f"targets-{year}", "Targets", targets.COLUMNS, rows)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def rule_download(request: HttpRequest, file_format: str) -> HttpResponse:
    """Rating rules with their versions."""
    found = ratings.all_rules(reach=request.actor.reaches(Permission.COUNCIL_READ))
    rows = ratings.rule_rows(found, today=request.today)
    if request.GET.get("state") == "in_force":
        rows = [row for row in rows if row.state == "in force"]
    return _file(request, file_format, "rating-rules", "Rating rules", ratings.COLUMNS, ratings.download_rows(rows))


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def figure_download(request: HttpRequest, file_format: str) -> HttpResponse:
    """Approved figures, targets and words of a year (``?year=2026``), in the columns that an import reads."""
    asked = whole_number(request.GET.get("year", "")) or 0
    year = asked if 1900 <= asked < 2200 else containing(request.today, Frequency.YEAR).start.year
    rows = figure_rows(year, reach=request.actor.reaches(Permission.COUNCIL_READ))
    return _file(request, file_format, f"figures-{year}", f"Figures of {year}/{(year + 1) % 100:02}", COLUMNS, rows)


@require_safe
@needs(Permission.FIGURE_IMPORT)
def import_template(request: HttpRequest, file_format: str) -> HttpResponse:
    """The headings of an import with two example rows, to be filled in."""
    return _file(request, file_format, "import-template", "Figures to import", COLUMNS, EXAMPLES)


def _file(
    request: HttpRequest,
    file_format: str,
    name: str,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> HttpResponse:
    if file_format == "csv":
        content = rows_csv(columns, rows).encode("utf-8-sig")
    else:
        content = rows_xlsx(title, columns, rows, timestamp=int(request.now.timestamp()))  # type: ignore[attr-defined]
    response = HttpResponse(content, content_type=_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    return response
