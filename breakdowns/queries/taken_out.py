"""Which figures of groups the set-up workbook takes out: those that stand and are told, of years in which another
installation that reads them in hides the same groups.

What is hidden follows from everything that was ever told of a year (``rules.suppression``), and a workbook holds what
stands alone. Where something was corrected or came late, the other installation might hide others, and whoever has read
both could work out a hidden number: such a year stays here.
"""

from collections.abc import Sequence
from datetime import date

from breakdowns.models import Breakdown, Group, Sheet
from breakdowns.queries.hidden import Hidden, hidden_in, larger_hidden
from breakdowns.queries.standing import breakdowns_read, groups_in, groups_of, stood, why_not_told
from indicators.workflow import FigureState


def taken_out() -> list[tuple[Breakdown, Sheet]]:
    """Every sheet that is taken out, in the order of breakdowns and periods. At most nine statements."""
    return _Years(list(breakdowns_read())).sheets()


class _Years:
    """Breakdowns with all that was ever told of them, and what each takes out."""

    def __init__(self, breakdowns: Sequence[Breakdown]) -> None:
        self._breakdowns = breakdowns
        self._by_pair = {(each.indicator_id, each.dimension_id): each for each in breakdowns}
        self._told = stood(breakdowns, date.min)
        self._larger = larger_hidden(breakdowns, date.min)
        self._taken: dict[int, list[Sheet]] = {}

    def sheets(self) -> list[tuple[Breakdown, Sheet]]:
        return [(each, sheet) for each in self._breakdowns for sheet in self._of(each)]

    def _of(self, breakdown: Breakdown) -> list[Sheet]:
        if breakdown.pk not in self._taken:
            self._taken[breakdown.pk] = self._hidden_alike(breakdown)
        return self._taken[breakdown.pk]

    def _hidden_alike(self, breakdown: Breakdown) -> list[Sheet]:
        """What is told now of those years in which that alone, in the order of periods, hides the same groups."""
        groups, told = groups_of(breakdown), self._told.get(breakdown.pk, [])
        now = _told_now(breakdown, told)
        here = hidden_in(breakdown, groups, told, self._larger.get(breakdown.pk))
        there = hidden_in(breakdown, groups, now, self._larger_there(breakdown))
        return [each for each in now if here[each.observation.period.year] == there[each.observation.period.year]]

    def _larger_there(self, breakdown: Breakdown) -> Hidden | None:
        """What the other installation hides of the larger groups that those of the breakdown lie in."""
        whole = self._by_pair.get((breakdown.indicator_id, breakdown.dimension.within_id or 0))
        return None if whole is None else hidden_in(whole, groups_of(whole), self._of(whole))


def _told_now(breakdown: Breakdown, sheets: Sequence[Sheet]) -> list[Sheet]:
    """The last sheet of each figure that stands, where it is told and the grid would still take it, by its period."""
    found = {}
    for sheet in sheets:  # a later revision takes the place of the one before
        if sheet.observation.is_current and sheet.observation.state == FigureState.APPROVED:
            found[sheet.observation.period] = sheet
    groups = groups_of(breakdown)
    told = [each for each in found.values() if not why_not_told(each, breakdown, groups) and _all_there(each, groups)]
    return sorted(told, key=lambda each: each.observation.period)


def _all_there(sheet: Sheet, groups: Sequence[Group]) -> bool:
    """Whether each of its groups was there in the period: the days of one may be changed later."""
    there = {group.pk for group in groups_in(groups, sheet.observation.period)}
    return all(figure.group_id in there for figure in sheet.read)
