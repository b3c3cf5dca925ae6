"""The measures that join sets by an import: the rows, and what is recorded of each set."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from accounts import audit
from foundation.bulk import reserve_keys
from indicators.imports.planned_changes import NewMember, source_words
from indicators.models import Indicator, IndicatorSet

Membership = Indicator.sets.through


def prepare_members(
    *, filename: str, changes: Sequence[NewMember], indicators: Mapping[str, Indicator]
) -> tuple[list[Any], list[audit.Entry]]:
    """The rows to be written, with their keys, and an entry for each set with all measures that join it."""
    rows = [Membership(indicator_id=indicators[each.ref].pk, indicatorset_id=each.set_pk) for each in changes]
    for row, key in zip(rows, reserve_keys(Membership, len(rows)), strict=True):
        row.pk = key
    by_set: dict[tuple[int, str], list[NewMember]] = defaultdict(list)
    for each in changes:
        by_set[each.set_pk, each.name].append(each)
    entries = [
        audit.Entry(
            action="imported",
            thing=IndicatorSet(pk=pk, name=name),
            changes={"added": (None, ", ".join(sorted(each.ref for each in members)))},
            source=source_words(filename, *(each.line for each in members)),
        )
        for (pk, name), members in by_set.items()
    ]
    return rows, entries
