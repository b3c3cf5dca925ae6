"""What a summary has to say beside its figures: which came late, are missing, absent with a reason, or not final.

Written as SQL because putting the condition together through the models takes longer than asking it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from foundation.statements import one_of, rows_of
from indicators.judging.council_statuses import Glance
from indicators.judging.scorecard import KEPT
from indicators.queries.deadlines import OWED, late_sql
from indicators.rules.coverage import Coverage
from indicators.rules.vocabulary import Absence, Standing, Status
from indicators.workflow import HANDED_IN, FigureState
from plans.periods import Period, parse_key
from reporting.queries.coverage import is_from_earlier

_CAUTIONS = """
    SELECT figure.indicator_id, figure.period, figure.state, figure.standing, figure.absence, figure.absence_reason,
        {came_late}
    FROM indicators_observation figure
    LEFT JOIN indicators_return owed ON owed.id = figure.in_return_id
    WHERE figure.is_current AND figure.period {among} AND (
        figure.standing <> 'final' OR figure.absence <> '' OR {came_late}
        OR (figure.state IN {owed_states} AND {is_late})
    )
"""
_LATE = {
    "came_late": late_sql("figure.submitted_at"),
    "owed_states": str(tuple(state.value for state in OWED)),
    "is_late": late_sql("%s"),
}


class Caution(NamedTuple):
    """One figure that a summary has something to say about."""

    indicator_id: int
    period: Period
    state: str
    standing: str
    absence: str
    absence_reason: str
    came_late: bool | None

    @property
    def is_overdue(self) -> bool:
        """Not handed in although the time for it, days of grace included, is over."""
        return self.state in OWED


class Cautions:
    """The figures to be careful with, asked by measure and data period."""

    def __init__(self, found: Iterable[Caution]) -> None:
        self._found: dict[int, list[Caution]] = {}
        for each in found:
            self._found.setdefault(each.indicator_id, []).append(each)

    def of(self, glance: Glance) -> Caution | None:
        for each in self._found.get(glance.pk, ()):
            if each.period == glance.period:
                return each
        return None

    def mark(self, glance: Glance) -> str:
        """The shorthand of its figure's standing, such as "[p]"; "" for a final one."""
        caution = self.of(glance)
        return Standing(caution.standing).mark if caution else ""

    def among(self, glances: Iterable[Glance]) -> list[tuple[Glance, Caution]]:
        """The measures that have one, each with it."""
        noted = [each for each in glances if each.pk in self._found]
        return [(each, caution) for each in noted if (caution := self.of(each))]


def cautions(periods: Iterable[Period], *, at: datetime) -> Cautions:
    """The figures of these data periods that came late, are late, have no value for a reason, or are not final.

    One statement, and only the rows that matter: of most figures there is nothing to say.
    """
    keys = [period.key for period in periods]
    if not keys:
        return Cautions([])
    moment = connection.ops.adapt_datetimefield_value(at)
    among, asked = one_of(keys)
    return Cautions(map(_caution, rows_of(_CAUTIONS.format(among=among, **_LATE), [*asked, *[moment] * 3])))


@lru_cache(maxsize=KEPT)
def _caution(row: tuple[Any, ...]) -> Caution:
    return Caution(row[0], parse_key(row[1]), *row[2:])


def coverage_at_a_glance(glances: Sequence[Glance], noted: Cautions, *, report_period: Period) -> Coverage:
    """The counts behind the coverage line of these measures: what ``queries.coverage`` gives for full ones."""
    arrived = Counter(map(_arrival, glances))
    counts = dict.fromkeys(("on_time", "late", "not_available", "not_applicable", "withheld"), 0)
    counts |= {"on_time": arrived["in"], "missing": arrived["missing"]}
    reasons: dict[str, None] = {}
    for glance, caution in noted.among(glances):
        if _arrival(glance) != "in":
            continue
        counts["on_time"] -= 1
        counted = _counted_as(caution)
        counts[counted] += 1
        if counted == Absence.NOT_AVAILABLE:
            reasons[caution.absence_reason] = None
    statuses = Counter(map(attrgetter("status"), glances))
    periods = {id(each.period): each.period for each in glances}
    earlier = {key for key, period in periods.items() if is_from_earlier(period, report_period)}
    return Coverage(
        measures=len(glances),
        **counts,
        lagged=sum(id(each.period) in earlier for each in glances) if earlier else 0,
        awaiting=statuses[Status.AWAITING],
        data_only=statuses[Status.DATA_ONLY],
        absence_reasons=tuple(reasons),
    )


@lru_cache(maxsize=KEPT)
def _arrival(glance: Glance) -> str:
    """Whether the figure was handed in: "in", "missing", or "not due"."""
    if glance.status is Status.NOT_DUE:
        return "not due"
    return "missing" if glance.status is Status.UNKNOWN or glance.row.state not in HANDED_IN else "in"


def _counted_as(caution: Caution) -> str:
    # Before it is signed off nobody is told why there is no figure.
    if caution.absence and caution.state == FigureState.APPROVED:
        return Absence(caution.absence).value
    return "late" if caution.came_late else "on_time"
