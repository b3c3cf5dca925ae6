"""Asking for help with a milestone, and answering."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import signed_in
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request
from plans.changes import support as changes
from plans.forms.support import AnswerHelpForm, AskForHelpForm, who_is_asked
from plans.models import Milestone
from plans.permissions import check_answer_support, check_update
from plans.views.access import visible_milestone
from plans.views.navigation import crumbs


@require_http_methods(["GET", "POST"])
@signed_in
def support_ask(request: Request, ref: str) -> HttpResponse:
    """Ask the line manager of a milestone's owner for help with it."""
    milestone = visible_milestone(request, ref)
    by, post = check_update(request.actor, milestone), changes.asked_of(milestone)
    form = AskForHelpForm(request.POST or None, about="plan", cancel_url=milestone.get_absolute_url())

    def ask() -> Done:
        made = changes.ask_for_help(by=by, at=request.now, milestone=milestone, text=form.cleaned_data["text"])
        return f"{made.asked_of} is asked for help.", made

    intro, caption = who_is_asked(post), str(milestone)
    page = FormPage("Ask for help with a milestone", _crumbs(milestone), caption=caption, intro=intro)
    return form_page(request, page, form, ask)


@require_http_methods(["GET", "POST"])
@signed_in
def support_answer(request: Request, ref: str, pk: int) -> HttpResponse:
    """Answer a request for help."""
    milestone = visible_milestone(request, ref)
    asked = get_object_or_404(milestone.support, pk=pk)
    by = check_answer_support(request.actor, asked)
    form = AnswerHelpForm(request.POST or None, request=asked, cancel_url=asked.get_absolute_url())

    def answer() -> Done:
        changes.answer_help(by=by, at=request.now, request=asked, **form.cleaned_data)
        return "Your answer is sent.", asked

    page = FormPage("Answer a request for help", _crumbs(milestone), caption=str(milestone), intro=f"“{asked.text}”")
    return form_page(request, page, form, answer)


@require_POST
@signed_in
def support_close(request: Request, ref: str, pk: int) -> HttpResponse:
    """Say that help is no longer needed."""
    milestone = visible_milestone(request, ref)
    by = check_update(request.actor, milestone)
    asked = get_object_or_404(milestone.support, pk=pk)
    pressed(request, lambda: changes.close_help(by=by, at=request.now, request=asked), "The request is closed.")
    return redirect(milestone)


def _crumbs(milestone: Milestone) -> list[dict]:
    return crumbs(milestone.objective.plan, milestone.objective, (milestone.ref, milestone.get_absolute_url()))
