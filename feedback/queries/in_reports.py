"""What people said in a quarter, as papers may tell it to anybody: no words of casework or of staff, and no small
number of concerns.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from feedback.models import COUNTED, Kind, Record
from feedback.queries.counts import themed_cells
from feedback.queries.records import said_words
from feedback.rules.counts import Cell, counts_over_time, told
from plans.periods import Period

MOST_STORIES = 3


class Story(NamedTuple):
    """A story or the result of a survey, in a few sentences."""

    unit: int
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class SaidInQuarter:
    """What people said of all units in a quarter and the one before; the stories are the quarter's, the newest
    first.
    """

    quarters: tuple[Period, Period]
    cells: Sequence[Cell]
    names: dict[int | None, str]
    stories: Sequence[Story]

    def counts_of(self, units: Collection[int]) -> list[tuple[str, str, str, str]]:
        """Kind, theme, and how many in the quarter and in the one before: within a kind what there is most of first."""
        keys = [each.key for each in reversed(self.quarters)]
        found = counts_over_time((cell for cell in self.cells if cell.unit in units), keys)
        order = sorted(found.items(), key=lambda each: (list(COUNTED).index(each[0][0]), -each[1][1], -each[1][0]))
        return [
            (Kind(kind).label, self.names[theme], *(_number(kind, number) for number in (now, before)))
            for (kind, theme), (before, now) in order
        ]

    def stories_of(self, units: Collection[int]) -> list[Story]:
        """The newest of these units."""
        return [each for each in self.stories if each.unit in units][:MOST_STORIES]


def read_said(quarter: Period) -> SaidInQuarter:
    """Two statements, whatever was said."""
    quarters = (quarter, quarter.previous())
    records = Record.objects.filter(quarter__in=[each.key for each in quarters])
    cells, names = themed_cells(records.filter(kind__in=COUNTED))
    stories = records.open_to_all().filter(quarter=quarter, kind__in=(Kind.STORY, Kind.SURVEY))
    found = [Story(each.unit_id, each.title, said_words(each)) for each in stories.order_by("-last_on", "-pk")]
    return SaidInQuarter(quarters, told(cells, sees=lambda unit: False), names, found)  # noqa: ARG005 - nobody


def _number(kind: str, number: int) -> str:
    return "–" if kind == Kind.CONCERN and not number else f"{number:,}"
