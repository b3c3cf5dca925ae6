"""What released reports said, read from their snapshots.

Only reports for management team are asked: they leave no measure out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar

from django.db.models.fields.json import KeyTransform

from foundation.statements import one_of, rows_of
from plans.periods import Period, parse_key
from reporting.document import Count, Mark
from reporting.models import Report

T = TypeVar("T")
Told = Mapping[str, Mark]
"""Each measure's status by its reference, in the words and the shape of that time."""
Of = Literal["subject_id", "unit_id"]
"""What names a report's subject: the priority of a report by priority, the service of a service's report."""

# As SQL: putting it together through the models takes longer than asking it. Later editions come later.
_RELEASED = """
    SELECT report.id, report.{of}, cycle.period, report.checksum
    FROM reporting_report report JOIN reporting_cycle cycle ON cycle.id = report.cycle_id
    WHERE report.kind IN ({kinds}) AND report.audience = 'management_team' AND report.state = 'released'
        AND report.{of} {among}
    ORDER BY report.edition, report.id
"""
_KINDS: Mapping[Of, str] = {"subject_id": "'themed', 'exception'", "unit_id": "'service'"}
WHOLE_COUNCIL = 0
"""Stands for a priority's id in a report of all measures."""
# A snapshot is large and never changes, so what was once read of it is kept by its checksum.
_MOST_KEPT = 2000
_counts: dict[str, list[Count]] = {}
_told: dict[str, Told] = {}


def released_counts(priorities: Iterable[int]) -> dict[int, dict[Period, list[Count]]]:
    """How many measures carried each status in each priority's released report, by the priority's id and the quarter;
    those of the report that leaves no measure out under ``WHOLE_COUNCIL``.

    Two statements at most: the second reads only what this process has not read before.
    """
    return _released("subject_id", [WHOLE_COUNCIL, *priorities], _counts, _read_counts)


def released_statuses(of: Of, pk: int) -> dict[Period, Told]:
    """What each quarter's released report of a priority or a service said of its measures; two statements at most."""
    return _released(of, [pk], _told, _read_told).get(pk, {})


def _released(
    of: Of, pks: Sequence[int], kept: dict[str, T], read: Callable[[dict[int, str]], dict[str, T]]
) -> dict[int, dict[Period, T]]:
    among, asked = one_of(pks)
    reports = rows_of(_RELEASED.format(of=of, kinds=_KINDS[of], among=among), asked)
    latest = {(subject, period): (pk, checksum) for pk, subject, period, checksum in reports}
    unread = {pk: checksum for pk, checksum in latest.values() if checksum not in kept}
    if unread:
        if len(kept) + len(unread) > _MOST_KEPT:
            kept.clear()
        kept |= read(unread)
    found: dict[int, dict[Period, T]] = {}
    for (subject, period), (_, checksum) in latest.items():
        found.setdefault(subject, {})[parse_key(period)] = kept[checksum]
    return found


def _read_counts(wanted: dict[int, str]) -> dict[str, list[Count]]:
    return {wanted[pk]: counts for pk, counts in _rows(wanted, "pk", "counts")}


def _read_told(wanted: dict[int, str]) -> dict[str, Told]:
    found: dict[str, Told] = {}
    for pk, counts, facts in _rows(wanted, "pk", "counts", "facts"):
        marks = {(each["key"], each["word"]): each for each in counts}
        said = {ref: marks.get((each["status"], each["status_word"])) for ref, each in facts.items()}
        found[wanted[pk]] = {ref: mark for ref, mark in said.items() if mark}
    return found


def _rows(wanted: Iterable[int], *names: str) -> Iterable[tuple[Any, ...]]:
    rows = Report.objects.filter(pk__in=wanted).annotate(counts=KeyTransform("counts", "document"))
    return rows.values_list(*names)
