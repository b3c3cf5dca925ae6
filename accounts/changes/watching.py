"""What a person watches, and how often what is new comes by e-mail: the person's own choices, of no trail."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.models import MailPace, Watch
from accounts.watchable import Thing, watchable
from foundation.refusals import ChangeRefused

MOST = 500


@transaction.atomic
def watch(*, by: Actor, at: datetime, thing: Thing) -> None:
    """Tell the person of what happens to the thing from now on. Watching twice changes nothing.

    Raises ChangeRefused where somebody watches more than anybody reads, ValueError where nobody acts.
    """
    if by.user is None:
        raise ValueError("Only a person can watch something.")
    if Watch.objects.filter(user=by.user).count() >= MOST:
        raise ChangeRefused(f"You watch {MOST} things, which is the most. Stop watching some of them first.")
    name, pk = thing.key
    Watch.objects.get_or_create(user=by.user, about=name, about_id=pk, defaults={"since": at})


@transaction.atomic
def unwatch(*, by: Actor, name: str, pk: int) -> bool:
    """Stop telling the person of that thing; False where they did not watch it. What was told stays in the inbox."""
    if by.user is None or name not in watchable():
        return False
    return bool(Watch.objects.filter(user=by.user, about=name, about_id=pk).delete()[0])


@transaction.atomic
def set_mail_pace(*, by: Actor, pace: str) -> None:
    """Choose how often what is new comes by e-mail. Raises ValueError where nobody acts or there is no such choice."""
    if by.user is None:
        raise ValueError("Only a person gets e-mail.")
    by.user.mail_pace = MailPace(pace)
    by.user.save(update_fields=["mail_pace"])
