"""Pages of imports: upload, preview row by row, apply or discard, result."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import check, needs, signed_in
from accounts.roles import Permission
from foundation import lists
from foundation.downloads.answers import ListFile, list_download, page_or_file, wants_download
from foundation.form_pages import pressed
from foundation.forms import whole_number
from foundation.request import Request
from foundation.uploads import takes_file
from indicators.forms.imports import MOST_BYTES, BatchFilterForm, DecisionForm, ImportForm, PreviewFilterForm
from indicators.imports.batches import UNREAD, Upload, discard_batch, find_batches
from indicators.imports.figures.writing import COLUMNS, figure_rows
from indicators.imports.jobs import ACTIVE, progress_of, request_import
from indicators.imports.kinds import ImportKind, import_kinds, kind_of, kinds_for
from indicators.imports.limits import FileRefused
from indicators.imports.preview import Outcome, PlannedRow, kept_rows
from indicators.imports.reading import receive
from indicators.imports.undo import may_be_undone, request_undo
from indicators.models import ImportBatch, ImportState
from indicators.queries.targets import years_with_targets
from indicators.tasks import wake_import
from indicators.views.navigation import crumbs, indicator_tabs
from plans.periods import Frequency, containing

_LOOKS = {
    Outcome.NEW: ("New", "star", "blue"),
    Outcome.CHANGED: ("Changed", "circle", "amber"),
    Outcome.UNCHANGED: ("Unchanged", "dash", "grey"),
    Outcome.REFUSED: ("Refused", "triangle", "red"),
}


_REMARKS = (("What it makes", "makes"), ("Who approves its figures", "approval"), ("Worth knowing", "notes"))


@require_safe
@signed_in
def import_list(request: Request) -> HttpResponse:
    """Earlier imports."""
    form, kinds = BatchFilterForm(request.GET), kinds_for(request.actor)
    of_kinds = partial(find_batches, [kind.key for kind in kinds])
    context = {
        **lists.listing(request, form, of_kinds(**form.chosen), whole=of_kinds().count(), noun="import"),
        "tabs": indicator_tabs(request, "import-list"),
        "may_edit": True,
        "kinds": kinds[1:],
        "years": years_with_targets(today=request.today),
    }
    return render(request, "indicators/import_list.html", context)


# Reading the file takes a while, so no transaction is open meanwhile.
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "POST"])
@signed_in
@transaction.non_atomic_requests
def import_create(request: Request) -> HttpResponse:
    """Upload a file of a kind (``?kind=``). The page's download is a template with example rows."""
    kinds = kinds_for(request.actor)
    kind = _kind(request, kinds)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ImportForm(*data, files=kind.files, suffixes=kind.suffixes, cancel_url=reverse("indicators:import-list"))
    if form.is_valid() and (batch := _received(request, form, kind)):
        return _next_page(batch)
    others = [each for each in kinds if each is not kind]
    context = {"form": form, "kind": kind, "others": others, "crumbs": _crumbs()}
    template = ListFile(f"{kind.key}-template", f"To import: {kind.name}", kind.headings, lambda: kind.examples)
    return page_or_file(request, "indicators/import_create.html", context, template)


def _kind(request: Request, kinds: list[ImportKind]) -> ImportKind:
    """The kind that the address asks for, else the first of the person's. Raises Http404 where there is none like that,
    and PermissionDenied for one of others.
    """
    try:
        kind = import_kinds()[request.GET.get("kind", kinds[0].key)]
    except KeyError:
        raise Http404 from None
    check(request.actor, kind.needs)
    return kind


def _received(request: Request, form: ImportForm, kind: ImportKind) -> ImportBatch | None:
    """The file that was sent, kept; None, with the reason at its field, where it cannot be used."""
    file = form.cleaned_data["file"]
    upload = Upload(filename=file.name, content=file.read(), kind=kind.key)
    try:
        by = check(request.actor, kind.needs)
        return receive(by=by, at=request.now, upload=upload, wake=wake_import)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return None


def _next_page(batch: ImportBatch) -> HttpResponse:
    """Where a file that was sent is looked at: its preview, or what its columns are."""
    if batch.state == ImportState.MATCHING:
        return redirect("indicators:import-match", batch.pk)
    return redirect("indicators:import-detail", batch.pk)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def figure_download(request: Request) -> HttpResponse:
    """Approved figures, targets and words of a year (``?year=2026``), in the columns that an import reads."""
    if not wants_download(request):
        raise Http404
    asked = whole_number(request.GET.get("year", "")) or 0
    year = asked if 1900 <= asked < 2200 else containing(request.today, Frequency.YEAR).start.year
    rows = partial(figure_rows, year, reach=request.actor.reaches(Permission.COUNCIL_READ))
    title = f"Figures of {year}/{(year + 1) % 100:02}"
    return list_download(request, ListFile(f"figures-{year}", title, COLUMNS, rows))


@require_safe
@signed_in
def import_detail(request: Request, pk: int) -> HttpResponse:
    """What a file would do, or did, row by row; how it is getting on while it is being applied."""
    batch, _ = _batch(request, pk)
    return _detail(request, batch, DecisionForm(may_stand=batch.summary.get("may_stand", 0)))


@require_safe
@signed_in
def import_progress(request: Request, pk: int) -> HttpResponse:
    """The part of the page that changes while a worker is at it, asked for again and again."""
    batch, _ = _batch(request, pk, "summary")
    context = {"batch": batch, "progress": progress_of(batch, at=request.now)}
    response = render(request, "indicators/_import_progress.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@signed_in
def import_apply(request: Request, pk: int) -> HttpResponse:
    """Have a worker write what was previewed. If the stored data has changed since, it shows a new preview instead."""
    batch, by = _batch(request, pk)
    form = DecisionForm(request.POST, may_stand=batch.summary.get("may_stand", 0))
    if not form.is_valid():
        return _detail(request, batch, form)
    without = "without_refused" in request.POST
    pressed(
        request,
        lambda: request_import(
            by=by, at=request.now, batch=batch, wake=wake_import, without_refused=without, why=form.chosen_why
        ),
    )
    return redirect("indicators:import-detail", pk)


@require_POST
@signed_in
def import_discard(request: Request, pk: int) -> HttpResponse:
    """Discard a file."""
    batch, by = _batch(request, pk)
    said = f"{batch.filename} is discarded. Nothing of it was written."
    pressed(request, lambda: discard_batch(by=by, at=request.now, batch=batch), said)
    return redirect("indicators:import-list")


@require_POST
@signed_in
def import_undo(request: Request, pk: int) -> HttpResponse:
    """Have a worker take back what was applied today, while nothing rests on it."""
    batch, by = _batch(request, pk)
    pressed(request, lambda: request_undo(by=by, at=request.now, batch=batch, wake=wake_import))
    return redirect("indicators:import-detail", pk)


def _batch(request: Request, pk: int, *unread: str) -> tuple[ImportBatch, Actor]:
    """The file without its content, and the actor to record. Raises Http404, and PermissionDenied for who does not
    import its kind.
    """
    kinds_for(request.actor)  # else who imports nothing would learn which numbers there are
    files = ImportBatch.objects.defer("content", *unread).select_related("created_by", "decided_by", "undone_by")
    batch = get_object_or_404(files, pk=pk)
    return batch, check(request.actor, kind_of(batch).needs)


def _detail(request: Request, batch: ImportBatch, decision: DecisionForm) -> HttpResponse:
    form, rows = PreviewFilterForm(request.GET), kept_rows(batch.summary)
    listed = lists.listing(request, form, _narrowed(rows, **form.chosen), whole=len(rows), noun="row")
    context = {
        **listed,
        "batch": batch,
        "kind": kind_of(batch),
        "heads": _heads(kind_of(batch)),
        "progress": progress_of(batch, at=request.now),
        "remarks": [(title, batch.summary.get(name)) for title, name in _REMARKS],
        "rows": [(row, _status(row.outcome)) for row in listed["page"]],
        "counts": [{**_status(outcome), "count": batch.summary["counts"].get(outcome, 0)} for outcome in Outcome],
        "crumbs": _crumbs(),
        **_decision(batch, decision),
        "may_undo": may_be_undone(batch, today=request.today),
    }
    return render(request, "indicators/import_detail.html", context)


def _heads(kind: ImportKind) -> list[str]:
    """The heads of a row's two values, as ``column_heads`` takes them."""
    return [f"#{head}" if kind.are_figures else head for head in kind.heads]


def _decision(batch: ImportBatch, form: DecisionForm) -> dict[str, Any]:
    """What can be done with a previewed file, and why it cannot be applied."""
    counts = batch.summary["counts"]
    useful, refused = counts.get("new", 0) + counts.get("changed", 0), counts.get("refused", 0)
    is_open = batch.state == ImportState.PREVIEWED
    return {
        "decision": form,
        "decision_form": "decision" if form.fields and is_open and useful else "",
        "is_open": is_open,
        "is_under_way": batch.state in ACTIVE,
        "is_unread": batch.state in UNREAD,
        "is_matching": batch.state == ImportState.MATCHING,
        "may_match": is_open and bool(batch.layout) and bool(batch.summary.get("seen")),
        "reason": _why_not(0 if kind_of(batch).is_whole else useful, refused),
        "may_leave_out": bool(useful and refused) and not kind_of(batch).is_whole,
        "is_done": not useful and not refused,
    }


def _why_not(useful: int, refused: int) -> str:
    if not refused:
        return ""
    words = f"{refused:,} {'row is' if refused == 1 else 'rows are'} refused. Correct the file and upload it again"
    return f"{words}, or leave them out." if useful else f"{words}."


def _narrowed(rows: list[PlannedRow], *, q: str = "", outcome: str = "") -> list[PlannedRow]:
    words = q.casefold()
    return [
        row
        for row in rows
        if (not outcome or row.outcome == outcome) and (not words or words in f"{row.ref} {row.name}".casefold())
    ]


def _status(outcome: Outcome) -> dict[str, str]:
    word, shape, colour = _LOOKS[outcome]
    return {"key": str(outcome), "word": word, "shape": shape, "colour": colour}


def _crumbs() -> list[dict[str, str]]:
    return crumbs(("Imports", reverse("indicators:import-list")))
