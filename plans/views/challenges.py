"""Recording that a priority was challenged."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.permissions import signed_in
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.changes import challenges as changes
from plans.forms.challenges import ChallengeForm
from plans.models import Objective, ObjectiveKind, PriorityChallenge
from plans.permissions import check_edit
from plans.views.access import visible_objective
from plans.views.navigation import crumbs

CHALLENGING = (
    "A priority that was tested before it was agreed is not undermined later. Say who tested it, and be honest about "
    "what came of it."
)


@require_http_methods(["GET", "POST"])
@signed_in
def challenge_create(request: Request, ref: str) -> HttpResponse:
    """Record a challenge of the priority with that reference."""
    priority = _priority(request, ref)
    by = check_edit(request.actor, priority.plan)
    form = ChallengeForm(request.POST or None, today=request.today, cancel_url=priority.get_absolute_url())

    def record() -> Done:
        details = form.given(changes.ChallengeDetails)
        made = changes.record_challenge(by=by, at=request.now, priority=priority, details=details)
        return "The challenge is recorded.", made

    page = FormPage("Record a challenge", _crumbs(priority), caption=str(priority), intro=CHALLENGING)
    return form_page(request, page, form, record)


@require_http_methods(["GET", "POST"])
@signed_in
def challenge_edit(request: Request, ref: str, pk: int) -> HttpResponse:
    """Correct what was recorded."""
    priority = _priority(request, ref)
    by = check_edit(request.actor, priority.plan)
    challenge = get_object_or_404(PriorityChallenge, pk=pk, objective=priority)
    given = {"today": request.today, "instance": challenge, "cancel_url": priority.get_absolute_url()}
    form = ChallengeForm(request.POST or None, **given)

    def edit() -> Done:
        details = form.edited(changes.ChallengeDetails)
        changes.edit_challenge(by=by, at=request.now, challenge=challenge, **details)
        return "The challenge is saved.", challenge

    page = FormPage("Correct a challenge", _crumbs(priority), caption=str(priority), intro=CHALLENGING)
    return form_page(request, page, form, edit)


def _priority(request: Request, ref: str) -> Objective:
    """The priority; of what is none, or of a private plan, there is no such page."""
    priority = visible_objective(request, ref)
    if priority.kind != ObjectiveKind.PRIORITY or priority.plan.level.is_private:
        raise Http404
    return priority


def _crumbs(priority: Objective) -> list[dict]:
    return crumbs(priority.plan, priority)
