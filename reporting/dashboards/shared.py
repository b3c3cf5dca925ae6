"""What a partner organisation is shown of the council's measures, objectives and risks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from indicators.judging.outlook import year_ends
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import measured
from indicators.judging.sum_words import SumWords, sum_words
from indicators.models import Indicator
from plans.models import Milestone, Objective
from plans.periods import Period
from plans.queries.milestones import MilestoneRow, milestone_rows
from plans.workflow import BEFORE_APPROVAL
from reporting.dashboards.rows import PageRow, with_forecast
from reporting.dashboards.thread import ThreadRead, measures_do
from reporting.models import Sharing
from reporting.queries.measures import HISTORY
from risks.models import Risk
from risks.queries.risks import RiskRow, risk_rows


class SharedObjective(NamedTuple):
    """An objective with its steps, as a partner is shown it. ``measures`` says how those of it and of all beneath it
    do, ``sum`` its status where it has one by a rule.
    """

    ref: str
    title: str
    plan: str
    owner: str
    measures: str
    sum: SumWords | None
    milestones: list[MilestoneRow]


@dataclass(frozen=True, slots=True)
class SharedPage:
    """All that a partner is shown, with no address that it may not open."""

    period: Period
    measures: list[PageRow]
    objectives: list[SharedObjective]
    risks: list[RiskRow]

    @property
    def count(self) -> int:
        return len(self.measures) + len(self.objectives) + len(self.risks)


def shared_page(shared: Collection[Sharing], read: ThreadRead, *, today: date) -> SharedPage:
    """What is shared, as everybody sees it: no draft of a figure, no exempt risk, no plan before its approval.

    ``read`` is the whole thread in the quarter that is shown. In a number of statements that does not grow.
    """
    period = read.period
    measures = [each.measure_id for each in shared if each.measure_id]
    objectives = [each.objective_id for each in shared if each.objective_id]
    risks = [each.risk_id for each in shared if each.risk_id]
    return SharedPage(period, _measures(measures, period), _objectives(objectives, read, today), _risks(risks, today))


def _measures(pks: Collection[int], period: Period) -> list[PageRow]:
    rules, asked = RulesInForce.load(), Indicator.objects.filter(pk__in=pks).order_by("ref")
    found = measured(asked, report_period=period, history=HISTORY, rules=rules, with_outlook=True)
    ends = year_ends(found, report_period=period, rules=rules)
    rows = (with_forecast(each, "", is_late=False, expected=ends.get(each.definition.pk)) for each in found)
    return [row._replace(url="") for row in rows]


def _objectives(pks: Collection[int], read: ThreadRead, today: date) -> list[SharedObjective]:
    found = Objective.objects.not_private().not_merged().filter(pk__in=pks).exclude(plan__state__in=BEFORE_APPROVAL)
    found = found.select_related("plan", "owner").order_by("plan__level__position", "plan__title", "position", "ref")
    steps = Milestone.objects.filter(objective__in=pks).select_related("owner").order_by("due_on", "ref")
    rows = milestone_rows(steps, today=today)
    return [
        SharedObjective(
            ref=each.ref,
            title=each.title,
            plan=each.plan.title,
            owner=each.owner.title,
            measures=measures_do(read.tally(each.pk)),
            sum=sum_words(read.sums, each.pk),
            milestones=[row for row in rows if row.objective_id == each.pk],
        )
        for each in found
    ]


def _risks(pks: Collection[int], today: date) -> list[RiskRow]:
    found = Risk.objects.told_openly().filter(pk__in=pks).select_related("register", "owner")
    return risk_rows(found, today=today)
