"""Measures that no council published, so that every kind of cell and of reading can be seen. All illustrative."""

from datetime import timedelta
from decimal import Decimal

from accounts import audit
from accounts.actors import Actor
from indicators.changes.approval import follow
from indicators.models import Indicator
from plans.periods import Frequency, Period
from pmmi.demo.organisation import Organisation
from pmmi.demo.spec import QUARTERS, MeasureSpec, at_noon, latest


def invented(current: Period) -> list[MeasureSpec]:
    """Two yearly measures and a yes/no one, so that every kind of cell can be seen. All illustrative."""
    year = latest(current, Frequency.YEAR)
    survey = MeasureSpec("CS90", "Residents satisfied with the way the council runs things", "Customer Services", "percentage", "", "high", frequency="Y", decimals=0, tells="perception", dimension="satisfaction", sets=("Corporate measures",))  # fmt: skip
    for back, value in enumerate((61, 64, 66)):
        survey.put(year.previous(back), Decimal(value), "Illustrative: residents' survey")
        survey.targets[year.previous(back)] = Decimal(65)
    plan = MeasureSpec("IT90", "Disaster recovery plan tested in the quarter", "IT Services", "yes_no", "", "high", decimals=0, tells="process")  # fmt: skip
    for back in range(1, 9):
        plan.put(current.previous(back), Decimal(0 if back == 3 else 1), "Illustrative")
    for back in range(9):
        plan.targets[current.previous(back)] = Decimal(1)
    budget = MeasureSpec("FI90", "Spending against the General Fund budget (0 is as planned)", "Finance, Revenues and Benefits", "percentage", "", "range", decimals=1, tells="input", dimension="cost")  # fmt: skip
    for back, value in enumerate(("-0.8", "-1.9", "1.2", "2.4", "-0.3", "-2.6", "-6.3", "1.0", "0.4"), 1):
        budget.put(current.previous(back), Decimal(value), "Illustrative; the range is as Wealden published it")
    for back in range(QUARTERS):
        budget.targets[current.previous(back)] = Decimal(0)
    return [survey, plan, budget, _calls(current), *_costs(current)]


def _calls(current: Period) -> MeasureSpec:
    """Entered each month as two counts, and reported by the quarter: their sums over each other."""
    calls = MeasureSpec(
        "CS91", "Calls answered within 20 seconds", "Customer Services", "percentage", "", "high", tells="process",
        collected="M", counted=("calls answered within 20 seconds", "all calls"),
    )  # fmt: skip
    last = current.parts(Frequency.MONTH)[-1]
    for back in range(27):
        month = last.previous(back)
        asked = Decimal(5200 + 700 * (month.start.month in (1, 4, 12)) + 90 * (back * 7 % 5))
        share = Decimal(82 - 9 * (month.start.month in (1, 4, 12)) - back * 3 % 4) / 100
        answered = round(asked * share)
        calls.parts[month] = (Decimal(answered), asked)
        calls.put(month, calls.parts[month][0] * 100 / asked, "Illustrative: telephone system")
    for back in range(QUARTERS):
        calls.targets[current.previous(back)] = Decimal(80)
    return calls


def longer_periods(
    indicators: dict[str, Indicator], specs: dict[str, MeasureSpec], organisation: Organisation, current: Period
) -> None:
    """The quarters before the current one that are made of months, as if their last months had just been signed off."""
    for ref, spec in specs.items():
        months = sorted(period for period in spec.parts if period.end < current.start)
        for month in months[2::3]:
            head = organisation.heads[spec.service].appointments.get(is_deputy=False).user
            by, at = Actor(user=head), at_noon(month.end + timedelta(days=16))
            audit.record_many(by=by, at=at, entries=follow(by=by, at=at, changed=[(indicators[ref].pk, month)]))


# What each unit costs, in pounds: the target, and quarter by quarter backwards.
COSTS = {
    "WR80": ("Net cost of waste collection for a household", "Waste and Recycling", "each", "17.50", ("17.10", "17.30", "17.80", "17.60", "18.20")),
    "CS80": ("Cost of answering a call", "Customer Services", "each", "3.20", ("4.05", "3.90", "3.70", "3.60", "3.40")),
    "PS80": ("Cost of deciding a planning application", "Planning Services", "each", "420.00", ("455.00", "448.00", "431.00", "418.00", "425.00")),
    "IT80": ("Cost of supporting a workplace", "IT Services", "each", "160.00", ("148.00", "151.00", "155.00", "158.00", "163.00")),
}  # fmt: skip


def _costs(current: Period) -> list[MeasureSpec]:
    """A cost for each of something, which value for money reads beside performance. All illustrative."""
    found = []
    for ref, (name, service, unit, target, values) in COSTS.items():
        spec = MeasureSpec(ref, name, service, "money", unit, "low", decimals=2, tells="input", dimension="cost")
        for back, value in enumerate(values):
            spec.put(current.previous(back), Decimal(value), "Illustrative")
            spec.targets[current.previous(back)] = Decimal(target)
        found.append(spec)
    return found
