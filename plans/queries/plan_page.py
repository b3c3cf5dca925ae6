"""What the page of a plan tells of it: read at once, and kept while nothing is written."""

from datetime import date
from typing import Any

from accounts.actors import Actor
from foundation.snapshot_cache import SnapshotCache
from plans.models import Plan
from plans.queries.challenges import too_late, unchallenged
from plans.queries.comments import talk_about
from plans.queries.milestones import milestone_rows, milestones_of_plan, percent_of_plan
from plans.queries.plans import objectives_by_kind
from plans.queries.readiness import lacks_of
from plans.queries.reviews import rounds_of, to_repair
from plans.queries.sections import sections_of
from plans.queries.thread import whole_thread
from plans.queries.timetables import every_timetable, timetable_of
from plans.queries.waits import with_waits
from plans.stages import STAGES, due_of
from plans.thread import Finding, health
from plans.workflow import BEFORE_APPROVAL


def plan_page(plan: Plan, *, actor: Actor, is_writer: bool, today: date) -> dict[str, Any]:
    """``plans/plan_detail.html``: the plan's objectives by kind, milestones, answers, comments, rounds of review and
    what is wrong with it, as that person may know them on a day; for a writer (``may_edit``) also what it lacks.
    """
    kept = SnapshotCache()
    # While nothing is written a person may know what they might before: a request can not change who somebody is.
    key = (plan.pk, actor.user.pk if actor.user else None, is_writer, today)
    return kept(lambda: _read(plan, actor, is_writer, today, kept), "page of a plan", *key)


def _read(plan: Plan, actor: Actor, is_writer: bool, today: date, kept: SnapshotCache) -> dict[str, Any]:
    milestones = milestones_of_plan(plan.pk, actor=actor)
    return {
        "groups": objectives_by_kind(plan, actor=actor, today=today, kept=kept),
        "milestones": (steps := with_waits(milestone_rows(milestones, today=today), actor=actor)),
        "together": percent_of_plan(steps),
        "findings": [*health(whole_thread(kept), plans={plan.pk}), *_unchallenged(plan, today)],
        "lacks": lacks_of(plan) if is_writer and plan.state in BEFORE_APPROVAL else [],
        "talk": (talk := talk_about(plan)),
        "sections": [(each, talk.by_question.get(each.key, ())) for each in sections_of(plan)],
        **_stages(plan, today),
        "rounds": (rounds := rounds_of(plan)),
        "to_repair": to_repair(plan, rounds),
    }


def _unchallenged(plan: Plan, today: date) -> list[Finding]:
    """Priorities of a plan that is being written whose challenge is late."""
    if plan.is_approved:
        return []
    return too_late([each for each in unchallenged() if each.priority.plan_id == plan.pk], today, {})


def _stages(plan: Plan, today: date) -> dict[str, Any]:
    """By when the plan passes each stage, and what is due of it; nothing once it is approved."""
    timetable = None if plan.is_approved else timetable_of(plan, every_timetable())
    if timetable is None:
        return {}
    stages = [(STAGES[stage], day) for stage, day in timetable.dates.items()]
    return {"stages": stages, "due": due_of(plan.state, timetable.dates, today=today)}
