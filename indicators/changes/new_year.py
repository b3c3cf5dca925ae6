"""Targets of a new year, many at once, and in plans that are started again which objectives measures serve, and how
those are summed up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts import audit
from foundation.bulk import insert_many
from foundation.versions import first_values
from indicators.models import AnnualTarget, Contribution, PartWeight, SummingChoice, WeightSet
from indicators.models.summing import AS_ITS_LEVEL
from indicators.queries.new_year import RolledTarget
from indicators.queries.targets import period_words, said_of_target
from plans.models import Objective

_FIELDS = ("value", "low", "high", "text", "profile", "baseline", "rationale")


def set_targets(rolled: Sequence[RolledTarget], *, source: str) -> tuple[dict[str, list[int]], list[audit.Entry]]:
    """Write the targets that are to be written. Gives the keys of the years' targets, and what to record: one event for
    each measure, with its periods.
    """
    made = [(each, each.annual) for each in rolled if each.annual is not None]
    insert_many([annual for _, annual in made])
    for each, annual in made:
        for period in each.periods:
            period.annual = annual
    insert_many([period for each, _ in made for period in each.periods])
    entries = [
        audit.Entry(
            action="set",
            thing=annual,
            page=each.indicator,
            changes={
                **said_of_target(each.indicator, first_values(annual, _FIELDS)),
                **{p.period.label: (None, period_words(each.indicator, p)) for p in each.periods},
            },
            source=source,
        )
        for each, annual in made
    ]
    return {AnnualTarget._meta.label_lower: [annual.pk for _, annual in made]}, entries


def serve_again(successors: Mapping[int, Objective], *, on: date) -> dict[str, list[int]]:
    """Have measures serve the new objectives as they serve the old ones, by whose keys those are given."""
    made = [
        Contribution(indicator_id=old.indicator_id, objective=successors[old.objective_id], made_on=on)
        for old in Contribution.objects.filter(objective__in=list(successors)).order_by("pk")
    ]
    insert_many(made)
    return {Contribution._meta.label_lower: [each.pk for each in made]}


def weigh_again(successors: Mapping[int, Objective], *, source: str) -> tuple[dict[str, list[int]], list[audit.Entry]]:
    """Have the new objectives summed up as the old ones were last, from the first day of their plans on: by the same
    rule, and with the same weights of what contributes to them now. The keys of what was written, and what to record.
    """
    choices = [
        SummingChoice(objective=new, rule=old.rule, starts_on=new.plan.starts_on)
        for old in _last(SummingChoice.objects.exclude(rule=AS_ITS_LEVEL).filter(objective__in=list(successors)))
        for new in (successors[old.objective_id],)
    ]
    insert_many(choices)
    sets, weights = [], []
    for old in _last(WeightSet.objects.filter(objective__in=list(successors)).prefetch_related("weights")):
        new = successors[old.objective_id]
        made = WeightSet(objective=new, starts_on=new.plan.starts_on, ends_on=new.plan.ends_on)
        parts = [_again(made, each, successors) for each in old.weights.all()]
        if any(part.weight for part in parts if part):
            sets.append(made)
            weights += [part for part in parts if part]
    insert_many(sets)
    insert_many(weights)
    made_of = ((SummingChoice, choices), (WeightSet, sets), (PartWeight, weights))
    written = {model._meta.label_lower: [each.pk for each in rows] for model, rows in made_of}
    return written, [
        *(_recorded(each, "chosen", {"summed up by": (None, each.get_rule_display())}, source) for each in choices),
        *(_recorded(each, "created", {"days": (None, each.span)}, source) for each in sets),
    ]


def _recorded(
    made: SummingChoice | WeightSet, action: str, changes: dict[str, tuple[object, object]], source: str
) -> audit.Entry:
    return audit.Entry(action=action, thing=made, page=made.objective, changes=changes, source=source)


def _last(rows: QuerySet[Any]) -> list[Any]:
    """Of each objective the one that began last."""
    return list({each.objective_id: each for each in rows.order_by("starts_on")}.values())


def _again(made: WeightSet, old: PartWeight, successors: Mapping[int, Objective]) -> PartWeight | None:
    """The weight of the same part; None for an objective that was not started again: it contributes to the old one."""
    child = successors.get(old.child_id) if old.child_id else None
    if old.child_id and child is None:
        return None
    return PartWeight(weight_set=made, child=child, measure_id=old.measure_id, weight=old.weight)
