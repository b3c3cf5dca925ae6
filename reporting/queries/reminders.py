"""Who is to be reminded of what, and why somebody is not."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from accounts.duties import Duty
from accounts.models import Post, User
from accounts.queries.holders import Holder, holders_of
from foundation.dates import london_day, weekday_words
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once
from foundation.words import counted
from indicators.models import Observation, Return
from indicators.queries.deadlines import approval_due, deadline, due_words
from indicators.queries.recovery import actions_waiting
from indicators.queries.support import measure_help_waiting
from indicators.workflow import EDITABLE, FigureState
from plans.models import UNDER_WAY, Milestone
from plans.progress import DUE_SOON_DAYS
from plans.queries.milestones import milestone_row
from plans.queries.support import help_waiting
from plans.queries.timetables import plans_waiting
from reporting.models import Cycle, Reminder
from reporting.queries.cycles import last_day, open_cycles
from reporting.queries.timetable import next_reminder, reminds_on
from risks.queries.reviews import waiting_for_owners
from target_decisions.queries.waiting import decisions_waiting


@dataclass(slots=True)
class Digest:
    """What one person is told on one day, the late first."""

    user: User
    lines: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Transparency:
    """One post with something to do in a cycle, or nothing left: who was reminded and when, or why nobody was."""

    post: str
    people: str
    waits: Sequence[str]
    reminded_on: date | None
    why_not: str


def digests(*, at: datetime) -> tuple[Cycle | None, list[Digest]]:
    """Today's cycle and each person's digest, by name; (None, []) on a day without reminders."""
    today = london_day(at)
    cycles = [each for each in open_cycles(at=at) if reminds_on(today, **_window(each))]
    if not cycles:
        return None, []
    waiting = duties(cycles, at=at)
    holders = holders_of({duty.post_id for duty in waiting}, today=today)
    found: dict[int, Digest] = {}
    for duty in waiting:
        for holder in holders.get(duty.post_id, []):
            digest = found.setdefault(holder.user.pk, Digest(holder.user))
            digest.lines.append(_line(duty, holder))
    return cycles[-1], sorted(found.values(), key=lambda each: each.user.name)


def duties(cycles: Sequence[Cycle], *, at: datetime) -> list[Duty]:
    """What waits for somebody in these cycles, the late first; what the apps above have is among it."""
    today = london_day(at)
    return _late_first([*_figures(cycles, at=at), *_owned(today)])


def owned_duties(posts: Collection[int], *, today: date) -> list[Duty]:
    """Milestones, recovery actions, reviews of risks and actions against them, plans, decisions on targets, and what
    the apps above have, that wait for whoever answers for these posts; the late first.
    """
    return _late_first(_owned(today, posts)) if posts else []


def _owned(today: date, posts: Collection[int] | None = None) -> list[Duty]:
    """What waits for the owners of milestones, risks and plans, and for who reviews them; what the apps above have."""
    above = (duty for read in _read_more for duty in read(today, posts))
    recovery, asked = actions_waiting(today, posts), [*help_waiting(posts), *measure_help_waiting(posts)]
    risks, plans = waiting_for_owners(today, posts), plans_waiting(today, posts)
    targets = decisions_waiting(today, posts)
    return [*_milestones(today, posts), *recovery, *asked, *risks, *plans, *targets, *above]


def _late_first(found: list[Duty]) -> list[Duty]:
    return sorted(found, key=lambda duty: (not duty.late, duty.text))


ReadDuties = Callable[[date, Collection[int] | None], list[Duty]]
_read_more: list[ReadDuties] = []


def register_duties(read: ReadDuties) -> None:
    """Say what else waits on a day for the holders of these posts (None: of all); called once, by an app above that
    gives them work.
    """
    _read_more[:] = [read]


def transparency(cycle: Cycle, *, at: datetime) -> list[Transparency]:
    """Each post that provides or approves the cycle's figures: what waits, and who was reminded or why nobody was."""
    today = london_day(at)
    reminds_today = reminds_on(today, **_window(cycle))
    waiting: dict[int, list[Duty]] = defaultdict(list)
    for duty in _figures([cycle], at=at):
        waiting[duty.post_id].append(duty)
    posts = _posts_of(cycle)
    holders = holders_of(posts, today=today)
    left = Q(message=None) | Q(message__sent_at__isnull=False)
    last = dict(cycle.reminders.filter(left).order_by("day").values_list("to", "day"))
    rows = [
        _explained(title, waiting[post_id], holders.get(post_id, []), last, today if reminds_today else None)
        for post_id, title in posts.items()
    ]
    return sorted(rows, key=lambda row: (not row.waits, row.post))


def next_digest_on(cycle: Cycle, *, today: date) -> date | None:
    """The next day after today on which this cycle's digests go out; None when it sends no more."""
    return next_reminder(today, **_window(cycle))


def reminded_on(day: date) -> set[int]:
    """Whose digest of that day is in the outbox or has left it."""
    return set(Reminder.objects.filter(day=day).values_list("to", flat=True))


def _figures(cycles: Sequence[Cycle], *, at: datetime) -> list[Duty]:
    """Figures to enter or hand in for their data providers, and to approve for their approvers, by return."""
    periods = [cycle.period for cycle in cycles]
    returns = {each.pk: each for each in Return.objects.filter(period__in=periods).select_related("service")}
    figures = Observation.objects.filter(in_return__in=returns)
    to_do = figures.filter(state__in=EDITABLE, is_current=True, in_return__locked_at=None)
    grouped = to_do.values_list("in_return", "indicator__data_provider", "indicator__data_provider__title")
    sent_back = Count("pk", filter=Q(state=FigureState.SENT_BACK))
    found = [
        _to_enter(returns[in_return], post, title, waits, at)
        for in_return, post, title, *waits in grouped.annotate(Count("pk"), first=Min(deadline()), back=sent_back)
    ]
    waiting = figures.filter(state=FigureState.SUBMITTED)
    grouped = waiting.values_list("in_return", "indicator__approver", "indicator__approver__title")
    found += [
        _to_approve(returns[in_return], post, title, waits, at)
        for in_return, post, title, *waits in grouped.annotate(Count("pk"), Max("back_by"))
    ]
    return found


def _to_enter(in_return: Return, post: int, title: str, waits: Sequence[Any], at: datetime) -> Duty:
    number, first, sent_back = waits
    back = f", {sent_back} of them sent back with a note" if sent_back else ""
    when = due_words(in_return, first, at=at)
    text = f"{in_return.service}: {counted(number, 'figure')} to hand in, {when}{back}"
    return Duty(post, title, text, in_return.get_absolute_url(), "provide these figures", at > first)


def _to_approve(in_return: Return, post: int, title: str, waits: Sequence[Any], at: datetime) -> Duty:
    number, last = waits
    due_at = approval_due(in_return, last)
    noun = "figure waits" if number == 1 else "figures wait"
    when = f"{'was due' if at > due_at else 'due'} {weekday_words(due_at)}"
    text = f"{in_return.service}: {number} {noun} for approval, {when}"
    return Duty(post, title, text, in_return.get_absolute_url(), "approve these figures", at > due_at)


def _milestones(today: date, posts: Collection[int] | None) -> list[Duty]:
    found = []
    for each in asked_of(_milestones_until, today + timedelta(days=DUE_SOON_DAYS), within=posts):
        row = milestone_row(each, today=today)
        late = row.judgement.is_overdue
        text = f"Milestone {row.ref} {row.title}: {'was due' if late else 'due'} {row.due}"
        found.append(Duty(each.owner_id, row.owner, text, row.url, "own this milestone", late))
    return found


@written_once
def _milestones_until(day: date, *posts: int) -> QuerySet[Milestone]:
    # What is private would be told to whoever reads here who was reminded of what.
    rows = Milestone.objects.not_private().filter(state__in=UNDER_WAY, due_on__lte=day).select_related("owner")
    return one_of_these(rows, "owner", posts).order_by("due_on", "ref")


def _line(duty: Duty, holder: Holder) -> dict[str, str]:
    post = f"deputy for {duty.post}, which is vacant" if holder.as_deputy else duty.post
    return {"text": duty.text, "path": duty.path, "why": f"You get this because you {duty.because} as {post}."}


def _posts_of(cycle: Cycle) -> dict[int, str]:
    period = cycle.period.key
    return {post.pk: post.title for role in ("data_provider", "approver") for post in _posts_in(period, role=role)}


@written_once
def _posts_in(period: str, *, role: str) -> QuerySet[Post]:
    figures = Observation.objects.standing().filter(in_return__period=period)
    return Post.objects.filter(pk__in=figures.values(f"indicator__{role}")).only("title")


def _explained(
    title: str,
    waiting: Sequence[Duty],
    holders: Sequence[Holder],
    last: Mapping[int, date],
    today: date | None,
) -> Transparency:
    """``today`` is None on a day without reminders."""
    reminded = max((last[holder.user.pk] for holder in holders if holder.user.pk in last), default=None)
    people = ", ".join(f"{each.user.name} (deputy)" if each.as_deputy else each.user.name for each in holders)
    if not waiting:
        why_not = "Nothing is left to do."
    elif not holders:
        why_not = "Nobody who can sign in holds this post, nor deputises for it."
    elif today is None:
        why_not = "No reminders go out today."
    elif reminded == today:
        why_not = ""
    else:
        why_not = "Today's reminder has not left yet."
    return Transparency(title, people, [duty.text for duty in waiting], reminded, why_not)


def _window(cycle: Cycle) -> dict[str, Any]:
    told_on = cycle.reminders.filter(day__gte=cycle.opens_on).aggregate(first=Min("day"))["first"]
    return {"opens_on": cycle.opens_on, "due_on": cycle.due_on, "locks_on": last_day(cycle), "told_on": told_on}
