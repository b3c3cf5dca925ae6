"""Everything that the reports of a quarter are made from, read once for all of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.queries.organisation import units_read_apart
from feedback.queries.in_reports import SaidInQuarter, read_said
from foundation.dates import london_day
from indicators.judging.collection import collected
from indicators.judging.judged import Measured
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import measured
from indicators.judging.summing import Sums, measures_by_objective, of_measured, sums_of
from indicators.models import Indicator
from money.queries.costs import Costs, cost_by_unit, read_costs
from money.queries.staff import Workforce, read_workforce
from money.rules.cost import Cost
from plans.models import Milestone
from plans.periods import Period
from plans.queries.milestones import MilestoneRow, milestone_row
from plans.queries.thread import load_thread
from plans.queries.waits import Waits, read_open_waits, waiting
from plans.thread import Node, Thread
from reporting.queries.figure_notes import Beside, beside
from reporting.queries.measures import HISTORY
from reporting.queries.measures_of_objectives import measures_serving
from reporting.queries.subjects import priorities, units_beneath
from reporting.queries.value import Values, values_of
from reporting.snapshots.groups import ByMeasure, read_groups
from reporting.snapshots.items import NOBODY, Item, items_made, measured_in
from risks.models import Matrix
from risks.queries.risks import RiskRow, standing_matrix
from risks.queries.threats import Threats, read_open_threats


@dataclass(frozen=True, slots=True)
class Live:
    """A quarter as it stands at a moment. Keys are ids: in ``items`` of indicators, in ``steps`` of milestones, in
    ``noted`` of figures, in ``beneath`` of units, as they lay at the quarter's end. ``serving`` holds the indicators
    that serve each objective itself, ``apart`` the units that somebody reads who reads nothing else of the council,
    ``priorities`` each priority by id and name with the indicators that serve it, ``threats`` the risks that are told
    openly: no exempt one, ``matrix`` the one that stands, ``sums`` how objectives are summed up by their rules,
    ``costs``, ``unit_costs`` and ``workforce`` the money and the posts of objectives and units as the last month of
    the quarter told of them, ``values`` the services read together, ``groups`` the breakdowns of each measure,
    ``said`` what people said of each unit.
    """

    period: Period
    at: datetime
    items: Mapping[int, Item]
    steps: Mapping[int, MilestoneRow]
    waits: Waits
    noted: Mapping[int, Beside]
    thread: Thread
    beneath: Mapping[int, frozenset[int]]
    serving: Mapping[int, set[int]]
    apart: frozenset[int]
    priorities: Sequence[tuple[int, str, Collection[int]]]
    threats: Threats
    matrix: Matrix | None
    costs: Costs
    unit_costs: Mapping[int, Cost]
    workforce: Workforce
    sums: Sums
    values: Values
    groups: ByMeasure
    said: SaidInQuarter
    earlier: dict[Period, dict[str, Measured]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return london_day(self.at)

    def measures_of(self, units: Collection[int], objectives: Iterable[int]) -> list[Item]:
        """The measures that these services own and those that serve these objectives themselves."""
        serving = {pk for objective in objectives for pk in self.serving.get(objective, ())}
        return [
            item for pk, item in self.items.items() if pk in serving or item.measured.definition.service_id in units
        ]

    def under(self, objectives: Iterable[int]) -> list[Item]:
        """The measures that serve these objectives or anything beneath them in the thread."""
        return self.measures_of((), self.and_beneath(objectives))

    def steps_of(self, objectives: Collection[int]) -> list[MilestoneRow]:
        """The milestones of these objectives themselves, by due date."""
        return [step for step in self.steps.values() if step.objective_id in objectives]

    def with_waits(self, steps: Iterable[MilestoneRow], unit_id: int | None) -> list[MilestoneRow]:
        """The milestones with what they wait for, as a report on a service, or on none, may name it."""

        def may_name(pk: int) -> bool:
            node = self.thread.nodes.get(self.steps[pk].objective_id) if pk in self.steps else None
            return node is not None and self.is_within(unit_id, node.unit_id)

        return [waiting(step, self.waits, may_name=may_name) for step in steps]

    def objectives_of_plan(self, plan_id: int) -> set[int]:
        return {node.pk for node in self.thread.nodes.values() if node.plan_id == plan_id}

    def and_beneath(self, objectives: Iterable[int]) -> set[int]:
        """These objectives and all beneath them in the thread."""
        reached: set[int] = set()
        for pk in objectives:
            reached |= {pk} | self.thread.descendants(pk)
        return reached

    def by_child(self, objective: int) -> list[tuple[Node, set[str]]]:
        """What lies right beneath an objective, each with the references of its measures; a measure stands once."""
        told: set[str] = set()
        found = []
        for node in self.thread.children(objective):
            refs = {item.ref for item in self.under([node.pk])} - told
            told |= refs
            found.append((node, refs))
        return found

    def is_for(self, unit_id: int | None, each: Measured) -> bool:
        """Whether a report on a service may tell of the measure. What a partner reads tells of its own alone."""
        return self.is_within(unit_id, each.definition.service_id)

    def risks_to(self, objectives: Collection[int], units: Collection[int] = ()) -> list[RiskRow]:
        """The risks that threaten these objectives themselves, or stand in the registers of these units, the highest
        first.
        """
        found = {row.pk for row in self.threats.against(objectives)}
        return [row for row in self.threats.rows.values() if row.pk in found or row.unit_id in units]

    def threatened_by(self, row: RiskRow, unit_id: int | None) -> list[Node]:
        """What a report on a service, or on none, may name of the objectives that a risk threatens."""
        threatened = [pk for pk, risks in self.threats.by_objective.items() if row.pk in risks]
        nodes = [self.thread.nodes[pk] for pk in threatened if pk in self.thread.nodes]
        return sorted((each for each in nodes if self.is_within(unit_id, each.unit_id)), key=lambda node: node.ref)

    def cost_of_units(self, units: Iterable[int]) -> Cost:
        """The whole budget of these units."""
        return sum((self.unit_costs.get(pk, Cost()) for pk in units), Cost())

    def is_within(self, unit_id: int | None, of: int) -> bool:
        """Whether a report on a service may tell of what another unit has: one that is read apart tells of its own."""
        return unit_id not in self.apart or of in self.beneath[unit_id]

    def then(self, period: Period) -> Mapping[str, Measured]:
        """The measures as a report of an earlier quarter would show them today, by reference; read once each."""
        if period == self.period:
            return {item.ref: item.measured for item in self.items.values()}
        if period not in self.earlier:
            found = measured(collected(period), report_period=period, history=HISTORY, drafts_of=NOBODY)
            self.earlier[period] = {each.definition.ref: each for each in found}
        return self.earlier[period]


def gather(period: Period, *, at: datetime) -> Live:
    """Read what the quarter's reports need, in a fixed number of statements. Only approved figures are read."""
    rules = RulesInForce.load()
    found = measured_in(collected(period), period, rules)
    noted = beside(found)
    milestones = Milestone.objects.not_private().select_related("owner").order_by("due_on", "ref")
    below = units_beneath(period.end)
    apart = units_read_apart(today=london_day(at))
    named = priorities(period)
    serving = measures_serving(each.pk for each in named)
    thread, by_objective = load_thread(), measures_by_objective()
    return Live(
        period=period,
        at=at,
        items=items_made(found, noted, period, rules, at=at),
        steps={each.pk: milestone_row(each, today=london_day(at)) for each in milestones},
        waits=read_open_waits(),
        noted=noted,
        thread=thread,
        beneath=below,
        serving=by_objective,
        apart=frozenset().union(*(below[pk] for pk in apart)),
        priorities=[(each.pk, each.name, serving.get(each.pk, ())) for each in named],
        matrix=standing_matrix(),
        threats=read_open_threats(today=london_day(at), of=period.end),
        costs=(costs := read_costs(today=min(period.end, london_day(at)))),
        unit_costs=cost_by_unit(costs.book, day=period.end) if costs.book else {},
        workforce=read_workforce(today=min(period.end, london_day(at))),
        sums=sums_of(
            period, thread=lambda: thread, serving=lambda: by_objective, standings=lambda: of_measured(found)
        ).made(),
        values=_values(found, period, rules),
        groups=read_groups(today=london_day(at)),
        said=read_said(period),
    )


def _values(found: Sequence[Measured], period: Period, rules: RulesInForce) -> Values:
    """The services of the measures read together, by the names that they had then."""
    services = {each.definition.pk: each.definition.service_id for each in found}
    names = {each.definition.service_id: each.definition.service_name for each in found}
    return values_of(period, services, of_measured(found), names, rules)


def reported_again(refs: Iterable[str], period: Period) -> dict[str, Measured]:
    """Some measures as a report of a quarter would show them today, by reference; gone ones are left out."""
    named = Indicator.objects.filter(ref__in=list(refs)).order_by("ref")
    found = measured(named, report_period=period, history=HISTORY, drafts_of=NOBODY)
    return {each.definition.ref: each for each in found}
