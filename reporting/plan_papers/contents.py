"""The document of a plan (``reporting.document``, kind "plan")."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.queries.identity import council_name
from accounts.roles import Permission
from foundation.dates import day_words, london_day, moment_words
from foundation.snapshot_cache import SnapshotCache
from foundation.statements import written_once
from indicators.models import Contribution
from plans.models import Plan, PlanReview, PlanState, ReviewOutcome
from plans.queries.milestones import milestone_rows, milestones_of_plan
from plans.queries.plans import KindGroup, objectives_by_kind
from plans.queries.sections import sections_of
from plans.queries.waits import with_waits
from plans.workflow import STATES
from reporting.document import SCHEMA, Document, Section, Table, section
from reporting.plan_papers.appendix import appendix
from reporting.snapshots import report_sections

_PARAGRAPHS = re.compile(r"\n\s*\n")


def plan_paper(plan: Plan, *, actor: Actor, at: datetime, with_appendix: bool = False) -> Document:
    """The plan as its reader may know it: what it says in words, its objectives, milestones and measures; of a draft,
    where that is asked for, also the comments and what its reviewers found (``appendix``).
    """
    today, kept = london_day(at), SnapshotCache()
    groups = objectives_by_kind(plan, actor=actor, today=today, kept=kept)
    return {
        "schema": SCHEMA,
        "kind": "plan",
        "title": plan.title,
        "subtitle": plan.level.name,
        "council": kept(council_name, "council name"),
        "audience": plan.unit.name,
        "period": f"{day_words(plan.starts_on)} to {day_words(plan.ends_on)}",
        "as_at": f"As it stood on {moment_words(at)}",
        "released": f"Approved on {day_words(plan.approved_on)}" if plan.is_approved else "",
        "headline": _headline(groups),
        "coverage": {"sentence": "", "rows": []},
        "counts": [],
        "key": [],
        "restatements": [],
        "notes": [],
        "sections": [
            *_words(plan),
            *_objectives(groups),
            _milestones(plan, actor, at),
            *_measures(plan, actor),
            *(appendix(plan) if with_appendix else ()),
        ],
        "about": _about(plan),
    }


def _headline(groups: Sequence[KindGroup]) -> str:
    told = [f"{each.label}: {len(each.rows)}" for each in groups]
    return f"{'; '.join(told)}." if told else "No objective is written yet."


def _about(plan: Plan) -> list[list[str]]:
    told = [["Reference", plan.ref], ["Owner", plan.owner.title], ["State", STATES[PlanState(plan.state)].word]]
    for signed in _signed_off(plan.pk)[:1] if plan.state != PlanState.DRAFT else ():
        who = signed.reviewer.name if signed.reviewer else "the system"
        told.append(["Signed off", f"by {who} on {day_words(signed.reviewed_at)}"])
    return told


@written_once
def _signed_off(plan: int) -> QuerySet[PlanReview]:
    """The reviews that signed the plan off, the last first."""
    found = PlanReview.objects.filter(plan=plan, outcome=ReviewOutcome.SIGNED_OFF)
    return found.select_related("reviewer").order_by("-number")


def _words(plan: Plan) -> Iterator[Section]:
    sections = sections_of(plan)
    if plan.purpose and not any(each.answer == plan.purpose for each in sections):
        yield section("purpose", "Why this plan exists", paragraphs=_paragraphs(plan.purpose))
    for each in sections:
        told = _paragraphs(each.answer) if each.answer else ["Not answered yet."]
        yield section(each.anchor, each.question, paragraphs=told)


def _paragraphs(text: str) -> list[str]:
    return [each.strip() for each in _PARAGRAPHS.split(text.replace("\r\n", "\n")) if each.strip()]


def _objectives(groups: Sequence[KindGroup]) -> Iterator[Section]:
    empty = [] if groups else ["No objective is written yet."]
    yield section("objectives", "What we set out to do", paragraphs=empty)
    for group in groups:
        yield section(f"kind-{group.kind}", group.label, 2, table=_table(group))


def _table(group: KindGroup) -> Table:
    rows = []
    for each in group.rows:
        serves = "; ".join(name for _, name in each.contributes_to) or each.otherwise
        rows.append([f"{each.ref} {each.title}", serves, *(told for _, told in each.more), each.owner])
    columns = [group.label, "Contributes to", *group.more, "Owner"]
    return {"caption": group.label, "columns": columns, "rows": rows}


def _milestones(plan: Plan, actor: Actor, at: datetime) -> Section:
    steps = milestones_of_plan(plan.pk, actor=actor)
    rows = with_waits(milestone_rows(steps, today=london_day(at)), actor=actor)
    return report_sections.milestones("milestones", "Milestones", rows, today=london_day(at))


def _measures(plan: Plan, actor: Actor) -> Iterator[Section]:
    """The measures that serve its objectives, of those that the reader may know of."""
    reach = actor.reaches(Permission.COUNCIL_READ)
    named: list[Any] = _named(plan.pk, *sorted(reach or ()), is_narrowed=reach is not None)
    rows = [[name, f"{ref} {title}", owner] for name, ref, title, owner in named]
    if rows:
        table: Table = {"caption": "Measures", "columns": ["Measure", "Tells about", "Owner"], "rows": rows}
        yield section("measures", "Measures", table=table)


@written_once
def _named(plan: int, *reach: int, is_narrowed: bool) -> QuerySet[Any]:
    """The name of each measure, the reference and title of the objective that it serves, and its owner."""
    found = Contribution.objects.filter(objective__plan=plan).order_by("indicator__name", "objective__ref")
    if is_narrowed:
        found = found.filter(indicator__service__one_of=reach)
    return found.values_list("indicator__name", "objective__ref", "objective__title", "indicator__owner__title")
