"""What of the organisation itself hangs from units and posts."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.holdings import Holding
from accounts.models import Post, Unit
from accounts.models.organisation import UnitQuerySet


def _open_units(day: date) -> UnitQuerySet:
    return Unit.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day))


def _open_posts(day: date) -> QuerySet[Post]:
    return Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day))


HOLDINGS = (
    Holding(
        model="accounts.unit",
        field="parent",
        noun="unit",
        how="right beneath",
        standing=_open_units,
        stays="Closed units stay where they lay.",
    ),
    Holding(
        model="accounts.post",
        field="unit",
        noun="post",
        standing=_open_posts,
        stays="Posts that have ended stay with the unit that they were of.",
    ),
    # Ended posts too: what is private to a post is read along its line.
    Holding(
        model="accounts.post",
        field="reports_to",
        noun="post",
        how="reporting to it",
        standing=lambda day: Post.objects.all(),  # noqa: ARG005 - as every holding
    ),
)
STAYS = {
    "accounts.appointment.post": "Who held a post from when to when stays as it was.",
    "accounts.notice.unit": "Notices go with what they tell of.",
}
