"""Downloads: the same figures back, no formula from any text, accessible workbooks (C17, D2, hardening iv)."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foundation.downloads import guarded, rows_csv, rows_xlsx, storable, unguarded
from foundation.downloads.book import BLANKS
from reporting.document import section
from reporting.exports import document_xlsx
from tests.examples import examples
from tests.reporting.sample_document import ATTACKS, document, mark, measure, milestone, with_texts

pytestmark = pytest.mark.sweep

WHEN = 1_784_000_000
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0", "\n")
FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "'=1",
    "''=1",
    "＝1",
    "=cmd|'/c calc'!A0",
]

texts = st.one_of(st.text(), st.sampled_from(FORMULAS), st.text("=+-@'\t\r\n\0 a1,\"", max_size=8))
numbers = st.one_of(st.integers(-(10**14), 10**14), st.decimals(-(10**9), 10**9, places=3))
cells = st.one_of(texts, numbers, st.none())
rows_of_three = st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6)


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def values(sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def table_of(sheet) -> list[dict[str, object]]:
    (table,) = sheet.tables.values()
    head, *rest = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(head, row, strict=True)) for row in rest]


# CSV


@given(rows_of_three)
def test_csv_reads_back_equal(rows):
    head, *read = read_csv(rows_csv(["a", "b", "c"], rows))
    assert head == ["a", "b", "c"]
    for given_row, read_row in zip(rows, read, strict=True):
        for cell, text in zip(given_row, read_row, strict=True):
            if isinstance(cell, str):
                assert unguarded(text) == storable(cell)
            elif cell is None:
                assert text == ""
            else:
                assert Decimal(text) == cell


@given(st.lists(texts, min_size=1, max_size=4), rows_of_three)
def test_no_csv_cell_can_become_a_formula(columns, rows):
    for row in read_csv(rows_csv(columns, rows)):
        for cell in row:
            assert not cell.startswith(DANGEROUS) or re.fullmatch(r"-?\d+(\.\d+)?", cell)


@given(texts)
@example("'=1")
@example("''-x")
def test_guarding_can_be_undone(text):
    assert unguarded(guarded(text)) == text


def test_numbers_stay_numbers():
    assert guarded("-3") == "-3"
    assert guarded("-3+1") == "'-3+1"
    assert rows_csv(["n"], [[-3], [Decimal("-0.50")], [1e21], [-2.5]]) == (
        "n\r\n-3\r\n-0.50\r\n1000000000000000000000\r\n-2.5\r\n"
    )


def test_csv_writes_dates_choices_and_blanks_plainly():
    row = [date(2026, 9, 30), datetime(2026, 9, 30, 14, 5, tzinfo=UTC), True, False, None]
    assert read_csv(rows_csv(list("abcde"), [row]))[1] == ["2026-09-30", "2026-09-30T14:05:00+00:00", "Yes", "No", ""]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_what_is_no_figure_is_refused(bad):
    with pytest.raises(ValueError, match="is not a figure"):
        rows_csv(["n"], [[bad]])
    with pytest.raises(ValueError, match="is not a figure"):
        rows_xlsx("List", ["n"], [[bad]], timestamp=WHEN)


def test_other_things_are_refused():
    with pytest.raises(TypeError, match="list cannot be exported"):
        rows_csv(["n"], [[[]]])
    with pytest.raises(TypeError, match="list cannot be exported"):
        rows_xlsx("List", ["n"], [[[]]], timestamp=WHEN)


# XLSX lists


@settings(max_examples=examples(60), deadline=None)
@given(rows_of_three)
def test_xlsx_reads_back_equal_and_no_text_is_a_formula(rows):
    content = rows_xlsx("List", ["a", "b", "c"], rows, timestamp=WHEN)
    sheet = opened(content).active
    first = 3 if not any(cell in ("", None) for row in rows for cell in row) else 4  # beneath the note on blanks
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            read = sheet.cell(first + i, 1 + j)
            assert read.data_type != "f"
            if isinstance(cell, str):
                assert (read.value or "") == storable(cell).replace("x005F_", "")
                assert not storable(cell).startswith(DANGEROUS) or read.quotePrefix or is_number(cell)
            elif cell is None:
                assert read.value is None
            else:
                assert read.data_type == "n"
                assert read.value == pytest.approx(float(cell), rel=1e-12)


def is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def test_a_list_is_one_marked_up_table_under_its_title():
    rows = [["ENV 01", Decimal("95.10"), date(2026, 9, 30)], ["ENV 02", -3, None]]
    content = rows_xlsx("Measures", ["Ref", "Actual", "Due"], rows, timestamp=WHEN, author="Council", notes=["Two."])
    book = opened(content)
    sheet = book.active
    assert sheet["A1"].value == "Measures"
    assert sheet["A2"].value == "Two."
    assert sheet["A3"].value == BLANKS
    (table,) = sheet.tables.values()
    assert table.ref == "A4:C6"
    assert sheet["B5"].number_format == "#,##0.00"
    assert sheet["B6"].value == -3
    assert sheet["C5"].value.date() == date(2026, 9, 30)
    assert sheet["C5"].number_format == "d mmmm yyyy"
    assert sheet.merged_cells.ranges == set()
    assert book.properties.title == "Measures"
    assert book.properties.creator == "Council"


def test_an_empty_list_says_so():
    sheet = opened(rows_xlsx("Measures", ["Ref"], [], timestamp=WHEN)).active
    assert values(sheet) == [["Measures"], ["There is nothing to list."]]
    assert not sheet.tables


def test_headings_that_a_table_cannot_have_are_mended():
    columns = ["", "Q1", "q1", "=1+1", "line\nend", "x" * 400]
    sheet = opened(rows_xlsx("List", columns, [[1] * 6], timestamp=WHEN)).active
    head = [cell.value for cell in sheet[2]]
    assert head[:5] == ["Column", "Q1", "q1 (2)", "=1+1", "line end"]
    assert sheet["D2"].data_type == "s"
    assert len(head[5]) < 255


def test_cells_too_long_for_a_spreadsheet_are_cut_visibly():
    sheet = opened(
        rows_xlsx("List", ["a", "b"], [["x" * 40_000, "\N{THUMBS UP SIGN}" * 20_000]], timestamp=WHEN)
    ).active
    assert sheet["A3"].value == "x" * 32_766 + "…"
    assert sheet["B3"].value == "\N{THUMBS UP SIGN}" * 16_383 + "…"


def test_what_a_spreadsheet_cannot_count_or_date_is_text():
    row = [10**16, date(1850, 4, 1), True, datetime(2026, 9, 30, 14, 5, tzinfo=UTC)]
    sheet = opened(rows_xlsx("List", list("abcd"), [row], timestamp=WHEN)).active
    *plain, moment = [cell.value for cell in sheet[3]]
    assert plain == ["10000000000000000", "1850-04-01", "Yes"]
    assert moment.isoformat() == "2026-09-30T14:05:00"


def test_the_same_list_gives_the_same_bytes():
    def made(when):
        return rows_xlsx("List", ["a"], [["x"], [1]], timestamp=when)

    assert made(WHEN) == made(WHEN)
    assert made(WHEN) != made(WHEN + 86_400)


# A report


def test_a_report_is_a_workbook_of_one_table_a_sheet():
    book = opened(document_xlsx(document(), timestamp=WHEN))
    assert book.sheetnames == [
        *("Measures", "Cover", "Contents", "Notes", "Key", "Counts", "Coverage", "Restated", "Figures"),
        *("Milestones", "Questions", "Table 1", "Table 2", "Text"),
    ]
    assert book.active.title == "Measures"
    for sheet in book:
        assert sheet["A1"].value
        assert sheet.merged_cells.ranges == set()
        assert len(sheet.tables) == (0 if sheet.title in ("Cover", "Notes") else 1)
        assert all(any(cell is not None for cell in row) for row in values(sheet)), f"blank row in {sheet.title}"
    names = [table.name for sheet in book for table in sheet.tables.values()]
    assert len(names) == len(set(names))


def test_contents_lead_to_every_sheet():
    book = opened(document_xlsx(document(), timestamp=WHEN))
    listed = table_of(book["Contents"])
    others = [name for name in book.sheetnames if name not in ("Cover", "Contents", "Notes")]
    assert [row["Sheet"] for row in listed] == others
    targets = [cell.hyperlink.location for cell in book["Contents"]["A"] if cell.hyperlink]
    assert targets == [f"'{name}'!A1" for name in others]


def test_measures_stand_once_with_numbers_marks_and_reasons():
    (first, second) = table_of(opened(document_xlsx(document(), timestamp=WHEN))["Measures"])
    assert first["Section"] == "Measures"
    assert (first["Actual"], first["Marks"], first["Target"]) == (95.1, "[p]", 92)
    assert (first["Status"], first["Computed status"], first["Real change"]) == (
        "On target",
        "Near target",
        "No, within normal variation",
    )
    assert first["Why it is reported"] == "Above its usual range."
    assert first["By whom and when"] == "Head of Waste, by 30 November 2026"
    assert (second["Ref"], second["Status"], second["Computed status"]) == ("ENV 02", "Off target", None)


def test_the_sheet_that_opens_is_coloured_and_ready_to_print():
    sheet = opened(document_xlsx(document(), timestamp=WHEN)).active
    (table,) = sheet.tables.values()
    head, first, second = (list(row) for row in sheet[table.ref])
    place = [cell.value for cell in head].index("Status")
    assert [(row[place].value, row[place].fill.fgColor.rgb, row[place].font.color.rgb) for row in (first, second)] == [
        ("On target", "FFD3EADD", "FF06492F"),
        ("Off target", "FFA51A26", "FFFFFFFF"),
    ]
    assert sheet["A2"].value.startswith("Environment: quarterly monitoring report, January to March 2026 (Q4).")
    assert table.autoFilter.ref == table.ref
    assert sheet.freeze_panes == f"B{first[0].row}"
    assert sheet.print_title_rows == f"${head[0].row}:${head[0].row}"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_area.endswith(f"$K${second[0].row}"), "as far as the owner"
    assert 20 < sheet.column_dimensions["B"].width < 70


def test_figures_that_are_words_stay_words():
    worded = measure(value="Good", value_raw=None, target="top quartile", target_raw="not a number", commentary=None)
    book = opened(document_xlsx(document(sections=[section("m", "M", measures=[worded])]), timestamp=WHEN))
    (row,) = table_of(book["Measures"])
    assert (row["Actual"], row["Target"], row["What happened"]) == ("Good", "top quartile", None)


def test_every_figure_behind_the_charts_is_there():
    rows = table_of(opened(document_xlsx(document(), timestamp=WHEN))["Figures"])
    first = [row for row in rows if row["Ref"] == "ENV 01"]
    assert [row["Actual"] for row in first] == [88.2, 89.5, "[x]", 91, 90.4, 92.3, 94.1, 95.1]
    assert first[-1]["Marks"] == "[p]"
    assert first[-1]["Signal"] == "special cause concern"
    assert first[3]["New definition"] == "Yes"


def test_draft_exempt_and_meeting_are_said_on_the_cover():
    meeting = {"committee": "Scrutiny Committee", "date": "12 November 2026", "place": "Town Hall"}
    exempt = [section("x", "Contract", exempt="Exempt: paragraph 3")]
    content = document_xlsx(
        document(kind="pack", released="", meeting=meeting, about=[["Chair", "A. Invented"]], sections=exempt),
        timestamp=WHEN,
    )
    lines = [row[0] for row in values(opened(content)["Cover"])]
    assert {"Town Hall", "Chair: A. Invented", "DRAFT: not yet released, figures may change"} <= set(lines)
    assert "Not for publication: contains exempt information" in lines
    (text,) = table_of(opened(content)["Text"])
    assert text["Text"] == "Not for publication. Exempt: paragraph 3"


def test_the_same_report_gives_the_same_bytes():
    assert document_xlsx(document(), timestamp=WHEN) == document_xlsx(document(), timestamp=WHEN)


@pytest.mark.parametrize("attack", [*ATTACKS, *FORMULAS])
def test_hostile_text_in_every_place_stays_text(attack):
    content = document_xlsx(with_texts(document(), lambda _: attack), timestamp=WHEN)
    for sheet in opened(content):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.row > 3 and cell.value.startswith(DANGEROUS):
                    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
        assert not any("<f>" in each for each in sheets)
        assert not any("externalLink" in name for name in parts.namelist())


def test_a_report_without_parts_leaves_their_sheets_out():
    bare = document(sections=[], key=[], counts=[], restatements=[], coverage={"sentence": "", "rows": []})
    assert opened(document_xlsx(bare, timestamp=WHEN)).sheetnames == ["Cover", "Contents", "Notes"]


def test_sheets_of_milestones_keep_their_status_as_a_word():
    late = milestone(status=mark("red"))
    content = document_xlsx(document(sections=[section("m", "Plan", milestones=[late])]), timestamp=WHEN)
    (row,) = table_of(opened(content)["Milestones"])
    assert (row["Section"], row["Due"], row["Slipped"], row["Status"]) == (
        *("Plan", "30 September 2026", "was 30 June 2026", "Off target"),
    )
