"""Risks of a new year: what threatens an objective threatens the one that follows it."""

from collections.abc import Mapping

from accounts import audit
from foundation.bulk import insert_many
from plans.models import Objective
from risks.models import Risk


def threaten_again(
    successors: Mapping[int, Objective], *, source: str
) -> tuple[dict[str, list[int]], list[audit.Entry]]:
    """Have risks that stand threaten the new objectives beside the old ones, by whose keys those are given; the keys of
    what was written, and what to record. That an objective had no significant risk is not carried: the new one is to
    be looked at anew before its plan is approved.
    """
    ties = Risk.objectives.through
    standing = Risk.objects.standing().filter(objectives__in=list(successors)).distinct().order_by("pk")
    made, entries = [], []
    for risk in standing.prefetch_related("objectives"):
        before = sorted(each.ref for each in risk.objectives.all())
        new = [successors[each.pk] for each in risk.objectives.all() if each.pk in successors]
        made += [ties(risk=risk, objective=each) for each in new]
        after = sorted([*before, *(each.ref for each in new)])
        changes = {"objectives": (", ".join(before), ", ".join(after))}
        entries.append(audit.Entry(action="changed", thing=risk, changes=changes, source=source))
    insert_many(made)
    return {ties._meta.label_lower: [each.pk for each in made]}, entries
