"""What is done to bring measures back on target, as pages and papers tell it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import QuerySet

from accounts.duties import Duty
from foundation.dates import day_words
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from indicators.models import RecoveryAction
from plans.models import ENDED, UNDER_WAY, MilestoneState
from plans.progress import DUE_SOON_DAYS
from plans.queries.milestones import judged, slip_words


@written_once
def actions_of(indicator: int) -> QuerySet[RecoveryAction]:
    """The recovery actions of a measure (its key) with their owners, the first due first. One statement."""
    return (
        RecoveryAction.objects.filter(indicator=indicator).select_related("owner", "indicator").order_by("due_on", "pk")
    )


def not_ended(actions: Iterable[RecoveryAction]) -> list[RecoveryAction]:
    """Those that are neither complete nor cancelled."""
    return [each for each in actions if each.state not in ENDED]


@written_once
def open_of_service(service: int) -> QuerySet[RecoveryAction]:
    """The actions of a service's measures (its key) that are neither complete nor cancelled, the first due first."""
    found = RecoveryAction.objects.filter(indicator__service=service).exclude(state__in=ENDED)
    return found.select_related("owner", "indicator").order_by("due_on", "pk")


def actions_told(since: date, *, today: date) -> dict[int, list[str]]:
    """The actions of each measure (by its key) that are not ended, or were completed since a day, a sentence each, as
    papers tell them. One statement.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for each in _told_since(since):
        found[each.indicator_id].append(action_words(each, today=today))
    return found


@written_once
def _told_since(day: date) -> QuerySet[RecoveryAction]:
    rows = RecoveryAction.objects.exclude(state=MilestoneState.CANCELLED).exclude(completed_on__lt=day)
    return rows.select_related("owner").order_by("due_on", "pk")


def action_words(action: RecoveryAction, *, today: date) -> str:
    """ "Hire a lorry: Fleet Manager, due 1 December 2026 (first set for …), 40% complete, overdue."."""
    judgement = judged(action, today=today)
    slipped = slip_words(action.first_due_on, judgement.slipped_days)
    when = f"due {day_words(action.due_on)}{f' ({slipped[:1].lower()}{slipped[1:]})' if slipped else ''}"
    done = f"completed {day_words(action.completed_on)}" if action.completed_on else ""
    how = done or f"{action.percent_complete}% complete, {judgement.mark.word.lower()}"
    return f"{action.title}: {action.owner.title}, {when}, {how}."


def actions_waiting(today: date, posts: Collection[int] | None = None) -> list[Duty]:
    """Actions that are overdue or due soon, for the holders of these posts (None: of all). One statement."""
    found = []
    for each in asked_of(_doing_until, today + timedelta(days=DUE_SOON_DAYS), within=posts):
        late = judged(each, today=today).is_overdue
        when = f"{'was due' if late else 'due'} {day_words(each.due_on)}"
        text = f"Recovery action for measure {each.indicator.ref}, {each.title}: {when}"
        found.append(Duty(each.owner_id, each.owner.title, text, each.get_absolute_url(), "own this action", late))
    return found


@written_once
def _doing_until(day: date, *posts: int) -> QuerySet[RecoveryAction]:
    due = RecoveryAction.objects.filter(state__in=UNDER_WAY, due_on__lte=day)
    return one_of_these(due, "owner", posts).select_related("owner", "indicator").order_by("due_on", "pk")
