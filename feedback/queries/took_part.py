"""Who took part in setting an objective, a measure and its targets; and what was set without anybody taking part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.actors import Actor, UnitTree
from accounts.roles import Permission
from feedback.models import Consultation
from foundation.dates import day_words
from foundation.downloads.cells import Cell
from foundation.narrowing import within
from foundation.words import counted
from indicators.models import AnnualTarget, Indicator
from plans.models import Objective, ObjectiveKind, PlanState
from plans.periods import Frequency, containing
from target_decisions.models import Consulted
from target_decisions.workflow import Stage

KINDS = {"objective": "Objectives", "measure": "Measures", "target": "This year’s targets"}
COLUMNS = ("What", "Reference", "Name", "Service")
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
    """Something that was set without anybody taking part. ``add_url``: where it is said who did."""

    kind: str
    ref: str
    name: str
    service: str
    url: str
    add_url: str


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
    reads = {"objective": _objectives, "measure": _measures, "target": _targets}
    wanted = [asked.kind] if asked.kind else list(reads)
    return [each for kind in wanted for each in reads[kind](reach, today)]


def _objectives(reach: frozenset[int] | None, today: date) -> list[Silent]:  # noqa: ARG001 - as the others
    worked_on = Objective.objects.not_private().not_merged().exclude(plan__state=PlanState.CLOSED)
    found = worked_on.within(reach).filter(consultations=None).exclude(kind=ObjectiveKind.TASK)
    rows: Iterable[Any] = found.select_related("plan__unit").order_by("plan__unit__name", "ref")
    add = "feedback:objective-consultation"
    return [
        Silent("Objective", o.ref, o.title, o.plan.unit.name, o.get_absolute_url(), reverse(add, args=[o.ref]))
        for o in rows
    ]


def _measures(reach: frozenset[int] | None, today: date) -> list[Silent]:
    open_ones = Indicator.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), consultations=None)
    rows: Iterable[Any] = within(open_ones, reach, "service").select_related("service").order_by("service__name", "ref")
    add = "feedback:measure-consultation"
    return [
        Silent("Measure", m.ref, m.name, m.service.name, m.get_absolute_url(), reverse(add, args=[m.ref])) for m in rows
    ]


def _targets(reach: frozenset[int] | None, today: date) -> list[Silent]:
    year = containing(today, Frequency.YEAR)
    told = Consultation.objects.filter(measure=OuterRef("indicator"), year=OuterRef("year"))
    proposed = Consulted.objects.filter(
        _NOT_WITHDRAWN, proposal__indicator=OuterRef("indicator"), proposal__years__year=OuterRef("year")
    )
    open_ones = AnnualTarget.objects.filter(~Exists(told), ~Exists(proposed), year=year, is_not_rated=False)
    found = within(open_ones, reach, "indicator__service").select_related("indicator__service")
    rows: Iterable[Any] = found.order_by("indicator__service__name", "indicator__ref")
    query = f"?{urlencode({'year': year.key})}"
    return [
        Silent(
            f"Target for {year}", t.indicator.ref, t.indicator.name, t.indicator.service.name,
            t.indicator.get_absolute_url(), reverse("feedback:measure-consultation", args=[t.indicator.ref]) + query,
        )
        for t in rows
    ]  # fmt: skip


def silent_cells(rows: Iterable[Silent]) -> list[Sequence[Cell]]:
    """The list under ``COLUMNS``."""
    return [[each.kind, each.ref, each.name, each.service] for each in rows]
