"""What released reports said, read from their snapshots."""

from collections.abc import Iterable
from typing import Any

from django.db.models.fields.json import KeyTransform

from foundation.statements import one_of, rows_of
from plans.periods import Period, parse_key
from reporting.models import Report

Json = dict[str, Any]

# As SQL: putting it together through the models takes longer than asking it. Later editions come later.
_RELEASED = """
    SELECT report.id, report.subject_id, cycle.period, report.checksum
    FROM reporting_report report JOIN reporting_cycle cycle ON cycle.id = report.cycle_id
    WHERE report.kind = 'themed' AND report.audience = 'management_team' AND report.state = 'released'
        AND report.subject_type = 'objective' AND report.subject_id {among}
    ORDER BY report.edition
"""
# A snapshot is large and never changes, so what was once read of it is kept by its checksum.
_MOST_KEPT = 2000
_counts: dict[str, list[Json]] = {}


def released_counts(priorities: Iterable[int]) -> dict[int, dict[Period, list[Json]]]:
    """How many measures carried each status in each priority's released report, by the priority's id and the quarter.

    From the latest edition for management team, which leaves no measure out. Two statements at most: the second reads
    only what this process has not read before.
    """
    wanted = list(priorities)
    if not wanted:
        return {}
    among, asked = one_of(wanted)
    reports = rows_of(_RELEASED.format(among=among), asked)
    latest = {(subject, period): (pk, checksum) for pk, subject, period, checksum in reports}
    _read({pk: checksum for pk, checksum in latest.values() if checksum not in _counts})
    found: dict[int, dict[Period, list[Json]]] = {}
    for (subject, period), (_, checksum) in latest.items():
        found.setdefault(subject, {})[parse_key(period)] = _counts[checksum]
    return found


def _read(wanted: dict[int, str]) -> None:
    if not wanted:
        return
    if len(_counts) + len(wanted) > _MOST_KEPT:
        _counts.clear()
    rows = Report.objects.filter(pk__in=wanted).annotate(said=KeyTransform("counts", "document"))
    for pk, said in rows.values_list("pk", "said"):
        _counts[wanted[pk]] = said
