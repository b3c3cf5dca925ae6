"""Writes a file of plans: everything in one transaction, in which nothing is worked out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.db import IntegrityError, models, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import Post
from foundation.bulk import check_references, ready, reserve_keys, write
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.undoing import Done
from foundation.versions import first_values
from indicators.changes.expected import day_after
from indicators.imports.apply_units import Name, Placed, made_of, numbered_places
from indicators.imports.figures.apply import MOVED
from indicators.imports.hierarchy.columns import OBJECTIVES
from indicators.imports.hierarchy.plan import PlanOfPlans
from indicators.imports.hierarchy.rows import NewThing, Row, Sort, measure_ref
from indicators.imports.kinds import ReadyImport
from indicators.imports.planned_changes import source_words
from indicators.models import Contribution, ImportBatch, Indicator
from indicators.rules.vocabulary import Counting, Polarity, ValueKind
from plans.models import Link, Milestone, MilestoneState, Objective, ObjectiveKind, Plan
from plans.periods import Frequency, YearBasis

_RECORDED: Mapping[type[models.Model], Sequence[str]] = {
    Plan: ("level", "ref", "title", "unit", "owner", "starts_on", "ends_on", "purpose"),
    Objective: ("plan", "kind", "ref", "title", "owner", "description"),
    Milestone: ("objective", "ref", "title", "owner", "starts_on", "due_on", "percent_complete", "state"),
    Indicator: ("ref", "name", "kind", "unit", "polarity", "frequency", "year_basis", "service", "owner"),
}


@dataclass(slots=True)
class _Made:
    """The new rows by model, in the order in which they are written, and what is recorded of them."""

    placed: Placed
    at: datetime
    keys: Mapping[type[models.Model], Iterator[int]]
    plans: dict[str, Plan] = field(default_factory=dict)
    objectives: dict[str, Objective] = field(default_factory=dict)
    measures: dict[str, Indicator] = field(default_factory=dict)
    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    entries: list[audit.Entry] = field(default_factory=list)

    @property
    def today(self) -> date:
        return london_day(self.at)

    def add(self, model: type[models.Model], values: Mapping[str, Any], source: str) -> Any:
        thing = model(pk=next(self.keys[model]), **values)
        self.rows.setdefault(model, []).append(thing)
        if model in _RECORDED:
            changes = first_values(thing, _RECORDED[model])
            self.entries.append(audit.Entry(action="imported", thing=thing, changes=changes, source=source))
        return thing


def prepare_plans(*, by: Actor, at: datetime, batch: ImportBatch, plan: PlanOfPlans) -> ReadyImport:  # noqa: ARG001
    """All that a file of plans writes and records. Plans are drafts; nobody is told of what a set-up gives them."""
    placed = numbered_places((each.place.unit for each in plan.things), without="")
    made = _Made(placed, at, _keys(plan.things))
    made.objectives = _stored(plan.things)
    made.plans = {each.ref: each for each in Plan.objects.filter(ref__in={each.place.plan for each in plan.things})}
    linked = [measure_ref(each.row) for each in plan.things if each.is_linked]
    made.measures = {each.ref: each for each in Indicator.objects.filter(ref__in=linked)}
    for thing in plan.things:
        _MAKERS[thing.row.sort](made, thing, source_words(batch.filename, thing.row.line))
    first = source_words(batch.filename, plan.things[0].row.line) if plan.things else ""
    entries = [*made_of(placed, first), *made.entries]
    return ReadyImport(entries=entries, write=lambda: _write(placed, made.rows), done=lambda: _done(placed, made.rows))


def _done(placed: Placed, rows: Mapping[type[models.Model], list[Any]]) -> Done:
    """All that it writes, by which it can be taken back."""
    done = Done()
    for things in (*placed.kinds, *(rows.get(model, []) for model in _WRITTEN)):
        done.make(things)
    return done


_WRITTEN = (Plan, Objective, Link, Milestone, Indicator, Contribution)


def _write(placed: Placed, rows: Mapping[type[models.Model], list[Any]]) -> None:
    try:
        with transaction.atomic():
            for thing in placed.missing:
                thing.save(force_insert=True)
            for model in _WRITTEN:
                write(ready(model, rows.get(model, [])))
            check_references()
    except IntegrityError as error:
        raise ChangeRefused(MOVED) from error


def _keys(things: Sequence[NewThing]) -> dict[type[models.Model], Iterator[int]]:
    """The keys that the new rows will have."""
    number = Counter(each.row.sort for each in things)
    linked = sum(each.row.sort in (Sort.PLAN, Sort.OBJECTIVE) and bool(each.row.parent) for each in things)
    numbers: dict[type[models.Model], int] = {
        Plan: number[Sort.PLAN],
        Objective: number[Sort.PLAN] + number[Sort.OBJECTIVE],
        Link: linked,
        Milestone: number[Sort.MILESTONE],
        Indicator: number[Sort.MEASURE],
        Contribution: number[Sort.MEASURE],
    }
    return {model: iter(reserve_keys(model, count)) for model, count in numbers.items()}


def _stored(things: Iterable[NewThing]) -> dict[str, Objective]:
    parents = {each.row.parent for each in things if each.row.parent}
    return {each.ref: each for each in Objective.objects.filter(ref__in=parents).select_related("plan")}


def _plan(made: _Made, thing: NewThing, source: str) -> None:
    row, owner = thing.row, _owner(made, thing)
    years = cast(tuple[date, date], thing.place.years)  # a plan without years is refused
    about = {"ref": row.id, "title": row.title, "owner": owner}
    made.plans[row.id] = made.add(
        Plan,
        {**about, "level_id": thing.level, "unit": owner.unit, "starts_on": years[0], "ends_on": years[1],
         "purpose": _words(row)},
        source,
    )  # fmt: skip
    # At the top it is the highest of its plan, so that nobody asks what it contributes to.
    kind = ObjectiveKind.OBJECTIVE if row.parent else ObjectiveKind.PRIORITY
    aim = {**about, "plan": made.plans[row.id], "kind": kind, "position": 0}
    made.objectives[row.id] = made.add(Objective, aim, source)
    _link(made, row, source)


def _objective(made: _Made, thing: NewThing, source: str) -> None:
    row, plan = thing.row, made.plans[thing.place.plan]
    values = {
        "ref": row.id, "title": row.title, "owner": _owner(made, thing), "plan": plan, "kind": OBJECTIVES[row.level],
        "position": min(row.line, 32_767), "description": _words(row),
    }  # fmt: skip
    made.objectives[row.id] = made.add(Objective, values, source)
    _link(made, row, source)


def _link(made: _Made, row: Row, source: str) -> None:
    if not row.parent:
        return
    child, parent = made.objectives[row.id], made.objectives[row.parent]
    link = made.add(Link, {"child": child, "parent": parent, "is_primary": True, "made_on": made.today}, source)
    changes = {"contributes to": (None, parent), "primary": (None, True), "made_on": (None, made.today)}
    made.entries.append(audit.Entry(action="created", thing=link, page=child, changes=changes, source=source))


def _milestone(made: _Made, thing: NewThing, source: str) -> None:
    row, objective = thing.row, made.objectives[thing.row.parent]
    due, is_done = cast(date, row.due_on), row.state == MilestoneState.COMPLETE  # one without a day is refused
    starts = thing.place.years[0] if thing.place.years else due
    made.add(
        Milestone,
        {
            "objective": objective, "ref": row.id, "title": row.title, "owner": objective.owner,
            "starts_on": min(starts, due), "due_on": due, "first_due_on": due, "state": row.state,
            "percent_complete": 100 if is_done else row.percent,
            "completed_on": min(due, made.today) if is_done else None,
            "narrative": _words(row), "updated_at": made.at,
        },
        source,
    )  # fmt: skip


def _measure(made: _Made, thing: NewThing, source: str) -> None:
    row, objective, ref = thing.row, made.objectives[thing.row.parent], measure_ref(thing.row)
    measure = made.measures.get(ref) or made.add(Indicator, _sheet(row, _owner(made, thing), made.at), source)
    made.measures[ref] = measure
    served = made.add(Contribution, {"indicator": measure, "objective": objective, "made_on": made.today}, source)
    changes = {"objective": (None, objective), "made_on": (None, made.today)}
    made.entries.append(audit.Entry(action="created", thing=served, page=measure, changes=changes, source=source))


def _sheet(row: Row, owner: Post, at: datetime) -> dict[str, Any]:
    shown = " ".join(row.texts[name] for name in ("title", "baseline", "target_year_1", "target_year_2"))
    is_percentage = "%" in shown or "percentage" in shown.casefold()
    return {
        "ref": measure_ref(row),
        "name": row.title,
        "definition": _words(row),
        "kind": (ValueKind.PERCENTAGE if is_percentage else ValueKind.NUMBER).value,
        "unit": "%" if is_percentage else "",
        "decimals": 1 if is_percentage else 0,
        "polarity": Polarity.NONE.value,
        "frequency": Frequency.QUARTER.value,
        "year_basis": YearBasis.FINANCIAL.value,
        "is_data_only": True,
        "counting": Counting.RATE.value,
        "data_source": row.texts["source"][:250],
        "service": owner.unit,
        "owner": owner,
        "data_provider": owner,
        "approver": owner,
        "expected_from": day_after(at),
    }


_MAKERS: Mapping[Sort, Callable[[_Made, NewThing, str], None]] = {
    Sort.PLAN: _plan,
    Sort.OBJECTIVE: _objective,
    Sort.MILESTONE: _milestone,
    Sort.MEASURE: _measure,
}


def _owner(made: _Made, thing: NewThing) -> Post:
    """The post that answers for the unit."""
    name: Name = thing.place.unit
    return made.placed.posts[name]


def _words(row: Row) -> str:
    """What the file says of it beside its title, a sentence each."""
    return " ".join(_sentences(row))


def _sentences(row: Row) -> Iterator[str]:
    texts = row.texts
    if texts["status"]:
        when = f" in {texts['status_period']}" if texts["status_period"] else ""
        yield f"Published as {texts['status']}{when}."
    if texts["baseline"]:
        yield f"Baseline: {texts['baseline']}."
    targets = [texts[f"target_year_{number}"] for number in (1, 2, 3)]
    if any(targets):
        yield f"Targets by year, {texts['period']}: {'; '.join(each or 'none' for each in targets)}."
    if texts["note"]:
        yield texts["note"].rstrip(".") + "."
    if texts["source"]:
        yield f"Source: {texts['source'].rstrip('.')}."
