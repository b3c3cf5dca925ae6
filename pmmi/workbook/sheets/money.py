"""The budget of a year, and which objectives its lines serve."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from accounts.roles import Permission
from money.models import BudgetLine, FlowChoice, Nature, Share
from money.models.line import SIGNED
from money.rules.rollup import WHOLE, faults_of
from money.rules.variance import Flow
from plans.periods import Frequency
from pmmi.workbook.cells import InPeriod, Number, OneOf, To, Words
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Column, Row, Sheet, apart, linked

_YEAR = InPeriod(Frequency.YEAR)


def _signed(row: Row) -> None:
    planned, flow = row.get("planned"), row.get("flow")
    if planned is not None and (planned < 0 if flow == Flow.SPENDING else planned > 0):
        row.refuse("Planned", f"has the wrong sign. {SIGNED}")


LINES = Sheet(
    key="budget-lines",
    title="Budget lines",
    thing="budget line",
    purpose="What each service may spend in a year, or is to take in. What was spent comes from the ledger.",
    model=BudgetLine,
    needs=Permission.MONEY_EDIT,
    by=("year", "code"),
    stored=lambda: BudgetLine.objects.order_by("year", "code"),
    name=lambda line: f"{line.code} {line.year.label}",
    columns=(
        Column("Year", "year", _YEAR, "The financial year", needed=True, example="2026/27"),
        Column("Cost centre", "code", Words(), "As the ledger has it", needed=True, example="WR100"),
        Column("Name", "name", Words(), "What the money is for", needed=True, example="Kerbside collections"),
        Column("Service", "unit", To("units"), "Who answers for it", needed=True, example="Waste services"),
        Column(
            "Revenue or capital", "nature", OneOf(dict(Nature.choices)), "Revenue where blank",
            blank=Nature.REVENUE.value, example="Revenue",
        ),
        Column(
            "Spending or income", "flow", OneOf(dict(FlowChoice.choices)), "Spending where blank",
            blank=Flow.SPENDING.value, example="Spending",
        ),
        Column("Planned", "planned", Number(2), SIGNED.rstrip("."), needed=True, example="1250000"),
    ),
    checks=(_signed,),
)  # fmt: skip


def _shares() -> Iterable[Share]:
    known = Share.objects.filter(objective__plan__level__is_private=False).select_related("line", "objective")
    return known.order_by("line__year", "line__code", "objective__ref")


def _at_most_whole(rows: Sequence[Row], named: Named) -> None:
    """Refuses shares of one line that come to more than all of it."""
    known = {row.thing.pk for row in rows if not row.is_new}
    shares: defaultdict[Any, list[Decimal]] = defaultdict(list)
    for share in named.stored("budget-shares"):
        if share.pk not in known:
            shares[share.line_id].append(share.percent)
    kept = [row for row in rows if not row.takes_away]
    for row in kept:
        shares[apart(row.get("line"))].append(row.get("percent"))
    for row in kept:
        line = row.get("line")
        if faults := faults_of(shares[apart(line)]):
            row.refuse("Per cent", f"cannot be used. {' '.join(faults)}")


SHARES = Sheet(
    key="budget-shares",
    title="Budget shares",
    thing="share of a budget line",
    purpose="How many per cent of a budget line serve which objective. What is in no share serves none.",
    model=Share,
    needs=Permission.MONEY_LINK,
    by=("line", "objective"),
    stored=_shares,
    name=lambda share: f"{share.line.code} {share.line.year.label} for {share.objective.ref}",
    page=lambda share: share.line,
    columns=(
        Column("Budget line", "line", To("budget-lines"), "Cost centre and year", needed=True, example="WR100 2026/27"),
        Column("Objective", "objective", To("objectives"), "Its reference", needed=True, example="ENV-1"),
        Column("Per cent", "percent", Number(2), f"More than 0, at most {WHOLE}", needed=True, example="40"),
        linked(),
    ),
    checks_all=(_at_most_whole,),
)

SHEETS = (LINES, SHARES)
