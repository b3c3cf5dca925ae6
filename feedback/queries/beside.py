"""What stands beside the figures of a measure and the progress of an objective: what people say, and who took part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Permission
from feedback.models import Consultation, Record
from feedback.queries.counts import Asked, KindTable, quarters_until, table_of
from feedback.queries.records import RecordRow, find_records, latest_stories
from feedback.queries.took_part import TookPart, took_part
from foundation.snapshot_cache import SnapshotCache
from indicators.models import Indicator
from plans.models import Objective
from plans.queries.beside import Panel
from target_decisions.models import Consulted

MOST_THEMES = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """``feedback/_beside.html``. ``now`` and ``before`` name the last two quarters that are over; ``counts`` are the
    themes that are most spoken of, with the numbers of both. ``record_url`` and ``took_part_url`` are for who records.
    """

    now: str
    before: str
    counts: Sequence[tuple[str, str, str, str]]
    stories: Sequence[RecordRow]
    took_part: Sequence[TookPart]
    all_url: str = ""
    record_url: str = ""
    took_part_url: str = ""

    @property
    def is_shown(self) -> bool:
        return bool(self.all_url or self.took_part or self.record_url)


def said_of_measure() -> dict[str, Exists]:
    """Of a measure, within its own statement, whether people said anything of it, and whether anybody took part."""
    return {
        "has_feedback": Exists(Record.measures.through.objects.filter(indicator=OuterRef("pk"))),
        "has_consulted": Exists(Consultation.objects.filter(measure=OuterRef("pk"))),
        "has_proposed": Exists(Consulted.objects.filter(proposal__indicator=OuterRef("pk"))),
    }


def beside_measure(indicator: Any, *, actor: Actor, today: date) -> Beside:
    """What stands beside a measure that was read with ``said_of_measure``. No statement where there is nothing, four at
    most.
    """
    rows = took_part(indicator, actor=actor) if indicator.has_consulted or indicator.has_proposed else []
    return _beside(indicator, rows, has_said=indicator.has_feedback, actor=actor, today=today)


def _of_objective(
    actor: Actor,
    objective: Objective,
    today: date,
    kept: SnapshotCache,  # noqa: ARG001 - as every panel
) -> Mapping[str, Any] | None:
    """One statement where there is nothing."""
    if objective.plan.level.is_private:
        return None
    there = Objective.objects.filter(pk=objective.pk).values_list(
        Exists(Record.objectives.through.objects.filter(objective=OuterRef("pk"))),
        Exists(Consultation.objects.filter(objective=OuterRef("pk"))),
    )
    has_said, has_consulted = there.get()
    rows = took_part(objective, actor=actor) if has_consulted else []
    shown = _beside(objective, rows, has_said=has_said, actor=actor, today=today)
    return {"beside": shown} if shown.is_shown else None


def _beside(
    about: Objective | Indicator, rows: Sequence[TookPart], *, has_said: bool, actor: Actor, today: date
) -> Beside:
    kind = "objective" if isinstance(about, Objective) else "measure"
    unit = about.plan.unit_id if isinstance(about, Objective) else about.service_id
    query, list_url = f"?{urlencode({kind: about.ref})}", reverse("feedback:record-list")
    urls = {}
    if actor.may(Permission.FEEDBACK_RECORD, unit):
        urls["record_url"] = f"{list_url}{query}#record"
        urls["took_part_url"] = reverse(f"feedback:{kind}-consultation", args=[about.ref])
    asked = Asked(**{kind: about.ref})
    quarters = quarters_until(today, asked.span)
    if not has_said:
        return Beside("", "", (), (), rows, **urls)
    found = find_records(asked, actor=actor, today=today)
    table, stories = table_of(asked, actor=actor, today=today, has_totals=False), latest_stories(found)
    counts = [each for kind_table in table.kinds for each in _most_spoken_of(kind_table)]
    return Beside(quarters[-2].label, quarters[-3].label, counts, stories, rows, all_url=list_url + query, **urls)


def _most_spoken_of(table: KindTable) -> list[tuple[str, str, str, str]]:
    return [(table.heading, row.name, row.cells[-2], row.cells[-3]) for row in table.rows[:MOST_THEMES]]


ON_OBJECTIVES = Panel("feedback/_panel.html", _of_objective)
