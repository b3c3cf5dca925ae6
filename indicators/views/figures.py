"""One figure: its own page for entry, the revision of an approved one, and its history."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import check_visible, signed_in
from accounts.queries.history import history_rows
from accounts.roles import Permission
from foundation.refusals import ChangeRefused
from foundation.request import Request
from indicators.changes.figures import propose_revision
from indicators.forms.return_grid import ReturnGrid
from indicators.judging.figures_in_return import entered_figures
from indicators.models import Indicator, Observation, Return
from indicators.permissions import check_enter, may_read_figure, may_read_trail, service_of
from indicators.queries.deadlines import closed_because
from indicators.queries.figures import is_calculated, next_to_enter, revisions_of, trail_of
from indicators.queries.formula_words import worked_from
from indicators.queries.recovery import actions_of, not_ended
from indicators.views.figure_words import commentary_words, figure_words
from indicators.views.return_access import find_figure, find_return, grid_of, save_grid
from indicators.views.return_actions import rows_to_update
from indicators.views.return_rows import entry_rows, revision_rows
from indicators.views.returns import page_context
from indicators.workflow import FigureState


@require_http_methods(["GET", "POST"])
@signed_in
def return_figure(request: Request, pk: int, ref: str, key: str) -> HttpResponse:
    """The fields of one row of the grid on a page of their own."""
    in_return = find_return(request.actor, pk)
    check_enter(request.actor, in_return.service_id)
    grid = grid_of(request, in_return, [find_figure(in_return, ref, key)])
    if request.method == "POST" and save_grid(request, in_return, grid):
        return _next_page(request, in_return, grid)
    (row,) = entry_rows(grid, in_return, today=request.today, opened=_every(grid))
    closed = closed_because(in_return, at=request.now) or ("" if grid.rows[0].is_editable else row["state_word"])
    row["shown"] = figure_words(grid.rows[0].figure)
    row["words"] = commentary_words(grid.rows[0].figure, grid.posts)
    context = {**page_context(request, in_return), "grid": grid, "row": row, "closed": closed}
    context["history_url"] = reverse("indicators:figure-history", args=[ref, key])
    still = not_ended(actions_of(grid.rows[0].figure.definition.pk))
    context["actions"] = rows_to_update(still, actor=request.actor, today=request.today)
    return render(request, "indicators/return_figure.html", context)


@require_safe
@signed_in
def figure_history(request: Request, ref: str, key: str) -> HttpResponse:
    """Every revision as it was reported and, for those who may read it, every change of the figure."""
    revisions = _revisions(request, ref, key)
    indicator = revisions[0].indicator
    reads_trail = may_read_trail(request.actor, indicator.service_id)
    context = {
        "indicator": indicator,
        "period": revisions[0].period,
        "rows": _rows(request, revisions),
        "entries": history_rows(trail_of(revisions)) if reads_trail else [],
        "reads_trail": reads_trail,
        "is_calculated": _is_calculated(revisions),
        "actions": _actions(request, revisions),
        "crumbs": _crumbs(indicator),
    }
    return render(request, "indicators/figure_history.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def figure_revise(request: Request, ref: str, key: str) -> HttpResponse:
    """Propose a revision of an approved figure, with the reason."""
    original = _approved(request, ref, key)
    by = check_enter(request.actor, service_of(original))
    in_return = original.in_return or Return(service=original.indicator.service, period=original.period)
    grid = grid_of(request, in_return, entered_figures(Q(pk=original.pk)))
    reason = request.POST.get("reason", "")
    if request.method == "POST" and grid.is_valid:
        try:
            (row,) = grid.rows
            propose_revision(by=by, at=request.now, observation=original, entry=row.entry, reason=reason)
        except ChangeRefused as refusal:
            grid.refuse(refusal)
        else:
            messages.success(request, "The revision waits for approval. Until then the approved figure stands.")
            return redirect("indicators:figure-history", ref=ref, key=key)
    return render(request, "indicators/figure_revise.html", _to_revise(request, original, in_return, grid, reason))


def _to_revise(
    request: Request, original: Observation, in_return: Return, grid: ReturnGrid, reason: str
) -> dict[str, Any]:
    (row,) = entry_rows(grid, in_return, today=request.today, opened=_every(grid))
    return {
        "row": row,
        "grid": grid,
        "reason": reason,
        "indicator": original.indicator,
        "period": original.period,
        "in_return": in_return,
        "revise_url": request.path,
        "crumbs": [
            *_crumbs(original.indicator),
            {
                "label": original.period.label,
                "url": reverse("indicators:figure-history", args=[original.indicator.ref, original.period.key]),
            },
        ],
    }


def _every(grid: ReturnGrid) -> list[int]:
    return [row.figure.pk for row in grid.rows]


def _crumbs(indicator: Indicator) -> list[dict[str, str]]:
    return [{"label": indicator.ref, "url": indicator.get_absolute_url()}]


def _next_page(request: Request, in_return: Return, grid: ReturnGrid) -> HttpResponse:
    (row,) = grid.rows
    messages.success(request, f"Saved {row.sheet.name}.")
    following = next_to_enter(in_return, after=row.figure) if "next" in request.POST else None
    if following is None:
        return redirect(f"{in_return.get_absolute_url()}#{row.prefix}")
    return redirect(reverse("indicators:return-figure", args=[in_return.pk, *following]))


def _revisions(request: Request, ref: str, key: str) -> list[Observation]:
    """The figure's revisions that this person may see, newest first. Raises Http404 if there are none."""
    found = revisions_of(ref, key)
    if not found:
        raise Http404
    service = found[0].indicator.service_id
    check_visible(request.actor, service)
    readable = [each for each in found if may_read_figure(request.actor, service, each.state)]
    if not readable:
        raise Http404
    return readable


def _rows(request: Request, revisions: list[Observation]) -> list[dict[str, Any]]:
    """The revisions as they were reported, with what each was worked out from."""
    used = worked_from(revisions, reach=request.actor.reaches(Permission.COUNCIL_READ))
    rows = zip(revision_rows(revisions), revisions, strict=True)
    return [{**row, "inputs": used.get(each.pk, [])} for row, each in rows]


def _approved(request: Request, ref: str, key: str) -> Observation:
    """The current figure if it is approved, else Http404."""
    for each in _revisions(request, ref, key):
        if each.is_current and each.state == FigureState.APPROVED:
            return each
    raise Http404


def _is_calculated(revisions: list[Observation]) -> bool:
    """Whether the figure that stands was worked out, not typed."""
    return any(each.is_current and is_calculated(each) for each in revisions)


def _actions(request: Request, revisions: list[Observation]) -> list[dict[str, Any]]:
    place = [revisions[0].indicator.ref, revisions[0].period.key]
    label = "Add words to it" if _is_calculated(revisions) else "Propose a revision"
    revise = {"label": label, "url": reverse("indicators:figure-revise", args=place), "secondary": True}
    return [revise] if _may_revise(request, revisions) else []


def _may_revise(request: Request, revisions: list[Observation]) -> bool:
    waiting = any(each.state == FigureState.SUBMITTED for each in revisions)
    stands = any(each.is_current and each.state == FigureState.APPROVED for each in revisions)
    actor, service = request.actor, service_of(revisions[0])
    return stands and not waiting and actor.may(Permission.FIGURE_ENTER, service)
