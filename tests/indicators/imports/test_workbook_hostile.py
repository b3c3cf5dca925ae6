"""Hostile and broken workbooks: each refused in time, in little memory, with a message that says what to do."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.imports.limits import FileRefused
from indicators.imports.workbook import parent
from indicators.imports.workbook.extract import extract
from indicators.imports.workbook.headings import Wanted
from indicators.imports.workbook.parent import read_table
from indicators.imports.workbook.sniff import kind_of
from tests.indicators.imports.workbook_files import (
    HEADINGS,
    REFUSED_WITHIN,
    REQUIRED,
    bare_seconds,
    data_row,
    good_rows,
    heading_row,
    inline,
    measured,
    packed,
    processor_seconds,
    sheet_xml,
    with_member,
    written,
)

pytestmark = pytest.mark.sweep

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = heading_row() + data_row(2, '<c r="C2"><v>5</v></c>')


def refusal(data: bytes, name: str = "figures.xlsx") -> str:
    started = processor_seconds()
    with pytest.raises(FileRefused) as refused:
        read_table(data, name, expected_headings=HEADINGS, required=REQUIRED)
    assert processor_seconds() - started <= REFUSED_WITHIN * bare_seconds()
    return str(refused.value)


def measured_refusal(data: bytes, folder: Path) -> str:
    path = folder / "hostile.xlsx"
    path.write_bytes(data)
    result = measured(path, "hostile.xlsx")
    assert result["times_bare"] <= REFUSED_WITHIN, result
    assert result["child_mib"] <= 300, result
    assert result["own_mib"] <= 100, result
    return result["message"]


def test_the_plain_file_that_the_others_are_made_from_is_read() -> None:
    table = read_table(packed(sheet_xml(GOOD)), "a.xlsx", expected_headings=HEADINGS, required=REQUIRED)
    assert len(table.rows) == 1
    assert table.problems == []


def test_the_only_cell_in_the_far_corner(tmp_path: Path) -> None:
    data = packed(sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert measured_refusal(data, tmp_path) == (
        "Sheet “Data” has something in cell XFD1048576, beyond column SF or row 100,020, the last that are read. "
        "Delete the columns and rows that are not needed, or split the file."
    )


def test_a_far_cell_after_good_rows(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    assert "cell A1048576" in measured_refusal(packed(sheet_xml(GOOD + far)), tmp_path)


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1", "rubbish"])
def test_a_lying_dimension_is_not_read(dimension: str) -> None:
    data = packed(sheet_xml(GOOD, before=f'<dimension ref="{dimension}"/>'))
    table = read_table(data, "a.xlsx", expected_headings=HEADINGS, required=REQUIRED)
    assert len(table.rows) == 1


def test_zip_bomb(tmp_path: Path) -> None:
    rows = GOOD + " " * 120_000_000
    assert measured_refusal(packed(sheet_xml(rows)), tmp_path).startswith(
        "The workbook unpacks to far more than it seems to hold, so it was not opened."
    )


def test_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    data = bytearray(packed(sheet_xml(GOOD + " " * 50_000_000)))
    real = len(sheet_xml(GOOD + " " * 50_000_000)).to_bytes(4, "little")
    assert data.count(real) >= 2
    lying = bytes(data).replace(real, (60_000).to_bytes(4, "little"))
    assert "damaged or incomplete" in measured_refusal(lying, tmp_path)


def test_bomb_of_many_middling_parts(tmp_path: Path) -> None:
    part = random.Random(1).randbytes(20_000) * 40
    extra = {f"xl/media/image{n}.png": part for n in range(200)}
    assert "unpacks to far more" in measured_refusal(packed(sheet_xml(GOOD), extra=extra), tmp_path)


def test_nested_ratio_bomb(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)
    data = packed(sheet_xml(GOOD), extra={"xl/embeddings/inner.zip": inner.getvalue()})
    assert "holds another archive, “xl/embeddings/inner.zip”" in measured_refusal(data, tmp_path)


def test_a_member_too_many(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"{number}.xml", b"")
    assert "unpacks to far more" in measured_refusal(out.getvalue(), tmp_path)


def test_a_crowd_of_cells(tmp_path: Path) -> None:
    """Little tags in irregular order stay under the ratio, so what counts is how many there are. The order comes again
    after a megabyte, further back than packing looks.
    """
    choose = random.Random(2)
    kinds = ["<c/>", "<c s='1'/>", "<d/>", "<c s='12'/>", "<e/>", "<f1/>", "<g23/>"]
    crowd = "".join(choose.choices(kinds, k=200_000)) * 36
    assert "more cells than can be read at once" in measured_refusal(packed(sheet_xml(GOOD + crowd)), tmp_path)


def test_one_long_text_in_every_cell(tmp_path: Path) -> None:
    """A few megabytes must not come back as gigabytes."""
    relation = '<Relationship Id="s" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>'
    text = "".join(random.Random(3).choices("abcdefghijklmnopqrstuvwxyz", k=32_000))
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="C{n}" t="s"><v>0</v></c></row>' for n in range(2, 20_000)
    )
    data = packed(
        sheet_xml(heading_row() + cells),
        relations=relation,
        extra={"xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>"},
    )
    assert "more text than can be read at once" in measured_refusal(data, tmp_path)


def test_a_tag_without_end(tmp_path: Path) -> None:
    noise = random.Random(4).randbytes(8_000_000).hex()
    rows = f'<row r="{noise}"></row>'
    assert "damaged or incomplete" in measured_refusal(packed(sheet_xml(rows)), tmp_path)


@pytest.mark.parametrize("reference", ["A0", "1A", "AAAA1", "XFE1", "B7", "a1", "A١", "A99999999"])
def test_cells_that_are_not_where_they_say(reference: str) -> None:
    rows = f'<row r="1">{inline(reference, "ref")}</row>'
    assert "damaged or incomplete" in refusal(packed(sheet_xml(rows)))


def test_rows_and_cells_told_twice() -> None:
    assert "damaged" in refusal(packed(sheet_xml(heading_row() + heading_row())))
    assert "damaged" in refusal(packed(sheet_xml(f'<row r="1">{inline("A1", "x")}{inline("A1", "y")}</row>')))


def test_huge_cell() -> None:
    assert "Cell A1 holds more than 32,767 characters" in refusal(
        packed(sheet_xml(f'<row r="1">{inline("A1", "x" * 40_000)}</row>'))
    )


MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (packed(sheet_xml(GOOD), main_type=MACRO_TYPE), "figures.xlsm"),
        (packed(sheet_xml(GOOD), main_type=MACRO_TYPE), "figures.xlsx"),
        (with_member(written(good_rows()), "xl/vbaProject.bin", b"\xd0\xcf"), "figures.xlsx"),
        (with_member(written(good_rows()), "xl/macrosheets/sheet1.xml", b"<x/>"), "figures.xlsx"),
        (
            packed(
                sheet_xml(GOOD), types='<Override PartName="/x" ContentType="application/vnd.ms-office.vbaProject"/>'
            ),
            "a.xlsx",
        ),
    ],
    ids=["xlsm", "renamed", "project part", "macro sheet", "project type"],
)
def test_macros(data: bytes, name: str) -> None:
    assert refusal(data, name) == (
        "The workbook holds macros, which are not accepted. Open it in your spreadsheet program, choose “Save as”, "
        "“Excel workbook (.xlsx)”, and choose that file."
    )


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n1 0 obj", "The file is a PDF document, whatever its name says."),
        (b"<!DOCTYPE html><table>", "The file is a web page, whatever its name says."),
        (b"<?xml version='1.0'?><Workbook/>", "The file is an XML document"),
        (OLE + b"\0" * 2000, "The file is an old Excel workbook (.xls)."),
        (OLE + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le"), "The workbook is protected with a password."),
        (b"ref,period,actual\n", "The file is not an Excel workbook, although its name ends in .xlsx."),
        (b"", "The file is empty."),
        (b"PK\x03\x04", "The workbook is damaged or incomplete."),
    ],
)
def test_what_it_really_is(data: bytes, what: str) -> None:
    assert refusal(data).startswith(what)


def test_other_office_files() -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert refusal(packed(sheet_xml(GOOD), main_type=word)).startswith(
        "The file is an archive, but not an Excel workbook."
    )
    binary = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    assert refusal(packed(sheet_xml(GOOD), main_type=binary)).startswith("The file is a binary Excel workbook (.xlsb).")
    assert "OpenDocument" in refusal(b"PK", "figures.ods")
    assert "old Excel workbook" in refusal(b"x", "figures.xls")


def test_encrypted_members() -> None:
    data = bytearray(written(good_rows()))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data)).startswith("The workbook is protected with a password.")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.999])
def test_truncated(share: float) -> None:
    data = written(good_rows(500))
    assert refusal(data[: int(len(data) * share)]).startswith("The workbook is damaged or incomplete.")


def test_damaged_in_the_middle() -> None:
    data = bytearray(packed(sheet_xml(GOOD)))
    at = data.index(b"xl/worksheets/sheet1.xml") + 40
    data[at : at + 20] = b"\xff" * 20
    assert "damaged or incomplete" in refusal(bytes(data))


XXE = '<!DOCTYPE worksheet [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("prolog", [XXE, LAUGHS, '<!DOCTYPE worksheet SYSTEM "http://127.0.0.1/x.dtd">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities(prolog: str, encoding: str, tmp_path: Path) -> None:
    text = sheet_xml(GOOD, prolog=prolog).replace("UTF-8", encoding)
    message = measured_refusal(packed(text.encode(encoding)), tmp_path)
    assert "holds instructions that a workbook never needs" in message
    assert "root:" not in message


def test_a_document_type_behind_a_long_comment() -> None:
    text = sheet_xml(GOOD, prolog=f"<!--{'x' * 10_000}-->{XXE}")
    assert "damaged" in refusal(packed(text))


@pytest.mark.parametrize("part", ["docProps/core.xml", "xl/drawings/vmlDrawing1.vml", "xl/theme/theme1.xml"])
def test_a_document_type_in_a_part_that_is_not_read(part: str) -> None:
    assert "holds instructions" in refusal(packed(sheet_xml(GOOD), extra={part: f"{XXE}<x>&secret;</x>"}))


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "xl\\..\\..\\x", "C:/x", "xl/../../x"])
def test_path_traversal(name: str) -> None:
    assert "a part with a forbidden name" in refusal(packed(sheet_xml(GOOD), extra={name: b"x"}))


def test_members_told_twice() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = with_member(packed(sheet_xml(GOOD)), "xl/worksheets/sheet1.xml", b"<x/>")
    assert "damaged" in refusal(data)


def test_links_to_other_workbooks() -> None:
    message = refusal(packed(sheet_xml(GOOD), extra={"xl/externalLinks/externalLink1.xml": "<externalLink/>"}))
    assert message.startswith("The workbook takes figures from other workbooks. In Excel choose “Data”")


def test_a_sheet_that_is_somewhere_else() -> None:
    away = '<Relationship Id="rId2" TargetMode="External" Type="x/worksheet" Target="http://127.0.0.1/s.xml"/>'
    sheets = "<sheets><sheet name='Data' sheetId='1' r:id='rId2'/></sheets>"
    parts = packed(sheet_xml(GOOD), workbook=sheets, relations=away)
    assert "damaged" in refusal(parts)


@pytest.mark.parametrize("figure", ["1e400", "nan", "INF", "0x10", "1_000", "12,5", "--3"])
def test_numbers_that_are_none(figure: str) -> None:
    data = packed(sheet_xml(heading_row() + data_row(2, f'<c r="C2"><v>{figure}</v></c>')))
    table = read_table(data, "a.xlsx", expected_headings=HEADINGS, required=REQUIRED)
    assert [(p.cell, p.read) for p in table.problems] == [("C2", figure)]
    assert table.rows[0].cells["actual"].value is None


def test_shared_text_that_is_not_there() -> None:
    assert "damaged" in refusal(packed(sheet_xml('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')))


def test_too_large_a_file() -> None:
    with pytest.raises(FileRefused, match="The file has 21 MB; at most 20 MB are read"):
        read_table(bytes(21 * 1024 * 1024), "large.xlsx", expected_headings=HEADINGS, required=REQUIRED)


@pytest.mark.parametrize(
    "command",
    [
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.abort()",
        "raise RuntimeError",
        "print('[1,[')",
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    ],
    ids=["killed", "aborted", "failed", "half a line", "works without end"],
)
def test_a_child_that_dies(command: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(parent, "_COMMAND", command)
    assert refusal(written(good_rows())).startswith("The file could not be read safely and was stopped.")
    assert "reading a file ended with status" in caplog.text


def test_a_child_that_gets_no_time_is_not_said_to_have_met_a_bad_file(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(parent, "_COMMAND", "import time; time.sleep(60)")
    monkeypatch.setattr(parent, "CHILD_WALL_SECONDS", 1)
    assert refusal(written(good_rows())) == parent.BUSY
    assert "reading a file ended with status" in caplog.text


def test_a_child_that_wants_too_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    eager = (
        "import sys; sys.path.insert(0, sys.argv[1]); from indicators.imports.workbook import child;"
        "child.kind_of = lambda *_: bytearray(400_000_000); child.main(sys.argv[2])"
    )
    monkeypatch.setattr(parent, "_COMMAND", eager)
    assert refusal(written(good_rows())).startswith("The file needs more memory than a spreadsheet of figures should")


def opened(data: bytes) -> None:
    """Read in this process: only FileRefused may come out."""
    try:
        extract(data, kind_of(data, "a.xlsx"), Wanted(HEADINGS, REQUIRED, 100), lambda _: None)
    except FileRefused:
        return


SAMPLE = written(good_rows())
STORED = packed(sheet_xml(GOOD))


@settings(max_examples=300, deadline=1000)
@given(st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail))
def test_random_archives_are_refused(data: bytes) -> None:
    opened(data)


@settings(max_examples=400, deadline=1000)
@given(
    st.sampled_from([SAMPLE, STORED]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4),
)
def test_altered_archives_are_read_or_refused(data: bytes, changes: list[tuple[float, bytes]]) -> None:
    altered = bytearray(data)
    for place, put in changes:
        at = int(place * len(data))
        altered[at : at + len(put)] = put
    opened(bytes(altered))


@settings(max_examples=300, deadline=1000)
@given(st.integers(0, 2000), st.text(alphabet='<>/"=& crvtsfeA1:9-_x0', max_size=6), st.integers(0, 6))
def test_altered_sheets_are_read_or_refused(at: int, put: str, cut: int) -> None:
    text = sheet_xml(GOOD, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    at %= len(text)
    opened(packed(text[:at] + put + text[at + cut :]))
