"""The page *Match your columns*: what each column of a council's own file is."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.forms import whole_number
from foundation.refusals import ChangeRefused
from foundation.request import Request
from indicators.imports.batches import UNDECIDED
from indicators.imports.kinds import kind_of
from indicators.imports.limits import FileRefused
from indicators.imports.match_form import MatchForm
from indicators.imports.matching.layout import kept_layout
from indicators.imports.matching.propose import best_sheet, proposed, samples_of
from indicators.imports.opening import as_read, asked_council, seen_of
from indicators.imports.reading import match
from indicators.imports.workbook import SheetSeen
from indicators.models import ImportBatch
from indicators.tasks import wake_import
from indicators.views.navigation import crumbs


# Reading the file takes a while, so no transaction is open meanwhile.
@require_http_methods(["GET", "POST"])
@needs(Permission.FIGURE_IMPORT)
@transaction.non_atomic_requests
def import_match(request: Request, pk: int) -> HttpResponse:
    """Say what the columns of a file are (``?sheet=`` and ``?line=``: where its headings stand)."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    seen = seen_of(batch.summary.get("seen", ()))
    if batch.state not in UNDECIDED or not seen:
        return redirect("indicators:import-detail", pk)
    sheet = _sheet(request, batch, seen)
    form = _form(request, batch, sheet)
    if form.is_valid() and "preview" not in request.POST and _is_matched(request, batch, form):
        return redirect("indicators:import-detail", pk)
    return render(request, "indicators/import_match.html", _context(batch, seen, sheet, form))


def _sheet(request: Request, batch: ImportBatch, seen: Sequence[SheetSeen]) -> SheetSeen:
    """The sheet that is asked for, that was matched before, or that is known best."""
    named = {sheet.name or "": sheet for sheet in seen}
    asked = request.GET.get("sheet") or (batch.layout or {}).get("sheet")
    return named.get(asked or "") or best_sheet(seen, kind_of(batch).fields) or seen[0]


def _form(request: Request, batch: ImportBatch, sheet: SheetSeen) -> MatchForm:
    kind = kind_of(batch)
    line = whole_number(request.GET.get("line", "")) or 0
    layout = proposed(sheet, kind.fields, filename=batch.filename, line=line)
    if layout is None:
        raise Http404
    kept = kept_layout(batch.layout) if batch.layout else None
    if kept and (kept.sheet, kept.line) == (layout.sheet, layout.line):
        layout = kept
    return MatchForm(
        request.POST if request.method == "POST" else None,
        fields=kind.fields,
        layout=layout,
        samples=samples_of(sheet, layout.line),
        council=asked_council(layout, sheet),
        cancel_url=reverse("indicators:import-detail", args=[batch.pk]),
    )


def _is_matched(request: Request, batch: ImportBatch, form: MatchForm) -> bool:
    """Whether the file could be read like that; the reason stands on the form where it could not."""
    try:
        match(by=request.by, at=request.now, batch=batch, layout=form.layout, wake=wake_import)
    except FileRefused as refusal:
        form.add_error(None, str(refusal))
    except ChangeRefused as refusal:
        form.refuse(refusal)
    return form.is_valid()


def _context(batch: ImportBatch, seen: Sequence[SheetSeen], sheet: SheetSeen, form: MatchForm) -> dict[str, Any]:
    layout, kind = form.layout, kind_of(batch)
    heads, rows, notes = as_read(kind, layout, sheet)
    return {
        "batch": batch, "form": form, "kind": kind, "layout": layout, "heads": heads, "rows": rows, "notes": notes,
        "sheet": sheet, "others": [each for each in seen if each is not sheet],
        "crumbs": crumbs(("Imports", reverse("indicators:import-list"))),
    }  # fmt: skip
