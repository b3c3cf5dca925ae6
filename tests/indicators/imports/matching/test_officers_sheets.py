"""Officers' own spreadsheets, read through what is proposed of their columns (C17)."""

from dataclasses import replace

import pytest

from indicators.imports.figures.kind import FIELDS
from indicators.imports.matching.layout import kept_layout, problems_of, recalled, remembered_from
from indicators.imports.places import place_words
from indicators.imports.rows import import_rows
from money.imports.kinds import LEDGER_MONTH, STAFF_MONTH
from tests.indicators.imports.matching.sheets import book, long_list, months, proposal, quarters, read, told

pytestmark = pytest.mark.usefixtures("files_are_read_here")
FIGURES = ("indicator_ref", "period", "actual", "target")


def uses(layout):
    return {column.letters: column.use for column in layout.columns}


class TestQuartersAcross:
    def test_every_figure_is_read_with_its_quarter_its_target_and_its_cell(self):
        layout = proposal(quarters())
        assert (layout.first, layout.line, problems_of(layout, FIELDS)) == (3, 5, {})
        table = read(quarters(), layout)
        assert told(table, *FIGURES)[:3] == [
            ("HS01", "2024/25", "71", ""),
            ("HS01", "2025/26 Q1", "70", "75"),
            ("HS01", "2025/26 Q2", "74", "75"),
        ]
        assert {row.cells["theme"].text for row in table.rows} == {"Housing", "Waste"}
        assert len(table.rows) == 15
        second = table.rows[1]
        assert (place_words(second.line), second.at["actual"], second.at["target"]) == ("F6", "G6", "F6")

    def test_what_is_left_out_is_named(self):
        table = read(quarters(), proposal(quarters()))
        assert [note for note in table.notes if note.startswith("Left out")] == [
            "Left out, totals: row 8 “Housing sub-total”.",
            "Left out, notes beneath the table: row 12 “* Figures of Q2 are provisional”; "
            "row 13 “Source: the housing system”.",
        ]

    def test_the_next_years_file_is_known_by_the_same_headings(self):
        first, later = proposal(quarters()), proposal(quarters("2026/27"))
        assert first.signature == later.signature
        known = recalled(later, remembered_from(first))
        assert uses(known) == uses(first)
        assert told(read(quarters("2026/27"), known), "period")[1] == ("2026/27 Q1",)


class TestYearsAcross:
    def test_a_target_of_its_own_year_takes_the_place_of_that_of_the_row(self):
        rows = [["KPI", "2023/24", "2024/25 Outturn", "2024/25 target", "Target"], ["Empty homes", 1, 2, 5, 6]]
        assert told(read(book(rows), proposal(book(rows))), "period", "actual", "target") == [
            ("2023/24", "1", "6"), ("2024/25", "2", "5"),
        ]  # fmt: skip


class TestMonthsAcross:
    def test_rows_of_actual_and_of_target_become_one_row_for_each_month(self):
        layout = proposal(months())
        assert (uses(layout)["C"], layout.year, layout.fills) == ("row", "2025/26", True)
        table = read(months(), layout)
        assert told(table, *FIGURES) == [
            *(
                ("HS01", f"2025/26 {month}", actual, "75")
                for month, actual in (("Apr", "70"), ("May", "71"), ("Jun", "72"))
            ),
            *(
                ("HS02", f"2025/26 {month}", actual, "1100")
                for month, actual in (("Apr", "1 234"), ("May", "1200"), ("Jun", "1190"))
            ),
        ]
        assert table.rows[0].at["target"] == "D5"
        assert table.rows[0].cells["note"].text == "Lead officer: A. Green"
        assert "Left out, rows of RAG: row 8." in table.notes
        assert "Left out, totals: row 9 “Total”." in table.notes

    def test_where_the_file_names_no_year_somebody_has_to_say_it(self):
        data = book([["Ref", "KPI", "Apr", "May"], ["A1", "Bins", 1, 2]])
        layout = proposal(data)
        assert problems_of(layout, FIELDS) == {
            "year": "Say which financial year these figures belong to: nothing in the file names it"
        }
        assert problems_of(replace(layout, year="2026/27"), FIELDS) == {}

    @pytest.mark.parametrize(
        ("title", "heads", "year"),
        [
            ("Report of 2025/26, published May 2026", ("Q1", "Q2"), "2025/26"),
            ("Published 14 July 2025", ("Q1", "Q2"), ""),
            ("Housing 2025", ("Apr", "May"), "2025"),
            ("Housing 2025", ("Nov", "Dec", "Jan"), ""),
            ("Housing 2025", ("Jan", "Feb"), "2025"),
        ],
    )
    def test_a_title_gives_the_year_where_it_can_only_mean_that(self, title, heads, year):
        data = book([[title], [], ["Ref", "KPI", *heads], ["A1", "Bins", *range(len(heads))]])
        layout = proposal(data)
        assert (layout.needs_year, layout.year) == (True, year)

    def test_a_column_of_years_beside_quarters_across_gives_each_row_its_year(self):
        data = book(
            [["Ref", "KPI", "Year", "Q1", "Q2"], ["A1", "Bins", "2024/25", 1, 2], ["A1", "Bins", "2025/26", 3, 4]]
        )
        layout = proposal(data)
        assert problems_of(layout, FIELDS) == {}
        assert told(read(data, layout), "period", "actual") == [
            ("2024/25 Q1", "1"), ("2024/25 Q2", "2"), ("2025/26 Q1", "3"), ("2025/26 Q2", "4"),
        ]  # fmt: skip


class TestALongList:
    def test_the_usual_words_are_known_and_the_rest_is_asked(self):
        layout = proposal(long_list())
        assert uses(layout) == {
            "A": "theme", "B": "note", "C": "indicator_ref", "D": "indicator", "E": "actual", "F": "target",
            "G": "threshold", "H": "polarity", "I": "prev_period_actual", "J": "note", "K": "commentary", "L": "",
        }  # fmt: skip
        assert layout.common == {"period": "2025/26 Q2"}
        assert problems_of(layout, FIELDS) == {"use-11": "Say what “Odd one” (L) is, or leave it out"}

    def test_every_column_is_used_kept_or_left_out_by_choice(self):
        layout = proposal(long_list())
        layout = replace(layout, columns=(*layout.columns[:-1], replace(layout.columns[-1], use="out")))
        table = read(long_list(), layout)
        assert told(table, "theme", *FIGURES) == [
            ("Place", "A1", "2025/26 Q2", "12", "<10"),
            ("Place", "A2", "2025/26 Q2", "95%", "≥90%"),
        ]
        assert table.rows[0].cells["note"].text == "Portfolio: Cllr Ash\nRAG: Red"
        assert next(import_rows(table)).note == "Portfolio: Cllr Ash\nRAG: Red"
        assert table.notes == (
            "Left out, totals: row 6 “Place total”.",
            "Left out, notes beneath the table: row 8 “1) Source: surveys.”.",
            "Columns left out by choice: “Odd one” (L).",
            "Columns kept as a note in the history of each figure: “Portfolio” (B), “RAG” (J).",
        )

    def test_a_column_of_codes_is_the_reference_whatever_it_is_called(self):
        layout = proposal(book([["KPI", "Measure", "Q1 2025/26"], ["HS1", "Homes", 1], ["HS2", "Bins", 2]]))
        assert uses(layout) == {"A": "indicator_ref", "B": "indicator", "C": "actual"}

    def test_a_layout_is_stored_and_found_again(self):
        layout = proposal(long_list())
        assert kept_layout(layout.stored()) == layout

    def test_two_columns_that_are_the_same_are_named(self):
        layout = proposal(book([["Ref", "KPI", "Result", "Outturn", "Period"], ["A1", "Bins", 1, 2, "2025/26 Q1"]]))
        assert [column.use for column in layout.columns] == ["indicator_ref", "indicator", "", "actual", "period"]
        twice = replace(layout, columns=tuple(replace(each, use=each.use or "actual") for each in layout.columns))
        assert problems_of(twice, FIELDS) == {"use-3": "“Outturn” (D) and “Result” (C) are the same: keep one of them"}


class TestExtracts:
    def test_a_ledger_is_read_with_the_year_and_month_of_its_title(self):
        data = book(
            [
                ["Budget monitoring"],
                ["Financial year 2026/27", None, "July 2026"],
                ["Cost centre code", "Description", "Annual budget", "Budget to date", "Actuals", "Projected outturn"],
                ["WR100", "Refuse", 1200, 400, 431, 1290],
                ["Sub-total", None, 1200, 400, 431, 1290],
                ["Total", None, 1200, 400, 431, 1290],
            ]
        )
        layout = proposal(data, fields=LEDGER_MONTH.fields)
        assert problems_of(layout, LEDGER_MONTH.fields) == {}
        table = read(data, layout, fields=LEDGER_MONTH.fields)
        assert told(table, "Year", "Cost centre", "Actual to date") == [
            ("2026/27", "WR100", "431"), ("2026/27", "Total", "431"),
        ]  # fmt: skip

    def test_a_staff_extract_with_its_own_headings(self):
        data = book(
            [
                ["Establishment at July 2026"],
                ["Department", "Establishment FTE", "FTE in post"],
                ["Waste", 10, 9],
                ["Total", 10, 9],
            ]
        )
        layout = proposal(data, fields=STAFF_MONTH.fields)
        assert problems_of(layout, STAFF_MONTH.fields) == {}
        assert told(read(data, layout, fields=STAFF_MONTH.fields), "Team", "Posts filled") == [
            ("Waste", "9"),
            ("Total", "9"),
        ]
