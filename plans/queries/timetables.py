"""What is due of plans that are being written, by the planning timetable."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from accounts.duties import Duty
from accounts.models import Post
from foundation.statements import written_once
from foundation.words import counted
from plans.models import Level, Plan, PlanReview, PlanTimetable, ReviewOutcome
from plans.periods import Period
from plans.progress import DUE_SOON_DAYS
from plans.queries.challenges import Unchallenged, to_challenge
from plans.queries.reviews import reviewers_of_plans
from plans.queries.sampling import undrawn
from plans.stages import Due, due_of
from plans.workflow import BEFORE_APPROVAL, PlanState

_A_YEAR = timedelta(days=366)


def timetables() -> QuerySet[PlanTimetable]:
    """Every timetable, the latest first."""
    return PlanTimetable.objects.select_related("level").order_by("-starts_on", "level__position")


@written_once
def every_timetable() -> QuerySet[PlanTimetable]:
    """All of them, as they stand."""
    return PlanTimetable.objects.all()


def timetable_of(plan: Plan, found: Iterable[PlanTimetable]) -> PlanTimetable | None:
    """The one of these that the plan goes by: its level's, for plans from a day on that is not a year past."""
    fitting = [
        each
        for each in found
        if each.level_id == plan.level_id and each.starts_on <= plan.starts_on < each.starts_on + _A_YEAR
    ]
    return max(fitting, key=lambda each: each.starts_on, default=None)


def due_by_plan(plans: Iterable[Plan], *, today: date) -> dict[int, Due]:
    """What is due of each of these plans that is written and has a timetable, by its key. One statement at most."""
    waiting = [plan for plan in plans if plan.state in BEFORE_APPROVAL]
    found = every_timetable() if waiting else []
    dues = ((plan.pk, _due(plan, found, today)) for plan in waiting)
    return {pk: due for pk, due in dues if due}


def plans_waiting(today: date, posts: Collection[int] | None = None) -> list[Duty]:
    """Plans that wait for the holders of these posts (None: of all): to be submitted soon or repaired for their owners,
    to be reviewed by their reviewer, and approved or drawn for the sample by the performance team; and priorities to be
    challenged. Seven statements at most, one where no plan is being written.
    """
    written = _being_written()
    if not written:
        return []
    plans, drawing = [each for each in written if each.is_reviewed], undrawn(written)
    found = [_to_challenge(post, each, today) for post, each in to_challenge(today, posts)]
    dues = due_by_plan(plans, today=today)
    soon = today + timedelta(days=DUE_SOON_DAYS)
    for plan in plans:
        due, is_back = dues.get(plan.pk), plan.last_outcome == ReviewOutcome.SENT_BACK
        is_theirs = plan.state == PlanState.DRAFT and (posts is None or plan.owner_id in posts)
        if is_theirs and (is_back or (due and due.on <= soon)):
            found.append(_waiting(plan, plan.owner, "own this plan", due, _OF_OWNER[is_back]))
    handed_in = [plan for plan in plans if plan.state != PlanState.DRAFT]
    for post in _reviewers() if handed_in or drawing else ():
        if posts is not None and post.pk not in posts:
            continue
        found += [_to_draw(post, *each) for each in drawing]
        theirs = [each for each in handed_in if _is_theirs(each, post)]
        found += [_waiting(plan, post, "review plans", dues.get(plan.pk), _WAITS[plan.state]) for plan in theirs]
    return found


def _is_theirs(plan: Plan, post: Post) -> bool:
    """Whether a plan waits for the holder of that post: to be reviewed, for the one to whom it was given."""
    return plan.state != PlanState.SUBMITTED or plan.reviewer_id in (None, post.pk)


def _to_challenge(post: Post, unchallenged: Unchallenged, today: date) -> Duty:
    priority, words = unchallenged.priority, unchallenged.words(today)
    text = f"Priority “{priority.title}”: {words[0].lower()}{words[1:-1]}"
    return Duty(post.pk, post.title, text, priority.get_absolute_url(), "own its plan", today > unchallenged.by)


def _to_draw(post: Post, level: Level, year: Period, count: int) -> Duty:
    text = f"Sample of {level}, {year.label}: to be drawn, {counted(count, 'plan')} being written"
    path = reverse("plans:sample-detail", args=[level.pk, year.key])
    return Duty(post.pk, post.title, text, path, "review plans", late=False)


@written_once
def _being_written() -> QuerySet[Plan]:
    written = Plan.objects.not_private().filter(state__in=BEFORE_APPROVAL)
    rounds = PlanReview.objects.filter(plan=OuterRef("pk")).exclude(outcome=ReviewOutcome.WITHDRAWN)
    last = Subquery(rounds.order_by("-number").values("outcome")[:1])
    return written.annotate(last_outcome=last).select_related("owner", "level").order_by("title", "pk")


_OF_OWNER = {True: "sent back to be repaired", False: "in draft"}
_WAITS = {PlanState.SUBMITTED.value: "waits for review", PlanState.SIGNED_OFF.value: "waits for approval"}


@written_once
def _reviewers() -> QuerySet[Post]:
    return reviewers_of_plans()


def _due(plan: Plan, found: Iterable[PlanTimetable], today: date) -> Due | None:
    timetable = timetable_of(plan, found)
    return due_of(plan.state, timetable.dates, today=today) if timetable else None


def _waiting(plan: Plan, post: Post, because: str, due: Due | None, said: str) -> Duty:
    when = f", {due.words}" if due else ""
    text = f"Plan “{plan.title}”: {said}{when}"
    return Duty(post.pk, post.title, text, plan.get_absolute_url(), because, bool(due and due.is_late))
