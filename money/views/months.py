"""The months of the ledger that were read in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.request import Request
from money.queries.lines import extracts
from money.views.access import crumbs


@require_safe
@needs(Permission.COUNCIL_READ)
def extract_list(request: Request) -> HttpResponse:
    """Each month with its totals, who read it in and when; what was corrected stays beneath what stands."""
    page, pages = lists.paged(request, extracts())
    return render(request, "money/extract_list.html", {"page": page, "pages": pages, "crumbs": crumbs()})
