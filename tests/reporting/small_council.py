"""A council small enough to count by hand: two services, nine measures, two quarters, every kind of answer once.

Housing: H1 on target twice, H2 turned off target, H3 recovered, H4 still due, H5 awaiting sign-off.
Waste: W1 near target (was on), W2 data only, W3 not available with a reason, W4 on target, provisional and late.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Post, Unit
from indicators.models import Commentary, Contribution, Indicator, Observation, Return
from plans.models import Objective, Plan
from plans.periods import Period
from tests import factories
from tests.factories.indicators import Q2

Q1 = Q2.previous()
# The figures of a council that closed its returns a week ago.
OVER = {
    "opens_at": datetime(2026, 10, 1, tzinfo=UTC),
    "due_at": datetime(2026, 10, 6, 22, 59, 59, tzinfo=UTC),
    "grace_ends_at": datetime(2026, 10, 8, 22, 59, 59, tzinfo=UTC),
    "approval_due_at": datetime(2026, 10, 12, 22, 59, 59, tzinfo=UTC),
    "locks_at": datetime(2026, 10, 30, 23, 59, 59, tzinfo=UTC),
}
IN_TIME = datetime(2026, 10, 5, 9, tzinfo=UTC)
OF_THE_FIGURE = {"state", "absence", "absence_reason", "standing", "submitted_at"}


@dataclass
class SmallCouncil:
    """What the tests name: units, the returns, the plans and the measures by reference."""

    root: Unit
    housing: Unit
    waste: Unit
    priority: Objective
    objectives: dict[int, Objective]
    returns: dict[int, Return]
    measures: dict[str, Indicator] = field(default_factory=dict)

    def figure(self, ref: str, period: Period = Q2) -> Observation:
        return Observation.objects.get(indicator=self.measures[ref], period=period, is_current=True)


def small_council() -> SmallCouncil:
    root = factories.UnitFactory(name="Exampleshire", kind="council")
    housing, waste = (factories.UnitFactory(name=name, parent=root) for name in ("Housing", "Waste"))
    corporate = factories.PlanFactory(
        level=factories.LevelFactory(name="Corporate plan", position=3), unit=root, title="Corporate plan"
    )
    priority = factories.ObjectiveFactory(plan=corporate, kind="priority", ref="P1", title="Homes for all")
    objectives = {}
    for unit, ref in ((housing, "O-H"), (waste, "O-W")):
        plan = _service_plan(unit)
        objectives[unit.pk] = factories.ObjectiveFactory(plan=plan, ref=ref, title=f"{unit} objective")
        factories.LinkFactory(child=objectives[unit.pk], parent=priority)
    factories.CycleFactory(opened_at=datetime(2026, 10, 1, tzinfo=UTC))
    returns = {unit.pk: factories.ReturnFactory(service=unit, **OVER) for unit in (housing, waste)}
    council = SmallCouncil(root, housing, waste, priority, objectives, returns)
    _housing(council)
    _waste(council)
    return council


def _service_plan(unit: Unit) -> Plan:
    return factories.PlanFactory(
        level=factories.LevelFactory(name="Service plan", position=4), unit=unit, title=f"{unit} plan"
    )


def _housing(council: SmallCouncil) -> None:
    unit = council.housing
    add_all(
        council,
        [
            Measure("H1", unit, before=92, now=95, facts={"is_key": True}),
            Measure("H2", unit, before=95, now=70),
            Measure("H3", unit, before=70, now=91),
            Measure("H4", unit, before=95, now=None, facts={"state": "due"}),
            Measure("H5", unit, before=95, now=88, facts={"state": "submitted"}),
        ],
    )
    say(council, "H2", Q1, action="Hire two letting officers", action_by_on=date(2026, 9, 30))
    say(council, "H2", Q2, happened="Lettings stopped for a month", why="A system failed")
    factories.MilestoneFactory(
        objective=council.objectives[council.housing.pk], title="Open the hostel", due_on=date(2026, 9, 30), ref="M-H"
    )


def _waste(council: SmallCouncil) -> None:
    unit = council.waste
    broken = {"absence": "not_available", "absence_reason": "The scales broke"}
    late = {"standing": "provisional", "submitted_at": IN_TIME + timedelta(7)}
    add_all(
        council,
        [
            Measure("W1", unit, before=9, now=Decimal("10.5"), target=10, facts={"polarity": "low"}),
            Measure("W2", unit, before=3, now=4, target=None, facts={"is_data_only": True}),
            Measure("W3", unit, before=95, now=None, facts=broken),
            Measure("W4", unit, before=95, now=96, facts=late),
        ],
    )


@dataclass
class Measure:
    """One measure of a service that serves its objective, with a figure in each of the two quarters.

    ``facts`` are those of the later figure (see ``OF_THE_FIGURE``); the others are of the definition.
    """

    ref: str
    service: Unit
    before: object
    now: object
    target: int | None = 90
    facts: dict[str, object] = field(default_factory=dict)

    def indicator(self) -> Indicator:
        post = factories.PostFactory.build(unit=self.service)
        of_definition = {name: fact for name, fact in self.facts.items() if name not in OF_THE_FIGURE}
        return factories.IndicatorFactory.build(
            ref=self.ref, name=f"Measure {self.ref}", service=self.service, owner=post, **of_definition
        )

    def figures(self, indicator: Indicator, in_return: Return) -> list[Observation]:
        of_figure = {name: fact for name, fact in self.facts.items() if name in OF_THE_FIGURE}
        is_entered = self.now is not None or "absence" in of_figure
        came = {"in_return": in_return, "submitted_at": IN_TIME if is_entered else None}
        return [
            factories.ObservationFactory.build(indicator=indicator, period=Q1, value=self.before),
            factories.ObservationFactory.build(indicator=indicator, value=self.now, **{**came, **of_figure}),
        ]


def add_all(council: SmallCouncil, measures: list[Measure]) -> None:
    """All rows of a kind at once: one after the other takes longer than the tests themselves."""
    made = [measure.indicator() for measure in measures]
    Post.objects.bulk_create(each.owner for each in made)
    for each in made:
        each.owner = each.data_provider = each.approver = each.owner  # who has a number only now
    Indicator.objects.bulk_create(made)
    council.measures |= {each.ref: each for each in made}
    Contribution.objects.bulk_create(
        Contribution(indicator=each, objective=council.objectives[each.service_id], made_on=date(2026, 2, 1))
        for each in made
    )
    factories.period_targets(
        (each, period, measure.target)
        for each, measure in zip(made, measures, strict=True)
        for period in (Q1, Q2)
        if measure.target is not None
    )
    Observation.objects.bulk_create(
        figure
        for each, measure in zip(made, measures, strict=True)
        for figure in measure.figures(each, council.returns[each.service_id])
    )


def add(
    council: SmallCouncil,
    ref: str,
    service: Unit,
    *,
    before: object,
    now: object,
    target: int | None = 90,
    **facts: object,
) -> Indicator:
    """One ``Measure`` more, which comes back."""
    add_all(council, [Measure(ref, service, before, now, target, facts)])
    return council.measures[ref]


def say(council: SmallCouncil, ref: str, period: Period, **boxes: object) -> Commentary:
    return Commentary.objects.create(observation=council.figure(ref, period), **boxes)


def grow(council: SmallCouncil) -> None:
    """Two more services with twelve measures each, an objective and milestones: to count statements at two sizes."""
    for n in range(2):
        unit = factories.UnitFactory(name=f"Service {n:02}", parent=council.root)
        council.objectives[unit.pk] = factories.ObjectiveFactory(plan=_service_plan(unit), ref=f"O-{n}")
        factories.LinkFactory(child=council.objectives[unit.pk], parent=council.priority)
        council.returns[unit.pk] = factories.ReturnFactory(service=unit, **OVER)
        add_all(
            council,
            [Measure(f"S{n}-{m:02}", unit, before=95, now=60 + 4 * m, facts={"is_key": m == 0}) for m in range(12)],
        )
        for m in range(12):
            say(council, f"S{n}-{m:02}", Q2, why="Demand rose")
        for m in range(3):
            factories.MilestoneFactory(
                objective=council.objectives[unit.pk], ref=f"M-{n}-{m}", due_on=date(2026, 9, 1 + m)
            )
    add_all(council, [Measure(f"H9-{m:02}", council.housing, before=70, now=95) for m in range(12)])
    for m in range(12):
        factories.MilestoneFactory(
            objective=council.objectives[council.housing.pk], ref=f"M-H-{m}", due_on=date(2026, 12, 1 + m)
        )


def statements(client: Client, path: str) -> int:
    """How many statements a page takes, the savepoints around each request in a test left out."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return sum("SAVEPOINT" not in each["sql"] for each in captured.captured_queries)


def at_two_sizes(client: Client, path: str, council: SmallCouncil) -> tuple[int, int]:
    """How many statements a page takes before and after the council has grown."""
    before = statements(client, path)
    grow(council)
    return before, statements(client, path)


def text_of(response: HttpResponse) -> str:
    """What a page says, without its marks, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
