"""Council on a page."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache, to_the_minute
from indicators.judging.council_statuses import Glance
from plans.periods import Period
from reporting.dashboards.council import (
    LIST_COLUMNS,
    Council,
    council_line,
    council_page,
    export_rows,
    listed,
    read_council,
)
from reporting.dashboards.money import CouncilMoney, council_money
from reporting.dashboards.risks import CouncilRisks, council_risks
from reporting.forms import CouncilFilterForm
from reporting.queries.filter_choices import narrowings
from reporting.queries.quarters import offered_quarters
from reporting.views.quarter import asked_quarter
from risks.models.risk import knowledge


@require_safe
@needs(Permission.COUNCIL_READ)
def council(request: Request) -> HttpResponse:
    """The whole council in a quarter, narrowed by priority, service or set; a status lists its measures."""
    kept, minute = SnapshotCache(), to_the_minute(request.now)
    names = kept(lambda: narrowings(today=request.today), "narrowings", request.today)
    period = asked_quarter(request) or names.latest
    read = kept(lambda: read_council(period, names, at=request.now), "council", period, minute)
    form = CouncilFilterForm(request.GET, choices=read.choices(offered_quarters(names.latest, period)))
    found = listed(read, form.chosen)
    if wants_download(request):
        return list_download(request, _file(period, read, found))
    risks = kept(partial(_risks, request, read), "council risks", period, request.today, knowledge(request.actor))
    shown, pages = lists.paged(request, found if form.chosen.keys() - {"period"} else [])
    page = partial(council_page, read, form.chosen, risks)
    context = {
        "page": kept(page, "council page", period, minute, knowledge(request.actor), *form.chosen.items()),
        "filters": lists.filters(request, form, keep=()),
        **({"downloads": download_links(request)} if found else {"empty": _empty(request, form, period)}),
        "listed": [council_line(read, each) for each in shown],
        "count_text": lists.selection_text(form, len(found), len(read.glances), "measure", besides=("period",)),
        "pages": pages,
    }
    return render(request, "reporting/council.html", context | {"money": kept(*_money(request, read))})


def _file(period: Period, read: Council, found: Sequence[Glance]) -> ListFile:
    rows = partial(export_rows, read, found)
    return ListFile(f"council-{period.key}", f"Measures in {period.long_label}", LIST_COLUMNS, rows)


def _risks(request: Request, read: Council) -> CouncilRisks:
    beneath = {each.pk: read.beneath[each.pk].objectives for each in read.priorities}
    return council_risks(beneath, actor=request.actor, today=request.today)


def _money(request: Request, read: Council) -> tuple[Callable[[], CouncilMoney | None], str, date, Hashable]:
    """How it is read, and the key under which it is kept."""
    named = tuple((each.pk, each.name) for each in read.priorities)
    return partial(council_money, named, today=request.today), "council money", request.today, named


def _empty(request: Request, form: CouncilFilterForm, period: Period) -> dict[str, str] | None:
    """``components/empty.html`` for filters that no measure passes; None where the quarter itself has no measures."""
    chosen = form.chosen.keys() - {"period"}
    if not chosen:
        return None
    word = dict(form.fields["status"].choices)[form.chosen["status"]] if chosen == {"status"} else ""
    none = f"No measure has the status “{word}”" if word else "No measure matches these filters"
    return {
        "title": f"{none} in {period.long_label}",
        "text": "Choose something else above, or clear the filters.",
        "action_label": "Clear the filters",
        "action_url": lists.address(request, **dict.fromkeys(form.fields.keys() - {"period"})),
    }
