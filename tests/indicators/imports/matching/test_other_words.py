"""Headings, periods and rows in other words than the usual ones (C17)."""

from dataclasses import replace

import pytest

from indicators.imports.figures.kind import FIELDS
from indicators.imports.figures.plan import Plan, plan_table
from indicators.imports.matching.layout import kept_layout, problems_of, recalled, remembered_from
from indicators.imports.matching.propose import best_sheet
from indicators.imports.matching.row_kinds import row_kind, row_year
from indicators.imports.matching.spans import span_in, with_year
from indicators.imports.workbook import BLANK
from indicators.imports.workbook.parent import look_at
from tests.indicators.imports.import_files import TODAY
from tests.indicators.imports.matching.sheets import book, proposal, read, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("council", "files_are_read_here")]


def planned(rows: list[list[object]], name: str = "KPIs.xlsx") -> Plan:
    data = book(rows)
    layout = proposal(data, name)
    assert problems_of(layout, FIELDS) == {}
    plan = plan_table(read(data, layout, name), name, today=TODAY)
    assert [problem for row in plan.rows for problem in row.problems] == []
    return plan


@pytest.mark.parametrize(
    ("heading", "use"),
    [
        ("RAG¹", "note"),
        ("Polarity (H/L)", "polarity"),
        ("Sum of Value", "actual"),
        ("IndicatorCode", "indicator_ref"),
        ("Targed / Target", "target"),
        ("Cyfeirnod", "indicator_ref"),
        ("DoT (vs Q1)", "note"),
        ("Actual (last year)", ""),
        ("Target (stretch)", ""),
        ("Actual / Target", ""),
    ],
)
def test_a_heading_is_known_by_what_it_means(heading: str, use: str) -> None:
    assert FIELDS.use_of(heading) == use


@pytest.mark.parametrize(
    ("heading", "use", "period"),
    [
        ("Target for 2025/26", "target", "2025/26"),
        ("Latest actual (Q2)", "actual", "Q2"),
        ("Baseline 2022/23", "actual", "2022/23"),
        ("2023/24 (provisional)", "actual", "2023/24"),
        ("2023/24 academic year", "actual", "2023/24 (academic)"),
        ("Ch1 / Q1", "actual", "Q1"),
        ("30-Jun-24 actual", "actual", "30-Jun-24"),
        ("2024-06", "actual", "2024 Jun"),
        ("Previous performance Q2 23/24", "actual", "2023/24 Q2"),
        ("Autumn Term 2024/25", "actual", "2024/25 Autumn term"),
    ],
)
def test_a_heading_names_its_period_in_many_ways(heading: str, use: str, period: str) -> None:
    column = proposal(book([["Ref", "KPI", heading], ["A1", "Bins", 4]])).columns[2]
    assert (column.use, column.period) == (use, period)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Q1 24-25", "2024/25 Q1"),
        ("Q1/2024-25", "2024/25 Q1"),
        ("AY 2023/24", "2023/24 (academic)"),
        ("2024-06", "2024 Jun"),
        ("Q3", "2025/26 Q3"),
        ("Full year", "2025/26"),
        ("12 months to Jun-24", "12 months to Jun-24"),
        ("2010-11", "2010-11"),
    ],
)
def test_a_period_in_a_cell_is_brought_to_plain_words(text: str, period: str) -> None:
    assert with_year(text, "2025/26") == period


def test_ages_are_no_year() -> None:
    assert span_in("16-17 year olds") == ("", "16-17 year olds")


def test_an_academic_year_is_that_of_the_target_beside_it() -> None:
    plan = planned([["KPI", "2023/24 academic year", "Target 2023/24"], ["Good level of development", "66%", "67%"]])
    assert [each.period.label for each in (*plan.figures, *plan.targets)] == ["2023/24 (academic)"] * 2


def test_an_aim_whose_cells_say_which_way_is_good_is_no_target() -> None:
    plan = planned([["KPI", "Aim", "H1 2025/26", "Target 2025/26"], ["Emissions", "Reduce", 402, 850]])
    assert [(each.polarity, target.value) for each, target in zip(plan.measures, plan.targets, strict=True)] == [
        ("low", 850)
    ]  # fmt: skip


def test_a_column_of_periods_is_known_by_its_cells() -> None:
    rows = [["PI code", "Short name", "Current value", "Last update"], ["A1", "Bins", 4, "Q2 2025/26"]]
    assert [each.period.label for each in planned([*rows, ["A2", "Rent", 5, "September 2025"]]).figures] == [
        "2025/26 Q2", "September 2025",
    ]  # fmt: skip


def test_the_period_of_an_earlier_figure_is_not_that_figure() -> None:
    rows = [["KPI", "Latest period", "Latest value", "Previous period", "Previous value"]]
    plan = planned([*rows, ["Empty shops", "Q2 2025/26", 11, "Q1 2025/26", 12]])
    assert [(each.period.label, each.value) for each in plan.figures] == [("2025/26 Q2", 11), ("2025/26 Q1", 12)]


@pytest.mark.parametrize("quarter", [2, "2"])
def test_quarters_may_be_numbers_beneath_a_heading_that_says_so(quarter: object) -> None:
    rows = [["Year", "Quarter", "KPI", "Actual"], ["2025/26", quarter, "Voids", 30]]
    assert [each.period.label for each in planned(rows).figures] == ["2025/26 Q2"]
    layout = proposal(book([["Quarter", "KPI", "Actual"], [quarter, "Voids", 30]]))
    assert (layout.needs_year, problems_of(layout, FIELDS).keys()) == (True, {"year"})


def test_rows_of_the_year_to_date_are_left_out_and_named() -> None:
    rows = [["KPI", "Period", "Actual"], ["Voids", "Q1 2025/26", 30], ["Voids", "Year to date", 30]]
    plan = planned(rows)
    assert len(plan.figures) == 1
    assert "Left out, figures of the year to date: row 3 “Voids”." in plan.notes


def test_dates_with_a_time_of_day_are_periods() -> None:
    rows = [["ID", "Measure", "Reporting date", "Sum of Value"], ["A1", "Bins", "2025-06-30T00:00:00", 4]]
    plan = planned([*rows, ["Total", None, None, 4], ["Applied filters: Year is 2025/26"]])
    assert [each.period.label for each in plan.figures] == ["2025/26 Q1"]
    assert any("notes beneath the table: row 4 “Applied filters" in note for note in plan.notes)


def test_bands_of_years_over_words_that_are_not_all_known() -> None:
    rows = [
        ["Indicator", "2022/23", "2023/24", None, "2023/24", "Note"],
        [None, "Value", "Value", "Target", "Peer group", None],
        ["Parks", "84.3%", "83.0%", "85%", "85.8%", None],
    ]
    layout = proposal(book(rows))
    assert [(each.use, each.period) for each in layout.columns[1:4]] == [
        ("actual", "2022/23"), ("actual", "2023/24"), ("target", "2023/24"),
    ]  # fmt: skip


def test_labels_merged_over_two_rows_stand_above_the_periods() -> None:
    rows = [
        ["CORPORATE SCORECARD"],
        ["Measure", "Good performance", "Previous performance", None, "Current", "Comparators"],
        [None, None, "Q1 25/26", "Q2 25/26", "Q3 25/26", "England"],
        ["Assessments in time", "↑", 81, 84, 86, 83],
    ]
    layout = proposal(book(rows, ["A2:A3", "B2:B3", "C2:D2"]))
    assert (layout.first, layout.line) == (2, 3)
    assert [each.use for each in layout.columns][:5] == ["indicator", "polarity", "actual", "actual", "actual"]


# Rows of one measure


@pytest.mark.parametrize(
    ("label", "kind", "year"),
    [
        ("Actual", "actual", ""),
        ("Actual 2024/25", "actual", "2024/25"),
        ("2023/24", "actual", "2023/24"),
        ("Target 24/25", "target", "2024/25"),
        ("Last year", "prev_year_actual", ""),
        ("Numerator", "", ""),
        ("Q1", "", ""),
    ],
)
def test_a_row_says_what_it_holds_and_of_which_year(label: str, kind: str, year: str) -> None:
    assert (row_kind(label), row_year(label)) == (kind, year)


def test_rows_of_this_year_the_last_and_the_target() -> None:
    rows = [
        ["KPI", "Type", "Apr", "May", "YTD"],
        ["Collected", "Actual 2025/26", 10, 20, 20],
        [None, "Actual 2024/25", 11, 21, 21],
        [None, "Target 2025/26", 12, 22, 22],
        [None, "RAG", "A", "A", "A"],
    ]
    data = book(rows)
    layout = proposal(data)
    layout = replace(layout, columns=(*layout.columns[:4], replace(layout.columns[4], use="out")))
    assert (layout.year, problems_of(layout, FIELDS)) == ("2025/26", {})
    table = read(data, layout)
    assert told(table, "period", "actual", "target") == [
        ("2025/26 Apr", "10", "12"), ("2025/26 May", "20", "22"), ("2024/25 Apr", "11", ""), ("2024/25 May", "21", ""),
    ]  # fmt: skip
    assert "Left out, rows of RAG: row 5." in table.notes


def test_rows_of_numerator_and_denominator_are_left_out_and_named() -> None:
    rows = [["KPI", "Data", "Apr 2025"], ["Majors", "Numerator", 3], [None, "Denominator", 4], [None, "Actual", 75]]
    table = read(data := book([*rows, [None, "Target", 60]]), proposal(data))
    assert told(table, "actual", "target") == [("75", "60")]
    assert [note for note in table.notes if note.startswith("Left out")] == [
        "Left out, rows of Numerator: row 2.", "Left out, rows of Denominator: row 3.",
    ]  # fmt: skip


# Headings within the table


HEADED = [
    ["KPI", "Q1 2025/26"], ["HOUSING"], ["Homes let", 70], ["Rent collected", 98], ["Waste"], ["Missed bins", 4],
    ["Note: missed bins are estimated"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("heads", "field", "texts"),
    [("", "theme", ["", "", ""]), ("theme", "theme", ["HOUSING", "HOUSING", "Waste"]),
     ("note", "note", [f"Heading: {name}" for name in ("HOUSING", "HOUSING", "Waste")])],
)  # fmt: skip
def test_headings_within_the_table_are_what_is_said_of_them(heads: str, field: str, texts: list[str]) -> None:
    layout = proposal(data := book(HEADED))
    assert (layout.has_heads, layout.heads) == (True, "")
    table = read(data, replace(layout, heads=heads))
    assert [row.cells.get(field, BLANK).text for row in table.rows] == texts
    (note,) = (note for note in table.notes if "row 2 “HOUSING”; row 5 “Waste”" in note)
    used = {"": "Left out, headings", "theme": "as the service of", "note": "as a note of"}[heads]
    assert used in note


def test_what_is_said_of_headings_within_the_table_is_remembered() -> None:
    layout = replace(proposal(book(HEADED)), heads="theme")
    assert recalled(proposal(book(HEADED)), remembered_from(layout)).heads == "theme"
    assert kept_layout(layout.stored()) == layout


def test_a_table_without_such_headings_is_asked_nothing_of_them() -> None:
    assert not proposal(book([HEADED[0], HEADED[2], ["Note: estimated"]])).has_heads


# Headings that nobody knows


def test_a_table_in_words_of_its_own_is_matched_all_the_same() -> None:
    rows = [["Our report of Q1 2025/26"], [], ["What we count", "How we did", "Hoped for"], ["Visitors", 1203, 1000]]
    layout = proposal(book(rows))
    assert (layout.line, [each.use for each in layout.columns]) == (3, ["", "", ""])
    assert layout.common == {"period": "2025/26 Q1"}


@pytest.mark.parametrize("rows", [[["Some text"], ["and more"]], [["a", "b"], ["1", "2"]], [["a", "b", "c"]], []])
def test_what_is_no_table_is_none(rows: list[list[object]]) -> None:
    assert best_sheet(look_at(book(rows), "KPIs.xlsx"), FIELDS) is None
