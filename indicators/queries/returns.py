"""Returns: what falls due in a quarter, whether typing is still open, and who owes what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from accounts.models import Post, Unit
from foundation.statements import only, written_once
from indicators.models import Return
from indicators.queries.deadlines import OWED, closed_because, deadline, is_late, late
from indicators.rules.collection import Collected, is_due
from indicators.rules.vocabulary import Combining
from indicators.workflow import EDITABLE, FigureState
from plans.models import ENDED, Milestone
from plans.periods import Frequency, Period, YearBasis, containing


class Timed(Collected, Protocol):
    """What the calendar needs of a definition: an Indicator, or a row with the same names."""

    frequency: str
    collected: str
    combining: str
    year_basis: str
    lag: int


def due_periods(definition: Timed, report_period: Period) -> list[Period]:
    """The data periods that a measure owes in a report period, oldest first (rules.md 1).

    Each period of its own frequency and year that ends within the report period, taken as many periods earlier as
    the measure lags: three months for a monthly one, nothing for a yearly one but in the quarter its year ends. Of one
    that is entered oftener than it is reported, the finer periods that end in them, and the longer where it is entered
    itself. Periods for which none is due are left out (``rules.collection``).
    """
    frequency, basis = Frequency(definition.frequency), YearBasis(definition.year_basis)
    longer = [each.previous(definition.lag) for each in _ending_in(report_period, frequency, basis)]
    due = longer
    if definition.collected:
        is_entered = definition.combining == Combining.ENTERED
        due = [*_finer(definition, report_period, basis), *(longer if is_entered else ())]
    return [each for each in due if is_due(definition, each)]


def _ending_in(whole: Period, frequency: Frequency, basis: YearBasis) -> list[Period]:
    """The periods that end within another, oldest first."""
    period = containing(whole.start, frequency, basis)
    found = []
    while period.end <= whole.end:
        found.append(period)
        period = period.next()
    return found


def _finer(definition: Timed, report_period: Period, basis: YearBasis) -> list[Period]:
    """The finer periods that end within the report period, moved back by the arrears of the longer ones."""
    months = definition.lag * Frequency(definition.frequency).months
    within = [each.previous(months) for each in report_period.parts(Frequency.MONTH)]
    return [each for month in within for each in _ending_in(month, Frequency(definition.collected), basis)]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a return's figures have come: ``total`` of which ``left`` wait for the officer (``drafts`` begun,
    ``sent_back`` by the approver), ``waiting`` for the approver, ``approved`` stand, ``missing`` were locked out.

    Of those left and missing, ``late`` are late; ``first`` is the earliest deadline among them. ``back_by`` is the
    latest date of its own among figures that were sent back and are not approved yet.
    """

    total: int
    left: int
    drafts: int
    sent_back: int
    waiting: int
    approved: int
    missing: int
    late: int
    first: datetime | None
    back_by: datetime | None

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


def progress_now(in_return: Return, *, at: datetime) -> Progress:
    """The progress of one return."""
    return progress_of(only(_with_progress(in_return.pk, at)))


@written_once
def _with_progress(pk: int, at: datetime) -> QuerySet[Return]:
    return with_progress(Return.objects.filter(pk=pk), at=at)


def state_of(in_return: Return, progress: Progress, *, at: datetime, says_left: bool = True) -> dict[str, str]:
    """The return's state in words, and the colour that goes with them. ``says_left``: with how many are left."""
    left, total = progress.left, progress.total
    closed, rest = bool(closed_because(in_return, at=at)), f", {left} left" if says_left else ""
    if progress.missing:
        return {"word": f"Locked, {progress.missing} missing", "colour": "red", "shape": "triangle"}
    if total and progress.approved == total:
        return {"word": "Approved", "colour": "green", "shape": "tick"}
    if not left and progress.waiting:
        return {"word": "Waiting for approval", "colour": "blue", "shape": "circle"}
    if closed and at < in_return.opens_at:
        return {"word": "Not open yet", "colour": "grey", "shape": "dash"}
    if closed:
        return {"word": f"Locked, {left} unfinished", "colour": "red", "shape": "triangle"}
    if progress.late:
        return {"word": f"Late{rest}", "colour": "red", "shape": "triangle"}
    if progress.sent_back:
        return {"word": f"{progress.sent_back} sent back", "colour": "amber", "shape": "circle"}
    if left == total and not progress.drafts:
        return {"word": "Not started", "colour": "grey", "shape": "dash"}
    return {"word": f"In progress{rest}", "colour": "grey", "shape": "circle"}


def came_in(in_return: Return) -> tuple[datetime, bool] | None:
    """When the last of a return's figures was handed in, and whether that was late; corrections of approved figures
    are no part of that. None where nobody recorded it. Meant for a return that ``is_all_in``.
    """
    last = in_return.figures.filter(revision=1, submitted_at__isnull=False).order_by("submitted_at").last()
    if last is None:
        return None
    return last.submitted_at, is_late(in_return, at=last.submitted_at, back_by=last.back_by)


def with_progress(returns: QuerySet[Return], *, at: datetime) -> QuerySet[Return]:
    """Returns with the counts of ``Progress``, in the same statement, and ``due``: the day in force. Proposed revisions
    count as waiting.
    """
    stands = Q(figures__is_current=True)
    names = {"owed": "", "figure": "figures__"}

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
        late=Count("figures", filter=stands & late(at=at, **names)),
        first=Min(deadline(**names), filter=stands & Q(figures__state__in=OWED)),
        back_by=Max("figures__back_by", filter=stands & Q(figures__state__in=(*EDITABLE, FigureState.SUBMITTED))),
        due=Greatest("due_at", Coalesce("extended_to", "due_at")),
    )


def in_state(returns: QuerySet[Return], state: str) -> QuerySet[Return]:
    """Returns (``with_progress``) narrowed to those to do, late, waiting for approval, approved, or with figures
    missing; all of them for any other ``state``.
    """
    conditions = {
        "todo": Q(left__gt=0),
        "late": Q(late__gt=0),
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
    found = Milestone.objects.not_private().filter(objective__plan__unit=service).exclude(state__in=ENDED)
    return found.select_related("objective__plan__level", "owner").order_by("due_on", "ref")
