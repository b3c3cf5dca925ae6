"""The steps of a proposal: a question and its answer, who took part, the agreement, and the review of a year."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.permissions import signed_in
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from target_decisions.changes import decisions, questions
from target_decisions.forms.steps import AgreeForm, AnswerForm, ConsultedForm, QuestionForm, ReviewForm
from target_decisions.models import Proposal
from target_decisions.permissions import check_step
from target_decisions.queries.outcomes import came_words
from target_decisions.views.access import proposal_crumbs, visible_proposal
from target_decisions.workflow import Step

AGREEING = "Who agreed it, where and when, is shown to everybody with the reasons. The target is set at the same time."


@require_http_methods(["GET", "POST"])
@signed_in
def question_create(request: Request, pk: int) -> HttpResponse:
    """Ask about a proposed target."""
    proposal = visible_proposal(request, pk)
    by, address = check_step(request.actor, proposal, Step.CHALLENGE), proposal.get_absolute_url()
    form = QuestionForm(request.POST or None, cancel_url=address)

    def ask() -> Done:
        questions.challenge(by=by, at=request.now, proposal=proposal, **form.cleaned_data)
        return "Your question is asked. You are told when it is answered.", address

    return form_page(request, _page("Ask about the target", proposal), form, ask)


@require_http_methods(["GET", "POST"])
@signed_in
def question_answer(request: Request, pk: int, question: int) -> HttpResponse:
    """Answer a question."""
    proposal = visible_proposal(request, pk)
    by, address = check_step(request.actor, proposal, Step.ANSWER), proposal.get_absolute_url()
    asked = get_object_or_404(proposal.questions.all(), pk=question)
    form = AnswerForm(request.POST or None, cancel_url=address)

    def answer() -> Done:
        questions.answer(by=by, at=request.now, question=asked, answer=form.cleaned_data["answer"])
        return "Your answer stands beside the question, and whoever asked is told.", address

    return form_page(request, _page("Answer a question", proposal, f"“{asked.question}”"), form, answer)


@require_http_methods(["GET", "POST"])
@signed_in
def consulted_create(request: Request, pk: int) -> HttpResponse:
    """Write down who took part in setting the target."""
    proposal = visible_proposal(request, pk)
    by, address = check_step(request.actor, proposal, Step.REVISE), proposal.get_absolute_url()
    form = ConsultedForm(request.POST or None, cancel_url=address)

    def say() -> Done:
        questions.say_consulted(by=by, at=request.now, proposal=proposal, **form.cleaned_data)
        return "Who took part is written down.", address

    return form_page(request, _page("Who took part", proposal), form, say)


@require_http_methods(["GET", "POST"])
@signed_in
def proposal_agree(request: Request, pk: int) -> HttpResponse:
    """Record that a meeting agreed the target, which sets it."""
    proposal = visible_proposal(request, pk)
    by, address = check_step(request.actor, proposal, Step.AGREE), proposal.get_absolute_url()
    form = AgreeForm(request.POST or None, version=proposal.version, cancel_url=address)

    def agree() -> Done:
        meeting, version = form.given(decisions.Meeting), form.cleaned_data["version"]
        decisions.agree(by=by, at=request.now, proposal=proposal, version=version, meeting=meeting)
        return "It is recorded who agreed it, and the target is set.", address

    return form_page(request, _page("The target was agreed", proposal, AGREEING), form, agree)


@require_http_methods(["GET", "POST"])
@signed_in
def year_review(request: Request, pk: int, year: int) -> HttpResponse:
    """Review the target of a year that is over."""
    proposal = visible_proposal(request, pk)
    by, address = check_step(request.actor, proposal, Step.REVIEW), proposal.get_absolute_url()
    found = get_object_or_404(proposal.years.all(), pk=year)
    form = ReviewForm(request.POST or None, version=proposal.version, cancel_url=address)

    def review() -> Done:
        decisions.review(by=by, at=request.now, proposal=proposal, year=found, **form.cleaned_data)
        return f"The review of {found.year.label} is saved.", address

    came = f"What came: {came_words(proposal.indicator, found.year)}."
    return form_page(request, _page(f"Review the target of {found.year.label}", proposal, came), form, review)


def _page(title: str, proposal: Proposal, intro: str = "") -> FormPage:
    return FormPage(title, proposal_crumbs(proposal), caption=str(proposal.indicator), intro=intro)
