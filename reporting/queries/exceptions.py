"""Which measures a reader should look at first, and why: the rules of exceptions asked of measured figures."""

from dataclasses import replace
from typing import Any

from benchmarks.rules.verdicts import CALLOUT_WORDS, Callout
from indicators.judging.judged import Measured
from indicators.rules.exceptions import NOT_FORESEEN, Foreseen, Past, exception_reasons, milestone_reasons
from indicators.rules.facts import Point
from indicators.rules.trend import long_travel, short_travel
from indicators.rules.vocabulary import Direction, Status
from indicators.workflow import FigureState
from plans.periods import Period
from plans.queries.milestones import MilestoneRow
from reporting.document import Reason


def reasons_of(
    measured: Measured, *, is_late: bool, foreseen: Foreseen = NOT_FORESEEN, callout: Callout | None = None
) -> list[Reason]:
    """Why a measure is an exception, bad news first; [] when it is none. ``foreseen``: how its year is expected to end;
    ``callout``: that its status contradicts its rank among councils.

    ``measured`` needs at least three periods of history, else what takes three periods is never found.
    ``is_late``: the time to hand in its figure is over.
    """
    assessment = measured.assessment
    history = [
        Past(Status.NOT_RATED, _direction_before(measured, 2)),
        Past(assessment.previous_status or Status.NOT_RATED, _direction_before(measured, 1)),
        Past(assessment.status, _fitting(measured)),
    ]
    reasons = exception_reasons(
        history,
        assessment.signal,
        is_late=is_late,
        against_last_year=not measured.facts.runs_over_periods,
        has_recovery=measured.has_recovery,
        foreseen=foreseen,
    )
    return sorted([*reasons, *_called_out(callout)], key=lambda reason: reason["good"])


def _called_out(callout: Callout | None) -> list[Reason]:
    if callout is None:
        return []
    return [{"code": callout.value, "good": callout is Callout.RED_TOP, "sentence": f"{CALLOUT_WORDS[callout]}."}]


def reasons_of_milestone(row: MilestoneRow) -> list[Reason]:
    """Why a milestone is an exception; [] when it is none. One that is overdue is not called off track too."""
    key = row.status.key
    return milestone_reasons(is_overdue=key == "overdue", is_off_track=key == "off_track", detail=row.judgement.reason)


def _fitting(measured: Measured) -> Direction:
    """The direction by the comparison that fits: with the period before, or last year for what is seasonal."""
    assessment = measured.assessment
    travel = assessment.short if measured.facts.runs_over_periods else assessment.long
    return travel.direction


def _direction_before(measured: Measured, steps: int) -> Direction:
    """The same comparison as it was so many periods ago, from approved figures, never across a break."""
    points = {period: _approved(figure, target) for period, figure, target in measured.series}
    period = measured.period.previous(steps)
    now = points.get(period)
    if now is None:
        return Direction.NO_COMPARISON
    earlier, last_year = period.previous(), period.last_year()
    facts = replace(
        measured.facts,
        now=now,
        previous=points.get(earlier),
        last_year=points.get(last_year),
        previous_comparable=_same_definition(measured, earlier, period),
        last_year_comparable=_same_definition(measured, last_year, period),
    )
    return (short_travel(facts) if facts.runs_over_periods else long_travel(facts)).direction


def _approved(figure: Any, target: Any) -> Point | None:
    if figure is None or figure.state != FigureState.APPROVED:
        return None
    return Point(figure.value, target)


def _same_definition(measured: Measured, earlier: Period, later: Period) -> bool:
    return not any(earlier < first <= later for first in measured.breaks)
