"""Drawing the plans that are quality assured in a year, and giving each to a reviewer who is no author of it (A7)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Post
from accounts.queries.holders import Holder, holders_of
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from plans.changes.plans import locked
from plans.changes.told import plan_sampled, review_given
from plans.models import Level, Plan, PlanState, SampleDraw
from plans.periods import Period
from plans.queries.authors import authors_of
from plans.queries.reviews import reviewers_of_plans
from plans.queries.sampling import candidates_of, drawn_from

NOBODY_LEFT = (
    "Nothing is left to draw: the plans of this level and year are chosen, approved or closed already, or enough of "
    "them are chosen."
)


@transaction.atomic
def draw_sample(*, by: Actor, at: datetime, level: Level, year: Period) -> SampleDraw:
    """Draw the plans of a level that are looked at in a year, among those that are being written; a further draw adds
    to what was chosen before. Each goes to the reviewer who has fewest and wrote nothing in it.

    Raises ChangeRefused for a level whose plans are not sampled, and where nothing is left to draw.
    """
    stored = Level.objects.select_for_update().get(pk=level.pk)
    if stored.sampled_over is None:
        raise ChangeRefused(f"Plans of the level {stored} are not sampled. Say on its page how often each comes round.")
    plans, lines = candidates_of(stored, year)
    chosen = drawn_from(stored, year, plans, lines)
    if not chosen:
        raise ChangeRefused(NOBODY_LEFT)
    drawn = SampleDraw.objects.create(
        level=stored, year=year, over=stored.sampled_over, plans=len(plans), by=by.user, at=at
    )
    changes = {"year": (None, year.label), "plans": (None, len(plans)), "chosen": (None, len(chosen))}
    audit.record(by=by, at=at, action="drew", thing=drawn, page=stored, changes=changes)
    by_key = {each.pk: each for each in plans}
    reviewers = _share_out([by_key[each.key] for each in chosen], at=at)
    for each in chosen:
        plan = locked(by_key[each.key])
        values = {"sampled": drawn, "sampled_why": each.why, "reviewer": reviewers.get(plan.pk)}
        audit.save(by=by, at=at, thing=plan, values=values, action="drew for review", why=each.why)
        tell(by=by, at=at, news=plan_sampled(plan, each.why))
    return drawn


@transaction.atomic
def give_to_reviewer(*, by: Actor, at: datetime, plan: Plan, reviewer: Post) -> Plan:
    """Give a plan to a post of the performance team to review. Whoever else of the team may step in.

    Raises ChangeRefused for another post, for one whose holder wrote in the plan, for a draft that asks for no review
    and once it is approved.
    """
    stored = locked(plan)
    if stored.is_approved:
        raise ChangeRefused("This plan is approved already, so nobody reviews it any more.")
    if stored.state == PlanState.DRAFT and not stored.is_reviewed:
        raise ChangeRefused("This plan asks for no review: not all of its level are reviewed, and it was not drawn.")
    if reviewer not in reviewers_of_plans():
        raise ChangeRefused(f"{reviewer} is no post of the performance team, who review plans. Choose one of theirs.")
    held = holders_of([reviewer.pk], today=london_day(at))
    if authors := _authors_among(held[reviewer.pk], authors_of(stored)):
        raise ChangeRefused(f"{authors} wrote in this plan, and nobody reviews their own work. Choose another post.")
    if audit.save(by=by, at=at, thing=stored, values={"reviewer": reviewer}, action="gave to review"):
        tell(by=by, at=at, news=review_given(stored))
    return stored


def _share_out(plans: Sequence[Plan], *, at: datetime) -> Mapping[int, Post]:
    """A reviewer for each plan by its key: who has fewest of those who wrote nothing in it; none where all did."""
    posts = list(reviewers_of_plans())
    held, given, found = holders_of([each.pk for each in posts], today=london_day(at)), Counter[int](), {}
    for plan in plans:
        authors = authors_of(plan)
        able = [each for each in posts if held[each.pk] and not _authors_among(held[each.pk], authors)]
        if able:
            found[plan.pk] = chosen = min(able, key=lambda each: (given[each.pk], each.title, each.pk))
            given[chosen.pk] += 1
    return found


def _authors_among(holders: Iterable[Holder], authors: frozenset[int]) -> str:
    return next((each.user.name for each in holders if each.user.pk in authors), "")
