"""All risks that a person may know of, by what they threaten: for pages that show many objectives."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.queries.stood import stood_elsewhere
from foundation.snapshot_cache import SnapshotCache
from foundation.statements import written_once
from risks.models import Clearance, Risk
from risks.models.risk import knowledge
from risks.queries.risks import RiskRow, counts_of, few_words, risk_rows, standing_risks


@dataclass(frozen=True, slots=True)
class Threats:
    """Risks that stand, the highest first, by their ids; and the ids of those that threaten each objective."""

    rows: Mapping[int, RiskRow] = field(default_factory=dict)
    by_objective: Mapping[int, Collection[int]] = field(default_factory=dict)

    def against(self, objectives: Iterable[int]) -> list[RiskRow]:
        """The risks that threaten any of these objectives, the highest first, each once."""
        found = {pk for objective in objectives for pk in self.by_objective.get(objective, ())}
        return [row for pk, row in self.rows.items() if pk in found]

    def words(self, objectives: Iterable[int]) -> str:
        """How they stand, beside the status of what they threaten; "" where there is none."""
        return few_words(counts_of(self.against(objectives)))


def read_threats(actor: Actor, *, today: date) -> Threats:
    """In a number of statements that does not grow."""
    return threats_of(risk_rows(standing_risks(actor), today=today))


def kept_threats(actor: Actor, *, today: date, kept: SnapshotCache) -> Threats:
    """The same, kept while nothing is written. ``kept`` is the request's way to what is kept."""
    return kept(lambda: read_threats(actor, today=today), "threats", today, knowledge(actor))


def read_open_threats(*, today: date, of: date | None = None) -> Threats:
    """Those that are told openly and stood on a day, for papers: no exempt one, whoever reads them. ``of``: in the
    registers of units as they were at the end of that day.
    """
    stood = Q(closed_on=None) | Q(closed_on__gt=today)
    found = Risk.objects.told_openly().filter(stood, raised_on__lte=today).select_related("register", "owner")
    risks = list(found)
    moved = stood_elsewhere("risks.register", "unit", of) if of and risks else {}
    for risk in risks:
        risk.register.unit_id = moved.get(risk.register_id, risk.register.unit_id)
    return threats_of(risk_rows(risks, today=today))


def threats_of(rows: Iterable[RiskRow]) -> Threats:
    """These risks by what they threaten."""
    listed = {row.pk: row for row in rows}
    found: dict[int, set[int]] = defaultdict(set)
    for pk, row in listed.items():
        for objective in row.objectives:
            found[objective].add(pk)
    return Threats(listed, dict(found))


def cleared(objectives: Collection[int]) -> set[int]:
    """Those of these objectives that were looked at and have no significant risk. One statement."""
    found: list[Any] = _cleared(*objectives)
    return set(found)


@written_once
def _cleared(*objectives: int) -> QuerySet[Any]:
    return Clearance.objects.filter(objective__one_of=objectives).values_list("objective_id", flat=True)
