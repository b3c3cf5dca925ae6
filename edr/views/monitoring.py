"""A manager's team, the counts by service, and breaking the glass."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from edr.changes.glass import break_glass
from edr.changes.reviews import years_to_begin
from edr.forms.monitoring import GlassForm, TeamFilterForm, YearFilterForm
from edr.models import BreakGlass
from edr.queries.counts import FILE_COLUMNS, council_cells, count_rows, file_rows, years_with_reviews
from edr.queries.team import team_of, team_rows
from edr.rules.suppression import THRESHOLD
from edr.views.access import crumbs, sections
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page
from foundation.lists import count_text, filters, listing
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from plans.periods import Period, parse_key

GLASS = (
    "A review is private to the person and their managers. You can read one for 24 hours, and change nothing. The "
    "person is told at once who opened it and why, and the audit trail tells that you did."
)
TEAM_PAGE = 50


@require_safe
@needs(Permission.REVIEW_OWN, anywhere=True)
def team_list(request: Request) -> HttpResponse:
    """The people who report to the reader, and how the review of each stands."""
    form = TeamFilterForm(request.GET, choices={"year": _years(request)})
    year = _chosen(form, request)
    team = team_of(request.actor, today=request.today, everyone=form.chosen.get("reach") == "all")
    context = listing(request, form, team, whole=None, noun="person", nouns="people", size=TEAM_PAGE)
    rows = team_rows(list(context["page"]), actor=request.actor, year=year, at=request.now)
    context |= {"rows": rows, "year": year, "sections": sections(request, "team-list")}
    return render(request, "edr/team_list.html", context)


@require_safe
@needs(Permission.REVIEW_MONITOR)
def count_list(request: Request) -> HttpResponse:
    """How many reviews each service has, how far they are and how well objectives are set; small numbers hidden."""
    form = YearFilterForm(request.GET, choices={"year": _years(request)})
    year = _chosen(form, request)
    rows = SnapshotCache()(lambda: count_rows(year=year, today=request.today), "review counts", year, request.today)
    context = {
        "rows": rows,
        "council": council_cells(rows),
        "year": year,
        "threshold": THRESHOLD,
        "filters": filters(request, form),
        "count_text": count_text(len(rows), len(rows), "service"),
        "sections": sections(request, "count-list"),
    }
    notes = [f"Development reviews {year.label}. Numbers under {THRESHOLD} are hidden, and those that would give them."]
    file = ListFile("review-counts", "Review counts", FILE_COLUMNS, partial(file_rows, rows), notes=notes)
    return page_or_file(request, "edr/count_list.html", context, file)


@require_http_methods(["GET", "POST"])
@needs(Permission.BREAK_GLASS)
def glass_break(request: Request) -> HttpResponse:
    """Open somebody's review for a day, with a reason that they are told."""
    years = [parse_key(key) for key, _ in _years(request)]
    form = GlassForm(request.POST or None, years=years, cancel_url=reverse("edr:count-list"))

    def open_it() -> Done:
        given = {"email": form.cleaned_data["email"], "reason": form.cleaned_data["reason"], "year": form.period}
        opened = break_glass(by=request.by, at=request.now, **given)
        return "The review is open to you for 24 hours. Its owner is told.", opened.review

    standing = BreakGlass.objects.standing(request.now).filter(by=request.user).select_related("review__person")
    context = {"sections": sections(request, "glass-break"), "opened": standing.order_by("-pk")}
    page = FormPage("Open a private review", crumbs(), intro=GLASS, template="edr/glass_break.html")
    return form_page(request, page, form, open_it, context)


def _years(request: Request) -> list[tuple[str, str]]:
    """The years to choose from, the one that runs first."""
    now, coming = years_to_begin(request.today)
    found = [now, coming, *(year for year in years_with_reviews() if year not in (now, coming))]
    return [(year.key, year.label) for year in found]


def _chosen(form: YearFilterForm, request: Request) -> Period:
    key = form.chosen.get("year")
    return parse_key(key) if key else years_to_begin(request.today)[0]
