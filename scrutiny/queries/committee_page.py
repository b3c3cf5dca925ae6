"""One committee's page: what changed since it last met, what it waits for, its reports, meetings and remit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Min

from accounts.models import Unit
from foundation.dates import day_words, london_day
from foundation.snapshot_cache import SnapshotCache, to_the_minute
from foundation.words import counted
from indicators.queries.quarters import latest_quarter
from plans.periods import Period
from reporting.models import Report
from reporting.workflow import ReportState
from scrutiny.models import Meeting
from scrutiny.queries.committees import Diary, open_actions, quarter_for, released_reports, reports_for
from scrutiny.queries.enquiry import Notable, notable
from scrutiny.queries.remits import reach_of, remit_rows

MOST_BAD, MOST_GOOD = 8, 4  # named on the page; the reports hold the rest


def committee_page(committee: Unit, meetings: Diary, *, at: datetime) -> dict[str, Any]:
    """The facts beneath the page's heading, in a number of statements that does not grow with meetings, measures or
    reports.
    """
    period = quarter_for(committee, london_day(at))
    key = ("notable", committee.pk, period, to_the_minute(at))
    noted = SnapshotCache()(lambda: notable(reach_of(committee), period, at=at), *key)
    bad, good = [each for each in noted if each.is_bad], [each for each in noted if not each.is_bad]
    newest = latest_quarter(london_day(at))
    own, _ = reports_for(committee, released_reports(period))
    return {
        "period": period,
        "coming_in": newest if newest > period else None,
        "since": _since(committee, meetings.last, period, bad, good),
        "bad": bad[:MOST_BAD],
        "good": good[:MOST_GOOD],
        "more": max(len(bad) - MOST_BAD, 0) + max(len(good) - MOST_GOOD, 0),
        "actions": list(open_actions(committee)),
        "reports": own,
        "remit": remit_rows(committee),
        "today": london_day(at),
    }


def lead_words(upcoming: Meeting | None) -> str:
    """When and where the committee meets next."""
    if upcoming is None:
        return "No meeting is set."
    place = f", {upcoming.place}" if upcoming.place else ""
    return f"Next meeting on {day_words(upcoming.day)}{place}."


def _since(
    committee: Unit, last: Meeting | None, period: Period, bad: Sequence[Notable], good: Sequence[Notable]
) -> str:
    """Whether a new quarter has come since the last meeting, and what stands out in it."""
    stands_out = f"{_measures(bad)} of the remit {'need' if len(bad) != 1 else 'needs'} attention"
    praised = f" and {_measures(good)} {'do' if len(good) != 1 else 'does'} better than expected" if good else ""
    if last is None:
        return f"In {period.long_label}, {stands_out}{praised}."
    released = Report.objects.filter(cycle__period=period, state=ReportState.RELEASED, committee=committee)
    first = released.aggregate(first=Min("released_at"))["first"]
    held = f"the last meeting on {day_words(last.day)}"
    if first and first > last.held_at:
        return f"Since {held}, the figures for {period.long_label} have been reported: {stands_out}{praised}."
    return f"No new quarter has been reported since {held}. In {period.long_label}, {stands_out}{praised}."


def _measures(noted: Sequence[Notable]) -> str:
    return counted(len(noted), "measure") if noted else "no measures"
