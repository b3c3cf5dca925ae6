"""The sheets of what plans set out to do: objectives, what they contribute to, and their milestones.

Nothing private is on them. Nobody is told of what they change, as of an import of plans; a due date that moves counts
as slip from the first one, which no file moves.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.roles import Permission
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from plans.changes.milestones import check_state
from plans.changes.objectives import NO_REASON
from plans.forms.plans import REF_RULE
from plans.models import Basis, Link, Milestone, MilestoneState, MilestoneWait, Objective, ObjectiveKind
from plans.thread import may_serve
from plans.workflow import PlanState
from pmmi.workbook.cells import WHOLE, YES_NO, Day, Number, OneOf, To, ToMany, Words
from pmmi.workbook.checks import follows, in_order, no_circles, no_loops, not_taken, not_to_come, standing
from pmmi.workbook.dated import dated_columns
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Column, Row, Sheet, apart, linked
from pmmi.workbook.sheets.plans import OWNER, check_plan

_PLANS = Permission.PLAN_EDIT


def _basis_has_reason(row: Row) -> None:
    if row.get("basis") and not row.get("basis_why"):
        row.refuse(_WHY, f"is blank. {NO_REASON}")


def _objective_is_open(row: Row) -> None:
    check_plan(row.get("plan"), row)


_WHY = "Why the council does it, or how it will be stopped"


OBJECTIVES = Sheet(
    key="objectives",
    title="Objectives",
    thing="objective",
    purpose="What the plans set out to do, of every kind from priority to task.",
    model=Objective,
    needs=_PLANS,
    by=("ref",),
    stored=lambda: (
        Objective.objects.not_private()
        .select_related("plan__level", "owner")
        .prefetch_related("tags")
        .order_by("plan__ref", "position", "ref")
    ),
    name=lambda objective: objective.ref,
    columns=(
        Column("Reference", "ref", Words(), "Short and lasting", needed=True, example="CP2.1"),
        Column(
            "Plan", "plan", To("plans"), "The plan that it stands in", needed=True,
            only_new="an objective stays in its plan", example="SP-HOUSING-26",
        ),
        Column("Kind", "kind", OneOf(dict(ObjectiveKind.choices)), "What it is", needed=True, example="Outcome"),
        Column("Title", "title", Words(), "One sentence", needed=True, example="Fewer families have no home"),
        Column("Description", "description", Words(), "More about it"),
        Column("Owner", "owner", To("posts"), OWNER, needed=True, example="Head of Housing"),
        Column("Position", "position", WHOLE, "Its place in the plan, from 0; 0 where blank", blank=0, example="1"),
        Column(
            "If it serves nothing above it", "basis", OneOf(dict(Basis.choices)),
            "Blank where it serves something above it", blank="",
        ),
        Column(_WHY, "basis_why", Words(), "Where it serves nothing above it"),
        Column("Tags", "tags", ToMany("tags"), "What it carries", example="Learning and growth"),
        Column("Merged into", "merged_into", To("objectives"), "The one that it became part of", only_new=True),
    ),
    checks=(
        follows(REF_RULE, "ref", "Reference"),
        standing("owner", "Owner"),
        _basis_has_reason,
        _objective_is_open,
    ),
    checks_all=(
        not_taken("ref", "Reference"),
        no_loops("merged_into", "Merged into", says="would make the objective part of itself."),
    ),
)  # fmt: skip


def _link_is_sound(row: Row) -> None:
    """As the form of what an objective contributes to offers it."""
    child, parent = row.get("child"), row.get("parent")
    check_plan(child.plan, row)
    if child is parent:
        row.refuse(_SERVES, "is the objective itself. Choose something above it.")
    elif row.is_new and not may_serve(child.plan.level.position, above=parent.plan.level.position):
        row.refuse(_SERVES, f"is of a lower level, {parent.plan.level}. Choose something of its own level or above it.")
    elif row.is_new and parent.pk and not parent.is_worked_on:
        row.refuse(_SERVES, "is worked on no longer: it was merged, or its plan is closed. Choose another.")


def _one_primary(rows: Sequence[Row], named: Named) -> None:
    """A new primary link takes the place of the stored one, unless that has a row too: then there must not be two."""
    read = {row.thing.pk for row in rows if not row.is_new}
    stored = {each.child_id: each for each in named.stored("links") if each.is_primary and each.pk not in read}
    first: dict[Any, Any] = {}
    for row in sorted(rows, key=lambda each: "is_primary" in each.changed):
        if row.takes_away or not row.get("is_primary"):
            continue
        child, parent = row.get("child"), row.get("parent")
        other = first.setdefault(apart(child), parent)
        if other is not parent:
            row.refuse("Primary", f"is Yes, as it is for {other.ref}: one link is the primary one. Write No for one.")
        elif before := stored.get(child.pk):
            row.replaces.append(before)
            row.changed["parent"] = named.called("objectives", before.parent_id), parent.ref


def _made_on(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    return {"made_on": row.values.get("made_on") or london_day(at)}


_SERVES = "Contributes to"


LINKS = Sheet(
    key="links",
    title="Links",
    thing="link",
    purpose="What each objective contributes to: one primary link, and any number of others.",
    model=Link,
    needs=_PLANS,
    by=("child", "parent"),
    stored=lambda: (
        Link.objects.filter(child__plan__level__is_private=False, parent__plan__level__is_private=False)
        .select_related("child__plan__level", "parent__plan__level")
        .order_by("child__plan__ref", "child__position", "child__ref", "-is_primary", "parent__ref")
    ),
    name=lambda link: f"{link.child.ref} to {link.parent.ref}",
    page=lambda link: link.child,
    made=_made_on,
    columns=(
        Column("Objective", "child", To("objectives"), "What contributes", needed=True, example="WR1"),
        Column(_SERVES, "parent", To("objectives"), "What it serves, above it", needed=True, example="CP2.1"),
        Column(
            "Primary", "is_primary", YES_NO, "Yes for the main one, and where blank. It takes the place of the one "
            "before, unless that has a row that says No", blank=True, example="Yes",
        ),
        Column(
            "Made on", "made_on", Day(), "Today where blank. After the approval of its plan it counts as added later",
            only_new="the day on which a link was made stays",
        ),
        linked(),
    ),
    checks=(_link_is_sound, not_to_come("made_on", "Made on")),
    checks_all=(
        _one_primary,
        no_circles("child", "parent", _SERVES, says="contributes to it already, so it would go round in a circle."),
    ),
)  # fmt: skip


def _milestone_is_open(row: Row) -> None:
    """What was promised stays while a plan is reviewed; how it is going is told until it is closed."""
    plan = row.get("objective").plan
    if row.is_new or not row.changed.keys() <= _PROGRESS or plan.state == PlanState.CLOSED:
        check_plan(plan, row)


_PROGRESS = {"state", "percent_complete", "narrative", "forecast_on", "completed_on", "reason"}


def _milestone_goes(row: Row) -> None:
    """As its update has it: what it says of its state agrees."""
    state, percent, completed = (row.get(name) for name in ("state", "percent_complete", "completed_on"))
    if row.get("weight") < 0:
        row.refuse("Weight", "is below 0. Enter 0 for a milestone that is not to count.")
    if not 0 <= percent <= 100:
        row.refuse("Per cent complete", "is not from 0 to 100. Correct it.")
    elif state != MilestoneState.COMPLETE:
        if completed:
            row.refuse("Completed on", "is filled in, and the state is not Complete. Change one of the two.")
        try:
            check_state(state, percent, row.get("reason"))
        except ChangeRefused as refusal:
            row.refuse("State", f"does not agree with the rest. {refusal}")
        return
    if percent != 100:
        row.refuse("Per cent complete", f"is {percent}, and the state is Complete. Write 100, or another state.")
    if not completed:
        row.refuse("Completed on", "is blank, and the state is Complete. Enter the day.")
    if row.get("forecast_on"):
        row.refuse("Expected to finish", "is filled in, and the state is Complete. Clear it.")


def _first_due(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    return {"first_due_on": row.values.get("first_due_on") or row.values["due_on"]}


MILESTONES = Sheet(
    key="milestones",
    title="Milestones",
    thing="milestone",
    purpose="The dated steps of objectives. A due date that moves counts as slip from the first one.",
    model=Milestone,
    needs=_PLANS,
    by=("ref",),
    stored=lambda: (
        Milestone.objects.not_private()
        .select_related("objective__plan__level", "owner")
        .order_by("objective__plan__ref", "objective__position", "objective__ref", "ref")
    ),
    name=lambda milestone: milestone.ref,
    made=_first_due,
    stamps=("updated_at",),
    columns=(
        Column("Reference", "ref", Words(), "Short and lasting", needed=True, example="SP1.1-M2"),
        Column(
            "Objective", "objective", To("objectives"), "Whose step it is", needed=True,
            only_new="a milestone stays with its objective", example="CP2.1",
        ),
        Column("Title", "title", Words(), "What will be there then", needed=True, example="The new hostel is open"),
        *dated_columns(),
        Column("Narrative", "narrative", Words(), "How it is going"),
        Column("Expected to finish", "forecast_on", Day(), "Where that is not the due date"),
        Column("Completed on", "completed_on", Day(), "Of one that is complete"),
        Column("Why on hold or cancelled", "reason", Words(), "Of one that is on hold or cancelled"),
        Column(
            "Weight", "weight", Number(decimals=2), "Beside the others of its objective; 1 where blank",
            blank=Decimal(1), example="1",
        ),
    ),
    checks=(
        follows(REF_RULE, "ref", "Reference"),
        in_order("starts_on", "due_on", "Due on"),
        not_to_come("completed_on", "Completed on"),
        standing("owner", "Owner"),
        _milestone_goes,
        _milestone_is_open,
    ),
    checks_all=(not_taken("ref", "Reference"),),
)  # fmt: skip


def _wait_is_open(row: Row) -> None:
    check_plan(row.get("milestone").objective.plan, row)
    if row.get("milestone") is row.get("waits_for"):
        row.refuse("Waits for", "is the milestone itself. Choose another.")


WAITS = Sheet(
    key="waits",
    title="Milestone waits",
    thing="wait",
    purpose="Which milestone cannot be finished before another is.",
    model=MilestoneWait,
    needs=_PLANS,
    by=("milestone", "waits_for"),
    stored=lambda: (
        MilestoneWait.objects.filter(
            milestone__objective__plan__level__is_private=False, waits_for__objective__plan__level__is_private=False
        )
        .select_related("milestone__objective__plan", "waits_for")
        .order_by("milestone__ref", "waits_for__ref")
    ),
    name=lambda wait: f"{wait.milestone.ref} for {wait.waits_for.ref}",
    page=lambda wait: wait.milestone,
    columns=(
        Column("Milestone", "milestone", To("milestones"), "What waits", needed=True, example="SP1.1-M2"),
        Column("Waits for", "waits_for", To("milestones"), "What it waits for", needed=True, example="SP1.1-M1"),
        linked(),
    ),
    checks=(_wait_is_open,),
    checks_all=(
        no_circles("milestone", "waits_for", "Waits for", says="waits for it already, so neither could ever begin."),
    ),
)

SHEETS: Iterable[Sheet] = (OBJECTIVES, LINKS, MILESTONES, WAITS)
