"""What stands beside the grid of groups: their sums beside the measure's own figure, and how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from breakdowns.models import Breakdown, Group, GroupFigure, Sheet
from breakdowns.queries.standing import stood_from, sums_in
from breakdowns.rules.entry import GroupEntry, plain
from foundation.dates import moment_words
from indicators.models import Observation

_FIELDS = ("value", "numerator", "denominator", "absence")


@dataclass(frozen=True, slots=True)
class TotalWords:
    """One of the numbers that add up: what it counts, what the groups come to, the measure's own, and what is left."""

    name: str
    groups: str
    total: str
    left: str
    is_wrong: bool


def total_words(
    breakdown: Breakdown,
    figure: Observation,
    groups: Sequence[Group],
    typed: Mapping[int, GroupEntry] | None,
    stored: Sheet | None,
) -> list[TotalWords]:
    """The running totals, of what was typed or of what is stored; empty where there is nothing to add."""
    indicator = breakdown.indicator
    if typed is not None:
        filled = {
            key: GroupFigure(**dict(zip(_FIELDS, astuple(entry), strict=True)))
            for key, entry in typed.items()
            if not entry.is_empty
        }
    else:
        filled = {each.group_id: each for each in stored.read} if stored else {}
    names = {"numerator": indicator.numerator, "denominator": indicator.denominator, "value": "All together"}
    found = []
    for each in sums_in(breakdown, figure, groups, filled):
        over = each.difference
        left = (
            ""
            if each.total is None
            else "They agree"
            if not over
            else f"{plain(abs(over))} {'too many' if over > 0 else 'still missing'}"
        )
        found.append(
            TotalWords(
                names[each.name], plain(each.groups), plain(each.total), left, each.is_wrong and breakdown.adds_up
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class SheetWords:
    """How far a sheet is: who entered it and when, and whether it stands. ``waits``: nobody has approved it yet."""

    entered: str = ""
    stands: str = "Nothing is entered yet."
    why: str = ""
    waits: bool = False
    version: int = 0


def sheet_words(sheet: Sheet | None) -> SheetWords:
    if sheet is None:
        return SheetWords()
    who = sheet.entered_by.name if sheet.entered_by else "The system"
    since = stood_from(sheet)
    stands = (
        f"Everybody may read them since {moment_words(since)}."
        if since
        else "They wait, and only the service sees them."
    )
    return SheetWords(f"{who}, {moment_words(sheet.entered_at)}", stands, sheet.why, since is None, sheet.version)
