"""A service of the demo council that closed some time ago: its measures went to another, and their past keeps its name."""

from collections.abc import Mapping
from datetime import datetime, time

from accounts.actors import Actor
from accounts.changes.reorganisation import Chosen, apply, prepare
from accounts.models import ReorganisationKind, Unit
from accounts.queries.reorganisation import preview_of
from foundation.dates import LONDON
from indicators.models import Indicator
from plans.periods import Period
from pmmi.demo.organisation import Organisation

CLOSED, INTO, MEASURES = "Revenues and Benefits", "Finance, Revenues and Benefits", "RB"
WHY = "Cabinet agreed to one finance service: Revenues and Benefits became part of it when its head retired."


def merge_a_service(
    organisation: Organisation, indicators: Mapping[str, Indicator], *, since: Period, by: Actor
) -> None:
    """Have the measures of Revenues and Benefits be those of a service of that name until ``since`` began."""
    into, day = organisation.services[INTO], since.start
    closed = Unit.objects.create(name=CLOSED, kind=into.kind, parent=into.parent)
    theirs = [each.pk for ref, each in indicators.items() if ref.startswith(MEASURES)]
    Indicator.objects.filter(pk__in=theirs).update(service=closed)
    at = datetime.combine(day, time(9, 30), LONDON)
    chosen = Chosen(kind=ReorganisationKind.MERGE, starts_on=day, why=WHY, units=[closed], into=into)
    prepared = prepare(by=by, at=at, chosen=chosen)
    apply(by=by, at=at, reorganisation=prepared, digest=preview_of(prepared, today=day).digest)
