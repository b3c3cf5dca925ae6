"""The pack builder's page: the agenda on one side, what may be added on the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from math import ceil
from typing import Any, NamedTuple

from foundation.snapshot_cache import SnapshotCache, to_the_minute
from plans.periods import Period
from reporting.models import Report, ReportKind
from reporting.sections import LETTERS_A_PAGE, charts_of, room_of
from scrutiny.models import Pack, PackItem, PackQuestion
from scrutiny.queries.committees import earlier_actions, released_reports, reported_quarters, reports_for
from scrutiny.queries.enquiry import Notable, Suggestion, notable, suggestions
from scrutiny.queries.packs import (
    agenda,
    items_of,
    measure_choices,
    owners_of,
    questions_of,
    released_report,
    sections_of,
    sections_within,
)
from scrutiny.queries.remits import Reach, reach_of

Json = dict[str, Any]
MOST_STARTED = 12  # measures that "start from what matters" puts in: more than a meeting can discuss helps nobody
_FRONT = 3  # pages of cover, contents, glance, cover note and key
_MEASURE = 0.5  # of a page: a measure chosen by itself, explained or not
_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class WhatMatters:
    """What a pack best starts from: the committee's exception report, and its gravest measures. ``of`` counts those."""

    period: Period
    report: Report | None
    measures: Sequence[Notable]
    of: int


def what_matters(pack: Pack, *, at: datetime) -> WhatMatters:
    """The latest released exception report for the committee, and the measures of its remit that are off target or
    getting worse, the gravest first.
    """
    committee, period = pack.meeting.committee, pack.period
    own, _ = reports_for(committee, released_reports(period))
    report = next((each for each in own if each.kind == ReportKind.EXCEPTION), None)
    bad = [each for each in notable(reach_of(committee), period, at=at) if each.is_bad]
    return WhatMatters(period, report, bad[:MOST_STARTED], len(bad))


def suggested_questions(pack: Pack, *, at: datetime) -> list[Suggestion]:
    """Questions that the remit's exceptions suggest and that the pack does not hold yet."""
    return _new(questions_of(pack), _suggested(reach_of(pack.meeting.committee), pack.period, at=at))


def builder_page(pack: Pack, *, at: datetime, words: str, opened: int | None) -> Json:
    """The page's facts, in a number of statements that does not grow with items, questions, reports or measures.

    ``words`` search measures ("" for none). ``opened`` is the report whose sections are listed, None for no report's.
    """
    committee, period = pack.meeting.committee, pack.period
    items, questions = items_of(pack), questions_of(pack)
    taken_measures = [item.indicator_id for item in items]
    reach = cache(lambda: reach_of(committee))
    # What is searched for changes nothing of this, which takes longest.
    suggested = SnapshotCache()(
        lambda: _suggested(reach(), period, at=at), "suggested", committee.pk, period, to_the_minute(at)
    )
    choices, found = measure_choices(reach(), period, words=words, taken=taken_measures)
    own, others = reports_for(committee, released_reports(period))
    report_rows = partial(_report_rows, items=items, opened=_sections(opened, items))
    return {
        "period": period,
        "newer": next((each for each in reported_quarters(committee) if each > period), None),
        "agenda": agenda(items),
        "questions": questions,
        "removed": {"items": agenda(items_of(pack, removed=True)), "questions": questions_of(pack, removed=True)},
        "suggestions": _new(questions, suggested)[:_SUGGESTED],
        "actions": earlier_actions(pack.meeting),
        "reports": report_rows(own),
        "others": [{"audience": name, "reports": report_rows(rows)} for name, rows in others.items()],
        "measures": choices,
        "measures_found": found,
        "words": words,
        "exempt": sum(each.is_exempt for each in [*items, *questions]),
        "pages": pages_about(items),
    }


def pages_about(items: Sequence[PackItem]) -> int:
    """About how many pages the full pack will have: counted from what its items hold, without printing it."""
    documents = dict(
        Report.objects.filter(pk__in=[item.report_id for item in items if item.report_id]).values_list("pk", "document")
    )
    measures = sum(1 for item in items if item.indicator_id)
    pages, charts = _FRONT + _MEASURE * measures, measures
    for item in items:
        if item.indicator_id:
            continue
        sections = sections_within(documents[item.report_id], item.section) if item.report_id else []
        room = 0.2 + len(item.note) / LETTERS_A_PAGE + sum(map(room_of, sections))
        pages += ceil(room) if item.is_exempt else room  # what is exempt has sheets of its own
        charts += sum(map(charts_of, sections))
    return ceil(pages) + ceil(charts / 22)


def _suggested(reach: Reach, period: Period, *, at: datetime) -> list[Suggestion]:
    noted = notable(reach, period, at=at)
    return suggestions(noted, owners_of(each.pk for each in noted))


def _new(questions: Iterable[PackQuestion], suggested: Iterable[Suggestion]) -> list[Suggestion]:
    there = {each.text for each in questions}
    return [each for each in suggested if each.text not in there]


class ReportChoice(NamedTuple):
    """A report that may be added. ``sections`` are those of the report that is opened, each with whether the pack holds
    it already; None for the others.
    """

    pk: int
    title: str
    in_pack: bool
    sections: list[Json] | None


def _report_rows(
    reports: Iterable[Report], *, items: Sequence[PackItem], opened: Mapping[int, list[Json]]
) -> list[ReportChoice]:
    whole = {item.report_id for item in items if not item.section}
    return [ReportChoice(each.pk, each.title, each.pk in whole, opened.get(each.pk)) for each in reports]


def _sections(pk: int | None, items: Sequence[PackItem]) -> dict[int, list[Json]]:
    """The sections of the report that is opened, by its id; nothing where none is."""
    report = released_report(pk) if pk else None
    if report is None:
        return {}
    taken = {item.section for item in items if item.report_id == report.pk}
    return {report.pk: [{**each, "in_pack": each["id"] in taken} for each in sections_of(report)]}
