"""Recovery actions on the pages of a return: which are still open, and where to say how they are going."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from accounts.actors import Actor
from indicators.models import RecoveryAction
from indicators.permissions import may_change_action
from plans.queries.actions import ActionRow, action_row


def rows_to_update(actions: Iterable[RecoveryAction], *, actor: Actor, today: date) -> list[ActionRow]:
    """Actions as rows that say of which measure they are, each leading to where the person says how it is going, or
    reads it.
    """
    return [
        action_row(
            each,
            today=today,
            ref=str(each.indicator),
            url=reverse("indicators:recovery-edit", args=[each.indicator.ref, each.pk])
            if may_change_action(actor, each)
            else each.get_absolute_url(),
        )
        for each in actions
    ]
