"""Quality assurance of a plan: submitted by its authors, sent back with findings or signed off by somebody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import News, tell
from foundation.dates import london_day, moment_words
from foundation.refusals import ChangeRefused
from foundation.words import counted
from plans.changes.plans import check_ready, locked, moved
from plans.changes.told import plan_submitted, plan_told, review_told
from plans.models import Plan, PlanReview, ReviewItem, ReviewOutcome
from plans.quality import JUDGEMENTS, Verdict
from plans.queries.authors import is_author
from plans.queries.quality import checks_of
from plans.workflow import PlanMove, PlanState

REVIEWER_IS_AUTHOR = (
    "You wrote in this plan or submitted it, so somebody else of the performance team reviews it: nobody signs off "
    "their own work."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a reviewer says of one line of the checklist; where it is not met, why."""

    is_met: bool
    reason: str = ""


class _Decision(NamedTuple):
    outcome: ReviewOutcome
    remarks: str
    items: Sequence[ReviewItem]


@transaction.atomic
def submit_plan(*, by: Actor, at: datetime, plan: Plan, note: str = "") -> PlanReview:
    """From draft to submitted: nobody changes the plan until it is decided on.

    Raises ChangeRefused where it was submitted before, with by whom and when; where it has no objective; and names the
    objectives that another app asks something of first (B3: no risk assessment).
    """
    stored = locked(plan)
    if stored.state == PlanState.SUBMITTED:
        raise ChangeRefused(_submitted_before(_waiting(stored)))
    state = moved(stored, PlanMove.SUBMIT)
    if stored.level.is_private:
        raise ChangeRefused("A private plan is not submitted: its owner and their line of managers alone read it.")
    check_ready(stored, "submitted")
    number = (stored.reviews.aggregate(last=Max("number"))["last"] or 0) + 1
    review = PlanReview.objects.create(
        plan=stored, number=number, submitted_by=by.user, submitted_at=at, note=note.strip()
    )
    tell(by=by, at=at, news=plan_submitted(stored, by.name))
    audit.save(by=by, at=at, thing=stored, values={"state": state}, action="submitted", why=note)
    return review


@transaction.atomic
def withdraw_plan(*, by: Actor, at: datetime, plan: Plan, why: str = "") -> PlanReview:
    """From submitted back to draft, by its authors. Raises ChangeRefused."""
    stored = locked(plan)
    state = moved(stored, PlanMove.WITHDRAW)
    review = _waiting(stored)
    _decide(review, ReviewOutcome.WITHDRAWN, by=by, at=at)
    tell(by=by, at=at, news=plan_told(stored, "was taken back to be changed"))
    audit.save(by=by, at=at, thing=stored, values={"state": state}, action="took back", why=why)
    return review


@transaction.atomic
def send_back_plan(
    *, by: Actor, at: datetime, plan: Plan, remarks: str, judged: Mapping[str, Judged] | None = None
) -> PlanReview:
    """From submitted or signed off back to draft, with what was found: in words, and of the checklist as it stands.

    Raises ChangeRefused without words, and for who wrote in the plan or submitted it.
    """
    stored = locked(plan)
    state = _checked(stored, PlanMove.SEND_BACK, by)
    if not remarks.strip():
        raise ChangeRefused("Enter what has to be repaired, so that its authors know what to do.")
    news = review_told(stored, f"was sent back by {by.name}: {remarks.strip().removesuffix('.')}")
    given = _Decision(ReviewOutcome.SENT_BACK, remarks, _items(stored, judged or {}, at=at))
    return _reviewed(stored, state, given, by=by, at=at, news=news)


@transaction.atomic
def sign_off_plan(
    *, by: Actor, at: datetime, plan: Plan, judged: Mapping[str, Judged], remarks: str = ""
) -> PlanReview:
    """From submitted to signed off. Raises ChangeRefused for any other state, for who wrote in the plan or submitted
    it, where something of the checklist was not judged, and where findings stand of which nothing is said.
    """
    stored = locked(plan)
    state = _checked(stored, PlanMove.SIGN_OFF, by)
    news = review_told(stored, f"was signed off by {by.name}, and waits for approval")
    items = _items(stored, judged, at=at)
    if missing := [key for key, _ in JUDGEMENTS if key not in judged]:
        left = counted(len(missing), "line")
        raise ChangeRefused(f"Judge each line of the checklist before you sign off: {left} to go.")
    if not remarks.strip() and not all(each.is_met for each in items):
        raise ChangeRefused("The checklist has findings. Enter why the plan can be signed off with them.")
    return _reviewed(stored, state, _Decision(ReviewOutcome.SIGNED_OFF, remarks, items), by=by, at=at, news=news)


def _checked(plan: Plan, move: PlanMove, by: Actor) -> PlanState:
    state = moved(plan, move)
    if is_author(plan, by.user):
        raise ChangeRefused(REVIEWER_IS_AUTHOR)
    return state


def _items(plan: Plan, judged: Mapping[str, Judged], *, at: datetime) -> list[ReviewItem]:
    """The checklist as it stands, with what the reviewer judged; what was not judged is left out."""
    items = []
    for place, check in enumerate(checks_of(plan, today=london_day(at)), 1):
        if check.verdict is not Verdict.JUDGEMENT:
            reason = " ".join(f"{each.place.name}: {each.words}" for each in check.remedies)
            found = Judged(is_met=check.verdict is Verdict.MET, reason=reason)
        elif check.key in judged:
            found = judged[check.key]
        else:
            continue
        if not found.is_met and not found.reason.strip():
            raise ChangeRefused(f"Enter why not: “{check.words}”.")
        items.append(
            ReviewItem(
                position=place, key=check.key, words=check.words, is_met=found.is_met, reason=found.reason.strip()
            )
        )
    return items


def _reviewed(
    plan: Plan, state: PlanState, decision: _Decision, *, by: Actor, at: datetime, news: list[News]
) -> PlanReview:
    # What was signed off already is opened again by a round of its own: the sign-off stays on record.
    review = _waiting(plan) if plan.state == PlanState.SUBMITTED else _another_round(plan)
    _decide(review, decision.outcome, by=by, at=at, remarks=decision.remarks)
    for item in decision.items:
        item.review = review
    ReviewItem.objects.bulk_create(decision.items)
    tell(by=by, at=at, news=news)
    said = decision.outcome.label.lower()
    audit.save(by=by, at=at, thing=plan, values={"state": state}, action=said, why=decision.remarks)
    return review


def _decide(review: PlanReview, outcome: ReviewOutcome, *, by: Actor, at: datetime, remarks: str = "") -> None:
    review.outcome, review.reviewer, review.reviewed_at, review.remarks = outcome, by.user, at, remarks.strip()
    review.save(update_fields=["outcome", "reviewer", "reviewed_at", "remarks"])


def _waiting(plan: Plan) -> PlanReview:
    found = plan.reviews.select_related("submitted_by").filter(outcome=ReviewOutcome.WAITING).first()
    return found or _another_round(plan)


def _another_round(plan: Plan) -> PlanReview:
    last = plan.reviews.order_by("-number").first()
    if last is None:
        raise ChangeRefused("This plan was never submitted.")
    given = {"submitted_by": last.submitted_by, "submitted_at": last.submitted_at, "note": last.note}
    return PlanReview.objects.create(plan=plan, number=last.number + 1, **given)


def _submitted_before(review: PlanReview) -> str:
    who = review.submitted_by.name if review.submitted_by else "The system"
    return (
        f"{who} submitted this plan on {moment_words(review.submitted_at)}: it waits for its reviewer. Nothing of "
        "yours was sent. Take the plan back if something has to change first."
    )
