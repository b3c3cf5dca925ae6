"""The approver's page: approve figures, or send one back with a note. Notes and ticks for other figures are kept after
each decision.
"""

from collections.abc import Container
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.permissions import check, signed_in
from accounts.roles import Permission
from foundation.dates import end_of_day
from foundation.form_pages import Done, FormPage, form_page
from foundation.refusals import ChangeRefused
from foundation.request import Request
from foundation.words import counted
from indicators.changes.figures import FiguresRefused
from indicators.changes.returns import approve_figures, reopen_return, send_back
from indicators.forms.returns import ReturnReopenForm
from indicators.models import Observation, Return
from indicators.queries.hands import OWN, own_figures
from indicators.rules.concern import gravity
from indicators.views.figure_words import who_and_when
from indicators.views.return_access import find_return, named_figures, waiting_figures
from indicators.views.return_rows import problem_lines, read_rows
from indicators.views.return_summary import ALL_RETURNS
from indicators.views.returns import page_context

_BUTTONS = {"approve_clean": "clean", "approve_all": "all", "approve": "figure"}
"""What approves figures, and the field that names them, each with the version that was seen."""
_NOW_ODD = "It raised no concern when you opened this page, and does now. Look at it first:"
_NOTE_NOT_SENT = "Your note has not been sent. Send the figure back with it, or empty the note, then approve."


@require_http_methods(["GET", "POST"])
@signed_in
def return_approve(request: Request, pk: int) -> HttpResponse:
    """Approve the chosen figures or all of them, or send one back with a note."""
    in_return = find_return(request.actor, pk)
    by = check(request.actor, Permission.FIGURE_APPROVE, in_return.service_id)
    refusal = _tried(request, in_return, by) if request.method == "POST" else None
    context = _to_approve(request, in_return, refusal)
    if request.method == "POST" and refusal is None and not context["is_begun"]:
        return redirect("indicators:return-approve", pk=pk)
    return render(request, "indicators/return_approve.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def return_reopen(request: Request, pk: int) -> HttpResponse:
    """Open a locked return again until a day, for a reason."""
    in_return = find_return(request.actor, pk)
    by = check(request.actor, Permission.RETURN_REOPEN, in_return.service_id)
    form = ReturnReopenForm(request.POST or None, cancel_url=in_return.get_absolute_url())

    def reopen() -> Done:
        until = end_of_day(form.cleaned_data["until"])
        reopen_return(by=by, at=request.now, in_return=in_return, until=until, reason=form.cleaned_data["reason"])
        return "The return is open again.", in_return

    name, intro = f"{in_return.service} return", "Let the service type into this return again."
    trail = [ALL_RETURNS, {"label": name, "url": in_return.get_absolute_url()}]
    page = FormPage(f"Reopen, {name}", trail, "Reopen the return", f"{name}, {in_return.period.long_label}", intro)
    return form_page(request, page, form, reopen)


def _tried(request: Request, in_return: Return, by: Actor) -> ChangeRefused | None:
    """Carry out the decision. Returns why it was refused, or None with a message that says what was done."""
    try:
        messages.success(request, _decide(request, in_return, by))
    except ChangeRefused as refusal:
        return refusal
    return None


def _decide(request: Request, in_return: Return, by: Actor) -> str:
    """Do what the pressed button says. Returns what was done in words. Raises ChangeRefused."""
    at = request.now
    if back := named_figures(request.POST.getlist("send_back")):
        pk = next(iter(back))
        observation = in_return.figures.filter(pk=pk, state="submitted").first()
        if observation is None:
            raise ChangeRefused("This figure no longer waits for approval. The page now shows what does.")
        send_back(by=by, at=at, observation=observation, note=_note(request, pk))
        return "Sent back with your note. The officer sees it on their return."
    pressed = next((name for name in _BUTTONS if name in request.POST), "approve")
    chosen = named_figures(request.POST.getlist(_BUTTONS[pressed]))
    if not chosen:
        raise ChangeRefused("Select the figures to approve.")
    if pressed == "approve_clean" and (odd := _no_longer_clean(request, in_return, chosen)):
        raise FiguresRefused(odd)
    if noted := {pk: [_NOTE_NOT_SENT] for pk in chosen if _note(request, pk)}:
        raise FiguresRefused(noted)
    done = approve_figures(by=by, at=at, in_return=in_return, observation_ids=chosen, versions=chosen)
    if not done:
        return "These figures were already approved. Nothing was approved twice."
    return f"{counted(done, 'figure')} approved."


def _no_longer_clean(request: Request, in_return: Return, chosen: Container[int]) -> dict[int, list[str]]:
    """Those of the figures that raise a concern now: a target or other words can change without them."""
    rows = read_rows(waiting_figures(in_return), in_return, today=request.today)
    return {
        int(row["pk"]): [f"{_NOW_ODD} {'; '.join(row['concerns'])}."]
        for row in rows
        if row["concerns"] and int(row["pk"]) in chosen
    }


def _place(line: dict[str, str], rows: list[dict[str, Any]]) -> str:
    """The id of the field that puts a problem right: the figure's note or its box; "" where there is neither."""
    row = next((row for row in rows if row["pk"] == line["pk"]), None)
    if row is None or (row["is_own"] and not row["problems"]):
        return ""
    return f"{'note' if row['problems'] else 'approve'}-{row['pk']}"


def _note(request: Request, pk: int) -> str:
    return request.POST.get(f"note-{pk}", "").strip()


def _to_approve(request: Request, in_return: Return, refusal: ChangeRefused | None) -> dict[str, Any]:
    rows = read_rows(waiting_figures(in_return), in_return, today=request.today)
    found = Observation.objects.filter(pk__in=[row["pk"] for row in rows]).select_related("entered_by")
    waiting = list(found.only("indicator_id", "entered_as_id", "entered_at", "entered_by__name"))
    own = own_figures(request.actor, waiting)
    problems = problem_lines(refusal, rows)
    ticked = named_figures(request.POST.getlist("figure"))  # type: ignore[attr-defined]
    entered = {each.pk: who_and_when(each.enterer, each.entered_at) for each in waiting}
    for row in rows:
        pk = int(row["pk"])
        row["entered"] = entered[pk]
        row["is_own"] = pk in own
        row["why_own"] = own[pk] if own.get(pk, OWN) != OWN else ""
        row["note"] = _note(request, pk)
        # The tick is dropped if the figure has changed since, so that it is looked at again.
        row["ticked"] = pk not in own and str(ticked.get(pk)) == row["version"]
        is_in_note = bool(row["note"]) or "send_back" in request.POST
        row["problems"] = [line["problem"] for line in problems if line["pk"] == row["pk"] and is_in_note]
    rows.sort(key=lambda row: gravity(row["concerns"]))
    clean = [row for row in rows if not row["concerns"]]
    return {
        **page_context(request, in_return),
        "rows": rows,
        "odd": [row for row in rows if row["concerns"]],
        "clean": clean,
        "is_clean_open": any(row["problems"] or row["note"] or row["ticked"] for row in clean),
        "approvable": [row for row in rows if not row["is_own"]],
        "approvable_clean": [row for row in clean if not row["is_own"]],
        "errors": [(_place(line, rows), line["text"]) for line in problems],
        "is_begun": any(row["note"] or row["ticked"] for row in rows),
    }
