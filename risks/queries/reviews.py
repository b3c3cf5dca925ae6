"""Which reviews of risks, and actions against them, wait for whom. Exempt risks stand in no reminder."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import QuerySet

from accounts.duties import Duty
from foundation.dates import day_words
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from plans.models import UNDER_WAY
from plans.progress import DUE_SOON_DAYS
from plans.queries.milestones import judged
from risks.models import Mitigation, Risk
from risks.rules.scoring import is_review_overdue


def waiting_for_owners(today: date, posts: Collection[int] | None = None) -> list[Duty]:
    """Reviews and actions that are overdue or due soon, for the holders of these posts (None: of all). Two
    statements.
    """
    return [*_reviews(today, posts), *_actions(today, posts)]


def _reviews(today: date, posts: Collection[int] | None) -> list[Duty]:
    found = []
    for risk in asked_of(_reviews_until, today + timedelta(days=DUE_SOON_DAYS), within=posts):
        late = is_review_overdue(risk.review_on, today=today)
        text = f"Risk {risk.ref} {risk.title}: its review {'was due' if late else 'is due'} {day_words(risk.review_on)}"
        path = risk.get_absolute_url()
        found.append(Duty(risk.owner_id, risk.owner.title, text, path, "own this risk", late))
    return found


@written_once
def _reviews_until(day: date, *posts: int) -> QuerySet[Risk]:
    due = Risk.objects.told_openly().standing().filter(review_on__lte=day).select_related("owner")
    return one_of_these(due, "owner", posts).order_by("review_on", "ref")


def _actions(today: date, posts: Collection[int] | None) -> list[Duty]:
    found = []
    for each in asked_of(_actions_until, today + timedelta(days=DUE_SOON_DAYS), within=posts):
        late = judged(each, today=today).is_overdue
        when = f"{'was due' if late else 'due'} {day_words(each.due_on)}"
        text = f"Action against risk {each.risk.ref}, {each.title}: {when}"
        path = each.risk.get_absolute_url()
        found.append(Duty(each.owner_id, each.owner.title, text, path, "own this action", late))
    return found


@written_once
def _actions_until(day: date, *posts: int) -> QuerySet[Mitigation]:
    due = Mitigation.objects.filter(risk__is_exempt=False, risk__closed_on=None, state__in=UNDER_WAY, due_on__lte=day)
    return one_of_these(due, "owner", posts).select_related("owner", "risk").order_by("due_on", "pk")
