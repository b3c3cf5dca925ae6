"""Returns: what falls due in a quarter, whether typing is still open, and who owes what."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db.models import Count, F, Max, Q, QuerySet

from accounts.models import Post, Unit
from foundation.dates import day_words
from indicators.models import Return
from indicators.rules.collection import Collected, is_due
from indicators.workflow import EDITABLE, FigureState
from plans.models import Milestone, MilestoneState
from plans.periods import Frequency, Period, YearBasis, containing


class Timed(Collected, Protocol):
    """What the calendar needs of a definition: an Indicator, or a row with the same names."""

    frequency: str
    year_basis: str
    lag: int


def due_periods(definition: Timed, report_period: Period) -> list[Period]:
    """The data periods that a measure owes in a report period, oldest first (rules.md 1).

    Each period of its own frequency and year that ends within the report period, taken as many periods earlier as
    the measure lags: three months for a monthly one, nothing for a yearly one but in the quarter its year ends.
    Periods for which none is due are left out (``rules.collection``).
    """
    frequency, basis = Frequency(definition.frequency), YearBasis(definition.year_basis)
    period = containing(report_period.start, frequency, basis)
    due = []
    while period.end <= report_period.end:
        due.append(period.previous(definition.lag))
        period = period.next()
    return [each for each in due if is_due(definition, each)]


def closed_because(in_return: Return, *, at: datetime) -> str:
    """Why nobody may type into the return at that moment, in a sentence that says what to do; "" while it is open.

    A named exception reopens a locked return until its last moment, in London time.
    """
    if at < in_return.opens_at:
        return f"this return opens on {day_words(in_return.opens_at)}."
    if in_return.extended_to and at <= in_return.extended_to:
        return ""
    closed_at = max(in_return.locks_at, in_return.extended_to or in_return.locks_at)
    if in_return.locked_at or at > closed_at:
        return (
            f"this return was locked on {day_words(min(in_return.locked_at or closed_at, at))}. "
            "Ask the performance team to reopen it."
        )
    return ""


def is_late(in_return: Return, *, at: datetime) -> bool:
    """Whether something handed in at that moment is late: after the grace period, in London time (rules.md 1)."""
    return at > in_return.grace_ends_at


def returns_to_lock(*, at: datetime) -> QuerySet[Return]:
    """Returns whose lock has come, and whose exception (if any) is over."""
    return Return.objects.filter(
        Q(locked_at=None), Q(locks_at__lt=at), Q(extended_to=None) | Q(extended_to__lt=at)
    ).order_by("pk")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a return's figures have come: ``total`` of which ``left`` wait for the officer (``drafts`` begun,
    ``sent_back`` by the approver), ``waiting`` for the approver, ``approved`` stand, ``missing`` were locked out.
    """

    total: int
    left: int
    drafts: int
    sent_back: int
    waiting: int
    approved: int
    missing: int

    @property
    def handed_in(self) -> int:
        return self.total - self.left - self.missing

    @property
    def drafted(self) -> str:
        """ "9 of them in draft": how far what is left has come; "" where nothing of it is begun."""
        if self.drafts < self.left:
            return f"{self.drafts} of them in draft" if self.drafts else ""
        return "in draft" if self.left == 1 else "all of them in draft" if self.left else ""

    @property
    def is_all_in(self) -> bool:
        return self.total > 0 and self.handed_in == self.total


def progress_of(in_return: Return) -> Progress:
    """The progress of a return that was read ``with_progress``."""
    return Progress(**{name: getattr(in_return, name) for name in Progress.__slots__})


def progress_from(figures: Iterable[tuple[str, bool]]) -> Progress:
    """The progress that a return's figures amount to, given as (state, whether it stands): those that do not are
    proposed revisions, which wait for the approver too.
    """
    each = list(figures)
    counts = Counter(state for state, stands in each if stands)
    proposals = sum(state == FigureState.SUBMITTED for state, stands in each if not stands)
    return Progress(
        total=counts.total(),
        left=sum(counts[state] for state in EDITABLE),
        drafts=counts[FigureState.DRAFT],
        sent_back=counts[FigureState.SENT_BACK],
        waiting=counts[FigureState.SUBMITTED] + proposals,
        approved=counts[FigureState.APPROVED],
        missing=counts[FigureState.MISSING],
    )


def came_in(in_return: Return) -> datetime | None:
    """When the last of a return's figures was handed in; corrections of approved figures are no part of that. None
    where nobody recorded it. Meant for a return that ``is_all_in``.
    """
    return in_return.figures.filter(revision=1).aggregate(last=Max("submitted_at"))["last"]


def with_progress(returns: QuerySet[Return]) -> QuerySet[Return]:
    """Returns with the counts of ``Progress``, in the same statement. Proposed revisions count as waiting."""
    stands = Q(figures__is_current=True)

    def count(*states: FigureState, only: Q = stands) -> Count:
        return Count("figures", filter=only & Q(figures__state__in=states))

    return returns.annotate(
        total=Count("figures", filter=stands),
        left=count(*EDITABLE),
        drafts=count(FigureState.DRAFT),
        sent_back=count(FigureState.SENT_BACK),
        waiting=count(FigureState.SUBMITTED, only=Q()),
        approved=count(FigureState.APPROVED),
        missing=count(FigureState.MISSING),
    )


def in_state(returns: QuerySet[Return], state: str, *, at: datetime) -> QuerySet[Return]:
    """Returns (``with_progress``) narrowed to those to do, late, waiting for approval, approved, or with figures
    missing; all of them for any other ``state``.
    """
    conditions = {
        "todo": Q(left__gt=0),
        "late": Q(left__gt=0, grace_ends_at__lt=at),
        "waiting": Q(waiting__gt=0),
        "approved": Q(total__gt=0, approved=F("total")),
        "missing": Q(missing__gt=0),
    }
    return returns.filter(conditions[state]) if state in conditions else returns


def report_periods(returns: QuerySet[Return]) -> list[Period]:
    """The report periods that the returns are for, newest first."""
    return list(
        Return.objects.filter(pk__in=returns.values("pk"))
        .order_by("-period")
        .values_list("period", flat=True)
        .distinct()
    )


def action_posts(service: Unit, *, today: date) -> dict[int, str]:
    """Who may be named for an action, ``{post: title}`` by title: posts of the service, right beneath and above it."""
    near = Q(unit=service.pk) | Q(unit__parent=service.pk)
    if service.parent_id:
        near |= Q(unit=service.parent_id)
    posts = Post.objects.filter(near, Q(ends_on=None) | Q(ends_on__gte=today)).order_by("title", "pk")
    return dict(posts.values_list("pk", "title"))


def post_titles(posts: Iterable[int | None]) -> dict[int, str]:
    """The titles of those posts, whether they still exist today or not."""
    wanted = {pk for pk in posts if pk is not None}
    return dict(Post.objects.filter(pk__in=wanted).values_list("pk", "title")) if wanted else {}


def milestones_of(service: Unit) -> QuerySet[Milestone]:
    """The service's milestones that are not finished, the next due first."""
    open_states = [
        state for state in MilestoneState if state not in (MilestoneState.COMPLETE, MilestoneState.CANCELLED)
    ]
    found = Milestone.objects.not_private().filter(objective__plan__unit=service, state__in=open_states)
    return found.select_related("objective__plan__level", "owner").order_by("due_on", "ref")
