"""The honest coverage line: what was due, came in on time or late, and what is not there, with why."""

from collections.abc import Mapping, Sequence

from indicators.judging.judged import Measured
from indicators.rules.coverage import Coverage, coverage_sentence
from indicators.rules.vocabulary import Absence, Status
from indicators.workflow import HANDED_IN, FigureState
from plans.periods import Period
from reporting import document
from reporting.queries.figure_notes import Beside


def is_from_earlier(period: Period, report_period: Period) -> bool:
    """Whether a data period was over before the period reported began: last year's figure of a yearly measure."""
    return period.end < report_period.start


def coverage_of(measures: Sequence[Measured], noted: Mapping[int, Beside], *, report_period: Period) -> Coverage:
    """The counts behind the coverage line of these measures. ``noted`` is what ``beside`` gave for them or more."""
    counts = {"on_time": 0, "late": 0, "missing": 0, "not_available": 0, "not_applicable": 0, "withheld": 0}
    reasons: dict[str, None] = {}
    for measured in measures:
        name, reason = _counted_as(measured, noted)
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


def _counted_as(measured: Measured, noted: Mapping[int, Beside]) -> tuple[str, str]:
    """Which count a measure belongs to ("" when it is not due), and the reason given for an absence."""
    if measured.assessment.computed is Status.NOT_DUE:
        return "", ""
    beside = noted.get(measured.figure.pk) if measured.figure else None
    if beside is None or beside.arrival.state not in HANDED_IN:
        return "missing", ""
    arrival = beside.arrival
    # Before it is signed off nobody is told why there is no figure.
    if arrival.absence and arrival.state == FigureState.APPROVED:
        reason = arrival.absence_reason if arrival.absence == Absence.NOT_AVAILABLE else ""
        return Absence(arrival.absence).value, reason
    return ("late" if arrival.is_late else "on_time"), ""
