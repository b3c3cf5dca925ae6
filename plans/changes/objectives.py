"""Changing objectives and what they contribute to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Post
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, set_fields, values_of
from plans.changes.opened import check_open
from plans.changes.tags import set_tags
from plans.changes.told import objective_given, objective_told
from plans.models import Link, Objective, Plan, Tag
from plans.queries.thread import load_thread

NO_REASON = "Enter why the council does it, or how it will be stopped."


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveDetails:
    """What an objective says of itself."""

    kind: str
    ref: str
    title: str
    owner: Post
    description: str = ""
    basis: str = ""
    basis_why: str = ""


@transaction.atomic
def create_objective(
    *, by: Actor, at: datetime, plan: Plan, details: ObjectiveDetails, tags: Sequence[Tag] = ()
) -> Objective:
    """A new objective at the end of a plan. Raises ChangeRefused when the plan is closed."""
    check_open(plan)
    _check_basis(details)
    last = plan.objectives.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    objective = Objective.objects.create(plan=plan, position=position, **values_of(details))
    tell(by=by, at=at, news=objective_given(objective))
    changes = first_values(objective, ["plan", *values_of(details)])
    audit.record(by=by, at=at, action="created", thing=objective, changes=changes)
    set_tags(by=by, at=at, thing=objective, tags=tags, version=objective.version)
    return objective


@transaction.atomic
def edit_objective(
    *,
    by: Actor,
    at: datetime,
    objective: Objective,
    version: int,
    details: ObjectiveDetails,
    tags: Sequence[Tag] | None = None,
) -> Objective:
    """Change an objective's words, kind, owner or tags (None: they stay).

    Raises ChangeRefused when its plan is closed; Conflict with the stored row when somebody saved after ``version``.
    """
    stored = Objective.objects.select_related("plan__level", "owner").get(pk=objective.pk)
    check_open(stored.plan)
    _check_basis(details)
    owner = stored.owner_id
    if tags is not None:
        version = set_tags(by=by, at=at, thing=stored, tags=tags, version=version)
    if audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version):
        given = objective_given(stored) if stored.owner_id != owner else []
        tell(by=by, at=at, news=given or objective_told(stored, "was changed"))
    return stored


@transaction.atomic
def set_links(
    *,
    by: Actor,
    at: datetime,
    objective: Objective,
    primary: Objective | None,
    secondary: Sequence[Objective] = (),
    on: date,
) -> None:
    """What an objective contributes to: one primary link, any number of secondary ones (A2).

    A link that stays keeps the day it was made, also when it turns primary or secondary; a new one is made ``on``
    that day. Raises ChangeRefused for a link to itself, a link given twice and a link that closes a loop.
    """
    check_open(objective.plan)
    wanted = _wanted(objective, primary, secondary)
    stored = {
        link.parent_id: link for link in objective.upward.select_for_update(of=("self",)).select_related("parent")
    }
    entries = _removed(objective, stored, wanted) + _turned(objective, stored, wanted)
    for parent_id, (parent, is_primary) in wanted.items():
        if parent_id not in stored:
            link = Link.objects.create(child=objective, parent=parent, is_primary=is_primary, made_on=on)
            changes = {"contributes to": (None, parent), "primary": (None, is_primary), "made_on": (None, on)}
            entries.append(audit.Entry(action="created", thing=link, page=objective, changes=changes))
    if entries:
        tell(by=by, at=at, news=objective_told(objective, "contributes to something else now"))
        audit.record_many(by=by, at=at, entries=entries)
        # After the trail was written, which one writer does at a time: so loops that two people make at once are found.
        _refuse_loops(objective, wanted)


def _check_basis(details: ObjectiveDetails) -> None:
    if details.basis and not details.basis_why.strip():
        raise ChangeRefused(NO_REASON)


def _wanted(
    objective: Objective, primary: Objective | None, secondary: Sequence[Objective]
) -> dict[int, tuple[Objective, bool]]:
    both = [*([primary] if primary else []), *secondary]
    if any(parent.pk == objective.pk for parent in both):
        raise ChangeRefused("An objective cannot contribute to itself.")
    if len({parent.pk for parent in both}) < len(both):
        raise ChangeRefused("Name each objective once: as the primary one or as one of the others.")
    return {parent.pk: (parent, parent is primary) for parent in both}


def _removed(
    objective: Objective, stored: dict[int, Link], wanted: dict[int, tuple[Objective, bool]]
) -> list[audit.Entry]:
    gone = [link for parent_id, link in stored.items() if parent_id not in wanted]
    Link.objects.filter(pk__in=[link.pk for link in gone]).delete()
    return [
        audit.Entry(
            action="removed",
            thing=link,
            page=objective,
            changes={"contributes to": (link.parent, None), "primary": (link.is_primary, None)},
        )
        for link in gone
    ]


def _turned(
    objective: Objective, stored: dict[int, Link], wanted: dict[int, tuple[Objective, bool]]
) -> list[audit.Entry]:
    """Links that stay and change between primary and secondary; those that turn secondary come first."""
    turned = [link for pk, link in stored.items() if pk in wanted and link.is_primary != wanted[pk][1]]
    entries = []
    for link in sorted(turned, key=lambda link: not link.is_primary):
        changes = set_fields(link, {"is_primary": not link.is_primary})
        link.save(update_fields=["is_primary"])
        entries.append(audit.Entry(action="changed", thing=link, page=objective, changes=changes))
    return entries


def _refuse_loops(objective: Objective, wanted: dict[int, tuple[Objective, bool]]) -> None:
    thread = load_thread(Objective.objects.all())
    for parent_id, (parent, _) in wanted.items():
        if thread.would_loop(child=objective.pk, parent=parent_id):
            raise ChangeRefused(
                f"{parent} already contributes to {objective}, directly or through others. "
                "A link back would go round in a circle: choose something higher up."
            )
