"""What is told of money, to whom, and why."""

from collections import Counter

from django.urls import reverse

from accounts.changes.news import News
from accounts.models import NoticeKind, Post, Unit
from accounts.roles import ROLES, Permission, Reach
from foundation.words import counted
from money.models import BudgetLine, Extract

ANSWERING = [role.value for role, about in ROLES.items() if about.reach(Permission.MONEY_LINK) is Reach.UNIT]
"""The roles that answer for the money of their unit."""


def month_told(extract: Extract, *, is_corrected: bool) -> list[News]:
    """A month of the ledger that stands from now on, for who answers for a service with lines in it: a notice for each
    such service. Three statements.
    """
    lines = Counter(BudgetLine.objects.filter(months__extract=extract).values_list("unit", flat=True))
    names = dict(Unit.objects.filter(pk__in=lines).values_list("pk", "name"))
    posts: dict[int, dict[int, str]] = {}
    for post in Post.objects.filter(unit__in=lines, role__in=ANSWERING, ends_on=None).order_by("pk"):
        posts.setdefault(post.unit_id, {})[post.pk] = f"answer for it as {post}"
    verb = "was corrected" if is_corrected else "was read in"
    return [
        News(
            kind=NoticeKind.MONEY,
            words=f"The ledger of {extract.month.long_label} {verb}: {counted(lines[unit], 'line')} of {names[unit]}.",
            path=f"{reverse('money:line-list')}?unit={unit}",
            about=("service", unit),
            unit_id=unit,
            posts=told,
        )
        for unit, told in posts.items()
    ]
