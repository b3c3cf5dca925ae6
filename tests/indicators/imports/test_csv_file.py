"""CSV files from people, in every encoding, separator and state of damage."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.imports.csv_file import encoding_of, read_csv
from indicators.imports.limits import FileRefused
from indicators.imports.workbook import BLANK, Cell
from indicators.imports.workbook.parent import read_table
from tests.examples import examples
from tests.indicators.imports.workbook_files import (
    HEADINGS,
    REFUSED_WITHIN,
    REQUIRED,
    bare_seconds,
    measured,
    processor_seconds,
)

pytestmark = pytest.mark.sweep

TEXT = "ref,period,actual,target,note\nP1,Q1 2026/27,12.5%,£10,Café – open\nP2,Q1 2026/27,n/a,,\n"


def read(data: bytes | str, **options):
    data = data.encode() if isinstance(data, str) else data
    return read_table(data, "figures.csv", expected_headings=HEADINGS, required=REQUIRED, **options)


def refusal(data: bytes | str, name: str = "figures.csv") -> str:
    data = data.encode() if isinstance(data, str) else data
    started = processor_seconds()
    with pytest.raises(FileRefused) as refused:
        read_table(data, name, expected_headings=HEADINGS, required=REQUIRED)
    assert processor_seconds() - started <= REFUSED_WITHIN * bare_seconds()
    return str(refused.value)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"], ids=str
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_encodings_and_line_ends(encoding: str, newline: str) -> None:
    table = read(TEXT.replace("\n", newline).encode(encoding))
    assert [row.line for row in table.rows] == [2, 3]
    assert table.rows[0].cells["actual"] == Cell("12.5%", "12.5%")
    assert table.rows[0].cells["target"].text == "£10"
    assert table.rows[0].cells["note"].text == "Café – open"
    assert table.rows[1].cells["actual"].text == "n/a"
    assert table.rows[1].cells["target"] is BLANK
    assert table.problems == []
    assert table.sheet is None
    assert table.headings == HEADINGS


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators(separator: str) -> None:
    table = read(TEXT.replace(",", separator).replace("12.5%", "12,5"))
    assert table.rows[0].cells["actual"].text == "12,5"


def test_figures_in_words_dates_as_text_and_doubled_refs_are_left_to_the_caller() -> None:
    table = read('ref,period,actual\nP1,Q5,"£1,234"\nP1,31/06/2026,"(1,234)"\nP1,2025/27,1e400\n')
    assert [row.cells["ref"].text for row in table.rows] == ["P1", "P1", "P1"]
    assert [row.line for row in table.rows] == [2, 3, 4]
    assert [row.cells["actual"].text for row in table.rows] == ["£1,234", "(1,234)", "1e400"]
    assert table.problems == []


def test_blank_rows_spaces_and_titles_above_the_headings() -> None:
    table = read("Quarterly return\n\nSome council\n Ref , PERIOD,Actual \n\n P1 ,Q1\u00a02026,\u00a0 5 \n,,\n")
    assert table.heading_line == 4
    assert [(row.line, row.cells["period"].text, row.cells["actual"].text) for row in table.rows] == [
        (6, "Q1 2026", "5")
    ]


def test_line_breaks_inside_quotation_marks_count_as_one_row() -> None:
    table = read('ref,period,actual,target,note\r\nP1,Q1,5,6,"one\r\ntwo"\r\nP2,Q1,7,8,\r\n')
    assert table.rows[0].cells["note"].text == "one\ntwo"
    assert table.rows[1].line == 3


def test_long_and_short_rows_are_problems_with_their_place() -> None:
    table = read("ref,period,actual\nP1,Q1,1,234\nP2\nP3,Q1,5,,,\n")
    assert [(p.line, p.cell, p.read) for p in table.problems] == [(2, "D2", "234"), (3, None, "")]
    assert table.problems[0].message == (
        "Cell D2, “234”, is beyond the last heading. Put a text with the separator in it between quotation marks."
    )
    assert table.problems[1].message.startswith(
        "Row 3 stops after column A, but the required headings go up to column C."
    )


def test_other_headings_are_noted_and_near_misses_are_problems() -> None:
    table = read("ref,period,actual,tagret,colour\nP1,Q1,5,6,red\n")
    assert table.notes == ("Columns with other headings were left out: “colour” (E).",)
    [problem] = table.problems
    assert (problem.line, problem.cell, problem.read) == (1, "D1", "tagret")
    assert "Change it to “target” if that is meant" in problem.message


def test_wrong_headings_are_named() -> None:
    assert refusal("reference,period,actuals\nP1,Q1,5\n") == (
        "Row 1 has headings, but not the required headings “ref” and “actual”. Column C, “actuals”, may be meant as "
        "“actual”. Put the headings right and choose the file again."
    )
    assert refusal("a,b\n1,2\n").startswith("No row of headings was found in the first 20 rows. One row must have")


def test_doubled_heading_is_refused() -> None:
    assert refusal("ref,period,actual,Actual\nP1,Q1,5,6\n") == (
        "The heading “actual” is there 2 times in row 1, over columns C, D. Keep one of them."
    )


def test_headings_alone_are_refused() -> None:
    assert refusal("ref,period,actual\n") == "There are headings in row 1, but no rows under them."


@pytest.mark.parametrize("data", [b"", b"  \r\n\t", b"\xef\xbb\xbf", b"\0\0\0"])
def test_empty(data: bytes) -> None:
    assert refusal(data).startswith("The file is empty.")


def test_nul_is_refused_by_line() -> None:
    assert refusal("ref,period,actual\nP1,Q1,5\nP2,Q\x001,6\n").startswith("Line 3 holds a NUL character")


def test_unclosed_quotation_mark_is_refused_by_line() -> None:
    message = refusal('ref,period,actual\nP1,Q1,5\nP2,"Q1,6\nP3,Q1,7\n')
    assert message.startswith('The row that starts on line 3 opens a quotation mark (") that is never closed.')


def test_text_after_a_quotation_mark_is_refused_by_line() -> None:
    assert refusal('ref,period,actual\nP1,"Q1"x,5\n').startswith("Line 2 has text after a closing quotation mark")


def test_text_in_no_known_encoding_is_refused_by_line() -> None:
    assert refusal(b"ref,period,actual\nP1,Q1,\x815\n").startswith("Line 2 holds characters that could not be read")


def test_control_characters_are_problems() -> None:
    table = read("ref,period,actual\nP1,Q1,5\x1b[2J\n")
    assert [(p.cell, p.column) for p in table.problems] == [("C2", "actual")]
    assert table.rows[0].cells["actual"].value is None


def test_errors_saved_as_text_are_problems() -> None:
    table = read("ref,period,actual\nP1,Q1,#DIV/0!\nP2,Q1,#1 priority\n")
    assert [(p.cell, p.read) for p in table.problems] == [("C2", "#DIV/0!")]


@pytest.mark.parametrize("quote", ["", '"'])
def test_huge_field_is_refused(quote: str) -> None:
    message = refusal(f"ref,period,actual\nP1,Q1,{quote}{'x' * 10_000_000}{quote}\n")
    assert message.startswith("The row that starts on line 2 has a cell of more than 32,767 characters.")


def test_a_million_columns_are_refused(tmp_path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("ref,period,actual" + "," * 1_000_000 + "\n")
    result = measured(path, "wide.csv")
    assert result["message"].startswith("Line 1 has 1,000,003 columns; at most 500 are read.")
    assert result["times_bare"] <= REFUSED_WITHIN
    assert result["child_mib"] <= 300


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(FileRefused, match="more than 2 rows, the most that are read at once"):
        read("ref,period,actual\n" + "P1,Q1,5\n" * 3, max_rows=2)


@pytest.mark.sweep
def test_fifty_thousand_rows(tmp_path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("ref,period,actual,target,note\n" + "".join(f"P{n},Q1,{n}.5,7,note {n}\n" for n in range(50_000)))
    result = measured(path, "long.csv")
    assert result["rows"] == 50_000
    assert result["times_bare"] <= 40
    assert result["child_mib"] <= 300
    assert result["own_mib"] <= 300


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"<!DOCTYPE html><table>", "a web page"),
        (b"\xef\xbb\xbf\n<html>", "a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Excel workbook"),
        (b"PK\x03\x04", "an Excel workbook or an archive"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_other_files_renamed(start: bytes, what: str) -> None:
    assert what in refusal(start + b"rest of it")


@pytest.mark.parametrize("name", ["figures.docx", "figures", "figures.csv.exe", "\u202efigures\n.pdf"])
def test_other_names(name: str) -> None:
    message = refusal(TEXT, name)
    assert "is not a kind of file that can be read. Choose a CSV file or an Excel workbook (.xlsx)." in message
    assert message.isprintable()


def fully_read(data: bytes) -> int:
    try:
        return sum(len(row) for _, row in read_csv(data, lambda row: sum(cell in HEADINGS for cell in row)))
    except FileRefused:
        return -1


@settings(max_examples=examples(300), deadline=1000)
@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    fully_read(data)


@settings(max_examples=examples(300), deadline=1000)
@given(
    st.text(alphabet='",;\t\r\n ab£\0é\ufeff', max_size=200), st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-32"])
)
def test_random_csv_shapes_are_read_or_refused(text: str, encoding: str) -> None:
    fully_read(text.encode(encoding, "replace"))


@settings(max_examples=examples(200), deadline=1000)
@given(st.integers(0, len(TEXT.encode()) - 1), st.binary(max_size=4), st.integers(0, 4))
def test_altered_files_are_read_or_refused(at: int, put: bytes, cut: int) -> None:
    data = TEXT.encode()
    fully_read(data[:at] + put + data[at + cut :])


def test_utf8_is_preferred_to_windows_1252() -> None:
    assert encoding_of("£".encode()) == "utf-8"
    assert encoding_of("£".encode("cp1252")) == "cp1252"
