"""Keeping how objectives and measures cover one another, with each release of a quarter's reports."""

from plans.periods import Period
from reporting.dashboards.coverage import counts_by_unit
from reporting.dashboards.thread import read_thread
from reporting.models import CoverageCount


def keep_coverage(period: Period) -> None:
    """The counts of every unit as they stand, in the place of those kept for the quarter before. Called inside the
    transaction that releases its reports.
    """
    found = counts_by_unit(read_thread(period, reach=None))
    CoverageCount.objects.filter(period=period).delete()
    CoverageCount.objects.bulk_create(
        CoverageCount(period=period, unit_id=unit, **counts._asdict()) for unit, counts in sorted(found.items())
    )
