"""Sheets in the manners of councils that publish: each is read as its officers mean it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Unit
from indicators.imports.figures.kind import FIELDS
from indicators.imports.figures.plan import Plan, plan_table
from indicators.imports.matching.layout import problems_of
from tests.factories import IndicatorFactory, UnitFactory
from tests.indicators.imports.import_files import TODAY
from tests.indicators.imports.matching.sheets import book, proposal, read, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("council", "files_are_read_here")]


def planned(data: bytes, name: str = "KPIs.xlsx") -> Plan:
    layout = proposal(data, name)
    assert problems_of(layout, FIELDS) == {}
    return plan_table(read(data, layout, name), name, today=TODAY)


def refused(plan: Plan) -> list[str]:
    return [problem for row in plan.rows for problem in row.problems]


def test_which_way_is_good_is_known_by_its_cells_whatever_stands_above_them() -> None:
    rows = [["Ref", "KPI", "Aim", "Q1 2025/26", "Q1 2025/26 target"], ["K1", "Recycled", "Maximise", "48%", "50%"]]
    plan = planned(book([*rows, ["K2", "Fly-tips", "Minimise", 90, 100]]))
    assert [(each.ref, each.polarity) for each in plan.measures] == [("K1", "high"), ("K2", "low")]


def test_a_reference_and_a_name_in_one_cell_are_told_apart() -> None:
    rows = [["PI Code & Short Name", "Description", "Q1 2025/26 Value"], ["HS01 Homes let", "Aim to Maximise", 78]]
    rows += [["HS02 - Days to let", "Aim to Minimise", 26], ["Homes sold", "Aim to Maximise", 3]]
    plan = planned(book(rows))
    assert [(each.name, each.polarity) for each in plan.measures] == [
        ("Homes let", "high"), ("Days to let", "low"), ("Homes sold", "high"),
    ]  # fmt: skip
    assert [each.ref for each in plan.measures][:2] == ["HS01", "HS02"]


def test_a_column_that_says_up_or_down_is_not_taken_for_which_way_is_good() -> None:
    rows = [["Ref", "KPI", "Period", "Result", "Moved"], ["K1", "Bins", "2025/26 Q1", 4, "Increase"]]
    assert {each.heading: each.use for each in proposal(book(rows)).columns}["Moved"] == ""


def test_years_beside_quarters_are_what_the_years_of_a_quarterly_measure_came_to() -> None:
    rows = [
        ["Ref", "KPI", "Good is", "2022/23", "2023/24", "2024/25", "Q1 25/26", "Target 25/26"],
        ["I1", "Sickness", "Low", 9.1, 8.7, 8.2, 2.0, 8.0],
    ]
    plan = planned(book(rows))
    assert refused(plan) == []
    assert [(each.ref, each.frequency) for each in plan.measures] == [("I1", "Q")]
    assert [(each.period.label, each.value) for each in plan.figures] == [
        ("2022/23", Decimal("9.1")), ("2023/24", Decimal("8.7")), ("2024/25", Decimal("8.2")), ("2025/26 Q1", 2),
    ]  # fmt: skip
    assert [(each.ref, each.period.label, each.value) for each in plan.targets] == [("I1", "2025/26 Q1", 8)]
    assert any("held against each of its periods: “Target 25/26” (H)" in note for note in plan.notes)


def test_a_years_target_beside_those_of_quarters_is_kept_beside_the_measure() -> None:
    rows = [
        ["Ref", "KPI", "Good is", "2026/27 target", "Q1 2026/27 actual", "Q1 2026/27 target"],
        ["I1", "Homes built", "High", 120, 31, 30],
    ]
    plan = planned(book(rows))
    assert refused(plan) == []
    assert [(each.ref, each.period.label, each.value) for each in plan.targets] == [
        ("I1-Y", "2026/27", 120), ("I1", "2026/27 Q1", 30),
    ]  # fmt: skip
    assert "Targets of whole years of I1 are kept beside it, as the measure I1-Y." in plan.notes


def test_months_that_a_spreadsheet_holds_as_their_first_days_stand_across() -> None:
    data = book([["Ref", "KPI", *(date(2026, month, 1) for month in (4, 5))], ["C1", "Calls", 91, 92]])
    assert told(read(data, proposal(data)), "period") == [("Apr 2026",), ("May 2026",)]


def test_quarters_that_stand_across_as_their_last_days() -> None:
    data = book([["Ref", "KPI", "30/06/2025 actual", "30/09/2025 actual"], ["C1", "Calls", 91, 92]])
    assert [each.period.label for each in planned(data).figures] == ["2025/26 Q1", "2025/26 Q2"]


def test_a_quarter_beside_its_months_is_of_their_year() -> None:
    layout = proposal(book([["KPI", "Apr 25", "May 25", "Jun 25", "Q1"], ["Calls", 1, 2, 3, 2]]))
    assert (layout.year, problems_of(layout, FIELDS)) == ("2025/26", {})


def test_the_quarter_of_a_sheets_name_is_of_the_year_that_is_said() -> None:
    data = book([["KPI", "Actual"], ["Calls", 1]], title="Q2")
    layout = proposal(data)
    assert (layout.common, layout.needs_year) == ({"period": "Q2"}, True)
    assert told(read(data, replace(layout, year="2025/26")), "period") == [("2025/26 Q2",)]


def test_the_years_of_a_plan_are_not_the_year_of_its_figures() -> None:
    layout = proposal(book([["Council Plan 2024-28: report of Q2, 2025/26"], [], ["KPI", "Q1", "Q2"], ["Calls", 1, 2]]))
    assert layout.year == "2025/26"


def test_one_measure_of_several_services_is_one_of_each() -> None:
    rows = [
        ["Directorate", "Service", "Performance measure", "Actual", "Target"],
        ["Place", "Waste", "Sickness days", 2.2, 2],
        [None, "Parks", "Sickness days", 1.5, 2],
        ["Council total", None, None, 1.9, 2],
    ]
    plan = planned(book(rows, title="Q1 2026-27"))
    assert refused(plan) == []
    assert {each.service for each in plan.measures} == {"Waste", "Parks"}
    assert any("Left out, totals: row 4 “Council total”." in note for note in plan.notes)


def test_a_stored_measure_of_several_services_is_found_by_its_service() -> None:
    council = Unit.objects.get(kind="council")
    for ref, service in (("P1", "Waste"), ("P2", "Parks")):
        IndicatorFactory(
            ref=ref, name="Sickness days", kind="number", unit="", polarity="low",
            service=UnitFactory(name=service, parent=council),
        )  # fmt: skip
    rows = [["Service", "KPI", "Period", "Actual"], *([name, "Sickness days", "2026/27 Q1", 2] for name in ("Parks",))]
    assert [each.ref for each in planned(book(rows)).figures] == ["P2"]
    rows[1][0] = "Legal"
    assert "Fill in the reference of the one that is meant" in refused(planned(book(rows)))[0]


def test_a_row_of_empty_cells_above_the_headings_is_none() -> None:
    data = b'"Report of 2025/26"\r\n""\r\nMeasure,Q1,Q2\r\nCalls,1,2\r\n'
    assert [each.period.label for each in planned(data, "report.csv").figures] == ["2025/26 Q1", "2025/26 Q2"]


def test_bands_of_colours_are_the_target_and_the_limit_beside_it() -> None:
    rows = [
        ["KPI", "Polarity", "Unit", "Period", "Green", "Amber", "Red", "Actual"],
        ["Claims", "Lower", "days", "2026/27 Q1", "<=20", "20.1-22", ">22", 21],
        ["Collection", "Higher", "%", "2026/27 Q1", ">=98%", "97-98%", "<97%", "98.2%"],
    ]
    plan = planned(book(rows))
    assert [(each.value, each.red_limit) for each in plan.targets] == [(20, 22), (98, 97)]
