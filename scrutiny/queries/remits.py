"""What belongs to each committee: its priorities and services, and the measures beneath them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Unit
from accounts.queries.stood import stood
from foundation.statements import written_once
from indicators.judging.collection import collected
from indicators.models import Indicator
from plans.periods import Period
from plans.queries.thread import load_thread
from reporting.queries.subjects import Remit as Belonging
from reporting.queries.subjects import units_beneath
from scrutiny.models import Remit


def read_remits(day: date | None = None) -> list[Belonging]:
    """Every committee that has a remit, with the ids of its priorities and services, as they were at the end of a day
    (None: as they are); one statement.
    """
    names: dict[int, str] = {}
    priorities: dict[int, set[int]] = defaultdict(set)
    services: dict[int, set[int]] = defaultdict(set)
    found = Remit.objects.all()
    if day is not None:
        found = found.annotate(stood_in=stood("scrutiny.remit", "service", day))
    of = "service_id" if day is None else "stood_in"
    rows = found.values_list("committee_id", "committee__name", "priority_id", of)
    for committee_id, name, priority_id, service_id in rows:
        names[committee_id] = name
        if priority_id:
            priorities[committee_id].add(priority_id)
        if service_id:
            services[committee_id].add(service_id)
    return [
        Belonging(pk, name, frozenset(priorities[pk]), frozenset(services[pk]))
        for pk, name in sorted(names.items(), key=lambda entry: entry[1])
    ]


@dataclass(frozen=True, slots=True)
class Reach:
    """A committee's remit with everything beneath it: objectives in the thread, units in the organisation."""

    objective_ids: frozenset[int]
    service_ids: frozenset[int]

    @property
    def is_empty(self) -> bool:
        return not self.objective_ids and not self.service_ids


def reach_of(committee: Unit) -> Reach:
    """What a committee looks after, in four statements."""
    rows = list(Remit.objects.filter(committee=committee).values_list("priority_id", "service_id"))
    thread, beneath = load_thread(), units_beneath()
    objectives = {pk for pk, _ in rows if pk}
    reached = objectives.union(*(thread.descendants(pk) for pk in objectives))
    services = {pk for _, pk in rows if pk}
    return Reach(frozenset(reached), frozenset(services.union(*(beneath[pk] for pk in services))))


def measures_of(reach: Reach, period: Period) -> QuerySet[Indicator]:
    """The measures collected by a quarter's end that belong to a remit: owned by its services or serving its
    priorities.
    """
    own = Q(service__in=reach.service_ids) | Q(contributions__objective__in=reach.objective_ids)
    return collected(period).filter(pk__in=Indicator.objects.filter(own).values("pk"))


def remit_rows(committee: Unit) -> dict[str, list[Remit]]:
    """The remit as its page shows it: ``priorities`` and ``services``, by name; one statement."""
    rows = _remits(committee.pk)
    return {
        "priorities": sorted((row for row in rows if row.priority), key=lambda row: row.priority.title),
        "services": sorted((row for row in rows if row.service), key=lambda row: row.service.name),
    }


@written_once
def _remits(committee_id: int) -> QuerySet[Remit]:
    return Remit.objects.filter(committee=committee_id).select_related("priority", "service")
