"""Honest and awkward workbooks: what a person sees is what is read, and what cannot be known is said."""

import datetime as dt
import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.imports.workbook import BLANK, Cell, FileRefused
from indicators.imports.workbook.archive import Archive
from indicators.imports.workbook.parent import read_table
from indicators.imports.workbook.parts import read_workbook
from indicators.imports.workbook.sheet import Sheet
from tests.examples import examples
from tests.indicators.imports.workbook_files import (
    HEADINGS,
    REQUIRED,
    ROOT,
    data_row,
    good_rows,
    heading_row,
    inline,
    long_workbook,
    measured,
    packed,
    sheet_xml,
    written,
)

pytestmark = pytest.mark.sweep


def read(data: bytes, **options):
    return read_table(data, "figures.xlsx", expected_headings=HEADINGS, required=REQUIRED, **options)


def actuals(table) -> list[Cell]:
    return [row.cells["actual"] for row in table.rows]


def formatted(*pairs: tuple[object, str], **options: object) -> bytes:
    """A workbook with one row for each (value, number format)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        for line, (value, code) in enumerate(pairs, 1):
            page.write_row(line, 0, ["P1", "Q1"])
            page.write(line, 2, value, book.add_format({"num_format": code}))
    return out.getvalue()


def test_figures_arrive_as_shown_and_as_held() -> None:
    table = read(
        formatted(
            (0.452, "0.0%"),
            (1234.5, '"£"#,##0.00'),
            (1234567, "[$£-809]#,##0"),
            (-1234, "#,##0;(#,##0)"),
            (-0.051, "0%"),
            (12.345, "General"),
            (1234.5, '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-'),
            (0, '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-'),
            (5, ";;;"),
            (1_200_000, '0.0,,"m"'),
            (0.1 + 0.2, "General"),
            (7, "000"),
            (1.5, "0.##"),
            (2, "# ?/?"),
        )
    )
    assert [cell.text for cell in actuals(table)] == [
        "45.2%", "£1,234.50", "£1,234,567", "(1,234)", "-5%", "12.345", "£1,234.50", "0", "5", "1.2m", "0.3", "007",
        "1.5", "2",
    ]  # fmt: skip
    assert [cell.value for cell in actuals(table)][:4] == [
        Decimal("0.452"),
        Decimal("1234.5"),
        Decimal("1234567"),
        Decimal("-1234"),
    ]
    assert table.problems == []


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_dates_in_both_date_systems(epoch_1904: bool) -> None:
    table = read(
        formatted(
            (dt.datetime.fromisoformat("2026-09-30"), "dd/mm/yyyy"),
            (dt.datetime.fromisoformat("2026-09-30"), "mmm-yy"),
            (dt.datetime.fromisoformat("2026-09-30T14:30"), "[$-809]d mmmm yyyy hh:mm"),
            (dt.time(9, 5), "hh:mm"),
            (dt.datetime.fromisoformat("2028-02-29"), "yyyy-mm-dd;@"),
            date_1904=epoch_1904,
        )
    )
    assert actuals(table) == [
        Cell("30/09/2026", dt.date(2026, 9, 30)),
        Cell("30/09/2026", dt.date(2026, 9, 30)),
        Cell("30/09/2026 14:30", dt.datetime.fromisoformat("2026-09-30T14:30")),
        Cell("09:05", dt.time(9, 5)),
        Cell("29/02/2028", dt.date(2028, 2, 29)),
    ]


def test_durations_and_dates_out_of_range() -> None:
    table = read(formatted((1.5, "[h]:mm"), (-3, "dd/mm/yyyy"), (9e9, "dd/mm/yyyy")))
    assert actuals(table)[0].text == "36:00"
    assert [(p.cell, p.read) for p in table.problems] == [("C3", "-3"), ("C4", "9000000000")]


def test_texts_in_number_cells_and_doubled_refs_are_left_to_the_caller() -> None:
    rows = [HEADINGS, ["P1", "Q9", "n/a"], ["P1", "Q9", "£1,234"], ["P1", 20261, "12.5%"], ["P1", "x", "30/09/2026"]]
    table = read(written(rows))
    assert [cell.value for cell in actuals(table)] == ["n/a", "£1,234", "12.5%", "30/09/2026"]
    assert [row.line for row in table.rows] == [2, 3, 4, 5]
    assert table.rows[2].cells["period"] == Cell("20261", Decimal(20261))
    assert table.problems == []
    assert table.sheet == "Data"


def test_errors_are_problems_and_never_blanks() -> None:
    cells = '<c r="C2" t="e"><f>A1/0</f><v>#DIV/0!</v></c><c r="D2" t="e"><v>#REF!</v></c>'
    table = read(packed(sheet_xml(heading_row() + data_row(2, cells))))
    assert [(p.line, p.column, p.cell, p.read) for p in table.problems] == [
        (2, "actual", "C2", "#DIV/0!"),
        (2, "target", "D2", "#REF!"),
    ]
    assert table.problems[0].message == (
        "Cell C2 (actual), “#DIV/0!”, is an error of the spreadsheet. "
        "Correct its formula, type the figure or clear the cell."
    )
    assert table.rows[0].cells["actual"] == Cell("#DIV/0!", None)


def test_formulas_with_values_are_read_and_noted() -> None:
    cells = '<c r="C2"><f>1+1</f><v>2</v></c><c r="E2" t="str"><f>""</f><v></v></c>'
    table = read(packed(sheet_xml(heading_row() + data_row(2, cells))))
    assert actuals(table) == [Cell("2", Decimal(2))]
    assert table.rows[0].cells["note"] is BLANK
    assert table.problems == []
    assert table.notes[0] == "“actual”: 1 result of a formula, read as last calculated (first in C2)."


def openpyxl_formula() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(["P1", "Q1", "=D2*2", 4])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [openpyxl_formula(), written([HEADINGS, ["P1", "Q1", "=D2*2", 4]])], ids=["no value", "0 for no value"]
)
def test_formulas_never_calculated_are_problems(data: bytes) -> None:
    table = read(data)
    [problem] = table.problems
    assert (problem.cell, problem.read) == ("C2", "=D2*2")
    assert "was never calculated. Open the file in your spreadsheet program, save it" in problem.message
    assert actuals(table) == [Cell("=D2*2", None)]


def test_all_problems_are_counted_and_the_first_are_kept() -> None:
    rows = "".join(data_row(n, f'<c r="C{n}" t="e"><v>#N/A</v></c>') for n in range(2, 6002))
    table = read(packed(sheet_xml(heading_row() + rows)))
    assert table.problem_count == 6000
    assert len(table.problems) == 5000


def test_headings_on_row_four_in_other_capitals() -> None:
    rows = [["Return for Q1"], [], ["Housing"], ["Ref", "PERIOD ", "\u00a0Actual"], [], ["P1", " Q1\u00a0", 5]]
    table = read(written(rows))
    assert table.heading_line == 4
    assert table.headings == ("ref", "period", "actual")
    assert [(row.line, row.cells["period"].text) for row in table.rows] == [(6, "Q1")]


def test_headings_below_row_twenty_are_not_found() -> None:
    with pytest.raises(FileRefused, match="No row of headings was found in the first 20 rows"):
        read(written([["x"]] * 20 + good_rows()))


def test_missing_heading_is_named_with_the_sheet() -> None:
    with pytest.raises(FileRefused, match="Row 1 of sheet “Data” has headings, but not the required heading “actual”"):
        read(written([["ref", "period"], ["P1", "Q1"]]))


def two_sheets(first: list, second: list, *, hide: str = "") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in (("Notes", first), ("Figures", second)):
            page = book.add_worksheet(name)
            for line, row in enumerate(rows):
                page.write_row(line, 0, row)
            if name == hide:
                page.hide()
    return out.getvalue()


def test_the_first_sheet_with_the_headings_is_read() -> None:
    table = read(two_sheets([["Read me"]], good_rows()))
    assert table.sheet == "Figures"
    assert table.notes == ("Read from sheet “Figures”. Not read: “Notes”.",)


def test_hidden_sheets_are_not_read() -> None:
    with pytest.raises(FileRefused, match="Hidden sheets \\(“Figures”\\) are not read: unhide"):
        read(two_sheets([["Read me"]], good_rows(), hide="Figures"))


def test_hidden_rows_columns_without_heading_and_merged_cells_are_said() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for line, row in enumerate(good_rows(4)):
            page.write_row(line, 0, row)
        page.write(2, 7, "stray")
        page.set_row(3, None, None, {"hidden": True})
        page.merge_range("B4:B5", "Q1")
    table = read(out.getvalue())
    assert table.notes == ("Columns without a heading were left out: H.", "Hidden rows were read like the others: 1.")
    [problem] = table.problems
    assert (problem.line, problem.read) == (4, "B4:B5")
    assert problem.message.startswith("Row 4, “B4:B5”, is a range of merged cells: only its first cell holds anything.")


def test_title_merged_above_the_headings_is_no_problem() -> None:
    rows = f'<row r="1">{inline("A1", "Title")}</row>' + heading_row(2) + data_row(3, '<c r="C3"><v>1</v></c>')
    table = read(packed(sheet_xml(rows, after='<mergeCells><mergeCell ref="A1:E1"/></mergeCells>')))
    assert table.problems == []


def test_rich_text_phonetics_and_escapes() -> None:
    strings = (
        "<sst><si><t>ref</t></si><si><t>period</t></si><si><t>actual</t></si><si><r><t>one</t></r><r><t> two</t></r>"
        "<rPh><t>no</t></rPh></si><si><t>a_x000D_\nb</t></si><si><t>bad_x0000_</t></si></sst>"
    )
    cells = "".join(
        f'<row r="{line}">'
        + "".join(f'<c r="{c}{line}" t="s"><v>{n}</v></c>' for c, n in zip("ABC", numbers, strict=True))
        + "</row>"
        for line, numbers in ((1, (0, 1, 2)), (2, (3, 4, 5)))
    )
    relation = '<Relationship Id="s" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    table = read(packed(sheet_xml(cells), relations=relation, extra={"xl/sharedStrings.xml": strings}))
    assert table.rows[0].cells["ref"].text == "one two"
    assert table.rows[0].cells["period"].text == "a\nb"
    assert "hidden control characters" in table.problems[0].message


def test_prefixed_xml_and_cells_without_references() -> None:
    row = "<x:row>{}</x:row>"
    cell = '<x:c t="inlineStr"><x:is><x:t>{}</x:t></x:is></x:c>'
    rows = row.format("".join(cell.format(h) for h in HEADINGS)) + row.format("".join(cell.format(n) for n in "123"))
    table = read(packed(f'<x:worksheet xmlns:x="urn:any"><x:sheetData>{rows}</x:sheetData></x:worksheet>'))
    assert actuals(table) == [Cell("3", "3")]


@pytest.mark.sweep
def test_fifty_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    headings = [f"heading {n}" for n in range(19)]
    path.write_bytes(long_workbook(headings, 50_000))
    result = measured(path, "long.xlsx", headings, headings[:3])
    assert result["rows"] == 50_000
    assert result["times_bare"] <= 60
    assert result["child_mib"] <= 300
    assert result["own_mib"] <= 300


def test_one_row_too_many() -> None:
    with pytest.raises(FileRefused, match="more than 20 rows, the most that are read at once"):
        read(written(good_rows(21)), max_rows=20)


def test_neither_the_child_nor_the_caller_needs_django() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "import indicators.imports.workbook.child, indicators.imports.workbook.parent;"
        "assert not {'django', 'openpyxl', 'lxml'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-I", "-S", "-c", code, str(ROOT)], check=True)


def test_required_must_be_expected() -> None:
    with pytest.raises(ValueError, match="required but not expected"):
        read_table(b"x", "a.csv", expected_headings=["a"], required=["b"])


values = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=20),
    st.floats(allow_nan=False, allow_infinity=False, width=32).filter(lambda x: x == 0 or abs(x) > 1e-30),
    st.integers(-(10**14), 10**14),
    st.booleans(),
    st.datetimes(dt.datetime.fromisoformat("1901-01-01"), dt.datetime.fromisoformat("9990-01-01")).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(values, min_size=1, max_size=30))
def test_what_openpyxl_writes_and_reads_is_what_we_read(written_values: list) -> None:
    book = openpyxl.Workbook()
    for value in written_values:
        cell = book.active.cell(row=book.active.max_row + 1, column=1)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    read_back = openpyxl.load_workbook(io.BytesIO(out.getvalue()), data_only=True).active
    theirs = [row[0] for row in read_back.iter_rows(values_only=True)]
    archive = Archive(out.getvalue())
    workbook = read_workbook(archive)
    sheet = Sheet(archive, workbook, workbook.sheets[0], 1000)
    ours = {row.line: sheet.read(row.cells[0]) for row in sheet.rows()}
    for line, their_value in enumerate(theirs, 1):
        assert agrees(ours.get(line, ""), their_value), (line, ours.get(line), their_value)


def agrees(ours: str | tuple[str, str, str], theirs: object) -> bool:
    if theirs is None or isinstance(theirs, str):
        plain = (theirs or "").replace("\u00a0", " ").replace("\u202f", " ")
        return ours == plain.strip().strip("\ufeff\u200b")
    kind, held = ours[1], ours[2]
    if isinstance(theirs, bool):
        return kind == "b" and bool(held) is theirs
    if isinstance(theirs, dt.datetime):
        return dt.datetime.fromisoformat(held) == theirs
    return kind == "n" and float(held) == pytest.approx(float(theirs), rel=1e-14)
