"""What is off target, newest first, each with its history and why in one line."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from foundation.sparkline import Sparkline, sparkline
from foundation.words import excerpt
from indicators.judging.council_statuses import Glance
from indicators.judging.judged import Measured
from indicators.judging.measure_row import series
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import KEPT, measured_few
from indicators.rules.moves import has_turned
from plans.periods import Period
from reporting.dashboards.rows import GlanceLine
from reporting.queries.figure_notes import beside
from reporting.queries.measures import HISTORY
from reporting.standing.marks import off_target_place

WHY_ROOM = 72  # characters of the line that says why


class OffLine(NamedTuple):
    """A measure off target. ``is_new``: it was rated otherwise the quarter before. ``why`` is what its owner says, or
    "" where nothing was written.
    """

    line: GlanceLine
    is_new: bool
    owner: str
    why: str
    spark: Sparkline | None


def newest_first(found: Iterable[Glance]) -> list[Glance]:
    """Those that turned first, then key measures before others."""
    return sorted(found, key=lambda each: off_target_place(each.was, each.status, each.ref, is_key=each.is_key))


def off_lines(
    shown: Sequence[Glance], line: Callable[[Glance], GlanceLine], *, period: Period, rules: RulesInForce
) -> list[OffLine]:
    """The lines of a few measures: their approved figures and words are read in a fixed number of statements."""
    if not shown:
        return []
    by_pk = measured_few([each.pk for each in shown], report_period=period, history=HISTORY, rules=rules)
    noted = beside(list(by_pk.values()))
    lines = []
    for glance in shown:
        found = by_pk[glance.pk]
        notes = noted.get(found.figure.pk) if found.figure else None
        words = notes.words.boxes() if notes else None
        lines.append(
            OffLine(
                line=line(glance),
                is_new=has_turned(glance.was, glance.status),
                owner=found.definition.owner_title,
                why=excerpt((words["why"] or words["happened"]) if words else "", most=WHY_ROOM),
                spark=_spark(found),
            )
        )
    return lines


@lru_cache(maxsize=KEPT)
def _spark(found: Measured) -> Sparkline:
    return sparkline(series(found), width=124, height=34)
