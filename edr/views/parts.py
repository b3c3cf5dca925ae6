"""Forms of what a review is made of: objectives, development needs, and what both write of the year."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.permissions import signed_in
from edr.changes import reviews as changes
from edr.changes.signing import statements_of, write_statements
from edr.forms.reviews import NeedForm, ObjectiveForm, RemoveForm, StatementForm
from edr.models import DevelopmentNeed, ReviewObjective
from edr.queries.words import STAGE_TITLES, year_words
from edr.views.access import changeable, part_of, review_crumbs
from edr.workflow import Side, Stage
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request

SMART = (
    "One thing to be done, how you will both know that it is, and by when. Choosing the objective of the plan that it "
    "serves shows how the work helps the council."
)
WRITING = {
    Side.EMPLOYEE: "How it went, as you see it. Your manager reads it; both of you sign when it is all said.",
    Side.MANAGER: "How it went, as you see it. The person reads it before they sign.",
}


@require_http_methods(["GET", "POST"])
@signed_in
def objective_create(request: Request, pk: int) -> HttpResponse:
    """A new objective of the review."""
    review, _ = changeable(request, pk)
    about = {"review": review, "actor": request.actor, "today": request.today}
    form = ObjectiveForm(request.POST or None, cancel_url=review.get_absolute_url(), **about)

    def add() -> Done:
        details = form.given(changes.ObjectiveDetails)
        changes.add_objective(by=request.actor, at=request.now, review=review, details=details)
        return "The objective is added. Its page says what would make it clearer.", review

    page = FormPage("Add an objective to the review", review_crumbs(review), caption=year_words(review), intro=SMART)
    return form_page(request, page, form, add)


@require_http_methods(["GET", "POST"])
@signed_in
def objective_edit(request: Request, pk: int, part: int) -> HttpResponse:
    """Change an objective of the review."""
    objective = part_of(ReviewObjective, request, pk, part)
    review = objective.review
    about = {"review": review, "actor": request.actor, "today": request.today, "instance": objective}
    form = ObjectiveForm(request.POST or None, cancel_url=review.get_absolute_url(), **about)

    def edit() -> Done:
        given = form.edited(changes.ObjectiveDetails)
        changes.edit_objective(by=request.actor, at=request.now, objective=objective, **given)
        return "The objective is saved.", review

    page = FormPage("Change an objective of the review", review_crumbs(review), caption=year_words(review), intro=SMART)
    return form_page(request, page, form, edit)


@require_http_methods(["GET", "POST"])
@signed_in
def objective_remove(request: Request, pk: int, part: int) -> HttpResponse:
    """Take an objective out of the review."""
    objective = part_of(ReviewObjective, request, pk, part)
    remove = partial(changes.remove_objective, by=request.actor, at=request.now, objective=objective)
    return _removed(request, objective, f"Take out “{objective.title}”", remove)


@require_http_methods(["GET", "POST"])
@signed_in
def need_create(request: Request, pk: int) -> HttpResponse:
    """A new development need."""
    review, _ = changeable(request, pk)
    form = NeedForm(request.POST or None, cancel_url=review.get_absolute_url())

    def add() -> Done:
        changes.add_need(by=request.actor, at=request.now, review=review, details=form.given(changes.NeedDetails))
        return "The development need is added.", review

    page = FormPage("Add a development need", review_crumbs(review), caption=year_words(review))
    return form_page(request, page, form, add)


@require_http_methods(["GET", "POST"])
@signed_in
def need_edit(request: Request, pk: int, part: int) -> HttpResponse:
    """Change a development need, or say that it was met."""
    need = part_of(DevelopmentNeed, request, pk, part)
    review = need.review
    form = NeedForm(request.POST or None, instance=need, cancel_url=review.get_absolute_url())

    def edit() -> Done:
        changes.edit_need(by=request.actor, at=request.now, need=need, **form.edited(changes.NeedDetails))
        return "The development need is saved.", review

    page = FormPage("Change a development need", review_crumbs(review), caption=year_words(review))
    return form_page(request, page, form, edit)


@require_http_methods(["GET", "POST"])
@signed_in
def need_remove(request: Request, pk: int, part: int) -> HttpResponse:
    """Take a development need out of the review."""
    need = part_of(DevelopmentNeed, request, pk, part)
    remove = partial(changes.remove_need, by=request.actor, at=request.now, need=need)
    return _removed(request, need, f"Take out “{need.need}”", remove)


@require_http_methods(["GET", "POST"])
@signed_in
def statement_write(request: Request, pk: int, stage: Stage) -> HttpResponse:
    """What the reader's side says at mid-year or end-year."""
    review, side = changeable(request, pk)
    said, version = statements_of(review, side, stage)
    objectives = list(review.objectives.order_by("position", "pk"))
    about = {"objectives": objectives, "said": said, "version": version}
    form = StatementForm(request.POST or None, cancel_url=review.get_absolute_url(), **about)

    def write() -> Done:
        given = {"side": side, "stage": stage, "texts": form.texts, "version": form.cleaned_data["version"]}
        write_statements(by=request.actor, at=request.now, review=review, **given)
        return "What you wrote is saved. It can be changed until one of you signs.", review

    page = FormPage(STAGE_TITLES[stage], review_crumbs(review), caption=year_words(review), intro=WRITING[side])
    return form_page(request, page, form, write)


def _removed(request: Request, part: ReviewObjective | DevelopmentNeed, heading: str, remove: partial) -> HttpResponse:
    review = part.review
    form = RemoveForm(request.POST or None, cancel_url=review.get_absolute_url())

    def take_out() -> Done:
        remove()
        return "It is taken out.", review

    words = "What was written of it goes with it. This cannot be undone."
    title = "Take out an objective" if isinstance(part, ReviewObjective) else "Take out a development need"
    page = FormPage(title, review_crumbs(review), heading=heading, caption=year_words(review), intro=words)
    return form_page(request, page, form, take_out)
