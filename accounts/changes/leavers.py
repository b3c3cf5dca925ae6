"""Erasing what signed people in, some time after they left. Their name stays on what they did."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import audit
from accounts.actors import SYSTEM
from accounts.models import Appointment, Notice, User, Watch
from accounts.models.user import ERASED_HOST
from foundation.dates import london_day
from foundation.words import counted


@transaction.atomic
def erase_leavers(*, at: datetime, years: int) -> int:
    """Erase address, password, second step, visits, inbox and watches of everybody who left so many years ago. Returns
    how many did.

    Name and posts stay, as what was reported rests on them. So do words of the trail: ``erase_words`` takes them out.
    """
    leavers = list(_left_before(at - timedelta(days=366 * years)).select_for_update())
    Notice.objects.filter(to__in=leavers).delete()
    Watch.objects.filter(user__in=leavers).delete()
    EmailAddress.objects.filter(user__in=leavers).delete()
    Authenticator.objects.filter(user__in=leavers).delete()
    for person in leavers:
        person.email, person.is_active = f"person-{person.pk}@{ERASED_HOST}", False
        person.last_login = person.last_briefed_at = None
        person.set_unusable_password()
        person.save()
    why = f"They left more than {counted(years, 'year')} ago."
    entries = [audit.Entry(action="erased the sign-in of", thing=person, why=why) for person in leavers]
    audit.record_many(by=SYSTEM, at=at, entries=entries)
    return len(leavers)


def _left_before(moment: datetime) -> QuerySet[User]:
    """Who has held no post and not come since, and is not erased yet."""
    day = london_day(moment)
    later = Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), Q(post__ends_on=None) | Q(post__ends_on__gte=day)
    )
    people = User.objects.exclude(pk__in=later.values("user")).exclude(email__endswith=f"@{ERASED_HOST}")
    return people.filter(Q(last_login=None) | Q(last_login__lt=moment), joined_at__lt=moment).order_by("pk")
