"""Measures whose target for the year is at risk."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache, to_the_minute
from reporting.dashboards.at_risk import COLUMNS, SORTS, export_rows, ordered
from reporting.dashboards.at_risk import at_risk as lines_at_risk
from reporting.forms import AtRiskForm
from reporting.queries.quarters import offered_quarters
from reporting.views.measure_list import measures_read


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def at_risk(request: Request) -> HttpResponse:
    """What the figures so far lead to where that misses the year's target, before the year is over."""
    kept = SnapshotCache()
    read, names = measures_read(request, kept)
    offered = read.choices(offered_quarters(names.latest, read.period))
    form = AtRiskForm(request.GET, choices={name: offered[name] for name in ("period", "service", "set")})
    (ordering,), sort = lists.sorting(request, SORTS, default="chance")
    asked = read.period, request.actor.reaches(Permission.COUNCIL_READ), to_the_minute(request.now)
    lines, worth = kept(lambda: lines_at_risk(read, form.chosen), "at risk", *asked, *sorted(form.chosen.items()))
    lines = ordered(lines, ordering)
    listed = lists.listing(request, form, lines, whole=None, noun="measure at risk", nouns="measures at risk")
    context = {**listed, "period": read.period, "sort": sort, "worth": worth}
    context["clear_url"] = lists.address(request, service=None, set=None, early=None)
    title = f"Measures at risk in {read.period.long_label}"
    file = ListFile(f"at-risk-{read.period.key}", title, COLUMNS, lambda: export_rows(lines))
    return page_or_file(request, "reporting/at_risk.html", context, file)
