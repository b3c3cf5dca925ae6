"""Lenient reading of CSV files that the check commands are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.published.plain_csv import TableError, read_table


def test_rows_with_their_lines():
    table = read_table(b'a,b\r\n1,"two\r\nlines"\r\n\r\n , \r\n3,4\r\n')
    assert table.headings == ("a", "b")
    assert table.rows == ((2, {"a": "1", "b": "two\r\nlines"}), (6, {"a": "3", "b": "4"}))
    assert table.problems == {}


@pytest.mark.parametrize(
    "data",
    [
        "ref,café\n1,£2\n".encode(),
        "\ufeffref,café\n1,£2\n".encode(),
        "ref,café\n1,£2\n".encode("cp1252"),
        "ref,café\n1,£2\n".encode("utf-16"),
        "Ref ; Café\n 1;£2 \n".encode(),
        "\nREF\tcafé\n1\t£2\n".encode(),
    ],
)
def test_encodings_separators_and_headings(data):
    table = read_table(data)
    assert table.headings == ("ref", "café")
    assert [cells for _, cells in table.rows] == [{"ref": "1", "café": "£2"}]


def test_headings_in_other_capitals_and_spaces():
    assert read_table(b"Published RAG, prev-year  actual ,\n").headings == ("published_rag", "prev_year_actual", "")


def test_a_row_of_another_length():
    table = read_table(b"a,b\n1\n1,2,,\n1,2,3\n")
    assert [cells["b"] for _, cells in table.rows] == ["", "2", "2"]
    assert list(table.problems) == [4]
    assert "3 cells under 2 headings" in table.problems[4]


def test_a_row_that_cannot_be_read_does_not_hide_the_rest():
    table = read_table(b"a,b\n1,2\n" + b"x" * 200_000 + b",2\n3,4\n")
    assert [line for line, _ in table.rows] == [2, 3, 4]
    assert "cannot be read as CSV" in table.problems[3]


def test_a_slip_with_quotation_marks_in_one_row_is_a_problem_of_that_row():
    table = read_table(b'a,b\n1,"2"x\n3,4\n5,"6\n')
    assert [line for line, _ in table.rows] == [2, 3, 4]
    assert table.rows[1][1] == {"a": "3", "b": "4"}
    assert list(table.problems) == [2, 4]


@pytest.mark.parametrize(
    "rows",
    [
        b'3,"4\n5,6\n7,8\n',  # never closed
        b'3,"4\n5,"6"\n7,8\n',  # closed by the mark that should open another cell
        b'3,"4\n' + b"5,6\n" * 50_000,  # longer than a cell can be
    ],
)
def test_a_quotation_mark_that_hides_further_rows_refuses_the_file(rows):
    with pytest.raises(TableError, match=r"The row that starts on line 3 .* line \d+ .* quotation mark .* Correct it"):
        read_table(b"a,b\n1,2\n" + rows)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(TableError, match="empty"):
        read_table(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        table = read_table(data)
    except TableError:
        return
    assert all(line > 0 for line, _ in table.rows)
