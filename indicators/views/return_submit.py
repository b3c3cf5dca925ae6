"""Checking a return before it is handed in, handing it in, and taking a figure back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import signed_in
from foundation.form_pages import pressed
from foundation.forms import whole_number
from foundation.refusals import ChangeRefused
from foundation.request import Request
from indicators.changes.returns import submit_return, withdraw
from indicators.models import Return
from indicators.permissions import check_enter
from indicators.views.return_access import find_return, named_figures, open_figures
from indicators.views.return_rows import problem_lines, read_rows
from indicators.views.returns import page_context
from indicators.workflow import FigureState


@require_http_methods(["GET", "POST"])
@signed_in
def return_submit(request: Request, pk: int) -> HttpResponse:
    """Check the answers, then hand in those that are ready."""
    in_return = find_return(request.actor, pk)
    by = check_enter(request.actor, in_return.service_id)
    refusal = None
    if request.method == "POST":
        chosen = named_figures(request.POST.getlist("figure"))
        try:
            done = submit_return(by=by, at=request.now, in_return=in_return, observation_ids=chosen, versions=chosen)
        except ChangeRefused as refused:
            refusal = refused
        else:
            return _submitted(request, in_return, done.submitted, done.already)
    return render(request, "indicators/return_submit.html", _to_check(request, in_return, refusal))


@require_safe
@signed_in
def return_submitted(request: Request, pk: int) -> HttpResponse:
    """Confirms what was handed in, and says what happens next."""
    in_return = find_return(request.actor, pk)
    return render(request, "indicators/return_submitted.html", page_context(request, in_return))


@require_POST
@signed_in
def return_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back one figure that waits for approval."""
    in_return = find_return(request.actor, pk)
    by = check_enter(request.actor, in_return.service_id)
    observation = in_return.figures.filter(pk=whole_number(request.POST.get("figure", ""))).first()
    if observation is None:
        raise Http404
    said = "The figure is a draft again. Submit it when it is right."
    pressed(request, lambda: withdraw(by=by, at=request.now, observation=observation), said)
    return redirect(in_return)


def _submitted(request: Request, in_return: Return, submitted: int, already: int) -> HttpResponse:
    if not submitted and already:
        messages.info(request, "These figures were already submitted. Nothing was submitted twice.")
    elif not submitted:
        messages.info(request, "No figure was chosen, so nothing was submitted.")
        return redirect("indicators:return-submit", pk=in_return.pk)
    return redirect("indicators:return-submitted", pk=in_return.pk)


def _to_check(request: Request, in_return: Return, refusal: ChangeRefused | None) -> dict[str, object]:
    rows = read_rows(open_figures(in_return), in_return, today=request.today)
    for row in rows:
        row["problems"] = row["readiness"].problems
        # The problems are listed below the row, so they are not repeated in its notes.
        row["notes"] = "" if row["problems"] else row["notes"]
    begun = [row for row in rows if row["state"] != FigureState.DUE]
    return {
        **page_context(request, in_return),
        "ready": [row for row in begun if not row["problems"]],
        "unready": [row for row in begun if row["problems"]],
        "blank": [row for row in rows if row["state"] == FigureState.DUE],
        "errors": [("", line["text"]) for line in problem_lines(refusal, rows)],
    }
