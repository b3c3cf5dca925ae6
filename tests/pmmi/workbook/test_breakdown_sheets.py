"""Breakdowns by workbook: what measures are broken down by, their groups, and what each is to reach."""

from decimal import Decimal

import pytest

from accounts.actors import Actor
from breakdowns.models import Breakdown, Dimension, Group, GroupTarget
from indicators.models import ImportState, Indicator
from tests.factories import IndicatorFactory, ObservationFactory
from tests.factories.breakdowns import entry, fill
from tests.factories.indicators import Q2
from tests.pmmi.workbook.books import applied, kept, planned, problems, row_counts, taken_back, taken_otherwise

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

AREA = {"Name": "Area", "One is called": "area", "Several are called": "areas"}
WARD = {**AREA, "Name": "Ward", "One is called": "ward", "Several are called": "wards", "Hidden below": "6",
        "Lies within": "Area"}  # fmt: skip
NORTH = {"Breakdown": "Area", "Name": "North", "Position": "1"}
ABBEY = {"Breakdown": "Ward", "Name": "Abbey", "Position": "1", "Code": "E1", "Lies in": "North"}
CASTLE = {**ABBEY, "Name": "Castle", "Position": "2", "Code": "E2"}
BY_WARD = {"Measure": "HO1", "Breakdown": "Ward", "Hidden below": "", "Adds up": "Yes", "Ended": ""}
TARGET = {"Measure by": "HO1 by Ward", "Group": "Abbey", "Period": Q2.label, "Target": "75"}
WHOLE = {
    "Breakdowns": [WARD, AREA],
    "Groups": [ABBEY, CASTLE, NORTH],
    "Measures’ breakdowns": [BY_WARD],
    "Group targets": [TARGET],
}


@pytest.fixture
def measure(by: Actor) -> Indicator:
    return IndicatorFactory(ref="HO1", has_parts=True, numerator="Let", denominator="Homes")


def test_all_of_it_comes_in_at_once_and_is_taken_back(by: Actor, measure: Indicator) -> None:
    before = row_counts()
    batch = applied(by, WHOLE)
    assert batch.state == ImportState.APPLIED, batch.reason
    ward = Dimension.objects.get(name="Ward")
    assert (ward.threshold, ward.within.name) == (6, "Area")
    assert [(each.name, each.code, each.part_of.name) for each in ward.groups.all()] == [
        ("Abbey", "E1", "North"), ("Castle", "E2", "North")
    ]  # fmt: skip
    made = Breakdown.objects.get()
    assert (made.indicator, made.dimension, made.hidden_below, made.adds_up) == (measure, ward, 6, True)
    target = GroupTarget.objects.get()
    assert (target.breakdown, target.group.name, target.period, target.value) == (made, "Abbey", Q2, Decimal(75))
    counts = planned(WHOLE).counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert row_counts() == before


def test_groups_change_places_and_codes(by: Actor, measure: Indicator) -> None:
    kept(by, WHOLE)
    swapped = [{**ABBEY, "Position": "2", "Code": "E2"}, {**CASTLE, "Position": "1", "Code": "E1"}]
    batch = applied(by, {"Groups": swapped})
    assert batch.state == ImportState.APPLIED, batch.reason
    assert list(Group.objects.filter(dimension__name="Ward").values_list("name", "code")) == [
        ("Castle", "E1"), ("Abbey", "E2")
    ]  # fmt: skip
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert Group.objects.filter(dimension__name="Ward").values_list("name", "code")[0] == ("Abbey", "E1")


def test_what_is_stored_is_changed(by: Actor, measure: Indicator) -> None:
    kept(by, WHOLE)
    kept(by, {"Group targets": [{**TARGET, "Target": "80.5"}], "Measures’ breakdowns": [{**BY_WARD, "Ended": "Yes"}]})
    assert GroupTarget.objects.get().value == Decimal("80.5")
    assert Breakdown.objects.get().is_ended


def test_what_no_screen_takes_is_refused_with_its_cell(by: Actor, measure: Indicator) -> None:
    IndicatorFactory(ref="HO2", kind="grade", grades="Bad\nGood")
    IndicatorFactory(ref="HO3", kind="percentage", counting="rate")
    bad = {
        "a threshold": ({"Breakdowns": [{**AREA, "Hidden below": "2"}]}, "Breakdowns, cell D2 (Hidden below) cannot"),
        "within itself": (
            {"Breakdowns": [WARD, {**AREA, "Lies within": "Ward"}]}, "Breakdowns, cell E2 (Lies within) would put it"
        ),
        "an unknown breakdown": ({"Groups": [{**NORTH, "Breakdown": "Street"}]}, "Groups, cell A2 (Breakdown) says “S"),
        "one place": ({**WHOLE, "Groups": [ABBEY, {**CASTLE, "Position": "1"}, NORTH]}, "Groups, cell C2 (Position)"),
        "one code": ({**WHOLE, "Groups": [ABBEY, {**CASTLE, "Code": "e1"}, NORTH]}, "Groups, cell D2 (Code) is"),
        "lies in its own": ({**WHOLE, "Groups": [{**ABBEY, "Lies in": "Castle"}, CASTLE, NORTH]},
                            "Groups, cell E2 (Lies in) is no group of the breakdown that"),
        "over before it began": ({**WHOLE, "Groups": [
            {**ABBEY, "From": "1 May 2026", "Until": "1 April 2026"}, CASTLE, NORTH]}, "Groups, cell G2 (Until) is be"),
        "a grade": ({**WHOLE, "Measures’ breakdowns": [{**BY_WARD, "Measure": "HO2"}]},
                    "Measures’ breakdowns, cell A2 (Measure) cannot be kept."),
        "a rate without parts": ({**WHOLE, "Measures’ breakdowns": [{**BY_WARD, "Measure": "HO3"}]},
                                 "Measures’ breakdowns, cell D2 (Adds up) cannot be kept."),
        "another group": ({**WHOLE, "Group targets": [{**TARGET, "Group": "North"}]}, "Group targets, cell B2 (Group)"),
        "no target": ({**WHOLE, "Group targets": [{**TARGET, "Target": ""}]}, "Group targets, cell D2 (Target) is"),
        "another period": ({**WHOLE, "Group targets": [{**TARGET, "Period": "2026/27"}]}, "Group targets, cell C2 ("),
        "half a range": ({**WHOLE, "Group targets": [{**TARGET, "Lowest good value": "3"}]},
                         "Group targets, row 2 (Highest good value) cannot be kept."),
    }  # fmt: skip
    assert taken_otherwise(bad) == {}
    assert not Dimension.objects.exists()


def test_what_figures_were_entered_for_stays_where_it_lay(by: Actor, measure: Indicator) -> None:
    kept(by, {**WHOLE, "Groups": [ABBEY, CASTLE, NORTH, {**NORTH, "Name": "South", "Position": "2"}]})
    figure = ObservationFactory(indicator=measure, period=Q2, value=50)
    castle = Group.objects.get(name="Castle")
    fill(figure, Breakdown.objects.get(), {castle: entry(1, 2)})
    (refused,) = problems({"Groups": [{**CASTLE, "Lies in": "South"}]})
    assert refused.startswith("Groups, cell E2 (Lies in) cannot be kept. Figures were entered")
    assert problems({"Groups": [{**ABBEY, "Lies in": "South"}]}) == []
    (refused,) = problems({"Breakdowns": [{**AREA, "Name": "Town"}, {**WARD, "Lies within": "Town"}]})
    assert refused.startswith("Breakdowns, cell E3 (Lies within) is “Area” here: what lies within what")
