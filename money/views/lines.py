"""The budget: its lines as a list, a line's page, and the forms that make, change and link one."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, signed_in
from accounts.queries.organisation import indented_units
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from money.changes import lines as changes
from money.forms.lines import LineFilterForm, LineForm, SharesForm
from money.models import BudgetLine
from money.permissions import check_share
from money.queries.books import Book, book_of, book_on
from money.queries.files import COLUMNS, file_rows
from money.queries.lines import (
    SORTS,
    find_lines,
    held_by_line,
    line_rows,
    months_of,
    served_by,
    sums_of,
    years_with_money,
)
from money.queries.pictures import months_picture
from money.rules.variance import NOTHING
from money.views.access import crumbs, line_crumbs, visible_line
from plans.periods import Frequency, Period, containing
from plans.queries.choices import priority_choices

SIGNED = "Amounts are net: income has a minus, as ledgers write it."
LINKING = "Shares come to 100 per cent at most. What is left over is told as linked to no objective."


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def line_list(request: Request) -> HttpResponse:
    """The budget lines that the reader may know of, with what the last month says of each."""
    years = years_with_money(today=request.today)
    form = _filters(request, years)
    book = _book(request, form.query.get("year", ""), years)
    ordering, sort = lists.sorting(request, SORTS, default="-variance")
    lines = find_lines(form.asked, actor=request.actor, book=book).order_by(*ordering)
    if wants_download(request):
        return list_download(request, _file(lines, book))
    page, pages = lists.paged(request, lines)
    whole = _whole(request, form, book, found=page.paginator.count)
    context = {"book": book, "rows": line_rows(list(page), book), "pages": pages, "sort": sort}
    context |= {"sums": sums_of(lines) if page else None, "filters": lists.filters(request, form), "whole": whole}
    context["count_text"] = lists.selection_text(form, page.paginator.count, whole, "budget line", besides=["year"])
    context |= {"actions": _actions(request), "downloads": download_links(request)}
    return render(request, "money/line_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def line_detail(request: Request, pk: int) -> HttpResponse:
    """A budget line: what it is, what each month says of it, and what it serves."""
    line = visible_line(request, pk)
    (row,) = line_rows([line], book_of(line.year, until=request.today))
    context = {
        "line": line,
        "row": row,
        "crumbs": crumbs(),
        "may_edit": request.actor.may(Permission.MONEY_EDIT),
        "may_link": request.actor.may(Permission.MONEY_LINK, line.unit_id),
        **with_history(
            request, line, unit_id=line.unit_id, editing=Permission.MONEY_EDIT, is_private=False,
            details=partial(_details, request, line),
        ),
    }  # fmt: skip
    return render(request, "money/line_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.MONEY_EDIT)
def line_create(request: Request) -> HttpResponse:
    """A new line of this year's budget, or of the next with ``?year=``."""
    year = _asked_year(request)
    form = LineForm(request.POST or None, today=request.today, cancel_url=reverse("money:line-list"))

    def create() -> Done:
        details = form.given(changes.LineDetails)
        line = changes.create_line(by=request.by, at=request.now, year=year, details=details)
        return f"{line.code} is in the budget of {year}. Now say what it serves.", line

    page = FormPage("Add a budget line", crumbs(), caption=f"Budget of {year}", intro=SIGNED)
    return form_page(request, page, form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.MONEY_EDIT)
def line_edit(request: Request, pk: int) -> HttpResponse:
    """Change a line as it was set."""
    line = visible_line(request, pk)
    address = line.get_absolute_url()
    form = LineForm(request.POST or None, instance=line, today=request.today, cancel_url=address)

    def edit() -> Done:
        given = form.edited(changes.LineDetails)
        changed = changes.edit_line(by=request.by, at=request.now, line=line, **given)
        return f"{changed.code} is saved.", address

    page = FormPage("Change a budget line", line_crumbs(line), caption=f"{line}, {line.year}", intro=SIGNED)
    return form_page(request, page, form, edit)


@require_http_methods(["GET", "POST"])
@signed_in
def line_link(request: Request, pk: int) -> HttpResponse:
    """Say which objectives a line serves, with its share for each."""
    line = visible_line(request, pk)
    by, address = check_share(request.actor, line.unit_id), line.get_absolute_url()
    given = {"held": held_by_line(line), "version": line.version, "cancel_url": address}
    form = SharesForm(request.POST or None, actor=request.actor, **given)

    def link() -> Done:
        version, shares = form.cleaned_data["version"], form.shares()
        changes.link_line(by=by, at=request.now, line=line, version=version, shares=shares)
        return f"What {line.code} serves is saved.", address

    page = FormPage("What a budget line serves", line_crumbs(line), caption=f"{line}, {line.year}", intro=LINKING)
    return form_page(request, page, form, link)


def _filters(request: Request, years: list[Period]) -> LineFilterForm:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    choices: dict[str, list[tuple[Any, str]]] = {
        "year": [("", "The year in hand"), *((each.key, str(each)) for each in years)],
        "unit": [("", "Any service"), *indented_units(reach=reach, today=request.today)],
        "priority": [("", "Any priority"), *priority_choices(request.actor)],
    }
    return LineFilterForm(request.GET, choices=choices)


def _book(request: Request, asked: str, years: list[Period]) -> Book:
    """The year that is asked for, else the one in hand."""
    year = next((each for each in years if each.key == asked), None)
    if year:
        return book_of(year, until=request.today)
    return book_on(request.today) or Book(containing(request.today, Frequency.YEAR))


def _whole(request: Request, form: LineFilterForm, book: Book, *, found: int) -> int:
    """How many lines the year's budget has: as many as were found, where nothing but the year was asked for."""
    if not form.chosen.keys() - {"year"}:
        return found
    return BudgetLine.objects.visible_to(request.actor).filter(year=book.year).count()


def _file(lines: QuerySet[BudgetLine], book: Book) -> ListFile:
    name, title = f"money-{book.year.start.year}", f"Money {book.year}"
    return ListFile(name, title, COLUMNS, lambda: file_rows(line_rows(lines, book)), notes=[book.said])


def _asked_year(request: Request) -> Period:
    this_year = containing(request.today, Frequency.YEAR)
    next_year = this_year.next()
    return next_year if request.GET.get("year") == next_year.key else this_year


def _actions(request: Request) -> list[dict[str, Any]]:
    imports, found = reverse("indicators:import-create"), []
    if request.actor.may(Permission.MONEY_IMPORT):
        found += [_action("Import a month", f"{imports}?kind=ledger-month")]
        found += [_action("Import a budget", f"{imports}?kind=budget")]
    if request.actor.may(Permission.MONEY_EDIT):
        found.append(_action("Add a budget line", reverse("money:line-create")))
    found.append(_action("Staff", reverse("money:team-list")))
    if request.actor.may(Permission.COUNCIL_READ):
        found.append(_action("Months read in", reverse("money:extract-list")))
    return found


def _action(label: str, url: str) -> dict[str, Any]:
    return {"label": label, "url": url, "secondary": True}


def _details(request: Request, line: BudgetLine) -> dict[str, Any]:
    months = months_of(line)
    figures = months[-1][1] if months else NOTHING
    served, left = served_by(line, figures.planned if months else line.planned, actor=request.actor)
    return {"served": served, "left": left, "months": months, "picture": months_picture(months)}
