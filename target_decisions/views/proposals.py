"""A proposal: its page, and the forms by which it is made, revised and withdrawn."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, post_address, signed_in
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from indicators.models import Indicator
from indicators.queries.targets import current_year
from indicators.views.definitions import visible_indicator
from indicators.views.navigation import sheet_url
from plans.periods import Frequency, Period, asked_period
from target_decisions.changes import proposals as changes
from target_decisions.forms.proposals import ProposalForm
from target_decisions.forms.steps import WithdrawForm
from target_decisions.models import Proposal
from target_decisions.permissions import check_propose, check_step, steps_open
from target_decisions.queries.evidence import evidence_for, risks_of
from target_decisions.queries.listed import stage_mark
from target_decisions.queries.pages import plan_known, target_before, year_rows
from target_decisions.views.access import crumbs, proposal_crumbs, visible_proposal
from target_decisions.workflow import STAGES, Stage, Step

INTRO = (
    "Say what the measure is to reach and why. Others may ask about it, and a meeting agrees it; until then the "
    "measure’s target stays as it is."
)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def proposal_detail(request: Request, pk: int) -> HttpResponse:
    """A proposal with all that one needs to judge it, what was asked, and who agreed it where."""
    kept, proposal = SnapshotCache(), visible_proposal(request, pk)
    context = {
        "proposal": proposal,
        "indicator": proposal.indicator,
        "mark": stage_mark(proposal.stage),
        "meaning": STAGES[Stage(proposal.stage)].meaning,
        "may": steps_open(request.actor, proposal),
        "crumbs": crumbs(),
        **with_history(
            request, proposal, unit_id=proposal.indicator.service_id, editing=Permission.TARGET_PROPOSE,
            is_private=False, details=partial(_details, request, proposal, kept),
        ),
    }  # fmt: skip
    return render(request, "target_decisions/proposal_detail.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def proposal_create(request: Request, ref: str) -> HttpResponse:
    """Propose the target of a measure: for next year, or the year of ``?year=``."""
    indicator = visible_indicator(request, ref)
    by = check_propose(request.actor, indicator.service_id)
    year = _asked_year(request, indicator)
    given = {"indicator": indicator, "year": year, "like": target_before(indicator, year)}
    form = ProposalForm(request.POST or None, actor=request.actor, cancel_url=sheet_url(indicator, "targets"), **given)

    def create() -> Done:
        said = {"details": form.details, "years": form.aims()}
        made = changes.propose(by=by, at=request.now, indicator=indicator, **said)
        return f"The target of {indicator.ref} for {year.label} is proposed.", made

    page = _form_page(f"Propose the target for {year.label}", crumbs(), indicator)
    return form_page(request, page, form, create, {"risks": risks_of(indicator)})


@require_http_methods(["GET", "POST"])
@signed_in
def proposal_edit(request: Request, pk: int) -> HttpResponse:
    """Revise a proposal while nothing is decided."""
    proposal = visible_proposal(request, pk)
    by, indicator = check_step(request.actor, proposal, Step.REVISE), proposal.indicator
    form = ProposalForm(
        request.POST or None, actor=request.actor, indicator=indicator, year=proposal.first_year, proposal=proposal,
        cancel_url=proposal.get_absolute_url(),
    )  # fmt: skip

    def edit() -> Done:
        given = {"details": form.details, "years": form.aims(), "version": form.cleaned_data["version"]}
        changed = changes.revise(by=by, at=request.now, proposal=proposal, **given)
        return "The proposal is saved.", changed

    page = _form_page("Change the proposal", proposal_crumbs(proposal), indicator)
    return form_page(request, page, form, edit, {"risks": risks_of(indicator)})


@require_http_methods(["GET", "POST"])
@signed_in
def proposal_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a proposal back."""
    proposal = visible_proposal(request, pk)
    by, address = check_step(request.actor, proposal, Step.WITHDRAW), proposal.get_absolute_url()
    form = WithdrawForm(request.POST or None, version=proposal.version, cancel_url=address)

    def take_back() -> Done:
        given = {"version": form.cleaned_data["version"], "why": form.cleaned_data["why"]}
        changes.withdraw(by=by, at=request.now, proposal=proposal, **given)
        return "The proposal is withdrawn. It is kept as it was.", address

    page = FormPage("Withdraw the proposal", proposal_crumbs(proposal), caption=str(proposal.indicator))
    return form_page(request, page, form, take_back)


def _form_page(title: str, above: list[dict[str, str]], indicator: Indicator) -> FormPage:
    template = "target_decisions/proposal_form.html"
    return FormPage(title, above, caption=str(indicator), intro=INTRO, template=template)


def _asked_year(request: Request, indicator: Indicator) -> Period:
    """The measure's own year that the address asks for, else its next. Raises Http404 for no year of its kind."""
    following = current_year(indicator, today=request.today).next()
    if "year" not in request.GET:
        return following
    try:
        asked = asked_period(request.GET["year"])
    except ValueError as error:
        raise Http404 from error
    if asked.frequency is not Frequency.YEAR or asked.basis != following.basis:
        raise Http404
    return asked


def _details(request: Request, proposal: Proposal, kept: SnapshotCache) -> dict[str, Any]:
    years = list(proposal.years.prefetch_related("periods"))
    for each in years:
        each.proposal = proposal
    today = request.today
    return {
        "years": year_rows(proposal, years, today=today),
        "evidence": kept(lambda: evidence_for(proposal, years, today=today), "evidence", proposal.pk, today),
        "questions": proposal.questions.select_related("asked_by", "answered_by"),
        "consulted": proposal.consulted.all(),
        "plan": plan_known(proposal, actor=request.actor),
        "post_url": post_address(request.actor, proposal.responsible) if proposal.responsible else "",
        "counter_url": _counter_url(request, proposal),
    }


def _counter_url(request: Request, proposal: Proposal) -> str:
    """The page of the measure that is read beside it; "" where the reader may not open it."""
    found = proposal.counter_measure
    known = found is not None and request.actor.may(Permission.COUNCIL_READ, found.service_id)
    return found.get_absolute_url() if found is not None and known else ""
