"""Removing reviews whose time is over."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import SYSTEM
from accounts.changes.news import forget_told
from edr.models import Review
from edr.rules.keeping import kept_until
from foundation.dates import london_day
from foundation.words import counted


@transaction.atomic
def remove_old(*, at: datetime, years: int) -> int:
    """Remove each review of which the year ended so many years ago, with all that belongs to it; how many. The trail
    tells how many, and of what year.
    """
    today = london_day(at)
    over = [each for each in Review.objects.order_by("pk") if kept_until(each.year.end, years) < today]
    for each in over:
        forget_told("review", each.pk)
    Review.objects.filter(pk__in=[each.pk for each in over]).delete()
    for year in sorted({each.year for each in over}, key=lambda year: year.start):
        number = counted(sum(each.year == year for each in over), "development review")
        thing = audit.Named("edr.removal", f"{number} of {year.label}")
        audit.record(by=SYSTEM, at=at, action="removed what is over:", thing=thing)
    return len(over)
