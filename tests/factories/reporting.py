from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from accounts.models import Unit
from indicators.models import Indicator
from plans.models import Objective, Plan
from plans.periods import Period
from reporting.models import Cycle, Report, Run
from reporting.snapshots import checksum
from tests.factories.indicators import Q2, IndicatorFactory, ObservationFactory, period_target
from tests.factories.plans import LinkFactory, ObjectiveFactory, PlanFactory


class CycleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cycle

    period = Q2
    opens_on = date(2026, 10, 1)
    due_on = date(2026, 10, 20)
    late_after = date(2026, 10, 22)
    approval_due_on = date(2026, 10, 27)
    locks_on = date(2026, 11, 3)
    management_team_on = date(2026, 11, 10)
    cabinet_on = date(2026, 11, 24)
    scrutiny_on = date(2026, 12, 3)


class RunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Run

    cycle = factory.SubFactory(CycleFactory)
    requested_at = datetime(2026, 10, 14, 9, tzinfo=UTC)
    woken_at = factory.SelfAttribute("requested_at")


class ReportFactory(factory.django.DjangoModelFactory):
    """A draft without a measure; ``state="released", released_at=…`` for one that is released."""

    class Meta:
        model = Report

    cycle = factory.SubFactory(CycleFactory)
    run = factory.SubFactory(RunFactory, cycle=factory.SelfAttribute("..cycle"), state="done")
    kind = "exception"
    audience = "management_team"
    title = "Exception report"
    document = factory.LazyFunction(lambda: empty_document())
    checksum = factory.LazyAttribute(lambda report: checksum(report.document, {}))
    built_at = datetime(2026, 10, 14, 9, tzinfo=UTC)


def empty_document(**changes: object) -> dict[str, object]:
    """The least that is a document."""
    return {
        "schema": 1,
        "kind": "exception",
        "title": "Exception report",
        "subtitle": "",
        "council": "Exampleshire Council",
        "audience": "Management team",
        "period": "July to September 2026 (Q2)",
        "as_at": "As at 14 October 2026, 10:00",
        "released": "",
        "headline": "Nothing is measured here this quarter.",
        "coverage": {"sentence": "No measures here.", "rows": []},
        "counts": [],
        "key": [],
        "restatements": [],
        "notes": [],
        "sections": [],
        **changes,
    }


def measured_service(
    name: str = "Waste and Recycling", *, values: tuple[int, ...] = (95, 85, 50), periods: int = 3
) -> tuple[Unit, Plan, Objective, list[Indicator]]:
    """A service with a reported plan under a priority, and a measure with that value in each of its last periods,
    its target 90: by default one on, one near and one off target.
    """
    priority = ObjectiveFactory(kind="priority", title=f"Priority of {name}", plan__level__name="Corporate plan")
    plan = PlanFactory(unit__name=name, level__name="Service plan", level__is_reported=True, title=f"{name} plan")
    objective = LinkFactory(child__plan=plan, parent=priority).child
    indicators = []
    for value in values:
        indicator = IndicatorFactory(service=plan.unit)
        objective.contributions.create(indicator=indicator, made_on=date(2026, 3, 1))
        for period in (Q2.previous(n) for n in range(periods)):
            give_figure(indicator, period, value)
        indicators.append(indicator)
    return plan.unit, plan, priority, indicators


def give_figure(indicator: Indicator, period: Period, value: Decimal | int, target: int = 90) -> None:
    """An approved figure with its target."""
    ObservationFactory(indicator=indicator, period=period, value=value)
    period_target(indicator, period, target)
