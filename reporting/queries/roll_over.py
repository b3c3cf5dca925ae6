"""The start of a new year before it is written: what it would write, and, afterwards, what keeps it from being taken
back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from django.db.models import Exists, OuterRef, QuerySet

from accounts.queries.sentences import kind_words
from foundation.undoing import built_upon
from foundation.words import counted, listed, together
from indicators.models import AnnualTarget, Observation, PeriodTarget, Return
from indicators.queries.new_year import PARTS, Choice, RolledTarget, measures_of, rolled_targets
from indicators.rules.new_year import How
from plans.models import Objective, Plan, PlanSection, PlanState
from plans.periods import Frequency, Period, containing
from plans.queries.new_year import Renewal, renewals
from reporting.models import Cycle, RollOver, RollOverState
from reporting.queries.timetable import WORKING_DAYS, propose_timetable, renew_timetable


@dataclass(frozen=True, slots=True)
class PlannedCycle:
    """A quarter of the new year. ``is_there``: it has its timetable already, so none is made."""

    period: Period
    dates: dict[str, date]
    is_there: bool
    is_chosen: bool

    @property
    def days(self) -> list[date]:
        return [self.dates[name] for name in WORKING_DAYS]


@dataclass(frozen=True)
class Preview:
    """All that would be written."""

    targets: Sequence[RolledTarget]
    cycles: Sequence[PlannedCycle]
    plans: Sequence[Renewal]

    @cached_property
    def set(self) -> list[RolledTarget]:
        return [each for each in self.targets if not each.is_left]

    @cached_property
    def left(self) -> list[RolledTarget]:
        return [each for each in self.targets if each.is_left]

    @cached_property
    def easy(self) -> list[RolledTarget]:
        """Those that are softened, or look too easy otherwise."""
        return [each for each in self.targets if each.findings]

    @property
    def is_empty(self) -> bool:
        return not (self.set or self.cycles or self.plans)

    @cached_property
    def digest(self) -> str:
        """Differs as soon as anything else would be written."""
        cycles = [(each.period.key, *map(str, each.days)) for each in self.cycles]
        plans = [
            (each.plan.pk, each.ref, each.title, [(o.pk, o.version, r) for o, r in each.objectives])
            for each in self.plans
        ]
        return sha256(repr(([each.facts for each in self.set], cycles, plans)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Offer:
    """A year that can be started."""

    year: Period
    is_begun: bool


def offered_years(*, today: date) -> list[Offer]:
    """The years that can be rolled over to: the one after today's and, where nobody did, today's own. One statement."""
    this = containing(today, Frequency.YEAR)
    started = RollOver.objects.exclude(state=RollOverState.TAKEN_BACK)
    taken = set(started.values_list("year", flat=True))
    return [Offer(year, year.start <= today) for year in (this.next(), this) if year not in taken]


def roll_overs() -> QuerySet[RollOver]:
    """Every start of a year, the latest first."""
    return RollOver.objects.select_related("created_by", "done_by").order_by("-year", "-pk")


def choices_of(roll_over: RollOver) -> tuple[Choice, dict[int, Choice]]:
    """What was chosen for every measure, and for single ones by their keys. One statement."""
    rows = roll_over.choices.values_list("indicator_id", "how", "by")
    return Choice(How(roll_over.how), roll_over.by), {pk: Choice(How(how), by, True) for pk, how, by in rows}


def preview_of(roll_over: RollOver) -> Preview:
    """What it would write now. The number of statements does not grow with the council."""
    first = roll_over.year.start.year
    every, own = choices_of(roll_over)
    return Preview(
        rolled_targets(measures_of(first), first, every=every, own=own),
        [each for each in planned_cycles(roll_over) if each.is_chosen and not each.is_there],
        [each for each, is_chosen in planned_plans(roll_over) if is_chosen],
    )


def planned_cycles(roll_over: RollOver) -> list[PlannedCycle]:
    """The quarters of the new year, each with its dates: those it has, or as many working days after its end as those
    of the quarter a year before. One statement.
    """
    quarters = roll_over.year.parts(Frequency.QUARTER)
    asked = [key for each in quarters for key in (each.key, each.last_year().key)]
    stored = {each.period: each for each in Cycle.objects.filter(period__in=asked)}
    found = []
    for period in quarters:
        mine, before = stored.get(period), stored.get(period.last_year())
        if mine:
            dates = _dates(mine)
        else:
            dates = renew_timetable(before.period, _dates(before), period) if before else propose_timetable(period)
        is_chosen = roll_over.quarters is None or period.key in roll_over.quarters
        found.append(PlannedCycle(period, dates, mine is not None, is_chosen))
    return found


_TAGGED = Objective.tags.through._meta.label_lower


def planned_plans(roll_over: RollOver) -> list[tuple[Renewal, bool]]:
    """The plans that end with the year before, and whether each is chosen to be started again."""
    return [
        (each, each.is_yearly if roll_over.plans is None else each.plan.pk in roll_over.plans)
        for each in renewals(roll_over.year)
    ]


def obstacles(roll_over: RollOver) -> list[str]:
    """What was built on it since, in sentences: empty as long as it can be taken back. The number of statements depends
    on the kinds of thing alone.
    """
    written = roll_over.written
    return [
        *_changed(written.get(AnnualTarget._meta.label_lower, ()), roll_over.year),
        *_collected(roll_over),
        *_plans_changed(written),
        *(
            f"{counted(count, 'row')} of “{kind_words(kind)}” came to rest on it."
            for kind, count in built_upon(written, parts={*PARTS, _TAGGED})
        ),
    ]


def _changed(keys: Iterable[int], year: Period) -> list[str]:
    keys = list(keys)
    stored = dict(AnnualTarget.objects.filter(pk__in=keys, version=1).values_list("pk", "indicator_id"))
    changed = AnnualTarget.objects.filter(pk__in=keys).exclude(version=1).values_list("indicator__name", flat=True)
    said = [f"{counted(len(changed), 'target')} changed since: {listed(list(changed), 3)}."] if changed else []
    aimed = PeriodTarget.objects.filter(annual__in=keys, indicator=OuterRef("indicator"), period=OuterRef("period"))
    if count := Observation.objects.filter(Exists(aimed)).count():
        said.append(f"{counted(count, 'figure')} entered for {year.label}, which these targets rate.")
    if gone := len(keys) - len(stored) - len(changed):
        said.append(f"{counted(gone, 'target')} removed since.")
    return said


def _collected(roll_over: RollOver) -> list[str]:
    dates = roll_over.told.get("dates", {})
    said = []
    for cycle in Cycle.objects.filter(pk__in=[int(pk) for pk in dates]).order_by("period"):
        if cycle.opened_at:
            said.append(f"Collection of {cycle.period.long_label} has opened.")
        elif [day.isoformat() for day in _dates(cycle).values()] != dates[str(cycle.pk)]:
            said.append(f"The dates of {cycle.period.long_label} were changed.")
    if Return.objects.filter(
        period__in=Cycle.objects.filter(pk__in=[int(pk) for pk in dates]).values("period")
    ).exists():
        said.append("Returns of these quarters have been opened.")
    return said


def _plans_changed(written: dict[str, list[int]]) -> list[str]:
    plans = Plan.objects.filter(pk__in=written.get(Plan._meta.label_lower, ()))
    changed = plans.exclude(version=1, state=PlanState.DRAFT).values_list("title", flat=True)
    objectives = Objective.objects.filter(pk__in=written.get(Objective._meta.label_lower, ())).exclude(version=1)
    said = (
        [f"{counted(len(changed), 'plan')} changed or approved since: {listed(list(changed), 3)}."] if changed else []
    )
    if count := objectives.count():
        said.append(f"{counted(count, 'objective')} changed since.")
    answers = PlanSection.objects.filter(pk__in=written.get(PlanSection._meta.label_lower, ())).exclude(version=1)
    if count := answers.count():
        said.append(f"{counted(count, 'answer')} of plans changed since.")
    return said


def _dates(cycle: Cycle) -> dict[str, date]:
    return {name: getattr(cycle, name) for name in WORKING_DAYS}


def written_words(roll_over: RollOver) -> str:
    """What was written, within a sentence: "58 targets, 4 quarters and 3 plans"."""
    counts = roll_over.told.get("counts", {})
    return together(counted(count, name.removesuffix("s")) for name, count in counts.items() if count) or "nothing"
