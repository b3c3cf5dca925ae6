"""How targets of a generated council came about, and a measure that is worked out from others."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from indicators.changes.formulas import FormulaDetails, set_formula
from indicators.models import AnnualTarget, Indicator
from tests.agreement.specs import FigureSpec, MeasureSpec
from tests.factories.indicators import Q2
from tests.factories.target_decisions import AGREED, ProposalFactory, ProposedYearFactory, TargetQuestionFactory

if TYPE_CHECKING:
    from tests.agreement.council import Council

WORKED_OUT, INPUTS = "MM90", ("MM00", "MM02")
YEAR = Q2.year
_SPEC = MeasureSpec("number", "high", "Q", "rate", "none", "", FigureSpec(), FigureSpec(), ())
_STAGES = (AGREED, AGREED, {}, {"stage": "challenged"}, {"stage": "withdrawn", "withdrawn_why": "Too low."})


def decide(council: Council) -> None:
    """Of each measure with a target: agreed as it stands, agreed and set to another since, proposed anew, challenged,
    or withdrawn; of every sixth there is no decision on record.
    """
    heads = {unit.pk: council.posts[name][0] for name, unit in council.units.items() if name in council.posts}
    annual = AnnualTarget.objects.filter(year=YEAR).select_related("indicator").order_by("indicator__ref")
    for number, each in enumerate(annual):
        way = number % 6
        common = {"indicator": each.indicator, "first_year": YEAR, "responsible": heads[each.indicator.service_id]}
        if way == len(_STAGES):
            continue
        proposal = ProposalFactory(proposed_by=None, **common, **_STAGES[way])
        values = {name: getattr(each, name) for name in ("value", "low", "high", "text")}
        if way and values["value"] is not None:
            values["value"] += 1
        ProposedYearFactory(proposal=proposal, year=YEAR, **values)
        if way == 3:
            TargetQuestionFactory(proposal=proposal, asked_by=None)


def work_out(council: Council, *, at: datetime) -> None:
    """A measure that is the difference of two others, of two services, from this quarter on."""
    head, officer = council.posts["Housing"]
    measure = Indicator.objects.create(
        ref=WORKED_OUT, name=f"Measure {WORKED_OUT}", kind="number", polarity="high", counting="rate", frequency="Q",
        service=council.units["Housing"], owner=head, data_provider=officer, approver=head, starts_on=Q2.start,
    )  # fmt: skip
    council.measures[WORKED_OUT], council.specs[WORKED_OUT] = measure, _SPEC
    details = FormulaDetails(first=Q2, text=f"[{INPUTS[0]}] - [{INPUTS[1]}]", why="Read beside each other.")
    set_formula(by=council.actor("administrator"), at=at, indicator=measure, version=measure.version, details=details)
