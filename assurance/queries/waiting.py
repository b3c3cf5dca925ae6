"""Certificates that wait to be reviewed: in the inbox of whoever gave them, who may hand that on."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.duties import OwnDuty
from accounts.roles import Permission
from assurance.models import Certificate
from assurance.rules.grades import SOON
from foundation.dates import day_words, london_day
from foundation.statements import written_once

MOST = 20


def reviews_due(actor: Actor, at: datetime) -> list[OwnDuty]:
    """Those of the person that are due within a month or overdue, the oldest first. One statement, and none for who
    keeps no certificates.
    """
    if actor.user is None or not actor.may(Permission.DATA_CERTIFY):
        return []
    today = london_day(at)
    due: list[Certificate] = _due(actor.user.pk, today + SOON)
    return [
        OwnDuty(
            f"Review the data quality of {each.indicator.ref} {each.indicator.name}",
            each.get_absolute_url(),
            f"You checked it on {day_words(each.checked_on)}; its review {_is(each.review_on < today)} "
            f"{day_words(each.review_on)}.",
        )
        for each in due
    ]


def _is(is_late: bool) -> str:
    return "was due on" if is_late else "is due on"


@written_once
def _due(user: int, until: object) -> QuerySet[Certificate]:
    mine = Certificate.objects.filter(
        checked_by=user, is_current=True, review_on__lte=until, indicator__ends_on=None
    ).select_related("indicator")
    return mine.order_by("review_on", "pk")[:MOST]
