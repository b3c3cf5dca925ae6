"""A large council made without random numbers: the same on every machine and database."""

from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.models import Post, Unit
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.models import (
    AnnualTarget,
    Commentary,
    Contribution,
    Indicator,
    Observation,
    PeriodTarget,
    RatingRule,
    Return,
    Scheme,
)
from plans.models import Level, Link, Milestone, Objective, Plan
from plans.periods import Period, parse_label

LAST = parse_label("2026/27 Q2")
PRIORITIES = 6


def make_council(*, services: int, measures: int, years: int) -> list[Unit]:
    """Services with ``measures`` indicators and milestones each and ``years`` of quarters; returns the services.

    Half of each service's items in the last quarter are approved, a tenth still due, the rest submitted or drafts.
    """
    root = Unit.objects.create(name="Large Council", kind="council")
    units = [Unit.objects.create(name=f"Service {n:02}", kind="department", parent=root) for n in range(services)]
    posts = [
        Post.objects.create(title=f"Head of service {n:02}", unit=unit, role="approver") for n, unit in enumerate(units)
    ]
    scheme = Scheme.objects.create(name="Large", bands=DEFAULT_BANDS)
    RatingRule.objects.create(starts_on=date(2010, 4, 1), basis="percent", scheme=scheme)
    objectives = _plans(root, units, posts)
    periods = [LAST.previous(n) for n in range(years * 4 - 1, -1, -1)]
    indicators = _indicators(units, posts, measures)
    Contribution.objects.bulk_create(
        Contribution(indicator=indicator, objective=objectives[indicator.service_id], made_on=date(2026, 2, 1))
        for indicator in indicators
    )
    _targets(indicators, periods)
    _figures(units, indicators, periods)
    Milestone.objects.bulk_create(
        Milestone(
            objective=objectives[unit.pk],
            ref=f"M{unit.pk}-{n}",
            title=f"Milestone {n} of {unit.name}",
            owner=posts[position],
            starts_on=date(2026, 4, 1),
            due_on=date(2026, 12, 1 + n % 28),
            first_due_on=date(2026, 12, 1 + n % 28),
            percent_complete=(n * 7) % 100,
            state="in_progress",
            updated_at=datetime(2026, 10, 1, tzinfo=UTC),
        )
        for position, unit in enumerate(units)
        for n in range(5)
    )
    return units


def _plans(root: Unit, units: list[Unit], posts: list[Post]) -> dict[int, Objective]:
    corporate, service = (
        Level.objects.get_or_create(name=name, defaults={"position": position, "is_reported": position == 4})[0]
        for name, position in (("Corporate plan", 3), ("Service plan", 4))
    )
    dates = {
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2027, 3, 31),
        "state": "approved",
        "approved_on": date(2026, 3, 1),
    }
    top = Plan.objects.create(level=corporate, ref="CP", title="Corporate plan", unit=root, owner=posts[0], **dates)
    priorities = [
        Objective.objects.create(plan=top, kind="priority", ref=f"P{n}", title=f"Priority {n}", owner=posts[0])
        for n in range(PRIORITIES)
    ]
    objectives = {}
    for n, unit in enumerate(units):
        plan = Plan.objects.create(
            level=service, ref=f"SP{n}", title=f"{unit} plan", unit=unit, owner=posts[n], **dates
        )
        objectives[unit.pk] = Objective.objects.create(
            plan=plan, kind="objective", ref=f"O{n}", title=f"Objective of {unit}", owner=posts[n]
        )
        Link.objects.create(child=objectives[unit.pk], parent=priorities[n % PRIORITIES], made_on=date(2026, 2, 1))
    return objectives


def _indicators(units: list[Unit], posts: list[Post], measures: int) -> list[Indicator]:
    return Indicator.objects.bulk_create(
        Indicator(
            ref=f"I{position:02}-{n:03}",
            name=f"Percentage of requests of kind {n} completed within the agreed standard",
            kind="percentage",
            polarity="high" if n % 3 else "low",
            frequency="Q",
            counting="rate",
            service=unit,
            owner=posts[position],
            data_provider=posts[position],
            approver=posts[position],
            is_key=n == 0,
        )
        for position, unit in enumerate(units)
        for n in range(measures)
    )


def _targets(indicators: list[Indicator], periods: list[Period]) -> None:
    years = sorted({period.year for period in periods})
    annual = AnnualTarget.objects.bulk_create(
        AnnualTarget(indicator=indicator, year=year, value=Decimal(80)) for indicator in indicators for year in years
    )
    by_key = {(target.indicator_id, target.year): target for target in annual}
    PeriodTarget.objects.bulk_create(
        (
            PeriodTarget(
                annual=by_key[indicator.pk, period.year], indicator=indicator, period=period, value=Decimal(80)
            )
            for indicator in indicators
            for period in periods
        ),
        batch_size=2000,
    )


def _figures(units: list[Unit], indicators: list[Indicator], periods: list[Period]) -> None:
    returns = {
        unit.pk: Return.objects.create(
            service=unit,
            period=LAST,
            opens_at=datetime(2026, 10, 1, tzinfo=UTC),
            due_at=datetime(2026, 10, 20, 22, 59, 59, tzinfo=UTC),
            grace_ends_at=datetime(2026, 10, 22, 22, 59, 59, tzinfo=UTC),
            approval_due_at=datetime(2026, 10, 27, 23, 59, 59, tzinfo=UTC),
            locks_at=datetime(2026, 11, 3, 23, 59, 59, tzinfo=UTC),
        )
        for unit in units
    }
    states = (
        "approved",
        "approved",
        "approved",
        "approved",
        "approved",
        "submitted",
        "draft",
        "sent_back",
        "draft",
        "due",
    )
    rows = []
    for n, indicator in enumerate(indicators):
        for step, period in enumerate(periods):
            state = states[n % 10] if period == LAST else "approved"
            value = Decimal(60 + (n * 7 + step * 3) % 40) + Decimal((n + step) % 10) / 10
            rows.append(
                Observation(
                    indicator=indicator,
                    period=period,
                    state=state,
                    value=None if state == "due" else value,
                    in_return=returns[indicator.service_id] if period == LAST else None,
                )
            )
    figures = Observation.objects.bulk_create(rows, batch_size=2000)
    Commentary.objects.bulk_create(
        Commentary(
            observation=figure, happened="It moved.", why="Demand rose.", action="We recruit.", outlook="Better."
        )
        for figure in figures
        if figure.period == LAST and figure.value is not None and figure.value < 80
    )
