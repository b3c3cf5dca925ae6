"""By which rule objectives are summed up, and how much their parts weigh: chosen from a day on, so that earlier
quarters stay as they were (rules.md 9).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused
from foundation.versions import save_version
from indicators.judging.summing import PartKey, parts_of
from indicators.models import PartWeight, SummingChoice, WeightSet
from indicators.models.summing import AS_ITS_LEVEL
from indicators.queries.summing import first_summed_up
from plans.changes.opened import check_open
from plans.models import Level, Objective
from plans.queries.thread import load_thread
from plans.thread import Thread

NOT_PRIVATE = "A private plan is not in the golden thread, so nothing in it is summed up."
NO_WEIGHT = "At least one part has to weigh something: enter a weight above 0."
NEGATIVE = "A weight cannot be below 0. Enter 0 for a part that is not to count."


@transaction.atomic
def choose_rule(*, by: Actor, at: datetime, of: Level | Objective, rule: str, starts_on: date) -> None:
    """Say by which rule the objectives of a level, or one objective, are summed up from a day on; ``rule`` "" is an
    objective's as its level. A choice of the same day is put in its place. Raises ChangeRefused.
    """
    level = of if isinstance(of, Level) else of.plan.level
    if level.is_private:
        raise ChangeRefused(NOT_PRIVATE)
    if rule == AS_ITS_LEVEL and of is level:
        raise ChangeRefused("Choose how the objectives of this level are summed up.")
    whose = {"level": of} if isinstance(of, Level) else {"objective": of}
    # The row of the level or objective is kept, so that two choices of one day do not meet.
    type(of).objects.select_for_update(no_key=True, of=("self",)).get(pk=of.pk)
    stored = SummingChoice.objects.filter(**whose, starts_on=starts_on).first()
    was = _rule_words(stored) if stored else None
    made = stored or SummingChoice(**whose, starts_on=starts_on)
    made.rule = rule
    if stored and was == _rule_words(made):
        return
    made.save()
    changes = {f"summed up from {day_words(starts_on)} by": (was, _rule_words(made))}
    audit.record(by=by, at=at, action="changed" if stored else "chosen", thing=made, page=of, changes=changes)


def _rule_words(choice: SummingChoice) -> str:
    return choice.get_rule_display() or "as its level"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightDetails:
    """What the parts of an objective weigh among themselves, from a day to a day (None: until further notice)."""

    starts_on: date
    ends_on: date | None
    weights: Mapping[PartKey, Decimal]


@transaction.atomic
def create_weights(*, by: Actor, at: datetime, objective: Objective, details: WeightDetails) -> WeightSet:
    """Set the weights of an objective's parts. Raises ChangeRefused."""
    check_open(objective.plan)
    _check(objective, details)
    made = WeightSet.objects.create(objective=objective, starts_on=details.starts_on, ends_on=details.ends_on)
    _write(made, details.weights)
    changes = {"weights": (None, _weight_words(made))}
    audit.record(by=by, at=at, action="created", thing=made, page=objective, changes=changes)
    return made


@transaction.atomic
def edit_weights(*, by: Actor, at: datetime, weights: WeightSet, version: int, details: WeightDetails) -> WeightSet:
    """Change weights or their days. Raises ChangeRefused; Conflict when somebody saved after ``version``."""
    stored = WeightSet.objects.select_related("objective__plan__level").get(pk=weights.pk)
    check_open(stored.objective.plan)
    _check(stored.objective, details, own=stored)
    was_span, was = stored.span, _weight_words(stored)
    stored.starts_on, stored.ends_on = details.starts_on, details.ends_on
    save_version(stored, version=version, fields=["starts_on", "ends_on"])
    stored.weights.all().delete()
    _write(stored, details.weights)
    told = {"days": (was_span, stored.span), "weights": (was, _weight_words(stored))}
    changes = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    audit.record(by=by, at=at, action="changed", thing=stored, page=stored.objective, changes=changes)
    return stored


@transaction.atomic
def remove_weights(*, by: Actor, at: datetime, weights: WeightSet, why: str) -> None:
    """Take weights away by which no quarter that is over was summed up. Raises ChangeRefused for others, and without a
    reason.
    """
    stored = WeightSet.objects.select_for_update(of=("self",)).select_related("objective__plan__level").get(
        pk=weights.pk
    )  # fmt: skip
    check_open(stored.objective.plan)
    if not why.strip():
        raise ChangeRefused("Enter why they are removed. The reason stays in the history.")
    if quarter := first_summed_up(stored, today=london_day(at)):
        raise ChangeRefused(
            f"{quarter.label} was summed up by these weights, so they stay. Give them an earlier last day instead."
        )
    changes = {"days": (stored.span, None), "weights": (_weight_words(stored), None)}
    page = stored.objective
    audit.record(by=by, at=at, action="removed", thing=stored, page=page, changes=changes, why=why.strip())
    stored.delete()


def _check(objective: Objective, details: WeightDetails, *, own: WeightSet | None = None) -> None:
    """Raises ChangeRefused for weights that cannot be stored: nothing is left for the database to refuse."""
    if objective.plan.level.is_private:
        raise ChangeRefused(NOT_PRIVATE)
    if details.ends_on and details.ends_on < details.starts_on:
        raise ChangeRefused("The last day is before the first. Enter a later one, or leave it empty.")
    if not details.weights:
        raise ChangeRefused("Nothing contributes to it and no measure serves it yet, so there is nothing to weigh.")
    if any(weight < 0 for weight in details.weights.values()):
        raise ChangeRefused(NEGATIVE)
    if not any(details.weights.values()):
        raise ChangeRefused(NO_WEIGHT)
    _check_days(objective, details, own)
    _check_parts(objective, details, own, load_thread(Objective.objects.not_private()))


def _check_days(objective: Objective, details: WeightDetails, own: WeightSet | None) -> None:
    for other in objective.weight_sets.exclude(pk=own.pk if own else None).order_by("starts_on"):
        begins_after = details.ends_on is not None and other.starts_on > details.ends_on
        is_over_before = other.ends_on is not None and other.ends_on < details.starts_on
        if not (begins_after or is_over_before):
            raise ChangeRefused(
                f"There are weights {other.span} already, and two cannot count on one day. Choose other days, or "
                "change those first: an earlier last day makes room."
            )


def _check_parts(objective: Objective, details: WeightDetails, own: WeightSet | None, thread: Thread) -> None:
    held = {_key(each) for each in own.weights.all()} if own else set()
    for kind, pk in details.weights:
        if kind == "objective" and thread.would_loop(child=pk, parent=objective.pk):
            raise ChangeRefused(
                f"{thread.nodes[pk].ref} has {objective.ref} among its own parts, so it would go round in a circle. "
                "Take the link between them away first."
            )
    known = {key for key, _ in parts_of(objective, thread=thread)} | held
    if set(details.weights) - known:
        raise ChangeRefused("One of these is no part of it any more. Look at the list again, and save what is there.")


def _key(weight: PartWeight) -> PartKey:
    return ("objective", weight.child_id) if weight.child_id else ("measure", weight.measure_id)


def _write(weights: WeightSet, by_part: Mapping[PartKey, Decimal]) -> None:
    field = {"objective": "child_id", "measure": "measure_id"}
    PartWeight.objects.bulk_create(
        PartWeight(weight_set=weights, weight=weight, **{field[kind]: pk}) for (kind, pk), weight in by_part.items()
    )


def _weight_words(weights: WeightSet) -> str:
    """ "3 for ENV01, 1 for OB2", as the trail keeps it."""
    rows = weights.weights.select_related("child", "measure").order_by("pk")
    told = [f"{each.weight.normalize():f} for {(each.child or each.measure).ref}" for each in rows]
    return ", ".join(sorted(told))
