"""Committees as their pages show them: meetings, earlier actions, released reports."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import Unit, UnitKind
from foundation.dates import day_words
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from indicators.queries.quarters import last_over
from plans.periods import Period
from plans.progress import DUE_SOON_DAYS
from reporting.models import Audience, Report
from reporting.queries.reminders import Duty
from reporting.workflow import ReportState
from scrutiny.models import Meeting, MeetingAction, Pack


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """One committee of the list. ``next_meeting`` is None where none is set; ``open_actions`` counts its own."""

    committee: Unit
    next_meeting: Meeting | None
    priorities: int
    services: int
    open_actions: int


def committees(*, today: date) -> QuerySet[Unit]:
    """The committees that exist on a day, by name."""
    return Unit.objects.on(today).filter(kind=UnitKind.COMMITTEE).order_by("name")


def committee_rows(*, today: date, at: datetime) -> list[CommitteeRow]:
    """Every committee with what it looks after, when it meets next and what it waits for: three statements."""
    upcoming: dict[int, Meeting] = {}
    for meeting in Meeting.objects.filter(held_at__gte=at, cancelled_at=None).order_by("-held_at"):
        upcoming[meeting.committee_id] = meeting
    waiting = dict(
        MeetingAction.objects.filter(state=MeetingAction.State.OPEN)
        .values_list("meeting__committee")
        .annotate(number=Count("pk"))
    )
    found = committees(today=today).annotate(
        priorities=Count("remits", filter=Q(remits__priority__isnull=False)),
        services=Count("remits", filter=Q(remits__service__isnull=False)),
    )
    return [
        CommitteeRow(each, upcoming.get(each.pk), each.priorities, each.services, waiting.get(each.pk, 0))
        for each in found
    ]


@dataclass(frozen=True, slots=True)
class Diary:
    """A committee's meetings: the next one, the others to come, and the earlier ones, the latest first. Cancelled ones
    are among them, but neither next nor last.
    """

    next: Meeting | None
    later: list[Meeting]
    earlier: list[Meeting]

    @property
    def last(self) -> Meeting | None:
        """The meeting held last."""
        return next((each for each in self.earlier if not each.cancelled_at), None)


def diary(committee: Unit, *, at: datetime, drafts: bool) -> Diary:
    """The committee's meetings, each with the packs a reader may open as ``shown_packs``: two statements.

    ``drafts``: the reader sees packs that are not published yet.
    """
    packs = Pack.objects.order_by("pk") if drafts else Pack.objects.filter(published_at__isnull=False).order_by("pk")
    rows = Meeting.objects.filter(committee=committee).order_by("held_at")
    meetings = list(rows.prefetch_related(Prefetch("packs", queryset=packs, to_attr="shown_packs")))
    later = [each for each in meetings if each.held_at >= at]
    upcoming = next((each for each in later if not each.cancelled_at), None)
    earlier = [each for each in reversed(meetings) if each.held_at < at]
    return Diary(upcoming, [each for each in later if each is not upcoming], earlier)


def open_actions(committee: Unit) -> QuerySet[MeetingAction]:
    """What the committee agreed and still waits for, the one due first on top."""
    waiting = MeetingAction.objects.filter(meeting__committee=committee, state=MeetingAction.State.OPEN)
    return waiting.select_related("meeting", "owner").order_by("due_on", "pk")


def agreed_at(meeting: Meeting) -> list[MeetingAction]:
    """What a meeting agreed, as it was recorded."""
    return list(meeting.agreed.select_related("owner").order_by("pk"))


def earlier_actions(meeting: Meeting) -> list[MeetingAction]:
    """What a meeting hears about: all that is open from earlier meetings, what the one before agreed, and what was
    done since then. Two statements.
    """
    held = Meeting.objects.filter(committee=meeting.committee_id, held_at__lt=meeting.held_at, cancelled_at=None)
    last = held.order_by("-held_at").first()
    return _heard(meeting.committee_id, meeting.held_at, last.pk, last.day) if last else []


@written_once
def _heard(committee_id: int, before: datetime, last_id: int, since: date) -> QuerySet[MeetingAction]:
    heard = Q(state=MeetingAction.State.OPEN) | Q(meeting=last_id) | Q(done_on__gte=since)
    actions = MeetingAction.objects.filter(heard, meeting__committee=committee_id, meeting__held_at__lt=before)
    return actions.select_related("meeting", "owner").order_by("meeting__held_at", "pk")


def action_duties(today: date, posts: Collection[int] | None = None) -> list[Duty]:
    """What meetings agreed and is open: overdue, or due soon. For the reminders of those who are to do it, or of these
    posts alone.
    """
    found = []
    for each in asked_of(_actions_until, today + timedelta(days=DUE_SOON_DAYS), within=posts):
        late = each.due_on < today
        when = f"{'was due' if late else 'due'} {day_words(each.due_on)}"
        text = f"Agreed by {each.meeting.committee} on {day_words(each.meeting.day)}: {each.text.rstrip('. ')}, {when}"
        found.append(Duty(each.owner_id, each.owner.title, text, each.get_absolute_url(), "own this action", late))
    return found


@written_once
def _actions_until(day: date, *posts: int) -> QuerySet[MeetingAction]:
    due = MeetingAction.objects.filter(state=MeetingAction.State.OPEN, due_on__lte=day)
    owned = one_of_these(due, "owner", posts).select_related("meeting__committee", "owner")
    return owned.order_by("due_on", "pk")


def reported_quarters(committee: Unit) -> list[Period]:
    """The quarters that the committee has reports of, the newest first; where it has none, those that other committees
    have. What is released to the management team or to cabinet alone has not reached scrutiny. One statement.
    """
    quarters = _quarters(committee.pk)
    return [period for period, own in quarters if own] or [period for period, _ in quarters]


@written_once
def _quarters(committee_id: int) -> QuerySet[Any]:
    released = Report.objects.filter(state=ReportState.RELEASED, audience=Audience.SCRUTINY)
    rows = released.values("cycle__period").annotate(own=Count("pk", filter=Q(committee=committee_id)))
    return rows.order_by("-cycle__period").values_list("cycle__period", "own")


def offered_quarters(committee: Unit, *, today: date, chosen: Period | None = None) -> list[Period]:
    """The quarters that a pack of the committee can be of, the newest first; the one chosen is always among them."""
    reported = reported_quarters(committee) or [last_over(today)]
    return sorted({*reported, chosen or reported[0]}, reverse=True)


def quarter_for(committee: Unit, day: date) -> Period:
    """The quarter that a committee looks at on a day: the latest it has reports of, else the last that is over."""
    return offered_quarters(committee, today=day)[0]


def released_reports(period: Period) -> list[Report]:
    """The latest released edition of each report of a quarter, without their documents: one statement."""
    latest: dict[tuple[object, ...], Report] = {}
    for each in _released(period.key):
        key = (each.kind, each.audience, each.subject_type, each.subject_id, each.committee_id)
        latest[key] = each
    return list(latest.values())


@written_once
def _released(period: str) -> QuerySet[Report]:
    reports = Report.objects.filter(cycle__period=period, state=ReportState.RELEASED).defer("document", "facts")
    return reports.select_related("cycle", "committee").order_by("kind", "title", "audience", "edition")


def reports_for(committee: Unit, reports: Iterable[Report]) -> tuple[list[Report], dict[str, list[Report]]]:
    """The committee's own reports (the exception report first), and those of others by their audience."""
    own, others = [], defaultdict(list)
    for each in reports:
        if each.committee_id == committee.pk:
            own.append(each)
        elif each.committee_id is None:
            others[each.get_audience_display()].append(each)
    return own, dict(others)
