"""Spreadsheets made in code: honest ones, awkward ones and hostile ones."""

import functools
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.parsers.expat import ParserCreate

import xlsxwriter

ROOT = Path(__file__).resolve().parents[3]
HEADINGS = ("ref", "period", "actual", "target", "note")
REQUIRED = ("ref", "period", "actual")
REFUSED_WITHIN = 20  # times ``bare_seconds``: five seconds of a quiet machine

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def written(rows: Sequence[Sequence[Any]], sheet: str = "Data", **options: Any) -> bytes:
    """A workbook with one sheet, as XlsxWriter writes it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def good_rows(count: int = 3) -> list[list[Any]]:
    return [list(HEADINGS)] + [[f"P{n}", "Q1 2026/27", n + 0.5, 10, "as planned"] for n in range(1, count + 1)]


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def heading_row(line: int = 1) -> str:
    return (
        f'<row r="{line}">'
        + "".join(inline(f"{c}{line}", h) for c, h in zip("ABCDE", HEADINGS, strict=True))
        + "</row>"
    )


def data_row(line: int, actual: str) -> str:
    return f'<row r="{line}">{inline(f"A{line}", "P1")}{inline(f"B{line}", "Q1")}{actual}</row>'


def sheet_xml(rows: str, *, before: str = "", after: str = "", prolog: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def packed(
    sheet: str | bytes,
    *,
    extra: dict[str, str | bytes] | None = None,
    main_type: str = WORKBOOK_TYPE,
    workbook: str = "<sheets><sheet name='Data' sheetId='1' r:id='rId1'/></sheets>",
    relations: str = "",
    types: str = "",
) -> bytes:
    """The smallest workbook around one sheet's XML, with whatever else an attack needs."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # the quickest
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def long_workbook(headings: Sequence[str], count: int) -> bytes:
    """Many rows of figures and shared texts, put together by hand: XlsxWriter takes ten seconds for them."""
    texts = [*headings, "Q1", "as planned", *(f"P{n}" for n in range(count)), *(f"note {n}" for n in range(count))]
    first, quarter, planned = len(headings) + 2, len(headings), len(headings) + 1
    figures, plans = len(headings) - 14, f'<c t="s"><v>{planned}</v></c>' * 11
    heads = "".join(f'<c t="s"><v>{place}</v></c>' for place in range(len(headings)))
    rows = "".join(
        f'<row><c t="s"><v>{first + n}</v></c><c t="s"><v>{quarter}</v></c>{f"<c><v>{n / 7}</v></c>" * figures}'
        f'{plans}<c t="s"><v>{first + count + n}</v></c></row>'
        for n in range(count)
    )
    return packed(
        f'<worksheet xmlns="{MAIN}"><sheetData><row>{heads}</row>{rows}</sheetData></worksheet>',
        relations=f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>',
        extra={"xl/sharedStrings.xml": "<sst>" + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"},
    )


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """A copy of a workbook with one more member."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


_MEASURE = """
import json, os, resource, sys
sys.path.insert(0, sys.argv[1])
from indicators.imports.workbook import FileRefused, parent
from indicators.imports.workbook.parent import read_table
parent.CHILD_WALL_SECONDS = 300  # the processor's time is what is measured
started, message, rows = sum(os.times()[:4]), None, None
try:
    expected, required = json.loads(sys.argv[4]), json.loads(sys.argv[5])
    data = open(sys.argv[2], "rb").read()
    rows = len(read_table(data, sys.argv[3], expected_headings=expected, required=required).rows)
except FileRefused as refused:
    message = str(refused)
print(json.dumps({
    "message": message, "rows": rows, "seconds": sum(os.times()[:4]) - started,
    "child_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    "own_mib": int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024,
}))
"""


def measured(
    path: Path, filename: str, headings: Sequence[str] = HEADINGS, required: Sequence[str] = REQUIRED
) -> dict[str, Any]:
    """Read a file in a fresh process without Django: what it said, how much processor time (its own and its
    child's, in ``bare_seconds`` too: a busy machine is not a fault of the reader) and how much memory it took.
    """
    arguments = [str(ROOT), str(path), filename, json.dumps(headings), json.dumps(required)]
    done = subprocess.run([sys.executable, "-c", _MEASURE, *arguments], capture_output=True, check=True, cwd="/")
    found = json.loads(done.stdout)
    return {**found, "times_bare": found["seconds"] / bare_seconds()}


@functools.cache
def bare_seconds() -> float:
    """The processor time that XML's own parser takes here for a sheet of 1,500,000 cells, a quarter of a second on a
    quiet machine: what the reader's time is told in, since seconds say as much of the machine.
    """
    started = processor_seconds()
    ParserCreate().Parse(b"<row>" + b"<c r='A1'><v>12345</v></c>" * 1_500_000 + b"</row>", True)
    return processor_seconds() - started


def processor_seconds() -> float:
    """The processor time of this process and of its children that have ended."""
    return sum(os.times()[:4])
