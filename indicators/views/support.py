"""Asking for help with a measure, and answering."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import signed_in
from foundation.form_pages import Done, form_page, pressed
from foundation.request import Request
from indicators.changes import support as changes
from indicators.models import MeasureHelp
from indicators.permissions import check_answer_help, check_recover
from indicators.views.definitions import about_measure, visible_indicator
from plans.forms.support import AnswerHelpForm, AskForHelpForm, who_is_asked


@require_http_methods(["GET", "POST"])
@signed_in
def help_ask(request: Request, ref: str) -> HttpResponse:
    """Ask the line manager of a measure's owner for help with it."""
    indicator = visible_indicator(request, ref)
    by, post = check_recover(request.actor, indicator), changes.asked_of(indicator)
    form = AskForHelpForm(request.POST or None, about="measure", cancel_url=indicator.get_absolute_url())

    def ask() -> Done:
        made = changes.ask_for_help(by=by, at=request.now, indicator=indicator, text=form.cleaned_data["text"])
        return f"{made.asked_of} is asked for help.", made

    title = "Ask for help with a measure"
    page = about_measure(indicator, title, title, who_is_asked(post))
    return form_page(request, page, form, ask)


@require_http_methods(["GET", "POST"])
@signed_in
def help_answer(request: Request, ref: str, pk: int) -> HttpResponse:
    """Answer a request for help."""
    asked = _asked(request, ref, pk)
    by = check_answer_help(request.actor, asked)
    form = AnswerHelpForm(request.POST or None, request=asked, cancel_url=asked.get_absolute_url())

    def answer() -> Done:
        changes.answer_help(by=by, at=request.now, request=asked, **form.cleaned_data)
        return "Your answer is sent.", asked

    heading, title = "Answer a request for help", "Answer a request for help with a measure"
    page = about_measure(asked.indicator, title, heading, f"“{asked.text}”")
    return form_page(request, page, form, answer)


@require_POST
@signed_in
def help_close(request: Request, ref: str, pk: int) -> HttpResponse:
    """Say that help is no longer needed."""
    asked = _asked(request, ref, pk)
    by = check_recover(request.actor, asked.indicator)
    pressed(request, lambda: changes.close_help(by=by, at=request.now, request=asked), "The request is closed.")
    return redirect(asked.indicator)


def _asked(request: Request, ref: str, pk: int) -> MeasureHelp:
    indicator = visible_indicator(request, ref)
    return get_object_or_404(MeasureHelp.objects.select_related("indicator", "asked_of"), pk=pk, indicator=indicator)
