"""The import of plans, as one of the kinds."""

from indicators.imports.hierarchy.apply import prepare_plans
from indicators.imports.hierarchy.columns import EXAMPLES, HEADINGS, PLAN_COLUMNS, REQUIRED
from indicators.imports.hierarchy.plan import plan_plans, read_plans
from indicators.imports.kinds import ImportKind
from indicators.imports.matching.fields import Fields

PLANS = ImportKind(
    key="plans",
    name="plans and what stands in them",
    thing="Row",
    heads=("Becomes", "Contributes to"),
    columns=PLAN_COLUMNS,
    headings=HEADINGS,
    examples=EXAMPLES,
    read=read_plans,
    plan=plan_plans,
    prepare=prepare_plans,
    fields=Fields(columns=PLAN_COLUMNS, required=[[name] for name in REQUIRED], common=["level", "period", "council"]),
    are_figures=False,
)
