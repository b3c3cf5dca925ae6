"""The heat map of quarters: how each priority stood in each quarter, as it was reported then."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from indicators.judging.measure_row import UNRATED_BANDS
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.rules.coverage import RollUp
from indicators.rules.majority import majority
from indicators.rules.vocabulary import RATED, Status
from plans.periods import Period
from reporting.dashboards.status_counts import group_address, share_words
from reporting.queries.filter_choices import Narrowing
from reporting.queries.released import released_counts

Json = dict[str, Any]

QUARTERS = 8


def heat_map(priorities: Sequence[Narrowing], base: str) -> Json | None:
    """``components/heat_map.html``: the last quarters of which reports were released, a line for each priority.

    A cell is the status that most measures had (rules.md 9.3), in words with the share on target. None where nothing
    was released yet.
    """
    released = released_counts(each.pk for each in priorities)
    quarters = sorted({period for said in released.values() for period in said})[-QUARTERS:]
    if not quarters:
        return None
    return {
        "caption": "Priorities by quarter, as reported at the time",
        "columns": [period.label for period in quarters],
        "rows": [_row(each, released.get(each.pk, {}), quarters, base) for each in priorities],
    }


def _row(
    priority: Narrowing, said: Mapping[Period, Sequence[Json]], quarters: Iterable[Period], base: str
) -> dict[str, Any]:
    return {
        "label": priority.name,
        "url": group_address("reporting:priority", priority.ref) + base,
        "cells": [_cell(said[period]) if period in said else None for period in quarters],
    }


def _cell(said: Sequence[Json]) -> Json:
    counts: dict[Status, int] = {}
    bands: dict[str, Json] = {}
    for each in said:
        status = Status(each["key"])
        counts[status] = counts.get(status, 0) + each["count"]
        bands[status] = each
    met = sum(number for status, number in counts.items() if status.is_met)
    rolled = RollUp(met, sum(counts.get(status, 0) for status in RATED), counts)
    status = majority(counts)
    band = bands.get(status) or DEFAULT_BANDS.get(status) or UNRATED_BANDS[status]
    share = f": {share_words(rolled)}, {rolled.met} of {rolled.rated} rated" if rolled.rated else ""
    return {"word": f"{band['word']}{share}", "shape": band["shape"], "colour": band["colour"]}
