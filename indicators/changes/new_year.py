"""Targets of a new year, many at once, and which objectives measures serve in plans that are started again."""

from collections.abc import Mapping, Sequence
from datetime import date

from accounts import audit
from foundation.bulk import insert_many
from foundation.versions import first_values
from indicators.models import AnnualTarget, Contribution
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
