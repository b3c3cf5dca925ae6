"""Finding a budget line: what a person may not know of is not found."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.request import Request
from money.models import BudgetLine
from money.permissions import check_known


def visible_line(request: Request, pk: int) -> BudgetLine:
    """The line with its unit. Raises Http404 for who may not know of it."""
    line = get_object_or_404(BudgetLine.objects.select_related("unit"), pk=pk)
    check_known(request.actor, line)
    return line


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Money, and what lies between."""
    start = (("Home", reverse("home")), ("Money", reverse("money:line-list")))
    return [{"label": label, "url": url} for label, url in (*start, *further)]


def line_crumbs(line: BudgetLine) -> list[dict[str, str]]:
    """The way to what is beneath a line."""
    return crumbs((line.code, line.get_absolute_url()))
