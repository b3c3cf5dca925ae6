"""A person's own review, and a review as those see it who may read it."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from accounts.views.history import with_history
from edr.changes import reviews as changes
from edr.changes import signing
from edr.forms.reviews import BeginForm, ReopenForm, SignForm
from edr.models import Review
from edr.permissions import admit_to_own
from edr.queries import review_page as read
from edr.queries.looks import glasses, looks
from edr.queries.own_file import own_reviews
from edr.queries.words import mark_of, turn_words, year_words
from edr.rules.keeping import kept_until
from edr.views.access import Found, changeable, crumbs, own_review, review_crumbs, sections, visible_review
from edr.workflow import STAGE_WORDS, STAGES, Side, Stage, is_open, stage_now, takes_needs, why_not_sign
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request

WRITE = {Stage.MID_YEAR: "edr:mid-year-write", Stage.END_YEAR: "edr:end-year-write"}
REOPENING = "Reopening takes back what both have signed, from there on. Then both change it, and sign it again."


@require_safe
@signed_in
def own(request: Request) -> HttpResponse:
    """The person's own review: this year's, or that of another year."""
    found = own_review(request)
    admit_to_own(request.actor, has_review=found is not None)
    if found is None:
        return render(request, "edr/own_none.html", {"sections": sections(request, "own")})
    return _page(request, found, active="own")


@require_safe
@signed_in
def review_detail(request: Request, pk: int) -> HttpResponse:
    """A review: where it stands, objectives with what they serve, development, what both said, and who signed."""
    return _page(request, visible_review(request, pk), active="")


@require_http_methods(["GET", "POST"])
@needs(Permission.REVIEW_OWN, anywhere=True)
def review_begin(request: Request) -> HttpResponse:
    """Begin the own review of this year or the next."""
    years = changes.years_to_begin(request.today)
    form = BeginForm(request.POST or None, actor=request.actor, years=years, cancel_url=reverse("edr:own"))

    def begin() -> Done:
        post = form.cleaned_data["post"]
        review = changes.begin_review(by=request.actor, at=request.now, post=post, year=form.period)
        return "Your review is begun. Add your first objective.", review

    intro = "You and your current line of managers read it, and nobody else."
    return form_page(request, FormPage("Begin my review", crumbs(), intro=intro), form, begin)


@require_safe
@signed_in
def own_file(request: Request) -> HttpResponse:
    """All of the person's own reviews, as a file for themselves."""
    told = own_reviews(request.user, kept_until=_kept_until)
    admit_to_own(request.actor, has_review=bool(told))
    answer = JsonResponse({"reviews": told}, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="my-reviews.json"'
    return answer


@require_POST
@signed_in
def review_sign(request: Request, pk: int) -> HttpResponse:
    """Sign what is being worked on, in the version that the page showed."""
    review, side = changeable(request, pk)
    form = SignForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    sign = partial(signing.sign, by=request.actor, at=request.now, review=review, side=side, version=version)
    pressed(request, sign, "You have signed.")
    return redirect(review)


@require_http_methods(["GET", "POST"])
@signed_in
def review_reopen(request: Request, pk: int) -> HttpResponse:
    """Take back signatures, so that what was signed can be changed."""
    review, side = changeable(request, pk)
    signed = signing.signatures_of(review)
    stages = [stage for stage in STAGES if any(each is stage for each, _ in signed)]
    form = ReopenForm(request.POST or None, stages=stages, cancel_url=review.get_absolute_url())

    def reopen() -> Done:
        stage, why = Stage(form.cleaned_data["stage"]), form.cleaned_data["why"]
        signing.reopen(by=request.actor, at=request.now, review=review, side=side, stage=stage, why=why)
        return f"The {STAGE_WORDS[stage]} can be changed again. Both sign when it is done.", review

    page = FormPage("Reopen what was signed", review_crumbs(review), caption=year_words(review), intro=REOPENING)
    return form_page(request, page, form, reopen)


def _page(request: Request, found: Found, *, active: str) -> HttpResponse:
    review = found.review
    signatures = read.signatures_on(review.pk)
    signed = read.standing(signatures)
    has_objectives = bool(read.first_objective(review.pk))
    context = {
        "review": review,
        "is_own": found.is_own,
        "sections": sections(request, active),
        "crumbs": crumbs() if active != "own" else [],
        "status": mark_of(signed),
        "turn": turn_words(signed, has_objectives=has_objectives, reader=found.side, person=review.person.name),
        "kept_until": _kept_until(review),
        **with_history(
            request, review, unit_id=None, editing=Permission.PRIVATE_EDIT, is_private=True,
            details=lambda: _details(request, found, signatures, has_objectives),
        ),
    }  # fmt: skip
    return render(request, "edr/review_detail.html", context)


def _details(request: Request, found: Found, signatures: list[Any], has_objectives: bool) -> dict[str, Any]:
    review, signed = found.review, read.standing(signatures)
    said = read.statements_in(review.pk)
    stage = stage_now(signed)
    return {
        "objectives": read.objective_rows(review, actor=request.actor, said=said),
        "needs": read.need_rows(review, today=request.today),
        "mid_year": read.said_of_the_whole(said, Stage.MID_YEAR),
        "end_year": read.said_of_the_whole(said, Stage.END_YEAR),
        "signed": read.signed_rows(signatures),
        "taken_back": read.taken_back_rows(signatures),
        "may_change": found.side is not None and is_open(Stage.OBJECTIVES, signed),
        "may_develop": found.side is not None and takes_needs(signed),
        "may_reopen": found.side is not None and bool(signed),
        "write_url": reverse(WRITE[stage], args=[review.pk]) if _may_write(found, stage, signed) else "",
        "signing": _signing(found, signed, said, has_objectives) if found.side and stage else None,
        "looks": looks(review) if found.is_own else [],
        "glasses": glasses(review) if found.is_own else [],
        "years": _other_years(review) if found.is_own else [],
        "may_begin": request.actor.may_anywhere(Permission.REVIEW_OWN),
    }


def _may_write(found: Found, stage: Stage | None, signed: Any) -> bool:
    return found.side is not None and stage in WRITE and is_open(stage, signed)


def _signing(found: Found, signed: Any, said: list[Any], has_objectives: bool) -> dict[str, str]:
    """The button that signs, or why it cannot be pressed."""
    stage = stage_now(signed)
    has_words = any(each.stage == stage and each.side == Side.MANAGER and each.text for each in said)
    reason = why_not_sign(found.side, signed, has_objectives=has_objectives, has_words=has_words)
    url = reverse("edr:review-sign", args=[found.review.pk])
    return {"label": f"Sign the {STAGE_WORDS[stage]}", "url": url, "reason": reason}


def _other_years(review: Review) -> list[dict[str, str]]:
    own = Review.objects.filter(person=review.person_id).exclude(pk=review.pk).order_by("-year")
    return [{"label": each.year.label, "url": f"{reverse('edr:own')}?year={each.year.key}"} for each in own]


def _kept_until(review: Review) -> Any:
    return kept_until(review.year.end, settings.PMMI_REVIEW_YEARS)
