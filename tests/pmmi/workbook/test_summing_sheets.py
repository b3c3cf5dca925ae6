"""By which rule objectives are summed up, and what their parts weigh, by workbook."""

from decimal import Decimal

import pytest

from accounts.actors import Actor
from indicators.models import Contribution, ImportState, PartWeight, SummingChoice, WeightSet
from plans.models import Objective, Plan
from tests.factories import IndicatorFactory
from tests.pmmi.workbook.books import applied, kept, planned, problems, row_counts, taken_back, taken_otherwise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored"), pytest.mark.sweep]

RULE = {"Level": "", "Objective": "CP1", "From": "1 April 2026", "Summed up by": "Weighted basket"}
PERIOD = {"Objective": "CP1", "From": "1 April 2026", "Until": ""}
PART = {"Of": "CP1 1 April 2026", "Objective": "SP1", "Measure": "", "Weight": "3"}
MEASURE = {**PART, "Objective": "", "Measure": "WR1", "Weight": "1.5"}
WHOLE = {"Summed up by": [RULE, {**RULE, "Level": "Service plan", "Objective": "", "Summed up by": "Worst part"}],
         "Weight periods": [PERIOD], "Weights": [PART, MEASURE]}  # fmt: skip


@pytest.fixture(autouse=True)
def measure(stored: Actor) -> None:
    Plan.objects.update(state="draft", approved_on=None)
    objective = Objective.objects.get(ref="CP1")
    Contribution.objects.create(objective=objective, indicator=IndicatorFactory(ref="WR1"), made_on="2026-04-01")


def test_all_of_it_comes_in_at_once_and_is_taken_back(by: Actor) -> None:
    before = row_counts()
    batch = applied(by, WHOLE)
    assert batch.state == ImportState.APPLIED, batch.reason
    assert list(SummingChoice.objects.order_by("rule").values_list("rule", flat=True)) == ["basket", "worst"]
    told = [(str(each.child or each.measure)[:3], each.weight) for each in PartWeight.objects.order_by("-weight")]
    assert told == [("SP1", Decimal(3)), ("WR1", Decimal("1.5"))]
    counts = planned(WHOLE).counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert row_counts() == before


def test_a_rule_a_day_and_a_weight_are_changed(by: Actor) -> None:
    kept(by, WHOLE)
    kept(by, {"Summed up by": [{**RULE, "Summed up by": ""}], "Weights": [{**PART, "Weight": "4"}],
              "Weight periods": [{**PERIOD, "Until": "31 March 2027"}]})  # fmt: skip
    assert SummingChoice.objects.get(objective__ref="CP1").rule == ""
    assert str(WeightSet.objects.get().ends_on) == "2027-03-31"
    assert PartWeight.objects.get(child__ref="SP1").weight == 4
    (refused,) = problems({"Weights": [{**PART, "Weight": "0"}, {**MEASURE, "Weight": "0"}]})[:1]
    assert "At least one part has to weigh something" in refused


def test_weights_of_nothing_are_refused_when_they_are_applied(by: Actor) -> None:
    batch = applied(by, {"Weight periods": [PERIOD]})
    assert "Weight periods, row 2 (From) has no weight." in batch.reason
    assert not WeightSet.objects.exists()


def test_what_no_screen_takes_is_refused_with_its_cell(by: Actor) -> None:
    rules, periods, weights = "Summed up by", "Weight periods", "Weights"
    bad = {
        "of both": ({rules: [{**RULE, "Level": "Service plan"}]}, f"{rules}, cell A2 (Level) has to be"),
        "of neither": ({rules: [{**RULE, "Objective": ""}]}, f"{rules}, cell A2 (Level) has to be"),
        "a level as its level": (
            {rules: [{**RULE, "Level": "Service plan", "Objective": "", "Summed up by": ""}]},
            f"{rules}, cell D2 (Summed up by) is as its level",
        ),
        "two at once": ({periods: [PERIOD, {**PERIOD, "From": "1 May 2026"}]}, f"{periods}, cell B2 (From) meets"),
        "over before it began": ({periods: [{**PERIOD, "Until": "1 March 2026"}]}, f"{periods}, cell C2 (Until)"),
        "below nought": ({**WHOLE, weights: [{**PART, "Weight": "-1"}]}, f"{weights}, cell D2 (Weight) cannot"),
        "nothing weighs": ({**WHOLE, weights: [{**PART, "Weight": "0"}]}, f"{weights}, cell D2 (Weight) cannot"),
        "no part": ({**WHOLE, weights: [{**PART, "Objective": "CP1"}]}, f"{weights}, cell B2 (Objective) is no part"),
        "two parts": ({**WHOLE, weights: [{**PART, "Measure": "WR1"}]}, f"{weights}, cell B2 (Objective) has to be"),
        "no such weights": ({weights: [PART]}, f"{weights}, cell A2 (Of) says"),
    }  # fmt: skip
    assert taken_otherwise(bad) == {}
    Plan.objects.filter(ref="CP").update(state="closed", approved_on="2026-03-01")
    assert "changes a plan that is closed" in problems({"Weight periods": [PERIOD]})[0]
