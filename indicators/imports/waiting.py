"""Files that wait for whoever uploaded them: in the inbox of that person alone."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from accounts.actors import Actor
from accounts.duties import OwnDuty
from foundation.dates import day_words, london_day
from foundation.statements import written_once
from indicators.imports.batches import UNDECIDED
from indicators.imports.kinds import kind_of, may_import
from indicators.models import ImportBatch, ImportState

_WAITS = {
    ImportState.MATCHING: ("Say what the columns are", "indicators:import-match"),
    ImportState.PREVIEWED: ("Look at what it would do, and apply or discard it", "indicators:import-detail"),
}


def imports_waiting(actor: Actor, at: datetime) -> list[OwnDuty]:  # noqa: ARG001  as other duties are asked for
    """The files that the person uploaded and that wait to be matched or decided on, the newest first: of what the
    person still imports. One statement, and none for who imports nothing.
    """
    if actor.user is None or not may_import(actor):
        return []
    mine: Sequence[ImportBatch] = _undecided(actor.user.pk)
    return [_duty(each) for each in mine if actor.may(kind_of(each).needs)]


def _duty(batch: ImportBatch) -> OwnDuty:
    what, route = _WAITS[ImportState(batch.state)]
    why = f"You uploaded it on {day_words(london_day(batch.created_at))}, and nothing of it is written yet."
    return OwnDuty(f"{what}: {batch.filename}", reverse(route, args=[batch.pk]), why)


@written_once
def _undecided(user: int) -> QuerySet[ImportBatch]:
    mine = ImportBatch.objects.filter(created_by=user, state__in=UNDECIDED)
    return mine.only("kind", "filename", "state", "created_at").order_by("-created_at", "-pk")
