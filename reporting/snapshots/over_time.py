"""Milestones over time, as documents hold them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import cast

from foundation.words import together
from plans.queries.milestones import MilestoneRow
from reporting.document import Mark, Timeline, TimelineBar

MOST_BARS = 40
"""So many milestones are drawn at most: the picture has to stand on one page. The table has all."""


def timeline(rows: Sequence[MilestoneRow], today: date) -> dict[str, Timeline]:
    """The milestones in the order given, as a section holds them; nothing where there are fewer than two to compare."""
    drawn = [row for row in rows if row.days][:MOST_BARS]
    if len(drawn) < 2:
        return {}
    places = {row.pk: place for place, row in enumerate(drawn)}
    return {"timeline": {"today": today.isoformat(), "bars": [_bar(row, places) for row in drawn]}}


def _bar(row: MilestoneRow, places: dict[int, int]) -> TimelineBar:
    starts_on, due_on, first_due_on, expected_on = row.days or (date.min,) * 4
    return {
        "ref": row.ref,
        "title": row.title,
        "starts": starts_on.isoformat(),
        "due": due_on.isoformat(),
        "first_due": first_due_on.isoformat(),
        "expected": expected_on.isoformat() if expected_on else "",
        "percent": row.percent_complete,
        "status": cast(Mark, asdict(row.status)),
        "waits_for": [places[each.pk] for each in row.waits_for if each.ref and each.pk in places],
    }


def waits_told(row: MilestoneRow) -> list[str]:
    """What it waits for in a sentence, and a sentence for each that ends after it."""
    named = together(f"{each.ref} {each.title}".strip() for each in row.waits_for)
    return [*([f"Waits for {named}."] if named else []), *row.cautions]
