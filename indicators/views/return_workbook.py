"""A service's return as a workbook: downloaded, filled in elsewhere, and sent back (C7)."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from accounts.permissions import signed_in
from foundation.downloads.answers import file_answer
from foundation.request import Request
from foundation.uploads import takes_file
from foundation.words import counted
from indicators.forms.imports import ImportForm
from indicators.forms.return_grid import ReturnGrid
from indicators.imports.limits import FileRefused
from indicators.imports.workbook.parent import read_table
from indicators.models import Return
from indicators.permissions import check_enter
from indicators.queries.deadlines import closed_because
from indicators.views.return_access import find_return, grid_of, open_figures, save_grid
from indicators.views.return_sheet import HEADINGS, REFERENCE, return_book, typed_in
from indicators.views.returns import grid_page

_MOST_BYTES = 2 * 1024 * 1024
_MOST_ROWS = 2000  # of a return, which is read while somebody waits for the page


@takes_file(_MOST_BYTES)
@require_http_methods(["GET", "POST"])
@signed_in
@transaction.non_atomic_requests
def return_workbook(request: Request, pk: int) -> HttpResponse:
    """The figures that are to be entered, as XLSX; a file that is sent back is read as if it had been typed."""
    in_return = find_return(request.actor, pk)
    check_enter(request.actor, in_return.service_id)
    if why := closed_because(in_return, at=request.now):
        messages.error(request, str(why))
        return redirect(in_return)
    if request.method == "POST":
        return _sent_back(request, in_return)
    figures = open_figures(in_return)
    posts = grid_of(request, in_return, figures).posts
    content = return_book(in_return, figures, posts, at=request.now)
    return file_answer(
        content, "xlsx", f"return-{slugify(in_return.service.name) or in_return.pk}-{in_return.period.key}"
    )


def _sent_back(request: Request, in_return: Return) -> HttpResponse:
    grid = _read(request, in_return)
    if grid.problem or not save_grid(request, in_return, grid):
        return grid_page(request, in_return, grid)
    count = len(grid.changed)
    said = f"Saved {counted(count, 'figure')} from the file." if count else "The file says what is stored already."
    messages.success(request, f"{said} Check and submit when you are ready.")
    return redirect(in_return)


def _read(request: Request, in_return: Return) -> ReturnGrid:
    """The return with what the file says; with its ``problem`` where that cannot be used."""
    form = ImportForm(request.POST, request.FILES, files="The workbook of this return", suffixes=".xlsx,.csv")
    figures = open_figures(in_return)
    stored = grid_of(request, in_return, figures)
    if not form.is_valid():
        stored.problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return stored
    file = form.cleaned_data["file"]
    try:
        table = read_table(
            file.read(), file.name, expected_headings=HEADINGS, required=[REFERENCE], max_rows=_MOST_ROWS
        )
    except FileRefused as refusal:
        stored.problem = str(refusal)
        return stored
    data, problems = typed_in(table, figures, stored.posts, typist=request.user.pk)
    grid = ReturnGrid(figures, posts=stored.posts, data=data, typist=request.user.pk)
    grid.problem = " ".join(problems)
    return grid
