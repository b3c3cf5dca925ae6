"""Who took part in setting an objective, a measure and its targets; and what was set without anybody taking part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.actors import Actor, UnitTree
from accounts.roles import Permission
from feedback.models import Consultation
from foundation.dates import day_words
from foundation.downloads.cells import Cell
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from foundation.words import counted
from indicators.models import AnnualTarget, Indicator
from plans.models import Objective, ObjectiveKind, PlanState
from plans.periods import Frequency, containing
from target_decisions.models import Consulted
from target_decisions.workflow import Stage

KINDS = {"objective": "Objectives", "measure": "Measures", "target": "This year’s targets"}
COLUMNS = ("What", "Reference", "Name", "Service")
_OBJECTIVE = "Objective"
_NOT_WITHDRAWN = ~Q(proposal__stage=Stage.WITHDRAWN.value)


class TookPart(NamedTuple):
    """Somebody who took part, in words. ``of``: in setting what, where that is a target; ``url``: where it is changed
    or stands, "" where the reader can do nothing there.
    """

    who: str
    of: str
    how: str
    when: str
    representative: str
    link: str
    url: str


def took_part(about: Objective | Indicator, *, actor: Actor) -> list[TookPart]:
    """Who took part, the latest first; of a measure also with the proposals of its targets. Two statements."""
    field = "objective" if isinstance(about, Objective) else "measure"
    unit = about.plan.unit_id if isinstance(about, Objective) else about.service_id
    edits = actor.may(Permission.FEEDBACK_RECORD, unit)
    found = Consultation.objects.filter(**{field: about}).order_by("-held_on", "-pk")
    rows = [_row(each, edits) for each in found]
    if isinstance(about, Objective):
        return rows
    proposed = Consulted.objects.filter(_NOT_WITHDRAWN, proposal__indicator=about).select_related("proposal")
    return [*rows, *(_of_proposal(each) for each in proposed.order_by("-proposal", "pk"))]


def _row(each: Consultation, edits: bool) -> TookPart:
    many = f", {counted(each.how_many, 'person')}".replace("persons", "people") if each.how_many else ""
    known = f": {each.how_known.rstrip('.')}" if each.how_known else ""
    return TookPart(
        f"{each.get_group_display()}{many}", f"Target for {each.year}" if each.year else "", each.how,
        day_words(each.held_on), f"{each.get_representative_display()}{known}", "Change" if edits else "",
        each.get_absolute_url() if edits else "",
    )  # fmt: skip


def _of_proposal(each: Consulted) -> TookPart:
    proposal = each.proposal
    return TookPart(
        each.get_group_display(), f"Target for {proposal.first_year}", each.how, day_words(proposal.proposed_at.date()),
        each.get_representative_display(), "The proposal", proposal.get_absolute_url(),
    )  # fmt: skip


class Silent(NamedTuple):
    """Something that was set without anybody taking part: its ``kind`` in words; ``year``: a target's, by its key."""

    kind: str
    ref: str
    name: str
    service: str
    year: str = ""

    @property
    def url(self) -> str:
        about = Objective(ref=self.ref) if self._is_objective else Indicator(ref=self.ref)
        return about.get_absolute_url()

    @property
    def add_url(self) -> str:
        """Where it is said who took part."""
        what = "objective" if self._is_objective else "measure"
        address = reverse(f"feedback:{what}-consultation", args=[self.ref])
        return f"{address}?{urlencode({'year': self.year})}" if self.year else address

    @property
    def _is_objective(self) -> bool:
        return self.kind == _OBJECTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSilent:
    """What the list is narrowed to."""

    kind: str = ""
    unit_id: int | None = None


def set_without_anybody(asked: AskedSilent, *, actor: Actor, today: date) -> list[Silent]:
    """Objectives, measures and this year's targets that nobody is on record to have taken part in setting, of the
    services of which the person records. Four statements at most.
    """
    reach = actor.reaches(Permission.FEEDBACK_RECORD)
    if asked.unit_id:
        units = UnitTree().beneath(asked.unit_id)
        reach = units if reach is None else units & reach
    wanted = [asked.kind] if asked.kind else list(KINDS)
    return [each for kind in wanted for each in _silent(kind, reach, today)]


def _silent(kind: str, reach: frozenset[int] | None, today: date) -> list[Silent]:
    if kind == "objective":
        return [Silent(_OBJECTIVE, *row) for row in asked_of(_objectives, within=reach)]
    if kind == "measure":
        return [Silent("Measure", *row) for row in asked_of(_measures, today, within=reach)]
    year = containing(today, Frequency.YEAR)
    words, key = f"Target for {year}", year.key
    return [Silent(words, *row, key) for row in asked_of(_targets, key, within=reach)]


# Each gives the reference, the name and the service of what fits.


@written_once
def _objectives(*units: int) -> QuerySet[Any]:
    worked_on = Objective.objects.shared_within(units).not_merged().exclude(plan__state=PlanState.CLOSED)
    found = worked_on.filter(consultations=None).exclude(kind=ObjectiveKind.TASK)
    return found.order_by("plan__unit__name", "ref").values_list("ref", "title", "plan__unit__name")


@written_once
def _measures(today: date, *units: int) -> QuerySet[Any]:
    found = Indicator.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), consultations=None)
    found = one_of_these(found, "service", units).order_by("service__name", "ref")
    return found.values_list("ref", "name", "service__name")


@written_once
def _targets(year: str, *units: int) -> QuerySet[Any]:
    told = Consultation.objects.filter(measure=OuterRef("indicator"), year=OuterRef("year"))
    proposed = Consulted.objects.filter(
        _NOT_WITHDRAWN, proposal__indicator=OuterRef("indicator"), proposal__years__year=OuterRef("year")
    )
    found = AnnualTarget.objects.filter(~Exists(told), ~Exists(proposed), year=year, is_not_rated=False)
    found = one_of_these(found, "indicator__service", units).order_by("indicator__service__name", "indicator__ref")
    return found.values_list("indicator__ref", "indicator__name", "indicator__service__name")


def silent_cells(rows: Iterable[Silent]) -> list[Sequence[Cell]]:
    """The list under ``COLUMNS``."""
    return [[each.kind, each.ref, each.name, each.service] for each in rows]
