"""The honest coverage line: what was due, came in on time or late, and what is not there, with why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from indicators.judging.judged import Measured
from indicators.models import Observation
from indicators.queries.deadlines import deadline
from indicators.rules.coverage import Coverage, coverage_sentence
from indicators.rules.vocabulary import Absence, Status
from indicators.workflow import HANDED_IN, FigureState
from plans.periods import Period
from reporting import document


class Arrival(NamedTuple):
    """How a figure came in. ``submitted_at`` is None while it is owed; both moments are for what was imported."""

    pk: int
    submitted_at: datetime | None
    late_after: datetime | None
    absence: str
    absence_reason: str
    state: str

    @property
    def is_late(self) -> bool:
        return bool(self.submitted_at and self.late_after and self.submitted_at > self.late_after)

    def is_overdue(self, at: datetime) -> bool:
        """Whether nothing came although the time for it, days of grace included, is over."""
        return self.state not in HANDED_IN and self.late_after is not None and at > self.late_after


_FIELDS = ("pk", "submitted_at", deadline(), "absence", "absence_reason", "state")


def arrivals(measures: Sequence[Measured]) -> dict[int, Arrival]:
    """How each measure's figure came in, by the figure's id: one statement."""
    pks = [measured.figure.pk for measured in measures if measured.figure]
    figures = Observation.objects.all() if len(pks) > 200 else Observation.objects.filter(pk__in=pks)
    if len(pks) > 200:
        figures = figures.filter(period__in={measured.period.key for measured in measures})
    return {row[0]: Arrival._make(row) for row in figures.values_list(*_FIELDS)}


def is_from_earlier(period: Period, report_period: Period) -> bool:
    """Whether a data period was over before the period reported began: last year's figure of a yearly measure."""
    return period.end < report_period.start


def coverage_of(measures: Sequence[Measured], came: Mapping[int, Arrival], *, report_period: Period) -> Coverage:
    """The counts behind the coverage line of these measures; ``came`` is what ``arrivals`` gave for them or more."""
    counts = {"on_time": 0, "late": 0, "missing": 0, "not_available": 0, "not_applicable": 0, "withheld": 0}
    reasons: dict[str, None] = {}
    for measured in measures:
        name, reason = _counted_as(measured, came)
        if name:
            counts[name] += 1
        if reason:
            reasons[reason] = None
    statuses = [measured.assessment.status for measured in measures]
    return Coverage(
        measures=len(measures),
        **counts,
        lagged=sum(is_from_earlier(measured.period, report_period) for measured in measures),
        awaiting=statuses.count(Status.AWAITING),
        data_only=statuses.count(Status.DATA_ONLY),
        absence_reasons=tuple(reasons),
    )


def coverage_words(coverage: Coverage) -> document.Coverage:
    """The coverage line and its counts, as pages and documents hold them."""
    rows = [[label, str(number)] for label, number in coverage.rows()]
    return {"sentence": coverage_sentence(coverage), "rows": rows}


def _counted_as(measured: Measured, came: Mapping[int, Arrival]) -> tuple[str, str]:
    """Which count a measure belongs to ("" when it is not due), and the reason given for an absence."""
    if measured.assessment.computed is Status.NOT_DUE:
        return "", ""
    arrival = came.get(measured.figure.pk) if measured.figure else None
    if arrival is None or arrival.state not in HANDED_IN:
        return "missing", ""
    # Before it is signed off nobody is told why there is no figure.
    if arrival.absence and arrival.state == FigureState.APPROVED:
        reason = arrival.absence_reason if arrival.absence == Absence.NOT_AVAILABLE else ""
        return Absence(arrival.absence).value, reason
    return ("late" if arrival.is_late else "on_time"), ""
