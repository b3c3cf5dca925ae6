"""Everything that the reports of a quarter are made from, read once for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Q

from foundation.dates import london_day
from indicators.judging.collection import collected
from indicators.judging.judged import Measured
from indicators.judging.measure_row import measure_row
from indicators.judging.scorecard import measured
from indicators.models import Commentary, Contribution, Indicator
from indicators.rules.vocabulary import ValueKind
from indicators.workflow import FigureState
from plans.models import Milestone
from plans.periods import Period
from plans.queries.milestones import MilestoneRow, milestone_row
from plans.queries.thread import load_thread
from plans.thread import Node, Thread
from reporting.document import Commentary as Boxes
from reporting.document import Measure as DocumentMeasure
from reporting.document import Reason
from reporting.queries.coverage import Arrival, arrivals
from reporting.queries.exceptions import reasons_of
from reporting.queries.figure_notes import Words
from reporting.queries.measures import HISTORY
from reporting.queries.subjects import units_beneath

NOBODY = frozenset[int]()  # drafts are nobody's here: a report knows approved figures only

# Kinds that are stored as numbers and are none to a reader.
_NO_NUMBERS = (ValueKind.DATE, ValueKind.GRADE, ValueKind.YES_NO, ValueKind.DURATION)


@dataclass(frozen=True, slots=True)
class Item:
    """One measure as the reports show it: judged, in words, with why it is an exception (if it is)."""

    measured: Measured
    row: DocumentMeasure
    reasons: Sequence[Reason]

    @property
    def ref(self) -> str:
        return self.measured.definition.ref

    @property
    def is_good(self) -> bool:
        """Good news and no bad."""
        return bool(self.reasons) and all(reason["good"] for reason in self.reasons)

    @property
    def is_bad(self) -> bool:
        return any(not reason["good"] for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Live:
    """A quarter as it stands at a moment. Keys of ``items`` are indicators', of ``steps`` milestones'."""

    period: Period
    at: datetime
    items: Mapping[int, Item]
    steps: Mapping[int, MilestoneRow]
    came: Mapping[int, Arrival]
    thread: Thread
    beneath: Mapping[int, frozenset[int]]
    serves: Mapping[int, frozenset[int]]
    earlier: dict[Period, dict[str, Measured]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return london_day(self.at)

    def of_services(self, units: Iterable[int]) -> list[Item]:
        """The measures that these services own, in order of reference."""
        wanted = frozenset(units)
        return [item for item in self.items.values() if item.measured.definition.service_id in wanted]

    def under(self, objectives: Iterable[int]) -> list[Item]:
        """The measures that serve these objectives or anything beneath them in the thread."""
        wanted = self._and_beneath(objectives)
        return [item for pk, item in self.items.items() if self.serves.get(pk, frozenset()) & wanted]

    def steps_under(self, objectives: Iterable[int]) -> list[MilestoneRow]:
        """The milestones of these objectives and of anything beneath them, by due date."""
        wanted = self._and_beneath(objectives)
        return [step for step in self.steps.values() if step.objective_id in wanted]

    def objectives_of_plan(self, plan_id: int) -> list[Node]:
        return [node for node in self.thread.nodes.values() if node.plan_id == plan_id]

    def then(self, period: Period) -> Mapping[str, Measured]:
        """The measures as a report of an earlier quarter would show them today, by reference; read once each."""
        if period == self.period:
            return {item.ref: item.measured for item in self.items.values()}
        if period not in self.earlier:
            found = measured(collected(period), report_period=period, history=HISTORY, drafts_of=NOBODY)
            self.earlier[period] = {each.definition.ref: each for each in found}
        return self.earlier[period]

    def _and_beneath(self, objectives: Iterable[int]) -> set[int]:
        reached: set[int] = set()
        for pk in objectives:
            reached |= {pk} | self.thread.descendants(pk)
        return reached


def gather(period: Period, *, at: datetime) -> Live:
    """Read what the quarter's reports need, in a fixed number of statements however many measures there are.

    Only approved figures and their commentary: what awaits sign-off says so.
    """
    found = measured(collected(period), report_period=period, history=HISTORY, drafts_of=NOBODY)
    came = arrivals(found)
    milestones = Milestone.objects.not_private().select_related("owner").order_by("due_on", "ref")
    return Live(
        period=period,
        at=at,
        items=_items(found, came, at),
        steps={each.pk: milestone_row(each, today=london_day(at)) for each in milestones},
        came=came,
        thread=load_thread(),
        beneath=units_beneath(),
        serves=_contributions(),
    )


def items_of(indicators: object, period: Period, *, at: datetime) -> dict[int, Item]:
    """Some measures (their ids, or a query of them) as the reports of a quarter would show them, by id."""
    some = collected(period).filter(pk__in=indicators)
    found = measured(some, report_period=period, history=HISTORY, drafts_of=NOBODY)
    return _items(found, arrivals(found), at)


def reported_again(refs: Iterable[str], period: Period) -> dict[str, Measured]:
    """Some measures as a report of a quarter would show them today, by reference; gone ones are left out."""
    named = Indicator.objects.filter(ref__in=list(refs)).order_by("ref")
    found = measured(named, report_period=period, history=HISTORY, drafts_of=NOBODY)
    return {each.definition.ref: each for each in found}


def commentaries(measures: Sequence[Measured]) -> dict[int, Boxes]:
    """The four boxes by the figure's id, of approved figures only."""
    figures = [each.figure.pk for each in measures if each.figure and each.figure.state == FigureState.APPROVED]
    scope = Q(observation__in=figures) if len(figures) <= 200 else Q(observation__state=FigureState.APPROVED)
    rows = Commentary.objects.filter(scope, observation__period__in={each.period.key for each in measures})
    return {row.observation_id: boxes(row) for row in rows.select_related("action_by")}


def boxes(commentary: Commentary) -> Boxes:
    """A commentary as documents hold it."""
    by = str(commentary.action_by) if commentary.action_by else ""
    return Words(
        commentary.happened, commentary.why, commentary.action, by, commentary.action_by_on, commentary.outlook
    ).boxes()


def _items(found: Sequence[Measured], came: Mapping[int, Arrival], at: datetime) -> dict[int, Item]:
    late, words = frozenset(pk for pk, each in came.items() if each.is_overdue(at)), commentaries(found)
    return {each.definition.pk: _item(each, late, words) for each in found}


def _item(each: Measured, late: frozenset[int], words: Mapping[int, Boxes]) -> Item:
    reasons = reasons_of(each, is_late=each.figure is not None and each.figure.pk in late)
    row = measure_row(each, reasons=reasons, commentary=words.get(each.figure.pk) if each.figure else None)
    return Item(each, _as_printed(row, each.facts.kind), reasons)


def _as_printed(row: Mapping[str, Any], kind: ValueKind) -> DocumentMeasure:
    """Only what the document's schema knows: what a page needs besides (keys, addresses) would go stale in it."""
    kept = {name: row[name] for name in DocumentMeasure.__annotations__}
    if kind in _NO_NUMBERS:
        kept["value_raw"] = kept["target_raw"] = None
    for name in ("direction", "year_ago"):
        kept[name] = {key: row[name][key] for key in ("word", "arrow", "real")}
    return cast(DocumentMeasure, kept)


def _contributions() -> dict[int, frozenset[int]]:
    serves: dict[int, set[int]] = defaultdict(set)
    for indicator, objective in Contribution.objects.values_list("indicator_id", "objective_id"):
        serves[indicator].add(objective)
    return {pk: frozenset(objectives) for pk, objectives in serves.items()}
