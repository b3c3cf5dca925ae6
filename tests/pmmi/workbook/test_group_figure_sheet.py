"""Figures of groups by workbook: as they stood before, for those alone who may read them all, and hidden as before."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Event
from accounts.roles import ROLES, Permission, Role
from breakdowns.models import GroupFigure, Sheet
from breakdowns.queries.standing import breakdowns_read, stood_from
from breakdowns.queries.tables import tables_of
from foundation.refusals import ChangeRefused
from indicators.models import ImportState, Indicator, Observation
from plans.periods import parse_label
from pmmi.workbook.filling import workbook_zip
from pmmi.workbook.sheets import SHEETS, sheets_for
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, sign_in
from tests.factories.breakdowns import BreakdownFactory, DimensionFactory, GroupFactory, entry, fill
from tests.pmmi.workbook.books import AT, applied, kept, planned, problems, row_counts, taken_back, taken_otherwise
from tests.pmmi.workbook.test_breakdown_sheets import ABBEY, AREA, BY_WARD, CASTLE, NORTH, WARD
from tests.pmmi.workbook.test_round_trip import empty_all

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
Q4 = parse_label("2025/26 Q4")
FIGURE = {"Measure": "HO1", "Period": Q4.label, "Numerator": "3220", "Denominator": "7210"}
IN_ABBEY = {"Measure by": "HO1 by Ward", "Period": Q4.label, "Group": "Abbey", "Numerator": "3217",
            "Denominator": "7193"}  # fmt: skip
IN_CASTLE = {**IN_ABBEY, "Group": "Castle", "Numerator": "3", "Denominator": "17"}
SET_UP = {"Breakdowns": [WARD, AREA], "Groups": [ABBEY, CASTLE, NORTH], "Measures’ breakdowns": [BY_WARD]}
WHOLE = {**SET_UP, "Figures": [FIGURE], "Group figures": [IN_ABBEY, IN_CASTLE]}


@pytest.fixture
def measure(by: Actor) -> Indicator:
    return IndicatorFactory(ref="HO1", has_parts=True, numerator="Let", denominator="Homes")


def test_they_come_in_with_all_that_they_hang_on_and_are_taken_back(by: Actor, measure: Indicator) -> None:
    before = row_counts()
    batch = applied(by, WHOLE)
    assert batch.state == ImportState.APPLIED, batch.reason
    sheet = Sheet.objects.select_related("observation").get()
    assert sheet.observation == Observation.objects.get(indicator=measure, period=Q4)
    assert (sheet.revision, sheet.entered_by, sheet.approved_by, stood_from(sheet)) == (1, None, None, AT)
    assert list(sheet.figures.order_by("pk").values_list("group__name", "numerator", "denominator", "absence")) == [
        ("Abbey", 3217, 7193, ""), ("Castle", 3, 17, "")
    ]  # fmt: skip
    assert sheet.figures.get(group__name="Castle").value == Decimal("17.6470588235")
    counts = planned(WHOLE).counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)
    counts = planned(workbook_zip(SHEETS, is_filled=True)).counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)
    assert taken_back(by, batch).state == ImportState.UNDONE, batch.reason
    assert row_counts() == before


def test_they_come_in_later_beside_figures_of_periods_that_nobody_was_asked_for(by: Actor, measure: Indicator) -> None:
    kept(by, {**SET_UP, "Figures": [FIGURE, {**FIGURE, "Period": "2025/26 Q3"}]})
    both = [{**row, "Period": period} for period in ("2025/26 Q4", "2025/26 Q3") for row in (IN_CASTLE, IN_ABBEY)]
    batch = applied(by, {"Group figures": both})
    assert batch.state == ImportState.APPLIED, batch.reason
    # Numbered by their periods, whatever the file's order: they came to stand in that.
    periods = [sheet.observation.period.label for sheet in Sheet.objects.order_by("pk")]
    assert periods == ["2025/26 Q3", "2025/26 Q4"]
    assert taken_back(by, batch).state == ImportState.UNDONE, batch.reason
    assert not Sheet.objects.exists()


def test_beside_a_figure_that_somebody_here_was_asked_for_they_wait_for_somebody_else(
    by: Actor, measure: Indicator
) -> None:
    """As a figure of such a quarter does: it is entered where somebody else approves it."""
    kept(by, {**SET_UP, "Figures": [{**FIGURE, "Period": "2025/26 Q3"}]})
    ReturnFactory(service=measure.service, period=Q4)
    ObservationFactory(indicator=measure, period=Q4, value=50, numerator=3220, denominator=7210)
    (refused, other) = problems({"Group figures": [IN_ABBEY, IN_CASTLE]})
    assert refused == (
        "Group figures, cell B2 (Period) was approved here, so its groups are entered in the grid beside it, and "
        "somebody else approves them."
    )
    assert other.startswith("Group figures, cell B3 (Period) was approved here")
    waiting = problems({"Group figures": [{**IN_ABBEY, "Period": "2026/27 Q1"}]})
    assert waiting[0].startswith("Group figures, cell B2 (Period) has no approved figure of HO1.")
    assert problems({"Group figures": [{**row, "Period": "2025/26 Q3"} for row in (IN_ABBEY, IN_CASTLE)]}) == []
    assert not Sheet.objects.exists()


def test_those_that_stand_are_corrected_in_their_grid(by: Actor, measure: Indicator) -> None:
    kept(by, {**WHOLE, "Group figures": [IN_ABBEY]})
    sheet = Sheet.objects.get()
    (more,) = problems({"Group figures": [IN_CASTLE]})
    assert more.startswith("Group figures, cell B2 (Period) has its groups here already: figures of groups that stand")
    Sheet.objects.all().delete()
    kept(by, {"Group figures": [IN_ABBEY, IN_CASTLE]})
    refused = problems({"Group figures": [{**IN_ABBEY, "Numerator": "3218"}, IN_CASTLE]})
    assert refused[-1].startswith("Group figures, cell D2 (Numerator) is “3217” here: figures of groups that stand are")
    assert Sheet.objects.get() != sheet


def test_what_no_grid_takes_is_refused_with_its_cell(by: Actor, measure: Indicator) -> None:
    sheet, cell = "Group figures", "Group figures, cell"
    IndicatorFactory(ref="HO2", kind="number", counting="flow")
    counted = {
        **SET_UP,
        "Measures’ breakdowns": [{**BY_WARD, "Measure": "HO2"}],
        "Figures": [{"Measure": "HO2", "Period": Q4.label, "Figure": "120"}],
    }
    in_abbey = {"Measure by": "HO2 by Ward", "Period": Q4.label, "Group": "Abbey", "Figure": "70"}
    in_castle = {**in_abbey, "Group": "Castle", "Figure": "48"}
    bad = {
        "an unknown group": ({**WHOLE, sheet: [{**IN_ABBEY, "Group": "Mill"}]}, f"{cell} C2 (Group) says “Mill”"),
        "another group": ({**WHOLE, sheet: [{**IN_ABBEY, "Group": "North"}]}, f"{cell} C2 (Group) is no ward."),
        "an unknown breakdown": (
            {**WHOLE, sheet: [{**IN_ABBEY, "Measure by": "HO1 by Area"}]}, f"{cell} A2 (Measure by) says “HO1 by"
        ),
        "no such period": ({**WHOLE, sheet: [{**IN_ABBEY, "Period": "2025/26 H1"}]}, f"{cell} B2 (Period) is no"),
        "no figure": ({**WHOLE, "Figures": [{**FIGURE, "Period": "2025/26 Q3"}]},
                      f"{cell} B2 (Period) has no approved figure of HO1. Add it"),
        "before it was there": (
            {**WHOLE, "Groups": [{**ABBEY, "From": "1 April 2026"}, CASTLE, NORTH]}, f"{cell} B2 (Period) lies"
        ),
        "twice": ({**WHOLE, sheet: [IN_ABBEY, IN_ABBEY]}, f"{cell} A3 (Measure by) is the same figure of a group"),
        "half of it": ({**WHOLE, sheet: [{**IN_ABBEY, "Denominator": ""}]}, f"{cell} D2 (Numerator) cannot be"),
        "more than all": ({**WHOLE, sheet: [{**IN_ABBEY, "Numerator": "9999"}]}, f"{cell} D2 (Numerator) cannot"),
        "nothing": (
            {**WHOLE, sheet: [{**IN_ABBEY, "Numerator": "", "Denominator": ""}]}, f"{sheet}, row 2 (Figure) is blank."
        ),
        "another quotient": ({**WHOLE, sheet: [{**IN_ABBEY, "Figure": "50"}]}, f"{cell} F2 (Figure) is not what"),
        "both": ({**WHOLE, sheet: [{**IN_ABBEY, "No figure because it is": "Withheld"}]},
                 f"{cell} D2 (Numerator) cannot be kept. There is a figure and also a reason"),
        "too many": ({**WHOLE, sheet: [IN_ABBEY, {**IN_CASTLE, "Denominator": "18"}]},
                     f"{cell} E2 (Denominator) does not add up with the others. The wards come to 7,211 of"),
        "too few": ({**counted, sheet: [in_abbey, in_castle]}, f"{cell} D2 (Figure) does not add up with the "
                    "others. The wards come to 118, and the measure’s own figure is 120: 2 too few. Correct a ward, or "
                    "the measure’s own figure, and upload it again."),
        "without parts": ({**counted, sheet: [{**in_abbey, "Numerator": "1"}]}, f"{cell} E2 (Numerator) is fi"),
        "no number": ({**counted, sheet: [{**in_abbey, "Figure": "many"}]}, f"{cell} D2 (Figure) is no figure"),
        "nobody behind it": ({**counted, sheet: [{**in_abbey, "Denominator": "-1"}]}, f"{cell} D2 (Figure) cann"),
    }  # fmt: skip
    assert taken_otherwise(bad) == {}
    assert problems({**counted, sheet: [in_abbey]}) == [], "castle may still be missing"
    assert problems({**counted, sheet: [in_abbey, {**in_castle, "Figure": "50"}]}) == []
    with pytest.raises(ChangeRefused):
        applied(by, bad["too many"][0])
    assert not Observation.objects.exists()


def test_why_a_group_has_no_figure_comes_in_and_goes_out(by: Actor, measure: Indicator) -> None:
    mill = {**IN_ABBEY, "Group": "Mill", "Numerator": "0", "Denominator": "0"}
    withheld = {**IN_CASTLE, "Numerator": "", "Denominator": "", "No figure because it is": "Withheld"}
    groups = [ABBEY, CASTLE, {**ABBEY, "Name": "Mill", "Position": "3", "Code": ""}, NORTH]
    kept(by, {**WHOLE, "Groups": groups, "Group figures": [IN_ABBEY, withheld, mill]})
    assert list(GroupFigure.objects.order_by("pk").values_list("value", "numerator", "absence")) == [
        (Decimal("44.7240372584"), 3217, ""), (None, None, "withheld"), (None, 0, "not_applicable")
    ]  # fmt: skip
    counts = planned(workbook_zip(SHEETS, is_filled=True)).counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)


def test_many_are_read_without_a_statement_for_each(by: Actor, measure: Indicator) -> None:
    kept(by, {**SET_UP, "Figures": [{**FIGURE, "Period": Q4.previous(n).label} for n in range(20)]})
    counts = []
    for many in (2, 20):
        rows = [{**row, "Period": Q4.previous(n).label} for n in range(many) for row in (IN_ABBEY, IN_CASTLE)]
        with CaptureQueriesContext(connection) as statements:
            assert planned({"Group figures": rows}).counts["new"] == many * 2
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_who_may_not_read_every_grid_has_no_such_sheet(by: Actor, measure: Indicator) -> None:
    has_it = {role for role in ROLES if "Group figures" in [each.title for each in sheets_for(sign_in(role)[1])]}
    assert has_it == {role for role, each in ROLES.items() if Permission.DRAFT_READ in each.council}
    kept(by, WHOLE)
    for role in ROLES:
        answer = sign_in(role)[0].get(reverse("workbook"), {"file": "zip", "filled": "yes"})
        assert (answer.status_code == 200) == (role == Role.ADMINISTRATOR), role


def test_neither_the_trail_nor_the_history_of_the_measure_says_a_number(
    by: Actor, measure: Indicator, client: Client
) -> None:
    batch = applied(by, WHOLE)
    taken_back(by, batch)
    events = Event.objects.filter(thing_type="breakdowns.groupfigure")
    assert [(each.action, each.changes, each.page_id) for each in events] == [("imported", {}, str(measure.pk))] * 2
    assert events[0].thing_name.startswith("Abbey in ")
    assert "3217" not in json.dumps(list(Event.objects.values("changes", "thing_name", "why", "source")))


def test_the_same_groups_are_hidden_where_they_are_read_in(by: Actor) -> None:
    """Whichever was made last, and wherever it stands on the page."""
    ward = DimensionFactory(name="Ward")
    groups = [GroupFactory(dimension=ward, name=f"Ward {place}", position=place) for place in (3, 1, 4, 2, 5)]
    made = BreakdownFactory(indicator=IndicatorFactory(ref="HO1", kind="number", counting="flow"), dimension=ward)
    for period, numbers in ((Q4, (2, 30, 40, 50, 60)), (Q4.previous(), (20, 30, 40, 50, 60))):
        whole = ObservationFactory(indicator=made.indicator, period=period, value=sum(numbers))
        fill(whole, made, {group: entry(number) for group, number in zip(groups, numbers, strict=True)})
    before, content = _told(), workbook_zip(SHEETS, is_filled=True)
    assert [name for name, told in before[Q4.label].items() if told == "hidden"] == ["Ward 3", "Ward 5"]
    empty_all()
    batch = applied(by, content)
    assert batch.state == ImportState.APPLIED, batch.reason
    assert GroupFigure.objects.count() == 10
    assert _told() == before


def _told() -> dict[str, dict[str, object]]:
    """By period and group what everybody reads."""
    breakdowns = list(breakdowns_read())
    (found,) = tables_of(breakdowns, Q4.year.start).values()
    names = {group.pk: group.name for group in found.groups}
    return {
        period.label: {names[key]: "hidden" if cell.is_hidden else cell.value for key, cell in table.cells.items()}
        for period, table in found.by_period.items()
    }
