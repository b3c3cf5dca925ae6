"""The rolling sample of plans that are quality assured, for its page and for the draw."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from plans.models import Level, Plan, PlanReview, PlanState, ReviewItem, ReviewOutcome, SampleDraw
from plans.periods import Frequency, Period, containing, split_year
from plans.sampling import Candidate, Chosen, draw
from plans.workflow import STATES

_LOOKED_AT = (ReviewOutcome.SENT_BACK, ReviewOutcome.SIGNED_OFF)


def year_of(plan: Plan) -> Period:
    """The financial year to which a plan belongs for its sample: that in which it starts."""
    return containing(plan.starts_on, Frequency.YEAR)


def must_be_drawn_first(plan: Plan) -> bool:
    """Whether plans of its level are sampled and those of its year were not drawn yet. One statement at most."""
    if plan.level.sampled_over is None or plan.sampled_id:
        return False
    return not SampleDraw.objects.filter(level=plan.level_id, year=year_of(plan)).exists()


@dataclass(frozen=True, slots=True)
class SampleBrief:
    """The sample of a level and year on the list of samples. ``plans`` counts the year's plans, ``chosen`` those drawn
    and ``signed_off`` those of them that their reviewer signed off.
    """

    level: str
    year: str
    url: str
    is_drawn: bool
    plans: int
    chosen: int
    signed_off: int


def samples() -> list[SampleBrief]:
    """Each level and year that has plans being written or was drawn, the latest year first. Three statements."""
    levels = {each.pk: each for each in Level.objects.filter(sampled_over__isnull=False)}
    drawn = set(SampleDraw.objects.filter(level__in=levels).values_list("level", "year"))
    counts: dict[tuple[int, Period], list[Plan]] = defaultdict(list)
    for plan in Plan.objects.filter(level__in=levels):
        counts[plan.level_id, year_of(plan)].append(plan)
    found = [
        (key, plans) for key, plans in counts.items() if key in drawn or any(not each.is_approved for each in plans)
    ]
    found.sort(key=lambda each: (-each[0][1].start.toordinal(), levels[each[0][0]].position))
    return [_brief(levels[level], year, plans, (level, year) in drawn) for (level, year), plans in found]


def _brief(level: Level, year: Period, plans: Sequence[Plan], is_drawn: bool) -> SampleBrief:
    chosen = [each for each in plans if each.sampled_id]
    return SampleBrief(
        level=level.name,
        year=year.label,
        url=reverse("plans:sample-detail", args=[level.pk, year.key]),
        is_drawn=is_drawn,
        plans=len(plans),
        chosen=len(chosen),
        signed_off=sum(each.state not in (PlanState.DRAFT, PlanState.SUBMITTED) for each in chosen),
    )


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A plan of the year. ``stands`` says its state and what came of it, ``due`` by when it is looked at."""

    url: str
    title: str
    unit: str
    last: str
    due: str
    why: str
    reviewer: str
    reviewer_url: str
    stands: str
    findings: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample of a level and year: draws, plans that were chosen, and the others. ``left`` counts those that a
    draw would choose now.
    """

    draws: Sequence[SampleDraw]
    chosen: Sequence[SampleRow]
    others: Sequence[SampleRow]
    left: int


def sample_of(level: Level, year: Period) -> Sample:
    """The sample of a level whose plans are sampled. Five statements, however many plans."""
    draws = list(SampleDraw.objects.filter(level=level, year=year).select_related("by").order_by("at", "pk"))
    plans, lines = candidates_of(level, year)
    rows = [(plan, _row(plan, lines[plan.pk], level.sampled_over or 1)) for plan in plans]
    return Sample(
        draws=draws,
        chosen=[row for plan, row in rows if plan.sampled_id],
        others=sorted((row for plan, row in rows if not plan.sampled_id), key=lambda row: (row.due, row.title)),
        left=len(drawn_from(level, year, plans, lines)),
    )


def candidates_of(level: Level, year: Period) -> tuple[list[Plan], dict[int, Candidate]]:
    """The plans of a level that start in a year, and each one's line. Three statements."""
    lines = lines_of(level)
    plans = list(_plans_of(level, year))
    return plans, {plan.pk: lines[plan.pk] for plan in plans}


def drawn_from(level: Level, year: Period, plans: Sequence[Plan], lines: Mapping[int, Candidate]) -> list[Chosen]:
    """What a draw would choose now among these plans of a level and year: of those that are being written."""
    before = [each.pk for each in plans if each.sampled_id]
    waiting = [lines[each.pk] for each in plans if not each.is_approved and not each.sampled_id]
    return draw(waiting, year=year.start.year, over=level.sampled_over or 1, plans=len(plans), before=before)


def lines_of(level: Level) -> Mapping[int, Candidate]:
    """Each plan of the level as what may be drawn. Its line are the plans that it was started from; of one that was
    written anew, the earlier plans of its unit. Two statements.
    """
    plans = {each.pk: each for each in Plan.objects.filter(level=level).order_by("starts_on", "pk")}
    seen = PlanReview.objects.filter(plan__level=level, outcome__in=_LOOKED_AT)
    looked_at = set(seen.values_list("plan", flat=True))
    of_unit: dict[int, list[Plan]] = defaultdict(list)
    found: dict[int, Candidate] = {}
    for plan in plans.values():
        before = _started_from(plan, plans) or [each for each in of_unit[plan.unit_id] if each.ends_on < plan.starts_on]
        of_unit[plan.unit_id].append(plan)
        years = [year_of(each).start.year for each in before if each.pk in looked_at]
        first = min([year_of(each).start.year for each in (*before, plan)])
        found[plan.pk] = Candidate(plan.pk, plan.ref, max(years, default=None), first)
    return found


def _started_from(plan: Plan, plans: Mapping[int, Plan]) -> list[Plan]:
    found: list[Plan] = []
    here = plans.get(plan.follows_id or 0)
    while here is not None and here not in found:
        found.append(here)
        here = plans.get(here.follows_id or 0)
    return found


def _plans_of(level: Level, year: Period) -> QuerySet[Plan]:
    unmet = ReviewItem.objects.filter(review__plan=OuterRef("pk"), is_met=False).order_by()
    count = unmet.values("review__plan").annotate(number=Count("pk")).values("number")
    last = PlanReview.objects.filter(plan=OuterRef("pk")).order_by("-number").values("outcome")[:1]
    found = Plan.objects.filter(level=level, starts_on__range=(year.start, year.end)).filter(
        ~Q(state=PlanState.CLOSED) | Q(sampled__isnull=False)
    )
    found = found.annotate(outcome=Subquery(last), unmet=Subquery(count))
    return found.select_related("unit", "reviewer", "sampled").order_by("title", "pk")


def _row(plan: Plan, line: Candidate, over: int) -> SampleRow:
    return SampleRow(
        url=plan.get_absolute_url(),
        title=plan.title,
        unit=plan.unit.name,
        last="Never" if line.last is None else split_year(line.last),
        due=split_year(max(line.comes_round(over), year_of(plan).start.year)),
        why=plan.sampled_why,
        reviewer=plan.reviewer.title if plan.reviewer else "",
        reviewer_url="" if plan.is_approved else reverse("plans:plan-reviewer", args=[plan.ref]),
        stands=_stands(plan),
        findings=plan.unmet or 0,
    )


def _stands(plan: Plan) -> str:
    """What came of it, in two or three words."""
    if plan.state == PlanState.DRAFT and plan.outcome == ReviewOutcome.SENT_BACK:
        return ReviewOutcome.SENT_BACK.label
    if plan.state == PlanState.DRAFT and plan.sampled_id:
        return "Not yet submitted"
    return STATES[PlanState(plan.state)].word


def undrawn(written: Iterable[Plan]) -> list[tuple[Level, Period, int]]:
    """Levels whose plans are sampled, and years whose plans wait for the draw, with how many, among plans that are
    being written and read with their level. One statement at most.
    """
    waiting: dict[tuple[int, Period], int] = defaultdict(int)
    levels: dict[int, Level] = {}
    for plan in written:
        if plan.level.sampled_over and not plan.sampled_id:
            levels[plan.level_id] = plan.level
            waiting[plan.level_id, year_of(plan)] += 1
    drawn = set(SampleDraw.objects.filter(level__in=levels).values_list("level", "year")) if waiting else set()
    return [(levels[level], year, count) for (level, year), count in waiting.items() if (level, year) not in drawn]
