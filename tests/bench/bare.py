"""What a pack, a report and a quarter are measured against: the same work by the libraries alone."""

import io
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import xlsxwriter

from reporting import pdf
from reporting.pdf.compiler import ENVIRONMENT

TEMPLATES = Path(pdf.__file__).parent
COMPILE = """
import sys, typst
fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[sys.argv[2]])
book = typst.Compiler(sys.argv[1] + "/document.typ", root=sys.argv[1], font_paths=fonts,
                      sys_inputs={"data": sys.stdin.read()})
sys.stdout.buffer.write(book.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=0))
"""

Sheets = list[tuple[str, list[Sequence[Any]]]]


def bare_pdf(data: bytes) -> bytes:
    """The same template, fonts and data, compiled by Typst in a process that does nothing else."""
    line = [sys.executable, "-I", "-X", "utf8", "-c", COMPILE, str(TEMPLATES), str(pdf.FONTS)]
    return subprocess.run(line, input=data, stdout=subprocess.PIPE, check=True, env=ENVIRONMENT).stdout


def cells_of(workbook: bytes) -> Sheets:
    """Every cell of a workbook, sheet by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return [(sheet.title, [tuple(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book]


def bare_xlsx(sheets: Sheets) -> bytes:
    """The same cells, written without looks, tables or guards."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    for title, rows in sheets:
        sheet = book.add_worksheet(title)
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    book.close()
    return out.getvalue()


def pandas_report(workbook: Sheets) -> int:
    """The same tables by a script as an analyst writes it: pandas frames to openpyxl and to HTML; the bytes made."""
    out = io.BytesIO()
    html = ""
    with pandas.ExcelWriter(out, engine="openpyxl") as writer:
        for title, rows in workbook:
            frame = pandas.DataFrame(rows[1:], columns=[str(each) for each in rows[0]] if rows else None)
            frame.to_excel(writer, sheet_name=title, index=False)
            html += frame.to_html(index=False)
    return len(out.getvalue()) + len(html)
